/**
 * Lambda: each instance is a worker thread that runs the bundle which deploys, with its own environment, heap and timeout.
 * As in the real one, an instance serves one request at a time, is kept for the next one, and is thrown away after a
 * timeout or a crash; events and results pass as JSON.
 *
 * Not modelled: the freeze between requests (timers of a warm instance go on), memory outside the JavaScript heap, CPU in
 * proportion to memory, TZ (a thread has the time zone of the process), /tmp per instance, response streaming,
 * callbacks, asynchronous invokes with retries, layers, versions, and one account limit shared by all functions.
 */
import { availableParallelism } from 'node:os';
import {
  LambdaCrashed,
  LambdaError,
  LambdaHandlerError,
  LambdaPayloadTooLarge,
  LambdaThrottled,
  MAX_EVENT_BYTES,
} from './errors.ts';
import { Instance, type InstanceConfig, type InstanceContext } from './instance.ts';
import { instancesFor, Room } from './room.ts';

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
  /** The processor cores of the machine: by them and its memory is told how many instances run at once. This machine's when left out. */
  cores?: number;
  /** When none of them has finished anything for so long, one more is started. */
  stalledMs?: number;
}

export interface InvokeOptions {
  /** Nobody waits for the answer: whoever does goes first. */
  isOfQueue?: boolean;
  /** Makes the event anew for a request that had to wait for this machine, which on AWS it would not have. */
  renew?(): unknown;
}

const ACCOUNT_CONCURRENCY = 1000;
/** Longer than a page takes that never ends, and not so long that a crawler goes away. */
const STALLED_MS = 5_000;

/** One function with its instances. */
export class LambdaFunction {
  #config: LambdaConfig;
  readonly #context: InstanceContext;
  readonly #instances = new Set<Instance>();
  /** Those with another environment than new ones get: they finish what they do, and no more. */
  readonly #outdated = new Set<Instance>();
  /** The most recently used last. */
  readonly #idle: Instance[] = [];
  readonly #room: Room;
  /** Ends when the first request has made it ready. */
  #warming: Promise<void> | undefined;
  #closed = false;

  constructor(config: LambdaConfig, context: InstanceContext) {
    this.#config = config;
    this.#context = context;
    const { memoryMb, cores = availableParallelism(), stalledMs = STALLED_MS } = config;
    this.#room = new Room({
      places: Math.min(this.#limit, instancesFor(memoryMb, cores)),
      stalledMs,
      log: line => context.log(config.name, line),
    });
  }

  get config(): LambdaConfig {
    return this.#config;
  }

  /** No instance of an earlier configuration is left. */
  get isUpdated(): boolean {
    return this.#outdated.size === 0;
  }

  /** Gives new instances another environment. Requests under way end with the one that they began with. */
  async reconfigure(environment: Record<string, string>): Promise<void> {
    this.#config = { ...this.#config, environment };
    for (const instance of this.#instances) this.#outdated.add(instance);
    await Promise.all(this.#idle.splice(0).map(instance => instance.end(this.#wasClosed())));
  }

  get #limit(): number {
    return this.#config.reservedConcurrency ?? this.#config.accountConcurrency ?? ACCOUNT_CONCURRENCY;
  }

  /** Runs one request and answers the handler's result; rejects with a `LambdaError`, at the concurrency limit with LambdaThrottled. */
  async invoke(event: unknown, options: InvokeOptions = {}): Promise<unknown> {
    const payload = payloadOf(event);
    const { isOfQueue = false, renew } = options;
    if (this.#closed) throw this.#wasClosed();
    if (this.#room.size >= this.#limit) throw new LambdaThrottled();
    const isLate = this.#warming !== undefined || this.#room.isFull;
    if (this.#warming) await this.#warming;
    return await this.#inRoom(isOfQueue, () => (isLate && renew ? payloadOf(renew()) : payload));
  }

  async #inRoom(isOfQueue: boolean, payload: () => string): Promise<unknown> {
    await this.#room.enter(isOfQueue);
    try {
      return JSON.parse(await this.#run(payload()));
    } finally {
      this.#room.leave();
    }
  }

  /** Starts an instance before the first request, unless there is one. */
  start(): void {
    if (this.#closed || this.#instances.size > 0) return;
    this.#idle.push(this.#begin());
  }

  /**
   * Runs a request that makes the function ready for the others, which wait for it. Rejects with what went wrong; the others
   * go on then.
   *
   * @param needs what must be there before, such as a Chromium that is being unpacked
   */
  async warm(event: unknown, needs: Promise<unknown>): Promise<void> {
    const warmed = needs.then(() => this.#inRoom(false, () => payloadOf(event)));
    this.#warming = warmed.then(
      () => undefined,
      () => undefined,
    );
    try {
      await warmed;
    } finally {
      this.#warming = undefined;
    }
  }

  /** Ends every instance; requests under way and waiting ones are rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#room.close(this.#wasClosed());
    await Promise.all([...this.#instances].map(instance => instance.end(this.#wasClosed())));
  }

  #wasClosed(): LambdaCrashed {
    return new LambdaCrashed(`${this.#config.name} was closed`);
  }

  async #run(payload: string): Promise<string> {
    if (this.#closed) throw this.#wasClosed();
    const instance = this.#idle.pop() ?? this.#begin();
    try {
      return await instance.run(payload);
    } catch (error) {
      this.#context.log(this.#config.name, errorLine(error));
      throw error;
    } finally {
      if (this.#outdated.has(instance)) void instance.end(this.#wasClosed());
      else if (!instance.ended) this.#idle.push(instance);
    }
  }

  #begin(): Instance {
    const instance = new Instance(this.#config, this.#context, reason => {
      this.#instances.delete(instance);
      this.#outdated.delete(instance);
      // A warm instance can die while nobody uses it (an exception in a forgotten timer), and nobody else would hear of it.
      const at = this.#idle.indexOf(instance);
      if (at < 0 || this.#closed) return;
      this.#idle.splice(at, 1);
      this.#context.log(this.#config.name, errorLine(reason));
    });
    this.#instances.add(instance);
    return instance;
  }
}

function payloadOf(event: unknown): string {
  const payload = JSON.stringify(event) ?? 'null';
  if (Buffer.byteLength(payload) > MAX_EVENT_BYTES) throw new LambdaPayloadTooLarge();
  return payload;
}

function errorLine(error: unknown): string {
  if (error instanceof LambdaHandlerError) return `ERROR Invoke Error ${error.stackTrace.join('\n')}`;
  return error instanceof LambdaError ? `ERROR ${error.errorType}: ${error.message}` : `ERROR ${error}`;
}
