/**
 * How elements look by what no attribute and no style sheet says, as style of their own.
 *
 * Runs inside the page, which it reaches as text: it may use nothing of this module but what it is given.
 */
export class Shown {
  /** Declarations by element, to come after those it has. */
  readonly #styles = new Map<Element, string>();

  /** Adds to an element's attributes. */
  complete(element: Element, attributes: Map<string, string>): void {
    const isOpen = attributes.has('popover') && element.matches(':popover-open'); // which no attribute says
    const added = isOpen ? `display: ${getComputedStyle(element).display}` : this.#styles.get(element);
    if (!added) return;
    // Put together by the browser, so that nothing is said twice: readers of the text take the first word.
    const { style } = document.createElement('i');
    style.cssText = `${attributes.get('style') ?? ''}; ${added}`;
    attributes.set('style', style.cssText);
    if (style.display !== 'none') attributes.delete('hidden');
  }

  /**
   * What animations that scripts have begun ended with, and hold: https://www.w3.org/TR/web-animations-1/#fill-behavior
   * One of the sheet's that waits there, and that a script lets go, goes in the snapshot, too.
   */
  keepMotion(root: DocumentOrShadowRoot): void {
    for (const animation of root.getAnimations()) {
      const { effect, playState } = animation;
      if (!(effect instanceof KeyframeEffect)) continue;
      if (animation instanceof CSSAnimation && effect.target && !effect.pseudoElement) {
        const waits = getComputedStyle(effect.target).animationPlayState.includes('paused');
        if (waits && playState !== 'paused') this.#add(effect.target, 'animation-play-state', 'running');
      }
      if (animation instanceof CSSAnimation || animation instanceof CSSTransition) continue;
      if (playState !== 'finished' || !effect.target || effect.pseudoElement) continue;
      const now = getComputedStyle(effect.target);
      const names = new Set(effect.getKeyframes().flatMap(frame => Object.keys(frame)));
      // They come in any order, and a page that has not changed is to be written as before.
      for (const name of [...names].sort()) {
        if (/^(offset|computedOffset|easing|composite)$/.test(name)) continue;
        const property = name.startsWith('--')
          ? name
          : name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
        this.#add(effect.target, property, now.getPropertyValue(property));
      }
    }
  }

  /**
   * What hides a whole page is taken away by a script, sooner or later, and there is none in a snapshot.
   *
   * @param whole the elements that each hold all of it, from the root on
   */
  reveal(whole: Element[]): void {
    for (const element of whole) {
      const { display, opacity, visibility, filter, clipPath, contentVisibility } = getComputedStyle(element);
      if (display === 'none') this.#add(element, 'display', 'block !important');
      if (Number(opacity) === 0) this.#add(element, 'opacity', '1 !important');
      if (visibility !== 'visible') this.#add(element, 'visibility', 'visible !important');
      if (contentVisibility === 'hidden') this.#add(element, 'content-visibility', 'visible !important');
      if (/(opacity|brightness|contrast)\(0\)|blur\((?!0px)/.test(filter))
        this.#add(element, 'filter', 'none !important');
      if (clipPath !== 'none') this.#add(element, 'clip-path', 'none !important');
      if (this.#isMovedAway(element))
        for (const name of ['scale', 'transform', 'translate']) this.#add(element, name, 'none !important');
    }
  }

  /** By no matter what it is moved: it is so far away, or so small, that nothing of it is in the window. */
  #isMovedAway(element: Element): boolean {
    const { scale, transform, translate } = getComputedStyle(element);
    if ([scale, transform, translate].every(move => move === 'none')) return false;
    const { width, height, top, right, bottom, left } = element.getBoundingClientRect();
    const isOutside = bottom <= 0 || right <= 0 || top >= window.innerHeight || left >= window.innerWidth;
    return width === 0 || height === 0 || isOutside;
  }

  #add(element: Element, property: string, value: string): void {
    this.#styles.set(element, `${this.#styles.get(element) ?? ''}; ${property}: ${value}`);
  }
}
