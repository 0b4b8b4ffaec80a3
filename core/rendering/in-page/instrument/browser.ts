import type { Begin, Notes } from './flights.ts';

// All of this runs inside the page: each function reaches it as text.

/**
 * A view transition changes the page only after the next frame was drawn of what was there before, and nobody is there to see
 * it. Skipped, it changes the page at once. https://drafts.csswg.org/css-view-transitions-1/#skip-the-view-transition
 */
export function skipTransitions(): void {
  const { prototype } = Document;
  if (!prototype.startViewTransition) return;
  prototype.startViewTransition = new Proxy(prototype.startViewTransition, {
    apply: (start, self, values: unknown[]) => {
      const transition: ViewTransition = Reflect.apply(start, self, values);
      transition.ready.catch(() => undefined); // it never is, which is no error of the page
      transition.skipTransition();
      return transition;
    },
  });
}

/**
 * A long timer is likely to be what a page shows itself by in the end; short ones come soon anyway, and an interval has no end.
 */
export function watchTimers(_: Begin, { timers }: Notes): void {
  const longMs = 1_000;
  const latestMs = 5_000; // of the page's own time: later ones are for who stays
  const clock = performance.now.bind(performance);
  const began = clock(); // not 0 in a tab whose clock ran ahead before
  window.setTimeout = new Proxy(window.setTimeout, {
    apply: (set, self, values: unknown[]) => {
      const [callback, delay, ...given] = values;
      const isLong = Number(delay) >= longMs && typeof callback === 'function';
      const due = isLong ? clock() + Number(delay) : 0;
      if (!isLong || due - began > latestMs) return Reflect.apply(set, self, values);
      const run = function (this: unknown, ...late: unknown[]) {
        timers.delete(id);
        return Reflect.apply(callback, this, late);
      };
      const id: unknown = Reflect.apply(set, self, [run, delay, ...given]);
      timers.set(id, due);
      return id;
    },
  }) as typeof window.setTimeout;
  for (const name of ['clearTimeout', 'clearInterval'] as const)
    window[name] = new Proxy(window[name], {
      apply: (clear, self, values: unknown[]) => {
        timers.delete(values[0]);
        return Reflect.apply(clear, self, values);
      },
    });
}

/**
 * They are passed by, as crawlers do: one that is still being registered when its page ends would be there for the next.
 * So the page hears what it would of a browser whose user wants none.
 */
export function refuseServiceWorkers(): void {
  const { prototype } = window.ServiceWorkerContainer ?? {}; // there is none without TLS
  if (!prototype) return;
  const denied = 'Failed to register a ServiceWorker: The user denied permission to use Service Worker.';
  prototype.register = new Proxy(prototype.register, {
    apply: () => Promise.reject(new DOMException(denied, 'NotSupportedError')),
  });
}
