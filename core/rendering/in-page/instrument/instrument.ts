import { inPage } from '../in-page.ts';
import { SAYS_IT_WAITS } from '../waiting-words.ts';
import { Answers } from './answers.ts';
import { refuseServiceWorkers, skipTransitions, watchTimers } from './browser.ts';
import { letTimeGoOn } from './clock.ts';
import { type Begin, type Flight, type FlightKind, type Hearers, type Notes, newNotes } from './flights.ts';
import { Frames } from './frames.ts';
import { hearWorkers, type WorkerEars } from './hear-workers.ts';
import { sizeOfData } from './pretend/data-images.ts';
import { pretendFonts } from './pretend/fonts.ts';
import { PretendedImages } from './pretend/images.ts';
import { PretendedMedia } from './pretend/media.ts';
import { Playing } from './pretend/playing.ts';
import type { Properties } from './pretend/properties.ts';
import { PretendedWebGl } from './pretend/webgl.ts';
import { answerInstead, followSetting, wrapMethod } from './pretend/wrapping.ts';
import { Bodies } from './requests/bodies.ts';
import { keepLog, type LogParts } from './requests/failures.ts';
import { dropBeacons, watchFetch, watchJson, watchReading } from './requests/fetch.ts';
import { callFor, RequestLog } from './requests/log.ts';
import { linesOfMain } from './requests/main-part.ts';
import { watchScripts } from './requests/scripts.ts';
import { Sockets } from './requests/sockets.ts';
import { valuesOf } from './requests/values.ts';
import { Xhrs } from './requests/xhr.ts';
import { Rows } from './rows.ts';
import { nameAndWord, shadowReader } from './shadow.ts';
import { keepSize, watchSight } from './sight.ts';
import { takeNotes } from './worker-requests.ts';
import { PageWorkers } from './workers.ts';

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
 * What becomes of the page's requests is noted by the same wrappers: see keepLog.
 *
 * @param name the property of the window under which the page's state can be asked for, and where its shadow roots are kept
 * @param requestsName the one under which its requests can be asked for, and the word by which its workers tell of theirs
 */
export function instrumentScript(name: string, requestsName: string): string {
  const [shadowName, shadowWord] = nameAndWord(name);
  return inPage(instrument, {
    name,
    Counter: Flights,
    Wide: Rows,
    refuse: refuseServiceWorkers,
    keep: keepSize,
    hearChanges,
    properties: {
      answer: answerInstead,
      follow: followSetting,
      wrap: wrapMethod,
      sizeOf: sizeOfData,
      Play: Playing,
    },
    hearWorkers,
    Workers: PageWorkers,
    takeNotes,
    newNotes,
    keepLog,
    log: {
      name: requestsName,
      shadowName,
      shadowWord,
      shadowsOf: shadowReader,
      saysItWaits: [SAYS_IT_WAITS.plain.source, SAYS_IT_WAITS.withDots.source],
      Requests: RequestLog,
      lines: linesOfMain,
      values: valuesOf,
      calls: callFor,
    },
    listeners: [watchFetch, watchReading, watchJson, dropBeacons, watchScripts],
    Listeners: [Xhrs, Bodies, Sockets, Frames, Answers],
    watchers: [watchTimers, watchSight, pretendFonts, skipTransitions, letTimeGoOn],
    Pretences: [PretendedImages, PretendedMedia, PretendedWebGl],
  });
}

/** Asks the instrument; undefined in a document that has none. */
export const stateScript = (name: string): string => `globalThis[${JSON.stringify(name)}]?.()`;

/** Tells the instrument that the window becomes another, and then that all of the page is in sight. */
export const unfoldingScript = (name: string): string => `globalThis[${JSON.stringify(name)}]?.('unfolding')`;
export const unfoldedScript = (name: string): string => `globalThis[${JSON.stringify(name)}]?.('unfolded')`;

/** Asks what is scrolled sideways to do something: see Rows. */
export const rowsScript = (name: string, ask: 'step' | 'done' | 'widen' | 'check' | 'putBack'): string =>
  `globalThis[${JSON.stringify(name)}]?.rows.${ask}()`;

