import { inPage } from '../in-page.ts';
import { pretendImages, refuseServiceWorkers, watchAnswers, watchFrames, watchWorkers } from './browser.ts';
import type { Begin, FlightKind } from './flights.ts';
import { dropBeacons, watchFetch, watchStreams, watchXhr } from './network.ts';

/** What the instrument counts in a page. It tells no times: while virtual time stands still, so do the page's clocks. */
export interface PageState {
  /** The document is still being parsed, or its scripts have not run. */
  loading: boolean;
  /** `window.prerenderReady`, when it is a boolean: the page's own word. */
  prerenderReady: boolean | null;
  /** What is on its way, each with a number of its own: see FlightKind. */
  flights: [id: number, kind: FlightKind][];
  /** How often work began or ended, and the document was changed. */
  changes: number;
  /** Something other than a request was ever on its way: virtual time does not wait for that. */
  outside: boolean;
}

/**
 * The script that counts, to run inside every page before its own scripts. It only counts; readiness.ts decides.
 * The page's functions are wrapped in proxies, which keep name, length and prototype: an app does not notice.
 * What is sent by `keepalive` never counts, nor does a body that nobody reads.
 *
 * @param name the property of the window under which the page's state can be asked for
 */
export const instrumentScript = (name: string): string =>
  inPage(
    instrument,
    name,
    Flights,
    refuseServiceWorkers,
    pretendImages,
    watchFetch,
    watchXhr,
    dropBeacons,
    watchStreams,
    watchWorkers,
    watchFrames,
    watchAnswers,
  );

/** Asks the instrument; undefined in a document that has none. */
export const stateScript = (name: string): string => `globalThis[${JSON.stringify(name)}]?.()`;

// From here on everything runs inside the page: each function reaches it as text, with what it needs as its parameters.

function instrument(
  name: string,
  Counter: typeof Flights,
  refuse: typeof refuseServiceWorkers,
  pretend: typeof pretendImages,
  ...watchers: ((begin: Begin) => void)[]
): void {
  refuse();
  if (window !== window.top) return;
  const counter = new Counter();
  for (const watch of watchers) watch(kind => counter.begin(kind));
  const loaded = pretend();
  const observer = new MutationObserver(records => {
    counter.changes++;
    loaded(records);
  });
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  let loading = document.readyState === 'loading'; // without scripts we come when we are asked
  document.addEventListener('DOMContentLoaded', () => {
    loading = false; // module scripts have run then
  });
  const state = (): PageState => {
    const ready: unknown = Reflect.get(window, 'prerenderReady');
    const { running, changes, outside } = counter;
    const prerenderReady = typeof ready === 'boolean' ? ready : null;
    return { loading, prerenderReady, flights: [...running], changes, outside };
  };
  Object.defineProperty(window, name, { value: state });
}

class Flights {
  readonly running = new Map<number, FlightKind>();
  changes = 0;
  outside = false;
  begun = 0;

  begin(kind: FlightKind): () => void {
    const id = ++this.begun;
    this.running.set(id, kind);
    this.changes++;
    this.outside ||= kind !== 'request';
    return () => {
      if (this.running.delete(id)) this.changes++;
    };
  }
}
