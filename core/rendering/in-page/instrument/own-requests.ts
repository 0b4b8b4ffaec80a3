import type { Call, Log } from './request-log.ts';
import type { watchBodies } from './streams.ts';

// All of this runs inside the page, and most of it inside workers: each function reaches it as text. What it hangs on a promise or an event comes before
// what the page does.

/** Of fetches: answers, bodies, and what broke off on the way. */
export function watchFetch(log: Log): void {
  const callOf = (input: unknown, init: RequestInit = {}) => {
    const request = input instanceof Request ? input : undefined;
    const accept = new Headers(init.headers ?? request?.headers).get('accept') ?? '';
    return log.callOf(
      init.method ?? request?.method ?? 'GET',
      request?.url ?? String(input),
      init.body,
      accept,
    );
  };
  globalThis.fetch = new Proxy(globalThis.fetch, {
    apply: (fetch, self, values: [unknown, RequestInit?]) => {
      const promise: Promise<Response> = Reflect.apply(fetch, self, values);
      const [input, init] = values;
      const of = input instanceof Request ? input : undefined;
      // Nobody waits for a beacon, and of an answer without CORS a page learns nothing that it could show.
      if ((init?.keepalive ?? of?.keepalive) || (init?.mode ?? of?.mode) === 'no-cors') return promise;
      let call: Call;
      try {
        call = log.begin(callOf(input, init));
      } catch {
        return promise; // what it was given is no request, and it says so itself
      }
      promise.then(
        response => {
          log.calls.set(response, call);
          log.answered(call, response.status, response.headers.get('content-type') ?? '');
        },
        error => log.lost(call, error),
      );
      return promise;
    },
  });
  for (const name of ['arrayBuffer', 'blob', 'bytes', 'formData', 'json', 'text']) {
    const reader: unknown = Reflect.get(Response.prototype, name);
    if (typeof reader !== 'function') continue;
    const value = new Proxy(reader, {
      apply: (read, response: Response, values: unknown[]) => {
        const promise: Promise<unknown> = Reflect.apply(read, response, values);
        const { url = '', ok = false, headers } = response instanceof Response ? response : {};
        if (!url) return promise; // one the page has made
        const call = log.calls.get(response) ?? log.callOf('GET', url, '', ''); // of a clone
        const isHtml = /^text\/html\b/i.test(headers?.get('content-type') ?? '');
        promise.then(
          body => ok && log.said(call, body, isHtml),
          error => {
            if (!(error instanceof SyntaxError)) log.lost(call, error);
            else if (ok && isHtml) log.gaveHtml(call);
          },
        );
        return promise;
      },
    });
    Object.defineProperty(Response.prototype, name, { value, writable: true, configurable: true });
  }
}

/** Of XMLHttpRequests the same. Listeners are called in their order, so that ours is hung on before the page has them. */
export function watchXhr(log: Log): void {
  const { prototype } = XMLHttpRequest;
  const opened = new WeakMap<XMLHttpRequest, { method: string; url: string; accept: string }>();
  const calls = new WeakMap<XMLHttpRequest, Call>();
  const { addEventListener } = EventTarget.prototype; // as it was before frameworks put theirs in its place
  const finished = (xhr: XMLHttpRequest) => {
    const call = calls.get(xhr);
    if (!call || xhr.readyState !== XMLHttpRequest.DONE) return;
    if (xhr.status === 0) {
      log.brokeOff(call);
      return;
    }
    const type = xhr.getResponseHeader('content-type') ?? '';
    log.answered(call, xhr.status, type);
    if (xhr.status >= 200 && xhr.status < 300)
      log.said(call, xhr.responseType === '' ? xhr.responseText : xhr.response, /^text\/html\b/i.test(type));
  };
  const aborted = (xhr: XMLHttpRequest) => {
    const call = calls.get(xhr);
    if (call) log.gaveUp(call, false);
  };
  globalThis.XMLHttpRequest = new Proxy(XMLHttpRequest, {
    construct: (target, values: unknown[], made) => {
      const xhr: XMLHttpRequest = Reflect.construct(target, values, made);
      addEventListener.call(xhr, 'readystatechange', () => finished(xhr));
      addEventListener.call(xhr, 'abort', () => aborted(xhr));
      return xhr;
    },
  });
  prototype.open = new Proxy(prototype.open, {
    apply: (open, self: XMLHttpRequest, values: unknown[]) => {
      opened.set(self, { method: String(values[0]), url: String(values[1]), accept: '' });
      return Reflect.apply(open, self, values);
    },
  });
  prototype.setRequestHeader = new Proxy(prototype.setRequestHeader, {
    apply: (set, self: XMLHttpRequest, values: unknown[]) => {
      const known = opened.get(self);
      if (known && String(values[0]).toLowerCase() === 'accept') known.accept = String(values[1]);
      return Reflect.apply(set, self, values);
    },
  });
  prototype.send = new Proxy(prototype.send, {
    apply: (send, self: XMLHttpRequest, values: unknown[]) => {
      const { method, url, accept } = opened.get(self) ?? { method: '', url: '', accept: '' };
      const asked = self.responseType === 'json' ? 'application/json' : accept;
      if (url) calls.set(self, log.begin(log.callOf(method, url, values[0], asked)));
      return Reflect.apply(send, self, values);
    },
  });
}

/** Of bodies that are read piece by piece. */
export function watchPieces(log: Log, follow: typeof watchBodies): void {
  const textOf = (piece: unknown) => (piece instanceof Uint8Array ? new TextDecoder().decode(piece) : piece);
  follow((_, answer) => {
    const call = answer && log.calls.get(answer);
    return {
      beat: piece => call && log.said(call, textOf(piece), false),
      end: error => call && error !== undefined && log.lost(call, error),
    };
  });
}

