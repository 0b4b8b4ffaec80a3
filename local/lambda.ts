/**
 * Lambda: each instance is a worker thread that runs the bundle which deploys, with its own environment, heap and timeout.
 * As in the real one, an instance serves one request at a time, is kept for the next one, and is thrown away after a
 * timeout or a crash; events and results pass as JSON.
 *
 * Not modelled: the freeze between requests (timers of a warm instance go on), memory outside the JavaScript heap, CPU in
 * proportion to memory, TZ (a thread has the time zone of the process), /tmp per instance, response streaming,
 * callbacks, asynchronous invokes with retries, layers, versions, and one account limit shared by all functions.
 */
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type RandomBytes, systemRandom, uuid } from '../core/ids.ts';

export interface LambdaConfig {
  name: string;
  arn: string;
  /** Absolute path of the built bundle. */
  file: string;
  /** The name under which the bundle exports the handler. */
  handler: string;
  environment: Record<string, string>;
  timeoutSeconds: number;
  memoryMb: number;
  reservedConcurrency?: number;
  accountConcurrency?: number;
}

export interface LambdaContext {
  /** Receives what the function prints, line by line, and why a request failed. */
  log(functionName: string, line: string): void;
  random?: RandomBytes;
}

export interface InvokeOptions {
  /** At the concurrency limit a synchronous caller is throttled; an event source waits for an instance. */
  whenBusy?: 'throttle' | 'wait';
}

/** What Lambda answers instead of a result. `errorType` is the real one's word for it. */
export class LambdaError extends Error {
  readonly errorType: string;
  constructor(errorType: string, message: string) {
    super(message);
    this.name = new.target.name;
    this.errorType = errorType;
  }
}

/** Every instance the function may have is busy. */
export class LambdaThrottled extends LambdaError {
  constructor() {
    super('TooManyRequestsException', 'Rate Exceeded.');
  }
}

/** The event is larger than Lambda takes. */
export class LambdaPayloadTooLarge extends LambdaError {
  constructor() {
    super(
      'RequestTooLargeException',
      `Request must be smaller than ${MAX_EVENT_BYTES} bytes for the InvokeFunction operation`,
    );
  }
}

/** The request took longer than the function's timeout; its instance is gone. */
export class LambdaTimedOut extends LambdaError {
  constructor(seconds: number) {
    super('Sandbox.Timedout', `Task timed out after ${seconds.toFixed(2)} seconds`);
  }
}

/** The instance died under the request: out of memory, `process.exit`, an unhandled rejection. */
export class LambdaCrashed extends LambdaError {
  constructor(message: string) {
    super('Runtime.ExitError', message);
  }
}

/** The bundle could not be loaded, or does not export the handler. */
export class LambdaInitFailed extends LambdaError {}

/** The handler threw. */
export class LambdaHandlerError extends LambdaError {
  readonly errorMessage: string;
  readonly stackTrace: string[];
  constructor(error: ThrownInside) {
    super(error.errorType, error.errorMessage);
    this.errorMessage = error.errorMessage;
    this.stackTrace = error.stackTrace;
  }
}

interface ThrownInside {
  errorType: string;
  errorMessage: string;
  stackTrace: string[];
}

type FromInstance =
  | { type: 'ready' }
  | { type: 'initFailed'; error: ThrownInside }
  | { type: 'result'; text: string }
  | { type: 'failed'; error: ThrownInside }
  | { type: 'log'; text: string }
  | { type: 'spawned'; pid: number; ownGroup: boolean }
  | { type: 'exited'; pid: number };

// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html : 6 MB each way; the answer may add 100 bytes.
const MAX_EVENT_BYTES = 6 * 1024 * 1024;
const MAX_RESULT_BYTES = MAX_EVENT_BYTES + 100;
const ACCOUNT_CONCURRENCY = 1000;
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html : loading the bundle may take 10 s.
const INIT_TIMEOUT_MS = 10_000;
// A laptop has fewer cores than a Region: above this an unreserved function queues for a thread instead of starting one more.
const MAX_THREADS = 8;
// The rest of the memory is for buffers and the runtime itself.
const HEAP_SHARE = 0.9;

/** One function with its instances. */
export class LambdaFunction {
  readonly config: LambdaConfig;
  readonly #context: LambdaContext;
  readonly #instances = new Set<Instance>();
  /** The most recently used last. */
  readonly #idle: Instance[] = [];
  readonly #queue: { go: () => void; refuse: (error: Error) => void }[] = [];
  #busy = 0;
  #closed = false;

