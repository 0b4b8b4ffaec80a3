import type { Flight, Hearers } from '../flights.ts';

interface Body {
  answer: Response;
  flight?: Flight;
}

/**
 * A body that is read piece by piece counts from the first piece asked for until it ends, by whichever way it is read: by a
 * reader, by iteration, through other streams or into one. One that nobody reads never counts. What is noted is what each piece
 * says, and what broke it off.
 * Spec: https://streams.spec.whatwg.org/
 *
 * Runs inside the page, and inside its workers, which it reaches as text.
 */
export class Bodies {
  readonly #hearers: Hearers;
  readonly #ofNetwork = new WeakMap<object, Body>();

  constructor(hearers: Hearers) {
    this.#hearers = hearers;
  }

  watch(): void {
    this.#watchAnswers();
    this.#watchReaders();
    this.#watchPipes();
    this.#watchIteration();
  }

  #watchAnswers(): void {
    const body = Object.getOwnPropertyDescriptor(Response.prototype, 'body');
    if (!body?.get) return;
    const get = new Proxy(body.get, {
      apply: (native, self: Response, values) => {
        const stream: unknown = Reflect.apply(native, self, values);
        if (stream instanceof ReadableStream && !this.#ofNetwork.has(stream))
          this.#mark(stream, { answer: self });
        return stream;
      },
    });
    Object.defineProperty(Response.prototype, 'body', { ...body, get });
  }

  #watchReaders(): void {
    const { wrap } = this.#hearers;
    wrap(ReadableStream.prototype, 'getReader', (get, self: object, values) => {
      const reader: object = Reflect.apply(get, self, values);
      const body = this.#ofNetwork.get(self);
      if (body) this.#ofNetwork.set(reader, body);
      return reader;
    });
    for (const { prototype } of [ReadableStreamDefaultReader, ReadableStreamBYOBReader]) {
      wrap(prototype, 'read', (read, self: object, values) => {
        const piece = Reflect.apply(read, self, values) as Promise<{ done?: boolean }>;
        const body = this.#ofNetwork.get(self);
        return body ? this.#follow(body, piece) : piece;
      });
      for (const name of ['cancel', 'releaseLock'])
        wrap(prototype, name, (stop, self: object, values) => {
          this.#ofNetwork.get(self)?.flight?.end();
          return Reflect.apply(stop, self, values);
        });
    }
  }

  #watchPipes(): void {
    const { wrap } = this.#hearers;
    const { prototype } = ReadableStream;
    wrap(prototype, 'tee', (tee, self: object, values) => {
      const halves: unknown[] = Reflect.apply(tee, self, values);
      for (const half of halves) this.#mark(half, this.#ofNetwork.get(self));
      return halves;
    });
    wrap(prototype, 'pipeThrough', (pipe, self: object, values: unknown[]) => {
      const readable: unknown = Reflect.apply(pipe, self, values);
      this.#mark(readable, this.#ofNetwork.get(self));
      return readable;
    });
    // Nobody sees the pieces that go from one stream into another: they are led past a stream of ours.
    const { pipeThrough } = prototype;
    wrap(prototype, 'pipeTo', (pipe, self: ReadableStream, values: unknown[]) => {
      const body = this.#ofNetwork.get(self);
      if (!body) return Reflect.apply(pipe, self, values);
      const flight = this.#hearers.begin('body');
      const seen = new TransformStream({
        transform: (piece, controller) => {
          flight.beat();
          this.#said(body, piece);
          controller.enqueue(piece);
        },
      });
      const done: Promise<void> = Reflect.apply(pipe, Reflect.apply(pipeThrough, self, [seen]), values);
      done.then(flight.end, error => {
        flight.end();
        this.#lost(body, error);
      });
      return done;
    });
  }

  #watchIteration(): void {
    const iterate = (values: CallableFunction, self: object, given: unknown[]) => {
      const pieces: AsyncIterator<unknown> = Reflect.apply(values, self, given);
      const body = this.#ofNetwork.get(self);
      if (body) {
        const next = pieces.next.bind(pieces);
        pieces.next = () => this.#follow(body, next()) as ReturnType<typeof next>;
        const leave = pieces.return?.bind(pieces);
        if (leave)
          pieces.return = value => {
            body.flight?.end();
            return leave(value);
          };
      }
      return pieces;
    };
    for (const name of ['values', Symbol.asyncIterator])
      this.#hearers.wrap(ReadableStream.prototype, name, iterate);
  }

  #mark(stream: unknown, body: Body | undefined): void {
    if (body && stream instanceof ReadableStream) this.#ofNetwork.set(stream, body);
  }

  /** Notes one piece, or the end. */
  #follow(
    body: Body,
    piece: Promise<{ done?: boolean | undefined; value?: unknown }>,
  ): Promise<{ done?: boolean | undefined }> {
    body.flight ??= this.#hearers.begin('body');
    const { beat, end } = body.flight;
    piece.then(
      ({ done, value }) => {
        if (done) return end();
        beat();
        this.#said(body, value);
      },
      error => {
        end();
        this.#lost(body, error);
      },
    );
    return piece;
  }

  #said({ answer }: Body, piece: unknown): void {
    const { log } = this.#hearers;
    const call = log.calls.get(answer);
    if (call) log.said(call, piece instanceof Uint8Array ? new TextDecoder().decode(piece) : piece, false);
  }

  #lost({ answer }: Body, error: unknown): void {
    const { log } = this.#hearers;
    const call = log.calls.get(answer);
    if (call) log.lost(call, error);
  }
}