/** HTML where the page, which has read it as a text, expects JSON. */
export function watchJson(log: Log): void {
  JSON.parse = new Proxy(JSON.parse, {
    apply: (parse, self, values: unknown[]) => {
      try {
        return Reflect.apply(parse, self, values);
      } catch (error) {
        log.isNoJson(values[0]);
        throw error;
      }
    },
  });
}

/**
 * Of sockets and event streams: those that cannot be reached, and sockets that are gone without an answer. Where nobody listens
 * for that, nothing that is shown came because of it: such a socket is for news, of which there may be none.
 */
export function watchSockets(log: Log): void {
  const { addEventListener } = EventTarget.prototype; // as it was before frameworks put theirs in its place
  const silent = new WeakSet<object>();
  const heard = new WeakSet<object>();
  for (const name of ['WebSocket', 'EventSource'] as const) {
    const value = new Proxy(globalThis[name], {
      construct: (target, values: unknown[], made) => {
        const socket: WebSocket | EventSource = Reflect.construct(target, values, made);
        const call = log.callOf('GET', socket.url.replace(/^ws/, 'http'), '', '');
        const hear = (event: string, heard: (event: Event) => void) =>
          addEventListener.call(socket, event, heard);
        const isHeard = () => heard.has(socket) || socket.onerror || (socket as WebSocket).onclose;
        const lost = () => {
          if (silent.delete(socket) && isHeard()) log.brokeOff(call);
        };
        silent.add(socket);
        hear('open', () => {
          log.answered(call, 200, '');
          if (name === 'EventSource') silent.delete(socket);
        });
        hear('message', event => {
          silent.delete(socket);
          log.said(call, (event as MessageEvent<unknown>).data, false);
        });
        for (const event of ['error', 'close']) hear(event, lost);
        return socket;
      },
    });
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
    const { prototype } = globalThis[name];
    prototype.addEventListener = new Proxy(prototype.addEventListener, {
      apply: (_, self: EventTarget, values: unknown[]) => {
        if (values[0] === 'error' || values[0] === 'close') heard.add(self);
        return Reflect.apply(EventTarget.prototype.addEventListener, self, values); // whatever a framework has put there
      },
    });
    prototype.close = new Proxy(prototype.close, {
      apply: (close, self: object, values: unknown[]) => {
        silent.delete(self); // its own doing
        return Reflect.apply(close, self, values);
      },
    });
  }
  WebSocket.prototype.send = new Proxy(WebSocket.prototype.send, {
    apply: (send, self: WebSocket, values: unknown[]) => {
      if (self.readyState === WebSocket.OPEN) silent.add(self);
      return Reflect.apply(send, self, values);
    },
  });
}

/**
 * Of scripts that elements ask for; one that is marked `async` in the document is waited for by nothing. And of the style sheets
 * of a chunk, without which it does not come: who waits for one listens for its error.
 */
export function watchScripts(log: Log): void {
  const heard = new WeakSet<object>();
  const { prototype } = HTMLLinkElement;
  prototype.addEventListener = new Proxy(prototype.addEventListener, {
    apply: (_, self: HTMLLinkElement, values: unknown[]) => {
      if (values[0] === 'error') heard.add(self);
      return Reflect.apply(EventTarget.prototype.addEventListener, self, values); // whatever a framework has put there
    },
  });
  const isAwaited = (link: HTMLLinkElement) =>
    heard.has(link) || (link.onerror !== null && !link.hasAttribute('onerror'));
  window.addEventListener(
    'error',
    ({ target }) => {
      const isStyle = target instanceof HTMLLinkElement && target.relList.contains('stylesheet');
      if (isStyle && isAwaited(target)) log.scriptFailed(target.href, false);
      if (!(target instanceof HTMLScriptElement) || !target.src) return;
      log.scriptFailed(target.src, document.readyState === 'loading' || target.hasAttribute('async'));
    },
    { capture: true },
  );
}

/** What of an answer a page could show: words and numbers of JSON, or the lines of a text. */
export function valuesOf(body: unknown): string[] {
  const most = 300;
  const longest = 300;
  const shortest = 3;
  const largest = 200_000;
  let steps = 3_000;
  const values = new Set<string>();
  const add = (text: string) => {
    const value = text.replace(/\s+/g, ' ').trim().slice(0, longest);
    if (value.length >= shortest && values.size < most) values.add(value);
  };
  const collect = (value: unknown, depth: number) => {
    if (values.size >= most || depth > 12 || --steps < 0) return;
    if (typeof value === 'string') for (const line of value.split(/<[^>]*>|\n/)) add(line);
    else if (typeof value === 'number') add(String(value));
    else if (typeof value === 'object' && value !== null)
      for (const inner of Object.values(value)) collect(inner, depth + 1);
  };
  const parsed = (text: string): unknown => {
    try {
      return /^\s*[[{]/.test(text) ? JSON.parse(text) : text;
    } catch {
      return text;
    }
  };
  /** Line by line where it is no JSON as a whole; before it there may be a name, or a number for what it is. */
  const collectText = (text: string) => {
    const whole = parsed(text);
    if (whole !== text) collect(whole, 0);
    else for (const line of text.split('\n')) collect(parsed(line.replace(/^(data: ?|\d+(?=[[{]))/, '')), 0);
  };
  const isPlain = typeof body !== 'object' || Array.isArray(body) || body?.constructor === Object;
  if (!isPlain || (typeof body === 'string' && body.length > largest)) return [];
  if (typeof body === 'string') collectText(body);
  else collect(body, 0);
  return [...values];
}
