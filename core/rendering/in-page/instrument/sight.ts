import type { Begin, Notes } from './flights.ts';

// All of this runs inside the page: each function reaches it as text.

/** Who asks what comes into sight, or hears of scrolling, may have more to show further down. */
export function watchSight(_: Begin, notes: Notes): void {
  const { prototype } = IntersectionObserver;
  prototype.observe = new Proxy(prototype.observe, {
    apply: (observe, self, values: unknown[]) => {
      notes.unfolds = true;
      return Reflect.apply(observe, self, values);
    },
  });
  const { prototype: targets } = EventTarget;
  targets.addEventListener = new Proxy(targets.addEventListener, {
    apply: (add, self, values: unknown[]) => {
      if (values[0] === 'scroll') notes.unfolds = true;
      return Reflect.apply(add, self, values);
    },
  });
}

/**
 * For a page, its window stays as it was, however tall it is made: whoever hears that it is another lays the page out for it.
 * Answers what to call once it is as tall as the page: then the page is told that it was scrolled.
 */
export function keepSize(notes: Notes): () => void {
  let isTall = false;
  const swallow = (event: Event) => {
    if (isTall) event.stopImmediatePropagation();
  };
  window.addEventListener('resize', swallow, { capture: true });
  window.visualViewport?.addEventListener('resize', swallow, { capture: true });
  return () => {
    isTall = true;
    if (notes.unfolds) document.dispatchEvent(new Event('scroll', { bubbles: true }));
  };
}
