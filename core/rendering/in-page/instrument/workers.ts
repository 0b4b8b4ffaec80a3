import type { Begin, Flight, Notes } from './flights.ts';

// All of this runs inside the page, and what hears of workers inside workers as well: each function reaches it as text.

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

/**
 * Hears of each worker that is made here, and what our own script in it tells, of which nobody else hears. It comes by the
 * worker's own way, so that its place among what the worker says is the true one.
 *
 * @param word by which a note is known
 */
export function hearWorkers(word: string, { made, noted }: WorkerEars): void {
  for (const name of ['Worker', 'SharedWorker'] as const) {
    if (!globalThis[name]) continue; // there are no shared ones in a worker
    const value = new Proxy(globalThis[name], {
      construct: (target, values: unknown[], newTarget) => {
        const worker: Worker | SharedWorker = Reflect.construct(target, values, newTarget);
        const port = 'port' in worker ? worker.port : worker;
        const base = globalThis.document?.baseURI ?? location.href;
        const given = values[1];
        const about: Made = {
          worker,
          port,
          url: URL.canParse(String(values[0]), base) ? new URL(String(values[0]), base).href : base,
          name: String(typeof given === 'object' ? ((given as WorkerOptions | null)?.name ?? '') : given),
        };
        port.addEventListener('message', event => {
          const note: unknown = Reflect.get(Object((event as MessageEvent<unknown>).data), word);
          if (!Array.isArray(note)) return;
          event.stopImmediatePropagation();
          noted(about, note as Note);
        });
        made(about);
        return worker;
      },
    });
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
}

/**
 * A worker counts from a word to it until its answer; and from its start until its first word, for it may know what to do by
 * itself. Modules are no different, nor is a port whose other end was handed to one. As long as it lives it may say more.
 *
 * @param tell hands on what is noted of a worker's requests
 */
export function watchWorkers(
  begin: Begin,
  notes: Notes,
  hear: (ears: WorkerEars) => void,
  tell: (made: Made, note: Note) => void,
): void {
  const awaited = new WeakMap<EventTarget, Set<Flight>>();
  const spawned = new WeakMap<EventTarget, Flight>();
  const others = new WeakMap<MessagePort, MessagePort>();
  const handedOver = new WeakSet<MessagePort>();
  const live = new WeakMap<EventTarget, () => void>();
  const heard = (port: EventTarget) => {
    for (const flight of awaited.get(port) ?? []) flight.end();
    awaited.get(port)?.clear();
  };
  const untilHeard = (port: EventTarget, flight: Flight) => {
    const known = awaited.get(port);
    if (known) return known.add(flight);
    for (const event of ['message', 'error', 'messageerror']) port.addEventListener(event, () => heard(port));
    return awaited.set(port, new Set([flight]));
  };
  const ask = (port: EventTarget) => {
    spawned.get(port)?.end(); // it waits to be told what to do
    untilHeard(port, begin('worker'));
  };
  const ends = (worker: EventTarget) => {
    live.get(worker)?.();
    live.delete(worker);
  };
  const starts = (made: Made) => {
    const { worker, port, url, name } = made;
    const flight = begin('spawn');
    const shared = `${url} ${name}`; // the same one is there once
    let more: Flight | undefined;
    spawned.set(port, flight);
    notes.open++;
    if (port === worker) notes.coming.add(worker);
    else notes.shared.add(shared);
    untilHeard(port, flight);
    port.addEventListener('message', () => {
      notes.coming.delete(worker);
      more ??= begin('more');
    });
    live.set(worker, () => {
      notes.open--;
      notes.coming.delete(worker);
      heard(port);
      more?.end();
    });
    worker.addEventListener('error', event => {
      const why = event instanceof ErrorEvent ? 'broke off with an error' : 'could not be loaded';
      if (event instanceof Event) tell(made, ['scriptFailed', url.replace(/^blob:/, ''), false, why]);
      if (port !== worker) notes.shared.delete(shared);
      ends(worker);
    });
  };
  hear({
    made: starts,
    noted: (made, note) => {
      const [what, which = made.worker] = note; // itself, or one that it has started
      if (what === 'coming') notes.coming.add(which);
      else if (what === 'here') notes.coming.delete(which);
      else tell(made, note);
    },
  });
  const wrap = (prototype: object, name: string, before: (self: EventTarget, values: unknown[]) => void) => {
    const value = new Proxy(Reflect.get(prototype, name) as CallableFunction, {
      apply: (method, self: EventTarget, values: unknown[]) => {
        before(self, values);
        return Reflect.apply(method, self, values);
      },
    });
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  };
  const handOver = ([, given]: unknown[]) => {
    const list: unknown = Array.isArray(given) ? given : (given as StructuredSerializeOptions)?.transfer;
    for (const port of Array.isArray(list) ? list : []) {
      const other = port instanceof MessagePort && others.get(port);
      if (other) handedOver.add(other);
    }
  };
  const channels = new Proxy(MessageChannel, {
    construct: (target, values: unknown[], made) => {
      const channel: MessageChannel = Reflect.construct(target, values, made);
      others.set(channel.port1, channel.port2).set(channel.port2, channel.port1);
      return channel;
    },
  });
  Object.defineProperty(window, 'MessageChannel', { value: channels, writable: true, configurable: true });
  wrap(Worker.prototype, 'terminate', ends);
  wrap(Worker.prototype, 'postMessage', (worker, values) => {
    ask(worker);
    handOver(values);
  });
  wrap(MessagePort.prototype, 'postMessage', (port, values) => {
    const isOfWorker = spawned.has(port) || handedOver.has(port as MessagePort);
    if (!isOfWorker) return;
    ask(port);
    handOver(values);
  });
}
