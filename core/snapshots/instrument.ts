import { inPage } from './in-page.ts';

/** Work that virtual time knows nothing of, or that never ends. */
export type FlightKind = 'request' | 'stream' | 'worker' | 'frame' | 'answer';

/** What the instrument counts in a page. It tells no times: while virtual time stands still, so do the page's clocks. */
export interface PageState {
  /** The document is still being parsed, or its scripts have not run. */
  loading: boolean;
  /** `window.prerenderReady`, when it is a boolean: the page's own word. */
  prerenderReady: boolean | null;
  /** What is on its way, each with a number of its own: see FlightKind. */
  flights: [id: number, kind: FlightKind][];
  /** How often work began or ended, and the document was changed. */
  changes: number;
  /** Something other than a request was ever on its way: virtual time does not wait for that. */
  outside: boolean;
}

/**
 * The script that counts, to run inside every page before its own scripts. It only counts; readiness.ts decides.
 * The page's functions are wrapped in proxies, which keep name, length and prototype: an app does not notice.
 * What is sent by `keepalive` never counts, nor does a body that nobody reads.
 *
 * @param name the property of the window under which the page's state can be asked for
 */
export const instrumentScript = (name: string): string =>
  inPage(
    instrument,
    name,
    watchFetch,
    watchXhr,
    dropBeacons,
    watchStreams,
    watchWorkers,
    watchFrames,
    watchAnswers,
    refuseServiceWorkers,
    pretendImages,
  );

/** Asks the instrument; undefined in a document that has none. */
export const stateScript = (name: string): string => `globalThis[${JSON.stringify(name)}]?.()`;

/** Counts a piece of work until the function it returns is called. */
type Begin = (kind: FlightKind) => () => void;

// From here on everything runs inside the page: each function reaches it as text, with what it needs as its parameters.

function instrument(
  name: string,
  watchFetches: typeof watchFetch,
  watchXhrs: typeof watchXhr,
  drop: typeof dropBeacons,
  watchSockets: typeof watchStreams,
  watchThreads: typeof watchWorkers,
  watchDrawing: typeof watchFrames,
  watchOthers: typeof watchAnswers,
  refuse: typeof refuseServiceWorkers,
  pretend: typeof pretendImages,
): void {
  refuse();
  if (window !== window.top) return;
  const flights = new Map<number, FlightKind>();
  let begun = 0;
  let changes = 0;
  let outside = false;
  let loading = document.readyState === 'loading'; // without scripts we come when we are asked
  const begin: Begin = kind => {
    const id = ++begun;
    flights.set(id, kind);
    changes++;
    outside ||= kind !== 'request';
    return () => {
      if (flights.delete(id)) changes++;
    };
  };
  watchFetches(begin);
  watchXhrs(begin);
  drop();
  watchSockets(begin);
  watchThreads(begin);
  watchDrawing(begin);
  watchOthers(begin);
  const loaded = pretend();
  const observer = new MutationObserver(records => {
    changes++;
    loaded(records);
  });
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  document.addEventListener('DOMContentLoaded', () => {
    loading = false; // module scripts have run then
  });
  const state = (): PageState => {
    const ready: unknown = Reflect.get(window, 'prerenderReady');
    return {
      loading,
      prerenderReady: typeof ready === 'boolean' ? ready : null,
      flights: [...flights],
      changes,
      outside,
    };
  };
  Object.defineProperty(window, name, { value: state });
}

/** A fetch counts until its headers are there, and again while its body is read. */
function watchFetch(begin: Begin): void {
  const isBeacon = (input: unknown, init: unknown) =>
    (init as RequestInit | undefined)?.keepalive ?? (input instanceof Request && input.keepalive);
  window.fetch = new Proxy(window.fetch, {
    apply: (fetch, self, values: unknown[]) => {
      const answer: Promise<Response> = Reflect.apply(fetch, self, values);
      if (isBeacon(values[0], values[1])) return answer;
      const end = begin('request');
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
        const end = begin('request');
        body.then(end, end);
        return body;
      },
    });
    Object.defineProperty(Response.prototype, name, { value, writable: true, configurable: true });
  }
}

function watchXhr(begin: Begin): void {
  XMLHttpRequest.prototype.send = new Proxy(XMLHttpRequest.prototype.send, {
    apply: (send, self: XMLHttpRequest, values: unknown[]) => {
      const end = begin('request');
      self.addEventListener('loadend', end, { once: true });
      try {
        return Reflect.apply(send, self, values);
      } catch (error) {
        end();
        throw error;
      }
    },
  });
}

/** A beacon tells that somebody looks at the page, which nobody does; and virtual time would wait for its answer. */
function dropBeacons(): void {
  navigator.sendBeacon = new Proxy(navigator.sendBeacon, { apply: () => true });
}

/** A stream counts until it is open, and anew until it has said something. */
function watchStreams(begin: Begin): void {
  for (const name of ['EventSource', 'WebSocket'] as const) {
    const value = new Proxy(window[name], {
      construct: (target, values: unknown[], made) => {
        const stream: EventTarget = Reflect.construct(target, values, made);
        let end = begin('stream');
        stream.addEventListener('open', () => {
          end();
          end = begin('stream');
        });
        for (const event of ['message', 'error', 'close']) stream.addEventListener(event, () => end());
        return stream;
      },
    });
    Object.defineProperty(window, name, { value, writable: true, configurable: true });
  }
}