  constructor(config: LambdaConfig, context: LambdaContext) {
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

/** One worker thread. It ends once, for one reason, and whoever waits for it hears that reason. */
class Instance {
  readonly #config: LambdaConfig;
  readonly #context: LambdaContext;
  readonly #worker: Worker;
  readonly #onEnd: (reason: Error) => void;
  readonly #ready: Promise<string>;
  /** Child processes of the thread, and whether each leads its own process group. */
  readonly #children = new Map<number, boolean>();
  #reply: { resolve: (text: string) => void; reject: (error: Error) => void } | undefined;
  #endedBy: Error | undefined;
  #partialLine = '';

  constructor(config: LambdaConfig, context: LambdaContext, onEnd: (reason: Error) => void) {
    this.#config = config;
    this.#context = context;
    this.#onEnd = onEnd;
    this.#worker = startWorker(config);
    this.#worker.on('message', (message: FromInstance) => this.#receive(message));
    this.#worker.on('error', error => void this.end(crashOf(error, config)));
    this.#worker.on('exit', code => this.#exited(code));
    // In the real one, an init that takes over 10 s starts again within the request's own time.
    this.#ready = this.#awaitReply(INIT_TIMEOUT_MS + config.timeoutSeconds * 1000);
    // Whoever runs the first request hears of a failed init; nobody may be there yet.
    this.#ready.catch(() => {});
  }

  get ended(): boolean {
    return this.#endedBy !== undefined;
  }

  async run(event: string): Promise<string> {
    await this.#ready;
    if (this.#endedBy) throw this.#endedBy;
    const timeoutMs = this.#config.timeoutSeconds * 1000;
    const requestId = uuid(this.#context.random ?? systemRandom);
    // Handlers run in real time, on threads no hand-moved clock can hold, so their deadline is real time too.
    this.#worker.postMessage({ event, requestId, deadline: Date.now() + timeoutMs });
    return await this.#awaitReply(timeoutMs);
  }

  /** Ends the thread and its child processes; only the first reason counts. */
  async end(reason: Error): Promise<void> {
    if (!this.#endedBy) {
      this.#endedBy = reason;
      this.#onEnd(reason);
      this.#reply?.reject(reason);
    }
    await this.#worker.terminate();
    for (const pid of this.#children.keys()) this.#kill(pid);
  }

  #awaitReply(timeoutMs: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => void this.end(new LambdaTimedOut(this.#config.timeoutSeconds)),
        timeoutMs,
      );
      const done = () => {
        clearTimeout(timer);
        this.#reply = undefined;
      };
      this.#reply = {
        resolve: text => {
          done();
          resolve(text);
        },
        reject: error => {
          done();
          reject(error);
        },
      };
    });
  }

  #receive(message: FromInstance) {
    switch (message.type) {
      case 'ready':
        return this.#reply?.resolve('');
      case 'initFailed': {
        const { errorType, errorMessage } = message.error;
        return void this.end(new LambdaInitFailed(errorType, errorMessage));
      }
      case 'result':
        if (Buffer.byteLength(message.text) > MAX_RESULT_BYTES) return this.#reply?.reject(tooLarge());
        return this.#reply?.resolve(message.text);
      case 'failed':
        return this.#reply?.reject(new LambdaHandlerError(message.error));
      case 'log':
        return this.#log(message.text);
      case 'spawned':
        this.#children.set(message.pid, message.ownGroup);
        if (this.#endedBy) this.#kill(message.pid);
        return;
      case 'exited':
        this.#children.delete(message.pid);
    }
  }

  #log(text: string) {
    const lines = (this.#partialLine + text).split('\n');
    this.#partialLine = lines.pop() ?? '';
    for (const line of lines) this.#context.log(this.#config.name, line);
  }

  #exited(code: number) {
    if (this.#partialLine) this.#log('\n');
    const how = code === 0 ? 'without providing a reason' : `with error: exit status ${code}`;
    void this.end(new LambdaCrashed(`Runtime exited ${how}`));
  }

  #kill(pid: number) {
    const target = this.#children.get(pid) ? -pid : pid;
    this.#children.delete(pid);
    try {
      process.kill(target, 'SIGKILL');
    } catch {
      // It was gone already: that is what was wanted.
    }
  }
}

function startWorker(config: LambdaConfig): Worker {
  const { name, arn, file, handler, memoryMb } = config;
  return new Worker(new URL('./lambda-instance.mjs', import.meta.url), {
    workerData: { file, handlerName: handler, functionName: name, functionArn: arn, memoryMb },
    env: environmentOf(config),
    // Under tsx the process has a loader in its arguments; the bundle must run without it, as on Lambda.
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: Math.floor(memoryMb * HEAP_SHARE) },
  });
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
function environmentOf({ name, file, memoryMb, environment }: LambdaConfig): Record<string, string> {
  return {
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    LAMBDA_TASK_ROOT: dirname(file),
    TZ: ':UTC',
    PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    HOME: tmpdir(),
    TMPDIR: tmpdir(),
    ...environment,
  };
}

function crashOf(error: Error & { code?: string }, { memoryMb }: LambdaConfig): LambdaCrashed {
  return error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? new LambdaCrashed(`Runtime exited with error: signal: killed (out of memory, ${memoryMb} MB)`)
    : new LambdaCrashed(`${error.name}: ${error.message}`);
}

function tooLarge(): LambdaHandlerError {
  return new LambdaHandlerError({
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_RESULT_BYTES} bytes).`,
    stackTrace: [],
  });
}
