import type { Flight, Hearers } from '../flights.ts';
import type { Call } from './log.ts';

type Stream = WebSocket | EventSource;

interface Followed {
  call: Call;
  /** Until it is open, and anew until its first word. */
  first: Flight;
  /** From each of its words until the next. */
  more?: Flight | undefined;
  /** What it was told, until it replies. */
  reply?: Flight | undefined;
  isOpen: boolean;
  /** It owes an answer: gone now, it is gone without one. */
  isSilent: boolean;
  /** The page listens for its loss. */
  isLossHeard: boolean;
}

/**
 * A socket or an event stream counts until it is open, and anew until it has said something; with each of its words until the
 * next one; and whenever it is told something, until it replies. What is noted is what it says, that it cannot be reached, and that
 * a socket is gone without an answer. Where nobody listens for that, nothing that is shown came because of it: such a socket is
 * for news, of which there may be none.
 *
 * Runs inside the page, and inside its workers, which it reaches as text.
 */
export class Sockets {
  readonly #hearers: Hearers;
  readonly #followed = new WeakMap<object, Followed>();
  /** As it was before frameworks put theirs in its place; and not a stream's own, by which is seen who listens. */
  readonly #hear = EventTarget.prototype.addEventListener;

  constructor(hearers: Hearers) {
    this.#hearers = hearers;
  }

  watch(): void {
    const { wrap } = this.#hearers;
    for (const name of ['WebSocket', 'EventSource'] as const) {
      const value = new Proxy(globalThis[name], {
        construct: (target, values: unknown[], made) => {
          const stream: Stream = Reflect.construct(target, values, made);
          this.#follow(stream);
          return stream;
        },
      });
      Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
      const { prototype } = globalThis[name];
      prototype.addEventListener = new Proxy(prototype.addEventListener, {
        apply: (_, self: Stream, values: unknown[]) => {
          this.#listens(self, String(values[0]));
          return Reflect.apply(EventTarget.prototype.addEventListener, self, values); // whatever a framework has put there
        },
      });
      wrap(prototype, 'close', (close, self: Stream, values) => {
        this.#closes(self);
        return Reflect.apply(close, self, values);
      });
    }
    wrap(WebSocket.prototype, 'send', (send, self: WebSocket, values) => {
      this.#tells(self);
      return Reflect.apply(send, self, values);
    });
  }

  #follow(stream: Stream): void {
    const { begin, log } = this.#hearers;
    this.#followed.set(stream, {
      call: log.callOf('GET', stream.url.replace(/^ws/, 'http'), '', ''),
      first: begin('stream'),
      isOpen: false,
      isSilent: true,
      isLossHeard: false,
    });
    this.#hear.call(stream, 'open', () => this.#opened(stream));
    this.#hear.call(stream, 'message', this.#said);
    for (const event of ['error', 'close']) this.#hear.call(stream, event, () => this.#lost(stream));
  }

  #opened(stream: Stream): void {
    const { begin, log, notes } = this.#hearers;
    const known = this.#followed.get(stream);
    if (!known) return;
    known.first.end();
    known.first = begin('stream');
    if (!known.isOpen) notes.open++;
    known.isOpen = true;
    if (stream instanceof EventSource) known.isSilent = false;
    log.answered(known.call, 200, '');
  }

  /** One and the same for all streams: who hears twice of an event is told once. */
  readonly #said = (event: Event): void => {
    const { begin, log } = this.#hearers;
    const known = this.#followed.get(event.target as Stream);
    if (!known) return;
    this.#answers(known);
    known.more ??= begin('word');
    known.more.beat();
    known.isSilent = false;
    log.said(known.call, (event as MessageEvent<unknown>).data, false);
  };

  #answers(known: Followed): void {
    known.first.end();
    known.reply?.end();
    known.reply = undefined;
  }

  #lost(stream: Stream): void {
    const known = this.#followed.get(stream);
    if (!known) return;
    this.#ends(known);
    const isHeard = known.isLossHeard || stream.onerror || (stream as WebSocket).onclose;
    if (known.isSilent && isHeard) this.#hearers.log.brokeOff(known.call);
    known.isSilent = false;
  }

  #ends(known: Followed): void {
    this.#answers(known);
    known.more?.end();
    known.more = undefined;
    if (known.isOpen) this.#hearers.notes.open--;
    known.isOpen = false;
  }

  #listens(stream: Stream, event: string): void {
    const known = this.#followed.get(stream);
    if (known && (event === 'error' || event === 'close')) known.isLossHeard = true;
    // An event with a name of its own is seen by none but who listens for it.
    else if (stream instanceof EventSource && event !== 'open') this.#hear.call(stream, event, this.#said);
  }

  /** Its own doing. An event stream says nothing of that. */
  #closes(stream: Stream): void {
    const known = this.#followed.get(stream);
    if (!known) return;
    known.isSilent = false;
    if (stream instanceof EventSource) this.#ends(known);
  }

  #tells(socket: WebSocket): void {
    const known = this.#followed.get(socket);
    if (!known) return;
    known.reply ??= this.#hearers.begin('reply'); // who is silent is waited for once
    if (socket.readyState === WebSocket.OPEN) known.isSilent = true;
  }
}