/** A worker counts from a word to it until its answer. */
function watchWorkers(begin: Begin): void {
  const { prototype } = Worker;
  prototype.postMessage = new Proxy(prototype.postMessage, {
    apply: (postMessage, self: Worker, values: unknown[]) => {
      const end = begin('worker');
      for (const event of ['message', 'error', 'messageerror'])
        self.addEventListener(event, end, { once: true });
      return Reflect.apply(postMessage, self, values);
    },
  });
}

/**
 * Frames and moments of idleness come in real time. A few that follow one another count, an animation without an end not.
 */
function watchFrames(begin: Begin): void {
  const most = 3;
  let depth = 0;
  const pairs = [
    ['requestAnimationFrame', 'cancelAnimationFrame'],
    ['requestIdleCallback', 'cancelIdleCallback'],
  ] as const;
  for (const [request, cancel] of pairs) {
    const ends = new Map<unknown, () => void>();
    const value = new Proxy(window[request], {
      apply: (target, self, [callback, ...given]: unknown[]) => {
        const rank = depth + 1;
        if (rank > most || typeof callback !== 'function')
          return Reflect.apply(target, self, [callback, ...given]);
        const end = begin('frame');
        const run = (...values: unknown[]) => {
          end();
          depth = rank;
          try {
            return Reflect.apply(callback, undefined, values);
          } finally {
            depth = 0;
          }
        };
        const id: unknown = Reflect.apply(target, self, [run, ...given]);
        ends.set(id, end);
        return id;
      },
    });
    Object.defineProperty(window, request, { value, writable: true, configurable: true });
    window[cancel] = new Proxy(window[cancel], {
      apply: (target, self, values: unknown[]) => {
        ends.get(values[0])?.();
        return Reflect.apply(target, self, values);
      },
    });
  }
}

/** What is kept in the browser, and what it computes beside the page, is answered in real time. */
function watchAnswers(begin: Begin): void {
  const reads = ['get', 'getAll', 'getKey', 'getAllKeys', 'count', 'openCursor', 'openKeyCursor'];
  const methods: [object | undefined, string[]][] = [
    [window.IDBFactory?.prototype, ['open', 'databases']],
    [window.IDBObjectStore?.prototype, [...reads, 'add', 'put', 'delete']],
    [window.IDBIndex?.prototype, reads],
    [window.CacheStorage?.prototype, ['open', 'match', 'has', 'keys']],
    [window.Cache?.prototype, ['match', 'matchAll', 'keys']],
    [window.ServiceWorkerContainer?.prototype, ['getRegistration', 'getRegistrations']],
    [window.CookieStore?.prototype, ['get', 'getAll']],
    [window.Permissions?.prototype, ['query']],
    [window.StorageManager?.prototype, ['estimate', 'persisted']],
    [
      window.SubtleCrypto?.prototype,
      ['digest', 'importKey', 'sign', 'verify', 'encrypt', 'decrypt', 'deriveBits'],
    ],
    [Blob.prototype, ['text', 'arrayBuffer']],
    [WebAssembly, ['compile', 'compileStreaming', 'instantiate', 'instantiateStreaming']],
    [window, ['createImageBitmap']],
  ];
  const watch = (answer: unknown) => {
    const end = begin('answer');
    if (answer instanceof Promise) answer.then(end, end);
    else if (answer instanceof EventTarget)
      for (const event of ['success', 'error', 'blocked']) answer.addEventListener(event, end);
    return answer;
  };
  for (const [holder, names] of methods)
    for (const name of names) {
      const method: unknown = holder && Reflect.get(holder, name);
      if (!holder || typeof method !== 'function') continue; // some are there only with TLS
      const value = new Proxy(method, { apply: (...call) => watch(Reflect.apply(...call)) });
      Object.defineProperty(holder, name, { value, writable: true, configurable: true });
    }
}

/**
 * They are passed by, as crawlers do: one that is still being registered when its page ends would be there for the next.
 * So the page hears what it would of a browser whose user wants none.
 */
function refuseServiceWorkers(): void {
  const { prototype } = window.ServiceWorkerContainer ?? {}; // there is none without TLS
  if (!prototype) return;
  const denied = 'Failed to register a ServiceWorker: The user denied permission to use Service Worker.';
  prototype.register = new Proxy(prototype.register, {
    apply: () => Promise.reject(new DOMException(denied, 'NotSupportedError')),
  });
}

/** No image is ever loaded, and none says so: an app that waits for one is told that it is there. */
function pretendImages(): (records: MutationRecord[]) => void {
  const tell = (image: HTMLImageElement) => {
    if (image.getAttribute('src') || image.getAttribute('srcset'))
      setTimeout(() => image.dispatchEvent(new Event('load')));
  };
  const { prototype } = HTMLImageElement;
  prototype.decode = new Proxy(prototype.decode, { apply: () => Promise.resolve() });
  const source = Object.getOwnPropertyDescriptor(prototype, 'src');
  if (source?.set)
    Object.defineProperty(prototype, 'src', {
      ...source,
      set: new Proxy(source.set, {
        apply: (set, self: HTMLImageElement, values: unknown[]) => {
          Reflect.apply(set, self, values);
          if (!self.isConnected) tell(self); // the observer sees the others
        },
      }),
    });
  return records => {
    for (const { target, type, addedNodes, attributeName } of records) {
      if (type === 'attributes' && attributeName === 'src' && target instanceof HTMLImageElement)
        tell(target);
      for (const node of addedNodes) {
        if (node instanceof HTMLImageElement) tell(node);
        else if (node instanceof Element) for (const image of node.querySelectorAll('img')) tell(image);
      }
    }
  };
}
