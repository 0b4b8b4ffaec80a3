import { inPage } from '../in-page.ts';
import {
  letTimeGoOn,
  refuseServiceWorkers,
  skipTransitions,
  watchAnswers,
  watchFrames,
  watchTimers,
} from './browser.ts';
import type { Begin, Flight, FlightKind, Notes } from './flights.ts';
import { dropBeacons, watchFetch, watchXhr } from './network.ts';
import { sizeOfData } from './pretend/data-images.ts';
import { pretendFonts } from './pretend/fonts.ts';
import { pretendImages } from './pretend/images.ts';
import { pretendMedia } from './pretend/media.ts';
import { answerInstead, followSetting, type Properties } from './pretend/properties.ts';
import { pretendWebGl } from './pretend/webgl.ts';
import { keepSize, watchSight } from './sight.ts';
import { watchBodies, watchStreams } from './streams.ts';
import { hearWorkers, type Made, type Note, watchWorkers } from './workers.ts';

/** What the instrument counts in a page. It tells no times but by the page's own clock, which stands still with virtual time. */
export interface PageState {
  /** The document is still being parsed, or its scripts have not run. */
  loading: boolean;
  /** `window.prerenderReady`, when it is a boolean: the page's own word. */
  prerenderReady: boolean | null;
  /** What is on its way, each with a number of its own, and how often a piece of it came: see FlightKind. */
  flights: [id: number, kind: FlightKind, beats: number][];
  /** How often work began or ended, and the document was changed. */
  changes: number;
  /** Something other than a request was ever on its way: virtual time does not wait for that. */
  outside: boolean;
  /** Sockets and event streams that are open, and workers that live: they may say something yet. */
  open: number;
  /** How many of its workers do not run yet, and how many shared ones it has asked for. */
  coming: number;
  shared: number;
  /** Milliseconds of the page's own time until the next long timer, once: null where there is none. */
  timer: number | null;
  /** It wants to hear what comes into sight: there may be more below. */
  unfolds: boolean;
  /** It changes what it says from frame to frame, and goes on. */
  speaksByFrames: boolean;
  /** It has changed what it says again and again within the last moments of its own time. */
  speaks: boolean;
}

/**
 * The script that counts, to run inside every page before its own scripts. It only counts; readiness.ts decides.
 * The page's functions are wrapped in proxies, which keep name, length and prototype: an app does not notice.
 * What is sent by `keepalive` never counts, nor does a body that nobody reads.
 *
 * @param name the property of the window under which the page's state can be asked for
 * @param requestsName the one of failuresScript, which is told what workers tell of their requests by this name
 */
export const instrumentScript = (name: string, requestsName: string): string =>
  inPage(
    instrument,
    name,
    requestsName,
    Flights,
    refuseServiceWorkers,
    keepSize,
    hearWorkers,
    watchWorkers,
    answerInstead,
    followSetting,
    sizeOfData,
    [pretendImages, pretendMedia],
    [
      watchFetch,
      watchXhr,
      watchBodies,
      dropBeacons,
      watchStreams,
      watchFrames,
      watchAnswers,
      watchTimers,
      watchSight,
      pretendFonts,
      pretendWebGl,
      skipTransitions,
      letTimeGoOn,
    ],
  );

/** Asks the instrument; undefined in a document that has none. */
export const stateScript = (name: string): string => `globalThis[${JSON.stringify(name)}]?.()`;

/** Tells the instrument that the window becomes another, and then that all of the page is in sight. */
export const unfoldingScript = (name: string): string => `globalThis[${JSON.stringify(name)}]?.('unfolding')`;
export const unfoldedScript = (name: string): string => `globalThis[${JSON.stringify(name)}]?.('unfolded')`;

// From here on everything runs inside the page: each function reaches it as text, with what it needs as its parameters.

