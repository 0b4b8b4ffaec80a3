/**
 * Lambda: each instance is a worker thread that runs the bundle which deploys, with its own environment, heap and timeout.
 * As in the real one, an instance serves one request at a time, is kept for the next one, and is thrown away after a
 * timeout or a crash; events and results pass as JSON.
 *
 * Not modelled: the freeze between requests (timers of a warm instance go on), memory outside the JavaScript heap, CPU in
 * proportion to memory, TZ (a thread has the time zone of the process), /tmp per instance, response streaming,
 * callbacks, asynchronous invokes with retries, layers, versions, and one account limit shared by all functions.
 */
import {
  LambdaCrashed,
  LambdaError,
  LambdaHandlerError,
  LambdaPayloadTooLarge,
  LambdaThrottled,
  MAX_EVENT_BYTES,
} from './errors.ts';
import { Instance, type InstanceConfig, type InstanceContext } from './instance.ts';

export {
  LambdaCrashed,
  LambdaError,
  LambdaHandlerError,
  LambdaInitFailed,
  LambdaPayloadTooLarge,
  LambdaThrottled,
  LambdaTimedOut,
} from './errors.ts';

export interface LambdaConfig extends InstanceConfig {
  reservedConcurrency?: number;
  accountConcurrency?: number;
}

export interface InvokeOptions {
  /** At the concurrency limit a synchronous caller is throttled; an event source waits for an instance. */
  whenBusy?: 'throttle' | 'wait';
}

const ACCOUNT_CONCURRENCY = 1000;
// A laptop has fewer cores than a Region: above this an unreserved function queues for a thread instead of starting one more.
const MAX_THREADS = 8;

/** One function with its instances. */
export class LambdaFunction {
  readonly config: LambdaConfig;
  readonly #context: InstanceContext;
  readonly #instances = new Set<Instance>();
  /** The most recently used last. */
  readonly #idle: Instance[] = [];
  readonly #queue: { go: () => void; refuse: (error: Error) => void }[] = [];
  #busy = 0;
  #closed = false;

  constructor(config: LambdaConfig, context: InstanceContext) {
    this.config = config;
    this.#context = context;
  }

  /** Runs one request and answers the handler's result; rejects with a `LambdaError`. */
  async invoke(event: unknown, options: InvokeOptions = {}): Promise<unknown> {
    const payload = JSON.stringify(event) ?? 'null';
    if (Buffer.byteLength(payload) > MAX_EVENT_BYTES) throw new LambdaPayloadTooLarge();
    await this.#takeSlot(options.whenBusy ?? 'throttle');
    try {
      return JSON.parse(await this.#run(payload));
    } finally {
      this.#freeSlot();
    }
  }

  /** Ends every instance; requests under way and waiting ones are rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const waiting of this.#queue.splice(0)) waiting.refuse(this.#wasClosed());
    await Promise.all([...this.#instances].map(instance => instance.end(this.#wasClosed())));
  }

  #wasClosed(): LambdaCrashed {
    return new LambdaCrashed(`${this.config.name} was closed`);
  }

  #takeSlot(whenBusy: 'throttle' | 'wait'): Promise<void> | undefined {
    if (this.#closed) throw this.#wasClosed();
    const { reservedConcurrency, accountConcurrency = ACCOUNT_CONCURRENCY } = this.config;
    const threads = reservedConcurrency ?? Math.min(accountConcurrency, MAX_THREADS);
    if (this.#busy < threads) {
      this.#busy += 1;
      return;
    }
    const limit = reservedConcurrency ?? accountConcurrency;
    if (whenBusy === 'throttle' && this.#busy + this.#queue.length >= limit) throw new LambdaThrottled();
    return new Promise((go, refuse) => {
      this.#queue.push({ go, refuse });
    });
  }

  #freeSlot() {
    const next = this.#queue.shift();
    if (next) next.go();
    else this.#busy -= 1;
  }

  async #run(payload: string): Promise<string> {
    if (this.#closed) throw this.#wasClosed();
    const instance = this.#idle.pop() ?? this.#start();
    try {
      return await instance.run(payload);
    } catch (error) {
      this.#context.log(this.config.name, errorLine(error));
      throw error;
    } finally {
      if (!instance.ended) this.#idle.push(instance);
    }
  }

  #start(): Instance {
    const instance = new Instance(this.config, this.#context, reason => {
      this.#instances.delete(instance);
      // A warm instance can die while nobody uses it (an exception in a forgotten timer), and nobody else would hear of it.
      const at = this.#idle.indexOf(instance);
      if (at < 0 || this.#closed) return;
      this.#idle.splice(at, 1);
      this.#context.log(this.config.name, errorLine(reason));
    });
    this.#instances.add(instance);
    return instance;
  }
}

function errorLine(error: unknown): string {
  if (error instanceof LambdaHandlerError) return `ERROR Invoke Error ${error.stackTrace.join('\n')}`;
  return error instanceof LambdaError ? `ERROR ${error.errorType}: ${error.message}` : `ERROR ${error}`;
}
