import { inPage } from '../in-page.ts';
import { type Hearers, newNotes } from './flights.ts';
import { hearWorkers, type Made, type Note } from './hear-workers.ts';
import { wrapMethod } from './pretend/wrapping.ts';
import { Bodies } from './requests/bodies.ts';
import { watchFetch, watchJson, watchReading } from './requests/fetch.ts';
import { type Call, callFor, type Log } from './requests/log.ts';
import { Sockets } from './requests/sockets.ts';
import { valuesOf } from './requests/values.ts';
import { Xhrs } from './requests/xhr.ts';

/**
 * The script that tells a page what becomes of the requests of a worker, to run in the worker before its own scripts; by its
 * first word the page knows that the worker has come. The worker has no address yet then: Chromium crashes when it is asked
 * for `location`.
 *
 * @param word by which the page knows what is told so
 */
export const workerScript = (word: string): string =>
  inPage(relay, {
    word,
    Relay: RelayLog,
    speakTo,
    handOn,
    hear: hearWorkers,
    notes: newNotes,
    calls: callFor,
    values: valuesOf,
    wrap: wrapMethod,
    listeners: [watchFetch, watchReading, watchJson],
    Listeners: [Xhrs, Bodies, Sockets],
  });

// From here on everything runs inside a worker or a page: each function reaches it as text, with what it needs as its parameters.

type Tell = (...note: Note) => void;

interface Parts {
  word: string;
  Relay: typeof RelayLog;
  speakTo: typeof speakTo;
  handOn: typeof handOn;
  hear: typeof hearWorkers;
  notes: typeof newNotes;
  calls: typeof callFor;
  values: typeof valuesOf;
  wrap: typeof wrapMethod;
  listeners: ((hearers: Hearers) => void)[];
  Listeners: (new (hearers: Hearers) => { watch(): void })[];
}

function relay(parts: Parts): void {
  const tell = parts.speakTo(parts.word);
  tell('here');
  // In a worker some methods are kept by what its global object is made of.
  const wrap: typeof parts.wrap = (holder, name, apply) => {
    let owner: object | null = holder;
    while (owner && !Object.hasOwn(owner, name)) owner = Reflect.getPrototypeOf(owner);
    if (owner) parts.wrap(owner, name, apply);
  };
  const never = () => undefined;
  const hearers: Hearers = {
    begin: () => ({ beat: never, end: never }), // the worker as a whole is waited for
    notes: parts.notes(),
    log: new parts.Relay(tell, parts.calls, parts.values),
    wrap,
  };
  parts.handOn(ears => parts.hear(parts.word, ears), tell, wrap);
  for (const listen of parts.listeners) listen(hearers);
  for (const Listener of parts.Listeners) new Listener(hearers).watch();
}

/** What tells the page something; a shared worker tells each of its pages, the first of them what was said before it came. */
function speakTo(word: string): Tell {
  const most = 50;
  const unsaid: Note[] = [];
  const ports: MessagePort[] = [];
  if (!('SharedWorkerGlobalScope' in globalThis)) {
    const post = (globalThis.postMessage as Worker['postMessage']).bind(globalThis);
    return (...note) => post({ [word]: note });
  }
  const tell: Tell = (...note) => {
    for (const port of ports) port.postMessage({ [word]: note });
    if (ports.length === 0 && unsaid.length < most) unsaid.push(note);
  };
  addEventListener('connect', event => {
    ports.push(...(event as MessageEvent).ports);
    for (const note of unsaid.splice(0)) tell(...note);
  });
  return tell;
}

/** What a worker of a worker tells is handed on, and that it was started. */
function handOn(
  hear: (ears: Parameters<typeof hearWorkers>[1]) => void,
  tell: Tell,
  wrap: typeof wrapMethod,
): void {
  const own = new WeakMap<object, number>();
  const came = (worker: object) => {
    if (own.has(worker)) tell('here', own.get(worker));
    own.delete(worker);
  };
  hear({
    made: ({ worker }) => {
      own.set(worker, Math.random());
      tell('coming', own.get(worker));
      worker.addEventListener('error', () => came(worker));
    },
    noted: ({ worker }, note) => (note[0] === 'here' && note.length === 1 ? came(worker) : tell(...note)),
  });
  if (globalThis.Worker)
    wrap(Worker.prototype, 'terminate', (end, self: Worker, values) => {
      came(self);
      return Reflect.apply(end, self, values);
    });
}

/** A log that only tells another one what it hears. */
class RelayLog implements Log {
  readonly calls = new WeakMap<Response, Call>();
  readonly #mostHtml = 5;
  readonly #tell: (...note: Note) => void;
  readonly #callFor: typeof callFor;
  readonly #valuesOf: (said: unknown) => string[];
  readonly #ids = new WeakMap<Call, number>();
  readonly #html = new Map<unknown, Call>();

  constructor(tell: (...note: Note) => void, calls: typeof callFor, values: (said: unknown) => string[]) {
    this.#tell = tell;
    this.#callFor = calls;
    this.#valuesOf = values;
  }

  callOf(method: string, url: string, body: unknown, accept: string): Call {
    return this.#callFor(method, url, body, accept);
  }

  begin(call: Call): Call {
    this.#say('begin', call);
    return call;
  }

  answered(call: Call, status: number, type: string): void {
    this.#say('answered', call, status, type);
  }

  said(call: Call, body: unknown, isHtml: boolean): void {
    if (isHtml && this.#html.size < this.#mostHtml) this.#html.set(body, call);
    this.#say('said', call, this.#valuesOf(body), false);
  }

  gaveHtml(call: Call): void {
    this.#say('gaveHtml', call);
  }

  isNoJson(text: unknown): void {
    const call = this.#html.get(text);
    if (call) this.gaveHtml(call);
  }

  brokeOff(call: Call): void {
    this.#say('brokeOff', call);
  }

  gaveUp(call: Call, isTimeout: boolean): void {
    this.#say('gaveUp', call, isTimeout);
  }

  lost(call: Call, error: unknown): void {
    const { name } = Object(error) as { name?: unknown };
    this.#say('lost', call, { name: String(name) });
  }

  scriptFailed(url: string, isEarly: boolean): void {
    this.#tell('scriptFailed', url, isEarly);
  }

  #say(what: keyof Log, call: Call, ...about: unknown[]): void {
    const id = this.#ids.get(call) ?? Math.random(); // workers of a worker tell by the same way
    this.#ids.set(call, id);
    this.#tell(what, id, call, ...about);
  }
}

/** Writes what workers tell into the page's own log. */
export function takeNotes(log: Log): (made: Made, note: Note) => void {
  const most = 100;
  const known = new WeakMap<object, Map<unknown, Call>>();
  return ({ worker }, [what, ...about]) => {
    const write = Reflect.get(log, what) as (...values: unknown[]) => void;
    if (what === 'scriptFailed') return write.apply(log, about);
    const [id, told, ...more] = about;
    const calls = known.get(worker) ?? new Map<unknown, Call>();
    const call = calls.get(id) ?? (told as Call);
    if (calls.size >= most) calls.clear();
    known.set(worker, calls.set(id, call));
    return write.call(log, call, ...more);
  };
}
