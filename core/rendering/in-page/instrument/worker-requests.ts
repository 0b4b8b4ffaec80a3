import { inPage } from '../in-page.ts';
import { valuesOf, watchFetch, watchJson, watchPieces, watchSockets, watchXhr } from './own-requests.ts';
import { type Call, callFor, type Log } from './request-log.ts';
import { watchBodies } from './streams.ts';
import { hearWorkers, type Made, type Note } from './workers.ts';

/**
 * The script that tells a page what becomes of the requests of a worker, to run in the worker before its own scripts; by its
 * first word the page knows that the worker has come. The worker has no address yet then: Chromium crashes when it is asked
 * for `location`.
 *
 * @param word by which the page knows what is told so
 */
export const workerScript = (word: string): string =>
  inPage(
    relay,
    word,
    RelayLog,
    hearWorkers,
    callFor,
    valuesOf,
    watchBodies,
    watchFetch,
    watchPieces,
    watchXhr,
    watchJson,
    watchSockets,
  );

// From here on everything runs inside a worker or a page: each function reaches it as text, with what it needs as its parameters.

function relay(
  word: string,
  Relay: typeof RelayLog,
  hear: typeof hearWorkers,
  calls: typeof callFor,
  values: typeof valuesOf,
  bodies: typeof watchBodies,
  ...watchers: ((log: Log, bodies: typeof watchBodies) => void)[]
): void {
  const most = 50;
  const isShared = 'SharedWorkerGlobalScope' in globalThis;
  const ports: MessagePort[] = [];
  const unsaid: Note[] = [];
  const post = isShared ? undefined : (globalThis.postMessage as Worker['postMessage']).bind(globalThis);
  const tell = (...note: Note) => {
    const message = { [word]: note };
    if (post) post(message);
    else if (ports.length > 0) for (const port of ports) port.postMessage(message);
    else if (unsaid.length < most) unsaid.push(note);
  };
  if (isShared)
    addEventListener('connect', event => {
      ports.push(...(event as MessageEvent).ports);
      for (const note of unsaid.splice(0)) tell(...note);
    });
  tell('here');
  // What one of its own tells is handed on, and that it was started.
  const own = new WeakMap<object, number>();
  const came = (worker: object) => {
    if (own.has(worker)) tell('here', own.get(worker));
    own.delete(worker);
  };
  hear(word, {
    made: ({ worker }) => {
      own.set(worker, Math.random());
      tell('coming', own.get(worker));
      worker.addEventListener('error', () => came(worker));
    },
    noted: ({ worker }, note) => (note[0] === 'here' && note.length === 1 ? came(worker) : tell(...note)),
  });
  const workers = globalThis.Worker?.prototype;
  if (workers)
    workers.terminate = new Proxy(workers.terminate, {
      apply: (terminate, self: Worker, values: unknown[]) => {
        came(self);
        return Reflect.apply(terminate, self, values);
      },
    });
  const log = new Relay(tell, calls, values);
  for (const watch of watchers) watch(log, bodies);
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
