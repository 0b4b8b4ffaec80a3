import { createHash, createHmac } from 'node:crypto';
import { parse, stringify } from 'node:querystring';
import { createContext, Script } from 'node:vm';

/**
 * JavaScript runtime 2.0 of CloudFront Functions. Its modules come by `require`; the key-value store, the `cf` helpers and Buffer
 * are not modelled. Syntax is what this Node takes, which is more than the real engine does. Each call finds the variables of the
 * code as they are at first, and the globals, too; only what a call has changed of a built-in object itself is still changed.
 */

// A guard against endless loops only: the real limit is in compute units, not in milliseconds.
const TIMEOUT_MS = 500;

/**
 * The globals of the runtime, and no others: a browser's or Node's would work here and throw there.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 */
const GLOBALS =
  `globalThis Object String Number Boolean Math Date Function RegExp JSON Array Promise Symbol ArrayBuffer
  DataView Float32Array Float64Array Int8Array Int16Array Int32Array Uint8Array Uint8ClampedArray Uint16Array Uint32Array
  TextDecoder TextEncoder console require atob btoa NaN Infinity undefined
  Error EvalError RangeError ReferenceError SyntaxError TypeError URIError eval
  decodeURI decodeURIComponent encodeURI encodeURIComponent isFinite isNaN parseFloat parseInt`.split(/\s+/);
const leaveOnlyGlobals = new Script(
  `for (const name of Object.getOwnPropertyNames(globalThis))
    if (!${JSON.stringify(GLOBALS)}.includes(name)) delete globalThis[name];`,
);
const MODULES: Record<string, object> = {
  crypto: { createHash, createHmac },
  querystring: { parse, stringify },
};

/** Calls the handler. JSON in and out: the event is an object of the function's own realm, and the answer one of ours. */
const callHandler = new Script(`(begin, event, rawQuery) => {
  event = JSON.parse(event);
  Object.defineProperty(event.request, 'rawQueryString', { value: () => rawQuery });
  return Promise.resolve(begin()(event)).then(JSON.stringify);
}`);

interface Room {
  call(event: string, rawQuery: string | undefined): Promise<string | undefined>;
  /** Whether a call has left a global of its own behind. */
  isUsed(): boolean;
}

interface Call {
  event: string;
  rawQuery: string | undefined;
  resolve(result: string | undefined | Promise<string | undefined>): void;
  reject(error: unknown): void;
}

/** The code of one function, ready to be run. */
export class FunctionRuntime {
  readonly #code: string;
  readonly #waiting: Call[] = [];
  #room: Room | undefined;

  constructor(code: string) {
    this.#code = code;
  }

  /**
   * What the handler answers to an event. Rejects with whatever the function throws, or when it takes too long.
   *
   * @param rawQuery as on the wire
   */
  async run(event: unknown, rawQuery: string): Promise<unknown> {
    const result = await new Promise<string | undefined>((resolve, reject) => {
      this.#waiting.push({ event: JSON.stringify(event), rawQuery: rawQuery || undefined, resolve, reject });
      if (this.#waiting.length === 1) setImmediate(() => this.#runAll());
    });
    return typeof result === 'string' ? JSON.parse(result) : result;
  }

  /** All that have come meanwhile under one guard, which costs a thread: more than most functions do. */
  #runAll(): void {
    while (this.#waiting.length > 0) {
      const left = this.#waiting.length;
      try {
        guarded(() => this.#runEach());
      } catch (error) {
        // Whoever was not the first may have had too little of the time; it will be the first now.
        if (this.#waiting.length === left) this.#waiting.shift()?.reject(error);
      }
    }
  }

  #runEach(): void {
    for (let [next] = this.#waiting; next; [next] = this.#waiting) {
      next.resolve(this.#call(next));
      this.#waiting.shift();
    }
  }

  #call({ event, rawQuery }: Call): Promise<string | undefined> {
    try {
      this.#room ??= openRoom(this.#code);
      return this.#room.call(event, rawQuery);
    } catch (error) {
      return Promise.reject(error);
    } finally {
      if (this.#room?.isUsed()) this.#room = undefined;
    }
  }
}

function openRoom(code: string): Room {
  const sandbox = createContext(
    { console: { log() {} }, require: load, TextDecoder, TextEncoder, atob, btoa },
    { codeGeneration: { strings: false, wasm: false } },
  );
  leaveOnlyGlobals.runInContext(sandbox);
  // As a function's own, so that its variables are new for each call.
  const whole = new Script(`(function () { "use strict"; ${code}\nreturn handler; })`, {
    filename: 'cloudfront-function.js',
  });
  const begin = whole.runInContext(sandbox);
  const call = callHandler.runInContext(sandbox);
  const names = Object.keys(sandbox).length;
  return {
    call: (event, rawQuery) => call(begin, event, rawQuery),
    isUsed: () => Object.keys(sandbox).length !== names,
  };
}

function load(name: string): object {
  const module = MODULES[name];
  if (!module) throw new Error(`CloudFront Functions have no module "${name}"`);
  return module;
}

const guard: { work(): void } = { work() {} };
const runGuarded = new Script('work()');
const guardContext = createContext(guard);

/** Throws when the work takes too long, wherever it is then. */
function guarded(work: () => void): void {
  guard.work = work;
  runGuarded.runInContext(guardContext, { timeout: TIMEOUT_MS });
}
