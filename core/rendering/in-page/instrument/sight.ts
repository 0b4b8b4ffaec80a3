import type { Begin, Notes } from './flights.ts';
import type { Properties } from './pretend/properties.ts';

// All of this runs inside the page: each function reaches it as text.

/** Who asks what comes into sight, or hears of scrolling, may have more to show further down. */
export function watchSight(_: Begin, notes: Notes, { follow }: Pick<Properties, 'follow'>): void {
  // A margin that is a share of the window is one of the usual window, however tall it is made.
  const usual = { width: window.innerWidth, height: window.innerHeight };
  // Of two frames that follow at once a page would hear together, and many look at the first entry alone.
  const oneByOne =
    (tell: IntersectionObserverCallback): IntersectionObserverCallback =>
    (entries, observer) => {
      const inFrame = new Map<Element, IntersectionObserverEntry>();
      const say = () => {
        try {
          Reflect.apply(tell, observer, [[...inFrame.values()], observer]);
        } catch (error) {
          reportError(error);
        }
        inFrame.clear();
      };
      for (const entry of entries) {
        if (inFrame.has(entry.target)) say();
        inFrame.set(entry.target, entry);
      }
      say();
    };
  window.IntersectionObserver = new Proxy(IntersectionObserver, {
    construct: (target, [tell, init, ...more]: [unknown, IntersectionObserverInit?, ...unknown[]], made) => {
      const isOfWindow = !init?.root || init.root === document;
      const inPixels = (side: string, n: number) =>
        side.endsWith('%')
          ? `${(Number.parseFloat(side) * (n % 2 ? usual.width : usual.height)) / 100}px`
          : side;
      const rootMargin = init?.rootMargin?.trim().split(/\s+/).map(inPixels).join(' ');
      const given = isOfWindow && rootMargin ? { ...init, rootMargin } : init;
      const heard = typeof tell === 'function' ? oneByOne(tell as IntersectionObserverCallback) : tell;
      return Reflect.construct(target, [heard, given, ...more], made);
    },
  });
  const { prototype } = IntersectionObserver;
  prototype.observe = new Proxy(prototype.observe, {
    apply: (observe, self, values: unknown[]) => {
      notes.unfolds = true;
      notes.observed.add(values[0]);
      return Reflect.apply(observe, self, values);
    },
  });
  /** A framework that hears of everything at its root, and says so to who asks for it. */
  const hearsWithin = (options: unknown) =>
    options === true || (options as AddEventListenerOptions)?.capture === true;
  const isForOthers = (target: unknown, options: unknown) =>
    target instanceof Element && hearsWithin(options);
  const { prototype: targets } = EventTarget;
  targets.addEventListener = new Proxy(targets.addEventListener, {
    apply: (add, self, values: unknown[]) => {
      const isScroll = values[0] === 'scroll' || values[0] === 'scrollend';
      if (isScroll && !isForOthers(self, values[2])) {
        notes.unfolds = true;
        notes.scrolled.add(self);
        notes.hearsAll ||= hearsWithin(values[2]);
      }
      return Reflect.apply(add, self, values);
    },
  });
  const hears = (self: HTMLElement) => {
    notes.unfolds = true;
    notes.scrolled.add(self);
  };
  for (const name of ['onscroll', 'onscrollend']) follow(HTMLElement.prototype, name, { after: hears });
}

/**
 * For a page, its window stays as it was, however tall it is made: whoever hears that it is another lays the page out for it.
 * Answers what to call before it is made so, and after: then the page is told that it was scrolled.
 */
export function keepSize(notes: Notes): { unfolding(): void; unfolded(): void } {
  let isKept = false;
  const swallow = (event: Event) => {
    if (isKept) event.stopImmediatePropagation();
  };
  window.addEventListener('resize', swallow, { capture: true });
  window.visualViewport?.addEventListener('resize', swallow, { capture: true });
  return {
    unfolding: () => {
      isKept = true;
    },
    unfolded: () => {
      for (const name of ['scroll', 'scrollend']) {
        document.dispatchEvent(new Event(name, { bubbles: true }));
        for (const part of notes.scrolled)
          if (part instanceof Element && part.isConnected) part.dispatchEvent(new Event(name));
      }
    },
  };
}
