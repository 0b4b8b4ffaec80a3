import type { Begin, Notes } from './flights.ts';

// All of this runs inside the page: each function reaches it as text.

/**
 * Frames and moments of idleness come in real time. A few that follow one another count, an animation without an end not: one
 * that asks for its next frame within the last is known by that, one that awaits something in between by how many there were.
 */
export function watchFrames(begin: Begin, notes: Notes): void {
  const deepest = 3;
  const most = 12;
  let depth = 0;
  let counted = 0;
  const soon = window.queueMicrotask.bind(window);
  /** What a frame has led to, awaited or not, is told within a few turns of its own. */
  const leave = (turns: number) => {
    if (turns > 0) soon(() => leave(turns - 1));
    else notes.isInFrame = false;
  };
  const pairs = [
    ['requestAnimationFrame', 'cancelAnimationFrame'],
    ['requestIdleCallback', 'cancelIdleCallback'],
  ] as const;
  for (const [request, cancel] of pairs) {
    const isFrame = request === 'requestAnimationFrame' ? 1 : 0;
    const ends = new Map<unknown, () => void>();
    const value = new Proxy(window[request], {
      apply: (target, self, [callback, ...given]: unknown[]) => {
        if (typeof callback !== 'function') return Reflect.apply(target, self, [callback, ...given]);
        const rank = depth + 1;
        const flight = rank <= deepest && counted < most ? begin('frame') : undefined;
        if (flight) counted++;
        notes.frames += isFrame;
        const end = () => {
          if (ends.delete(id)) notes.frames -= isFrame;
          flight?.end();
        };
        const run = (...values: unknown[]) => {
          end();
          depth = rank;
          notes.isInFrame = true;
          notes.framesSpeak = false;
          try {
            return Reflect.apply(callback, undefined, values);
          } finally {
            depth = 0;
            leave(10);
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
  // Who makes larger what it hears the size of hears of that in the next frame, and this is said of it:
  // https://drafts.csswg.org/resize-observer/#deliver-resize-error
  const { requestAnimationFrame: next } = window;
  window.addEventListener(
    'error',
    ({ message }) => {
      if (/^ResizeObserver loop/.test(message)) next(() => undefined);
    },
    { capture: true },
  );
}

/**
 * A view transition changes the page only after the next frame was drawn of what was there before, and nobody is there to see
 * it. Skipped, it changes the page at once. https://drafts.csswg.org/css-view-transitions-1/#skip-the-view-transition
 */
export function skipTransitions(): void {
  const { prototype } = Document;
  if (!prototype.startViewTransition) return;
  prototype.startViewTransition = new Proxy(prototype.startViewTransition, {
    apply: (start, self, values: unknown[]) => {
      const transition: ViewTransition = Reflect.apply(start, self, values);
      transition.ready.catch(() => undefined); // it never is, which is no error of the page
      transition.skipTransition();
      return transition;
    },
  });
}

/**
 * A long timer is likely to be what a page shows itself by in the end; short ones come soon anyway, and an interval has no end.
 */
export function watchTimers(_: Begin, { timers }: Notes): void {
  const longMs = 1_000;
  const latestMs = 5_000; // of the page's own time: later ones are for who stays
  const clock = performance.now.bind(performance);
  const began = clock(); // not 0 in a tab whose clock ran ahead before
  window.setTimeout = new Proxy(window.setTimeout, {
    apply: (set, self, values: unknown[]) => {
      const [callback, delay, ...given] = values;
      const isLong = Number(delay) >= longMs && typeof callback === 'function';
      const due = isLong ? clock() + Number(delay) : 0;
      if (!isLong || due - began > latestMs) return Reflect.apply(set, self, values);
      const run = function (this: unknown, ...late: unknown[]) {
        timers.delete(id);
        return Reflect.apply(callback, this, late);
      };
      const id: unknown = Reflect.apply(set, self, [run, delay, ...given]);
      timers.set(id, due);
      return id;
    },
  }) as typeof window.setTimeout;
  for (const name of ['clearTimeout', 'clearInterval'] as const)
    window[name] = new Proxy(window[name], {
      apply: (clear, self, values: unknown[]) => {
        timers.delete(values[0]);
        return Reflect.apply(clear, self, values);
      },
    });
}

/** What is kept in the browser, and what it computes or asks beside the page, is answered in real time. */
export function watchAnswers(begin: Begin): void {
  const watch = (answer: unknown) => {
    if (answer instanceof Promise) {
      const { end } = begin('answer');
      answer.then(end, end);
    } else if (answer instanceof EventTarget) {
      const { end } = begin('answer');
      for (const event of ['success', 'error', 'blocked', 'complete', 'abort'])
        answer.addEventListener(event, end);
    }
    return answer;
  };
  const wrap = (holder: object, name: string, apply: ProxyHandler<CallableFunction>['apply']) => {
    const { value: method, ...rest } = Object.getOwnPropertyDescriptor(holder, name) ?? {};
    if (typeof method === 'function' && apply)
      Object.defineProperty(holder, name, { ...rest, value: new Proxy(method, { apply }) });
  };
  // Some are there only with TLS. Whatever of theirs answers with a promise or a request counts.
  const interfaces =
    'IDBFactory IDBDatabase IDBObjectStore IDBIndex Cache CacheStorage CookieStore Permissions StorageManager SubtleCrypto ' +
    'FileSystemHandle FileSystemFileHandle FileSystemDirectoryHandle FileSystemWritableFileStream LockManager Clipboard ' +
    'MediaDevices MediaCapabilities NavigatorUAData ServiceWorkerContainer Blob Keyboard GPU StorageBucketManager ImageDecoder';
  for (const name of interfaces.split(' ')) {
    const holder: unknown = Reflect.get(window, name)?.prototype;
    if (!holder || typeof holder !== 'object') continue;
    for (const method of Object.getOwnPropertyNames(holder))
      if (method !== 'constructor' && method !== 'register' && method !== 'addEventListener')
        wrap(holder, method, (...call) => watch(Reflect.apply(...call)));
  }
  const others: [object | undefined, string[]][] = [
    [window.WebAssembly, ['compile', 'compileStreaming', 'instantiate', 'instantiateStreaming']],
    [window, ['createImageBitmap', 'queryLocalFonts']],
    [
      Navigator.prototype,
      ['getBattery', 'requestMIDIAccess', 'requestMediaKeySystemAccess', 'getInstalledRelatedApps'],
    ],
    [window.BaseAudioContext?.prototype, ['decodeAudioData']],
    [window.OfflineAudioContext?.prototype, ['startRendering']],
    [window.ImageDecoder, ['isTypeSupported']],
    ...[window.VideoDecoder, window.VideoEncoder, window.AudioDecoder, window.AudioEncoder].map(
      (codec): [object | undefined, string[]] => [codec, ['isConfigSupported']],
    ),
  ];
  for (const [holder, names] of others)
    for (const name of names) if (holder) wrap(holder, name, (...call) => watch(Reflect.apply(...call)));
  // What is in a folder is told one by one.
  const folders = window.FileSystemDirectoryHandle?.prototype;
  for (const name of ['keys', 'values', 'entries', Symbol.asyncIterator] as const) {
    const list: unknown = folders && Reflect.get(folders, name);
    if (!folders || typeof list !== 'function') continue;
    const value = new Proxy(list, {
      apply: (...call) => {
        const items: AsyncIterator<unknown> = Reflect.apply(...call);
        const next = items.next.bind(items);
        items.next = () => watch(next()) as ReturnType<typeof next>;
        return items;
      },
    });
    Object.defineProperty(folders, name, { value, writable: true, configurable: true });
  }
  // A cursor says by the request it came of that it has gone on.
  for (const name of ['advance', 'continue', 'continuePrimaryKey'])
    if (window.IDBCursor)
      wrap(IDBCursor.prototype, name, (go, self: IDBCursor, values) => {
        watch(self.request);
        return Reflect.apply(go, self, values);
      });
  for (const name of Object.getOwnPropertyNames(FileReader.prototype))
    if (name.startsWith('readAs'))
      wrap(FileReader.prototype, name, (read, self: FileReader, values) => {
        const { end } = begin('answer');
        self.addEventListener('loadend', end, { once: true });
        return Reflect.apply(read, self, values);
      });
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