// From here on everything runs inside the page: each function reaches it as text, with what it needs as its parameters.

interface Parts {
  name: string;
  Counter: typeof Flights;
  Wide: typeof Rows;
  refuse: typeof refuseServiceWorkers;
  keep: typeof keepSize;
  hearChanges: typeof hearChanges;
  properties: Properties;
  hearWorkers: typeof hearWorkers;
  Workers: typeof PageWorkers;
  takeNotes: typeof takeNotes;
  newNotes: typeof newNotes;
  keepLog: typeof keepLog;
  log: LogParts;
  listeners: ((hearers: Hearers) => void)[];
  Listeners: (new (hearers: Hearers) => { watch(): void })[];
  watchers: ((begin: Begin, notes: Notes, properties: Properties) => void)[];
  Pretences: (new (properties: Properties) => { pretend(): (records: MutationRecord[]) => void })[];
}

function instrument(parts: Parts): void {
  const { properties } = parts;
  parts.refuse();
  const hear = (ears: WorkerEars) => parts.hearWorkers(parts.log.name, ears);
  if (window !== window.top) {
    hear({ made: () => undefined, noted: () => undefined }); // no frame is to hear our own words
    return;
  }
  const counter = new parts.Counter();
  const notes = parts.newNotes();
  const clock = performance.now.bind(performance);
  const { unfolding, unfolded } = parts.keep(notes);
  const begin = (kind: FlightKind) => counter.begin(kind);
  const hearers: Hearers = { begin, notes, log: parts.keepLog(parts.log), wrap: properties.wrap };
  for (const listen of parts.listeners) listen(hearers);
  for (const Listener of parts.Listeners) new Listener(hearers).watch();
  new parts.Workers(hearers, hear, parts.takeNotes(hearers.log)).watch();
  for (const watch of parts.watchers) watch(begin, notes, properties);
  const told = parts.Pretences.map(Pretence => new Pretence(properties).pretend());
  const speaks = parts.hearChanges(clock, notes, records => {
    counter.changes++;
    for (const tell of told) tell(records);
  });
  let loading = document.readyState === 'loading'; // without scripts we come when we are asked
  document.addEventListener('DOMContentLoaded', () => {
    loading = false; // module scripts have run then
  });
  const state = (told?: 'unfolding' | 'unfolded'): PageState => {
    if (told === 'unfolding') unfolding();
    else if (told === 'unfolded') unfolded();
    const ready: unknown = Reflect.get(window, 'prerenderReady');
    const timer = Math.min(...notes.timers.values());
    return {
      loading,
      prerenderReady: typeof ready === 'boolean' ? ready : null,
      flights: [...counter.running].map(([id, { kind, beats }]) => [id, kind, beats]),
      changes: counter.changes,
      outside: counter.outside,
      open: notes.open,
      coming: notes.coming.size,
      shared: notes.shared.size,
      timer: Number.isFinite(timer) ? Math.max(0, timer - clock()) : null,
      unfolds: notes.unfolds || window.onscroll !== null || document.onscroll !== null,
      speaksByFrames: notes.frames > 0 && notes.framesSpeak,
      speaks: speaks(),
    };
  };
  Object.defineProperty(window, parts.name, { value: Object.assign(state, { rows: new parts.Wide(notes) }) });
}

/** Hears of each change of the document. Answers whether it has changed what it says again and again, just now. */
function hearChanges(
  clock: () => number,
  notes: Notes,
  changed: (records: MutationRecord[]) => void,
): () => boolean {
  const manyMs = 500;
  const many = 3;
  let spoke: number[] = [];
  const observed = { subtree: true, childList: true, attributes: true, characterData: true };
  const observer = new MutationObserver(records => {
    const speaks = ({ type, target }: MutationRecord) =>
      type !== 'attributes' && (document.body?.contains(target) || target.getRootNode() !== document);
    if (records.some(speaks)) {
      spoke = [...spoke, clock()].slice(-many);
      if (notes.isInFrame) notes.framesSpeak = true;
    }
    changed(records);
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
  return () => spoke.length === many && clock() - (spoke[0] ?? 0) < manyMs;
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
