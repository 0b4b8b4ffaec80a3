/**
 * What of a page shows that it waits, beside its words. This runs inside the page, which it reaches as text: it may use nothing
 * of this module but what it is given.
 */
export class Signs {
  readonly #plain =
    '[aria-busy="true"], [role="progressbar"]:not([aria-valuenow]), progress:not([value]), [class~="loading"], [class~="loader"], [class*="spinner" i], [class*="skeleton" i]';
  /** Names that a part with a content of its own may bear as well: they count where something of them is drawn, and no picture. */
  readonly #named =
    '#loading, #loader, #preloader, .ant-spin-spinning, [class*="preloader" i], [class*="page-loader"], [class*="loader-wrapper"], [class*="loading-overlay"], [class*="loading-mask"], [class^="lds-"], [class*=" lds-"], [class^="sk-"], mat-spinner, mat-progress-spinner, ion-spinner, sl-spinner, ngx-loading';
  /** Shapes in the place of what is to come. They say nothing, which sets them apart from what bears such a name as well. */
  readonly #shapes =
    '[class*="load" i], [class*="shimmer" i], [class*="placeholder"], .ph-item, [class*="dot-flashing"], [class*="progress-circular"]:not([aria-valuenow]), [uk-spinner], [data-testid*="load" i], .spin, .animate-spin, .animate-pulse, .fa-spin';
  /** What such a name may be, and not "upload", "loaded", or "placeholder" for an advertisement. */
  readonly #shapeNames =
    /(^|[\s_-])(is-)?(loading|loader)([\s_-]|$)|loading-?indicator|shimmer|(content-placeholder|placeholder-(glow|wave))|ph-item|dot-flashing|progress-circular|(^|[\s-])spin(\s|$)|animate-pulse/i;
  readonly #pictures = 'img, picture, video, iframe, canvas';
  /** What is read out to who does not see it spin. */
  readonly #labelled = '[role="status"][aria-label], [role="img"][aria-label], svg[aria-label], img[alt]';
  readonly #says: RegExp[];

  /** @param says how a page says that it waits */
  constructor(says: RegExp[]) {
    this.#says = says;
  }

  /** Whether there is one to be seen; hidden ones are there for later. */
  areIn(roots: (Element | ShadowRoot)[]): boolean {
    const find = (selector: string, is: (element: Element) => boolean) =>
      roots.some(root => [...root.querySelectorAll(selector)].some(each => is(each) && this.isSeen(each)));
    return (
      find(this.#plain, each => this.#isSign(each)) ||
      find(this.#named, each => this.#isSign(each) && !this.#hasPicture(each) && this.#isDrawn(each)) ||
      find(this.#shapes, each => this.#isShape(each)) ||
      find(this.#labelled, each => this.#saysSo(each))
    );
  }

  isSeen(element: Element): boolean {
    return element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  }

  /** It is shown instead of what is to come: it says next to nothing, and nothing can be entered in it. */
  #isSign(element: Element): boolean {
    if (element.getAttribute('aria-busy') === 'true') return true;
    const says = element.textContent?.trim().length ?? 0;
    return says <= 40 && element.querySelector('input, select, textarea, a[href]') === null;
  }

  #hasPicture(element: Element): boolean {
    return element.querySelector(this.#pictures) !== null;
  }

  /** A picture may be a background. What pulses behind the rest, or is a dot, is there to look well. */
  #isShape(element: Element): boolean {
    const isSilent = /^[\s.·•…]*$/.test(element.textContent ?? '');
    const isForUse =
      element.closest('a, button') !== null || element.querySelector('a[href], input') !== null;
    if (!isSilent || isForUse || element.matches(this.#pictures) || this.#hasPicture(element)) return false;
    const names = `${element.getAttribute('class') ?? ''} ${element.getAttribute('data-testid') ?? ''}`;
    if (!this.#shapeNames.test(names) && !element.matches('[uk-spinner]')) return false;
    const { backgroundImage, position } = getComputedStyle(element);
    if (backgroundImage.includes('url(') || !this.#isDrawn(element)) return false;
    const isBeside = /absolute|fixed/.test(position) || element.getBoundingClientRect().width < 32;
    return !(isBeside && element.matches('.animate-pulse'));
  }

  #isDrawn(element: Element): boolean {
    return [element, ...element.querySelectorAll('*')].slice(0, 20).some(each => {
      const { width, height } = each.getBoundingClientRect();
      return width > 0 && height > 0;
    });
  }

  #saysSo(element: Element): boolean {
    const label = (element.getAttribute('aria-label') ?? element.getAttribute('alt') ?? '').trim();
    return this.#says.some(pattern => pattern.test(label));
  }
}
