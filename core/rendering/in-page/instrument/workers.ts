import type { Flight, Hearers } from './flights.ts';
import type { Made, Note, WorkerEars } from './hear-workers.ts';

/** What a page knows of one of its workers. */
interface Known {
  made: Made;
  /** From its start until its first word, or until it is told what to do. */
  spawn: Flight;
  /** Since its first word. */
  more?: Flight;
}

/**
 * A worker counts from a word to it until its answer; and from its start until its first word, for it may know what to do by
 * itself. Modules are no different, nor is a port whose other end was handed to one. As long as it lives it may say more.
 *
 * Runs inside the page, which it reaches as text.
 */
export class PageWorkers {
  readonly #hearers: Hearers;
  readonly #hear: (ears: WorkerEars) => void;
  readonly #tell: (made: Made, note: Note) => void;
  /** What ends with the next word of a port. */
  readonly #awaited = new WeakMap<EventTarget, Set<Flight>>();
  readonly #byPort = new WeakMap<EventTarget, Known>();
  readonly #live = new WeakMap<EventTarget, Known>();
  /** The other end of each port, and those whose other end was handed to a worker. */
  readonly #others = new WeakMap<MessagePort, MessagePort>();
  readonly #handedOver = new WeakSet<object>();
  /** As it was before frameworks put theirs in its place. */
  readonly #listen = EventTarget.prototype.addEventListener;

  /** @param tell hands on what is noted of a worker's requests */
  constructor(hearers: Hearers, hear: (ears: WorkerEars) => void, tell: (made: Made, note: Note) => void) {
    this.#hearers = hearers;
    this.#hear = hear;
    this.#tell = tell;
  }

  watch(): void {
    this.#hear({
      made: made => this.#starts(made),
      noted: (made, note) => this.#noted(made, note),
    });
    this.#watchChannels();
    this.#watchWords();
    this.#hearers.wrap(Worker.prototype, 'terminate', (end, self: Worker, values) => {
      this.#ends(self);
      return Reflect.apply(end, self, values);
    });
  }

  #starts(made: Made): void {
    const { worker, port } = made;
    const { begin, notes } = this.#hearers;
    const known: Known = { made, spawn: begin('spawn') };
    this.#byPort.set(port, known);
    this.#live.set(worker, known);
    notes.open++;
    if (port === worker) notes.coming.add(worker);
    else notes.shared.add(this.#nameOf(made));
    this.#untilHeard(port, known.spawn);
    this.#listen.call(port, 'message', () => {
      notes.coming.delete(worker);
      known.more ??= begin('more');
    });
    this.#listen.call(worker, 'error', event => this.#failed(made, event));
  }

  /** The same shared worker is there once. */
  #nameOf({ url, name }: Made): string {
    return `${url} ${name}`;
  }

  #noted(made: Made, note: Note): void {
    const [what, which = made.worker] = note; // itself, or one that it has started
    const { coming } = this.#hearers.notes;
    if (what === 'coming') {
      coming.add(which);
      this.#untilHeard(made.port, this.#hearers.begin('spawn')); // its word comes by the one that has started it
    } else if (what === 'here') coming.delete(which);
    else this.#tell(made, note);
  }

  #failed(made: Made, event: Event): void {
    const { worker, port, url } = made;
    const why = event instanceof ErrorEvent ? 'broke off with an error' : 'could not be loaded';
    this.#tell(made, ['scriptFailed', url.replace(/^blob:/, ''), false, why]);
    if (port !== worker) this.#hearers.notes.shared.delete(this.#nameOf(made));
    this.#ends(worker);
  }

  #ends(worker: EventTarget): void {
    const known = this.#live.get(worker);
    if (!known) return;
    const { notes } = this.#hearers;
    this.#live.delete(worker);
    notes.open--;
    notes.coming.delete(worker);
    this.#heard(known.made.port);
    known.more?.end();
  }

  #untilHeard(port: EventTarget, flight: Flight): void {
    const awaited = this.#awaited.get(port);
    if (awaited) {
      awaited.add(flight);
      return;
    }
    this.#awaited.set(port, new Set([flight]));
    for (const event of ['message', 'error', 'messageerror'])
      this.#listen.call(port, event, () => this.#heard(port));
  }

  #heard(port: EventTarget): void {
    const awaited = this.#awaited.get(port);
    for (const flight of awaited ?? []) flight.end();
    awaited?.clear();
  }

  #watchWords(): void {
    const { wrap } = this.#hearers;
    wrap(Worker.prototype, 'postMessage', (post, self: Worker, values: unknown[]) => {
      this.#asks(self, values);
      return Reflect.apply(post, self, values);
    });
    wrap(MessagePort.prototype, 'postMessage', (post, self: MessagePort, values: unknown[]) => {
      if (this.#byPort.has(self) || this.#handedOver.has(self)) this.#asks(self, values);
      return Reflect.apply(post, self, values);
    });
  }

  #asks(port: EventTarget, [, given]: unknown[]): void {
    this.#byPort.get(port)?.spawn.end(); // it waits to be told what to do
    this.#untilHeard(port, this.#hearers.begin('worker'));
    const list: unknown = Array.isArray(given) ? given : (given as StructuredSerializeOptions)?.transfer;
    for (const handed of Array.isArray(list) ? list : []) {
      const other = handed instanceof MessagePort && this.#others.get(handed);
      if (other) this.#handedOver.add(other);
    }
  }

  #watchChannels(): void {
    const value = new Proxy(MessageChannel, {
      construct: (target, values: unknown[], made) => {
        const channel: MessageChannel = Reflect.construct(target, values, made);
        this.#others.set(channel.port1, channel.port2).set(channel.port2, channel.port1);
        return channel;
      },
    });
    Object.defineProperty(window, 'MessageChannel', { value, writable: true, configurable: true });
  }
}
