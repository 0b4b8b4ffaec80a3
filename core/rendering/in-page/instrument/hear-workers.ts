/** A worker, with whatever it speaks by. */
export interface Made {
  worker: Worker | SharedWorker;
  port: EventTarget;
  /** Absolute. */
  url: string;
  name: string;
}

/** What our own script inside a worker tells of it: what it was, and more about it. */
export type Note = [what: string, ...about: unknown[]];

export interface WorkerEars {
  made(made: Made): void;
  noted(made: Made, note: Note): void;
}

// This runs inside the page, and inside its workers: it reaches them as text.

/**
 * Hears of each worker that is made here, and what our own script in it tells, of which nobody else hears. It comes by the
 * worker's own way, so that its place among what the worker says is the true one.
 *
 * @param word by which a note is known
 */
export function hearWorkers(word: string, { made, noted }: WorkerEars): void {
  const { addEventListener } = EventTarget.prototype; // as it was before frameworks put theirs in its place
  const known = (worker: Worker | SharedWorker, [address, given]: unknown[]): Made => {
    const base = globalThis.document?.baseURI ?? location.href;
    const url = String(address);
    const name = typeof given === 'object' ? (given as WorkerOptions | null)?.name : given;
    return {
      worker,
      port: 'port' in worker ? worker.port : worker,
      url: URL.canParse(url, base) ? new URL(url, base).href : base,
      name: String(name ?? ''),
    };
  };
  const follow = (about: Made) => {
    addEventListener.call(about.port, 'message', event => {
      const note: unknown = Reflect.get(Object((event as MessageEvent<unknown>).data), word);
      if (!Array.isArray(note)) return;
      event.stopImmediatePropagation();
      noted(about, note as Note);
    });
    made(about);
  };
  for (const name of ['Worker', 'SharedWorker'] as const) {
    if (!globalThis[name]) continue; // there are no shared ones in a worker
    const value = new Proxy(globalThis[name], {
      construct: (target, values: unknown[], newTarget) => {
        const worker: Worker | SharedWorker = Reflect.construct(target, values, newTarget);
        follow(known(worker, values));
        return worker;
      },
    });
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
}
