import type { Begin, Flight, Notes } from './flights.ts';

// All of this runs inside the page: each function reaches it as text.

/**
 * A body that is read piece by piece counts from the first piece asked for until it ends, by whichever way it is read: by a
 * reader, by iteration, through other streams or into one. One that nobody reads never counts.
 * Spec: https://streams.spec.whatwg.org/
 */
export function watchBodies(begin: Begin): void {
  type Body = { answer: Response; flight?: Flight };
  const ofNetwork = new WeakMap<object, Body>();
  const bodyOf = Object.getOwnPropertyDescriptor(Response.prototype, 'body');
  const { prototype: streams } = ReadableStream;
  const wrap = (holder: object, name: string | symbol, apply: ProxyHandler<CallableFunction>['apply']) => {
    const method: unknown = Reflect.get(holder, name);
    if (typeof method !== 'function' || !apply) return;
    const value = new Proxy(method as CallableFunction, { apply });
    Object.defineProperty(holder, name, { value, writable: true, configurable: true });
  };
  const mark = (stream: unknown, body: Body | undefined) => {
    if (body && stream instanceof ReadableStream) ofNetwork.set(stream, body);
  };
  /** Notes one piece, or the end. */
  const follow = (body: Body, piece: Promise<{ done?: boolean | undefined; value?: unknown }>) => {
    body.flight ??= begin('body', body.answer);
    const { beat, end } = body.flight;
    piece.then(({ done, value }) => (done ? end() : beat(value)), end);
    return piece;
  };
  if (bodyOf?.get)
    Object.defineProperty(Response.prototype, 'body', {
      ...bodyOf,
      get: new Proxy(bodyOf.get, {
        apply: (get, self: Response, values) => {
          const stream: unknown = Reflect.apply(get, self, values);
          if (stream instanceof ReadableStream && !ofNetwork.has(stream)) mark(stream, { answer: self });
          return stream;
        },
      }),
    });
  wrap(streams, 'getReader', (get, self: object, values) => {
    const reader: object = Reflect.apply(get, self, values);
    const body = ofNetwork.get(self);
    if (body) ofNetwork.set(reader, body);
    return reader;
  });
  for (const { prototype } of [ReadableStreamDefaultReader, ReadableStreamBYOBReader]) {
    wrap(prototype, 'read', (read, self: object, values) => {
      const piece = Reflect.apply(read, self, values) as Promise<{ done?: boolean }>;
      const body = ofNetwork.get(self);
      return body ? follow(body, piece) : piece;
    });
    for (const name of ['cancel', 'releaseLock'])
      wrap(prototype, name, (stop, self: object, values) => {
        ofNetwork.get(self)?.flight?.end();
        return Reflect.apply(stop, self, values);
      });
  }
  wrap(streams, 'tee', (tee, self: object, values) => {
    const halves: unknown[] = Reflect.apply(tee, self, values);
    for (const half of halves) mark(half, ofNetwork.get(self));
    return halves;
  });
  wrap(streams, 'pipeThrough', (pipe, self: object, values: unknown[]) => {
    const readable: unknown = Reflect.apply(pipe, self, values);
    mark(readable, ofNetwork.get(self));
    return readable;
  });
  // Nobody sees the pieces that go from one stream into another: they are led past a stream of ours.
  const { pipeThrough } = streams;
  wrap(streams, 'pipeTo', (pipe, self: ReadableStream, values: unknown[]) => {
    const body = ofNetwork.get(self);
    if (!body) return Reflect.apply(pipe, self, values);
    const flight = begin('body', body.answer);
    const seen = new TransformStream({
      transform: (piece, controller) => {
        flight.beat(piece);
        controller.enqueue(piece);
      },
    });
    const done: Promise<void> = Reflect.apply(pipe, Reflect.apply(pipeThrough, self, [seen]), values);
    done.then(() => flight.end(), flight.end);
    return done;
  });
  const iterate = (values: CallableFunction, self: object, given: unknown[]) => {
    const pieces: AsyncIterator<unknown> = Reflect.apply(values, self, given);
    const body = ofNetwork.get(self);
    if (body) {
      const next = pieces.next.bind(pieces);
      pieces.next = () => follow(body, next()) as ReturnType<typeof next>;
      const leave = pieces.return?.bind(pieces);
      if (leave)
        pieces.return = value => {
          body.flight?.end();
          return leave(value);
        };
    }
    return pieces;
  };
  wrap(streams, 'values', iterate);
  wrap(streams, Symbol.asyncIterator, iterate);
}

/**
 * A socket or an event stream counts until it is open, and anew until it has said something; with each of its words until the
 * next one; and whenever it is told something, until it replies.
 */
export function watchStreams(begin: Begin, notes: Notes): void {
  const replies = new WeakMap<EventTarget, Flight>();
  const words = new WeakMap<EventTarget, () => void>();
  const ends = new WeakMap<EventTarget, () => void>();
  for (const name of ['EventSource', 'WebSocket'] as const) {
    const value = new Proxy(window[name], {
      construct: (target, values: unknown[], made) => {
        const stream: EventTarget = Reflect.construct(target, values, made);
        // Not by its own method, by which others see who listens.
        const hear = (event: string, heard: () => void) =>
          EventTarget.prototype.addEventListener.call(stream, event, heard);
        let first = begin('stream');
        let more: Flight | undefined;
        let isOpen = false;
        hear('open', () => {
          first.end();
          first = begin('stream');
          if (!isOpen) notes.open++;
          isOpen = true;
        });
        const heard = () => {
          first.end();
          replies.get(stream)?.end();
          replies.delete(stream);
        };
        const word = () => {
          heard();
          more ??= begin('word');
          more.beat();
        };
        const lost = () => {
          heard();
          more?.end();
          more = undefined;
          if (isOpen) notes.open--;
          isOpen = false;
        };
        for (const event of ['error', 'close']) hear(event, lost);
        hear('message', word);
        words.set(stream, word);
        ends.set(stream, lost);
        return stream;
      },
    });
    Object.defineProperty(window, name, { value, writable: true, configurable: true });
  }
  // An event with a name of its own is seen by none but who listens for it.
  const { addEventListener } = EventTarget.prototype; // what frameworks put in its place goes for these, too
  const known = ['open', 'error', 'message'];
  EventTarget.prototype.addEventListener = new Proxy(addEventListener, {
    apply: (add, self: unknown, values: unknown[]) => {
      const word = self instanceof EventSource && words.get(self);
      if (word && !known.includes(String(values[0]))) addEventListener.call(self, String(values[0]), word); // the same one is added once
      return Reflect.apply(add, self, values);
    },
  });
  // Closed by the page, it says nothing of that.
  EventSource.prototype.close = new Proxy(EventSource.prototype.close, {
    apply: (close, self: EventSource, values: unknown[]) => {
      ends.get(self)?.();
      return Reflect.apply(close, self, values);
    },
  });
  WebSocket.prototype.send = new Proxy(WebSocket.prototype.send, {
    apply: (send, self: WebSocket, values: unknown[]) => {
      if (!replies.has(self)) replies.set(self, begin('reply')); // who is silent is waited for once
      return Reflect.apply(send, self, values);
    },
  });
}