function instrument(
  name: string,
  requestsName: string,
  Counter: typeof Flights,
  refuse: typeof refuseServiceWorkers,
  keep: typeof keepSize,
  hear: typeof hearWorkers,
  followWorkers: typeof watchWorkers,
  answer: typeof answerInstead,
  follow: typeof followSetting,
  sizeOf: typeof sizeOfData,
  pretences: ((properties: Properties) => (records: MutationRecord[]) => void)[],
  watchers: ((begin: Begin, notes: Notes, properties: Properties) => void)[],
): void {
  refuse();
  const hearThem = (ears: Parameters<typeof hear>[1]) => hear(requestsName, ears);
  if (window !== window.top) {
    hearThem({ made: () => undefined, noted: () => undefined }); // no frame is to hear our own words
    return;
  }
  const counter = new Counter();
  const notes: Notes = {
    open: 0,
    coming: new Set(),
    shared: new Set(),
    timers: new Map(),
    unfolds: false,
    scrolled: new Set(),
    frames: 0,
    isInFrame: false,
    framesSpeak: false,
  };
  const { unfolding, unfolded } = keep(notes);
  const tell = (made: Made, note: Note) => Reflect.get(window, requestsName)?.('worker', made, note);
  followWorkers(kind => counter.begin(kind), notes, hearThem, tell);
  const properties: Properties = { answer, follow, sizeOf };
  for (const watch of watchers) watch(kind => counter.begin(kind), notes, properties);
  const told = pretences.map(pretend => pretend(properties));
  const clock = performance.now.bind(performance);
  const manyMs = 500;
  const many = 3;
  let spoke: number[] = [];
  const observed = { subtree: true, childList: true, attributes: true, characterData: true };
  const observer = new MutationObserver(records => {
    counter.changes++;
    const speaks = ({ type, target }: MutationRecord) =>
      type !== 'attributes' && (document.body?.contains(target) || target.getRootNode() !== document);
    if (records.some(speaks)) {
      spoke = [...spoke, clock()].slice(-many);
      if (notes.isInFrame) notes.framesSpeak = true;
    }
    for (const tell of told) tell(records);
  });
  observer.observe(document, observed);
  // What is in a shadow root is no part of the document.
  Element.prototype.attachShadow = new Proxy(Element.prototype.attachShadow, {
    apply: (attach, self, values: unknown[]) => {
      const root: ShadowRoot = Reflect.apply(attach, self, values);
      observer.observe(root, observed);
      return root;
    },
  });
  let loading = document.readyState === 'loading'; // without scripts we come when we are asked
  document.addEventListener('DOMContentLoaded', () => {
    loading = false; // module scripts have run then
  });
  const state = (told?: 'unfolding' | 'unfolded'): PageState => {
    if (told === 'unfolding') unfolding();
    else if (told === 'unfolded') unfolded();
    const ready: unknown = Reflect.get(window, 'prerenderReady');
    const now = clock();
    return {
      loading,
      prerenderReady: typeof ready === 'boolean' ? ready : null,
      flights: [...counter.running].map(([id, { kind, beats }]) => [id, kind, beats]),
      changes: counter.changes,
      outside: counter.outside,
      open: notes.open,
      coming: notes.coming.size,
      shared: notes.shared.size,
      timer: notes.timers.size === 0 ? null : Math.max(0, Math.min(...notes.timers.values()) - now),
      unfolds: notes.unfolds || window.onscroll !== null || document.onscroll !== null,
      speaksByFrames: notes.frames > 0 && notes.framesSpeak,
      speaks: spoke.length === many && now - (spoke[0] ?? 0) < manyMs,
    };
  };
  Object.defineProperty(window, name, { value: state });
}

class Flights {
  readonly running = new Map<number, { kind: FlightKind; beats: number }>();
  changes = 0;
  outside = false;
  begun = 0;

  begin(kind: FlightKind): Flight {
    const id = ++this.begun;
    const flight = { kind, beats: 0 };
    this.running.set(id, flight);
    this.changes++;
    this.outside ||= kind !== 'request' && kind !== 'body';
    return {
      beat: () => {
        flight.beats++;
      },
      end: () => {
        if (this.running.delete(id)) this.changes++;
      },
    };
  }
}
