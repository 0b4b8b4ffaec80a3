/**
 * Images and frames that wait to be scrolled to get the address they would have then: nobody scrolls in a snapshot.
 * Runs inside the page, which it reaches as text: it may use nothing of this module but what it is given.
 */
export class LazyImages {
  // As written by lazysizes, lozad and vanilla-lazyload, WP Rocket and Jetpack, jquery.lazyload, slick, echo and Flickity.
  readonly #sources = ['src', 'lazy-src', 'original', 'lazy', 'echo', 'flickity-lazyload'];
  readonly #sets = ['srcset', 'lazy-srcset', 'original-set', 'flickity-lazyload-srcset'];
  readonly #sizes = ['sizes', 'lazy-sizes'];

  /** Adds to an element's attributes the addresses it waits with, where there is none yet or a placeholder. */
  complete(element: Element, attributes: Map<string, string>): void {
    switch (element.localName) {
      case 'img':
      case 'source':
        this.#take(attributes, 'srcset', this.#sets);
        if (attributes.get('data-sizes') !== 'auto') this.#take(attributes, 'sizes', this.#sizes);
        this.#take(attributes, 'src', this.#sources);
        if (element.localName === 'img') this.#takeFallback(element, attributes);
        break;
      case 'iframe':
      case 'video':
      case 'audio':
        this.#take(attributes, 'src', this.#sources);
    }
  }

  #take(attributes: Map<string, string>, name: string, sources: string[]): void {
    if (!this.#isPlaceholder(attributes.get(name))) return;
    const real = sources.map(source => attributes.get(`data-${source}`)).find(value => this.#isReal(value));
    if (real) attributes.set(name, real);
  }

  /** `<img src="data:…"><noscript><img src="/real.jpg"></noscript>`: the fallback is not kept, but its address is. */
  #takeFallback(image: Element, attributes: Map<string, string>): void {
    const isShown = !this.#isPlaceholder(attributes.get('src')) || attributes.has('srcset');
    const fallback = isShown ? null : this.#fallbackOf(image);
    for (const name of ['src', 'srcset', 'sizes']) {
      const value = fallback?.getAttribute(name);
      if (value) attributes.set(name, value);
    }
    const alt = fallback?.getAttribute('alt');
    if (alt && !attributes.get('alt')) attributes.set('alt', alt);
  }

  #fallbackOf(image: Element): Element | null {
    const { nextElementSibling, previousElementSibling } = image.closest('picture') ?? image;
    const noscript = [nextElementSibling, previousElementSibling].find(
      beside => beside?.localName === 'noscript',
    );
    if (!noscript) return null;
    try {
      // With scripts on, its content is text: https://html.spec.whatwg.org/multipage/scripting.html#the-noscript-element
      return new DOMParser().parseFromString(noscript.textContent ?? '', 'text/html').querySelector('img');
    } catch {
      return null; // the page allows no text to be parsed: https://www.w3.org/TR/trusted-types/
    }
  }

  #isPlaceholder(address: string | undefined): boolean {
    if (!address?.trim()) return true;
    const file =
      /(blank|placeholder|spacer|pixel|transparent|1x1|loading|lazy)[^/?#]*\.(gif|png|svg|jpe?g|webp)([?#]|$)/i;
    return /^\s*(data:|blob:|about:|#)/i.test(address) || file.test(address);
  }

  #isReal(value: string | undefined): boolean {
    return !!value?.trim() && !/^\s*(data:|blob:|about:|javascript:|#|\{|\[)/i.test(value);
  }
}
