import type { Hearers } from '../flights.ts';
import type { Call } from './log.ts';

// All of this runs inside the page, and inside its workers: each function reaches it as text. What it hangs on a promise comes before what the page does.

/** A fetch counts until its headers are there; what is noted is its answer, or what broke it off. */
export function watchFetch({ begin, log, wrap }: Hearers): void {
  const callOf = (input: unknown, { method, headers, body }: RequestInit): Call | undefined => {
    const request = input instanceof Request ? input : undefined;
    try {
      const accept = new Headers(headers ?? request?.headers).get('accept') ?? '';
      const url = request?.url ?? String(input);
      return log.begin(log.callOf(method ?? request?.method ?? 'GET', url, body, accept));
    } catch {
      return undefined; // what it was given is no request, and it says so itself
    }
  };
  wrap(globalThis, 'fetch', (fetch, self, values: [unknown, RequestInit?]) => {
    const promise: Promise<Response> = Reflect.apply(fetch, self, values);
    const [input, init] = values;
    const of = input instanceof Request ? input : undefined;
    if (init?.keepalive ?? of?.keepalive) return promise; // nobody waits for a beacon
    const { end } = begin('request');
    // Of an answer without CORS a page learns nothing that it could show.
    const call = (init?.mode ?? of?.mode) === 'no-cors' ? undefined : callOf(input, init ?? {});
    promise.then(
      response => {
        end();
        if (!call) return;
        log.calls.set(response, call);
        log.answered(call, response.status, response.headers.get('content-type') ?? '');
      },
      error => {
        end();
        if (call) log.lost(call, error);
      },
    );
    return promise;
  });
}

/** A body that is read as a whole counts until it is there; what is noted is what it says. */
export function watchReading({ begin, log, wrap }: Hearers): void {
  for (const name of ['arrayBuffer', 'blob', 'bytes', 'formData', 'json', 'text'])
    wrap(Response.prototype, name, (read, response: Response, values) => {
      const promise: Promise<unknown> = Reflect.apply(read, response, values);
      const { end } = begin('request');
      const { url = '', ok = false, headers } = response instanceof Response ? response : {};
      // One the page has made has no address; a clone was not answered by itself.
      const call = url ? (log.calls.get(response) ?? log.callOf('GET', url, '', '')) : undefined;
      const isHtml = /^text\/html\b/i.test(headers?.get('content-type') ?? '');
      promise.then(
        body => {
          end();
          if (call && ok) log.said(call, body, isHtml);
        },
        error => {
          end();
          if (call && !(error instanceof SyntaxError)) log.lost(call, error);
          else if (call && ok && isHtml) log.gaveHtml(call);
        },
      );
      return promise;
    });
}

/** HTML where the page, which has read it as a text, expects JSON. */
export function watchJson({ log, wrap }: Hearers): void {
  wrap(JSON, 'parse', (parse, self, values: unknown[]) => {
    try {
      return Reflect.apply(parse, self, values);
    } catch (error) {
      log.isNoJson(values[0]);
      throw error;
    }
  });
}

/** A beacon tells that somebody looks at the page, which nobody does; and virtual time would wait for its answer. */
export function dropBeacons({ wrap }: Hearers): void {
  wrap(Navigator.prototype, 'sendBeacon', () => true);
}
