import type { Begin, Flight } from './flights.ts';

// All of this runs inside the page: each function reaches it as text.

/** A fetch counts until its headers are there, and again while its body is read as a whole. */
export function watchFetch(begin: Begin): void {
  const isBeacon = (input: unknown, init: unknown) =>
    (init as RequestInit | undefined)?.keepalive ?? (input instanceof Request && input.keepalive);
  window.fetch = new Proxy(window.fetch, {
    apply: (fetch, self, values: unknown[]) => {
      const answer: Promise<Response> = Reflect.apply(fetch, self, values);
      if (isBeacon(values[0], values[1])) return answer;
      const { end } = begin('request');
      answer.then(end, end);
      return answer;
    },
  });
  for (const name of ['arrayBuffer', 'blob', 'bytes', 'formData', 'json', 'text']) {
    const reader: unknown = Reflect.get(Response.prototype, name);
    if (typeof reader !== 'function') continue;
    const value = new Proxy(reader, {
      apply: (read, self, values: unknown[]) => {
        const body: Promise<unknown> = Reflect.apply(read, self, values);
        const { end } = begin('request');
        body.then(end, end);
        return body;
      },
    });
    Object.defineProperty(Response.prototype, name, { value, writable: true, configurable: true });
  }
}

/** One that comes in pieces goes on as long as these do: some show each. */
export function watchXhr(begin: Begin): void {
  XMLHttpRequest.prototype.send = new Proxy(XMLHttpRequest.prototype.send, {
    apply: (send, self: XMLHttpRequest, values: unknown[]) => {
      const { end } = begin('request');
      let pieces: Flight | undefined;
      const piece = () => {
        pieces ??= begin('body');
        pieces.beat();
      };
      const ended = () => {
        end();
        pieces?.end();
        self.removeEventListener('progress', piece);
      };
      self.addEventListener('progress', piece);
      self.addEventListener('loadend', ended, { once: true });
      try {
        return Reflect.apply(send, self, values);
      } catch (error) {
        ended();
        throw error;
      }
    },
  });
}

/** A beacon tells that somebody looks at the page, which nobody does; and virtual time would wait for its answer. */
export function dropBeacons(): void {
  navigator.sendBeacon = new Proxy(navigator.sendBeacon, { apply: () => true });
}
