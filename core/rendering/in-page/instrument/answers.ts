import type { Begin, Hearers } from './flights.ts';

/**
 * What is kept in the browser, and what it computes or asks beside the page, is answered in real time.
 *
 * Runs inside the page, which it reaches as text.
 */
export class Answers {
  readonly #begin: Begin;
  readonly #wrap: Hearers['wrap'];

  constructor({ begin, wrap }: Hearers) {
    this.#begin = begin;
    this.#wrap = wrap;
  }

  watch(): void {
    this.#watchInterfaces();
    this.#watchMethods();
    this.#watchFolders();
    this.#watchCursors();
    this.#watchReaders();
  }

  /** Some are there only with TLS. Whatever of theirs answers with a promise or a request counts. */
  #watchInterfaces(): void {
    const interfaces =
      'IDBFactory IDBDatabase IDBObjectStore IDBIndex Cache CacheStorage CookieStore Permissions StorageManager SubtleCrypto ' +
      'FileSystemHandle FileSystemFileHandle FileSystemDirectoryHandle FileSystemWritableFileStream LockManager Clipboard ' +
      'MediaDevices MediaCapabilities NavigatorUAData ServiceWorkerContainer Blob Keyboard GPU StorageBucketManager ImageDecoder';
    for (const name of interfaces.split(' ')) {
      const holder: unknown = Reflect.get(window, name)?.prototype;
      if (!holder || typeof holder !== 'object') continue;
      for (const method of Object.getOwnPropertyNames(holder))
        if (method !== 'constructor' && method !== 'register' && method !== 'addEventListener')
          this.#watchMethod(holder, method);
    }
  }

  #watchMethods(): void {
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
      for (const name of names) if (holder) this.#watchMethod(holder, name);
  }

  /** What is in a folder is told one by one. */
  #watchFolders(): void {
    const folders = window.FileSystemDirectoryHandle?.prototype;
    for (const name of ['keys', 'values', 'entries', Symbol.asyncIterator] as const) {
      const list: unknown = folders && Reflect.get(folders, name);
      if (!folders || typeof list !== 'function') continue;
      const value = new Proxy(list, {
        apply: (...call) => {
          const items: AsyncIterator<unknown> = Reflect.apply(...call);
          const next = items.next.bind(items);
          items.next = () => this.#await(next()) as ReturnType<typeof next>;
          return items;
        },
      });
      Object.defineProperty(folders, name, { value, writable: true, configurable: true });
    }
  }

  /** A cursor says by the request it came of that it has gone on. */
  #watchCursors(): void {
    for (const name of ['advance', 'continue', 'continuePrimaryKey'])
      if (window.IDBCursor)
        this.#wrap(IDBCursor.prototype, name, (go, self: IDBCursor, values) => {
          this.#await(self.request);
          return Reflect.apply(go, self, values);
        });
  }

  #watchReaders(): void {
    for (const name of Object.getOwnPropertyNames(FileReader.prototype))
      if (name.startsWith('readAs'))
        this.#wrap(FileReader.prototype, name, (read, self: FileReader, values) => {
          const { end } = this.#begin('answer');
          self.addEventListener('loadend', end, { once: true });
          return Reflect.apply(read, self, values);
        });
  }

  #watchMethod(holder: object, name: string): void {
    this.#wrap(holder, name, (...call) => this.#await(Reflect.apply(...call)));
  }

  #await(answer: unknown): unknown {
    if (answer instanceof Promise) {
      const { end } = this.#begin('answer');
      answer.then(end, end);
    } else if (answer instanceof EventTarget) {
      const { end } = this.#begin('answer');
      for (const event of ['success', 'error', 'blocked', 'complete', 'abort'])
        answer.addEventListener(event, end);
    }
    return answer;
  }
}
