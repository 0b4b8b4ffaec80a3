import type { Begin } from './flights.ts';

// All of this runs inside the page: each function reaches it as text.

/** A worker counts from a word to it until its answer. */
export function watchWorkers(begin: Begin): void {
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
export function watchFrames(begin: Begin): void {
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
export function watchAnswers(begin: Begin): void {
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
export function refuseServiceWorkers(): void {
  const { prototype } = window.ServiceWorkerContainer ?? {}; // there is none without TLS
  if (!prototype) return;
  const denied = 'Failed to register a ServiceWorker: The user denied permission to use Service Worker.';
  prototype.register = new Proxy(prototype.register, {
    apply: () => Promise.reject(new DOMException(denied, 'NotSupportedError')),
  });
}

/** No image is ever loaded, and none says so: an app that waits for one is told that it is there. */
export function pretendImages(): (records: MutationRecord[]) => void {
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
