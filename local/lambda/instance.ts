import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type RandomBytes, uuid } from '../../core/ids.ts';
import {
  LambdaCrashed,
  LambdaHandlerError,
  LambdaInitFailed,
  LambdaTimedOut,
  MAX_RESULT_BYTES,
  resultTooLarge,
  type ThrownInside,
} from './errors.ts';

export interface InstanceConfig {
  name: string;
  arn: string;
  /** Absolute path of the built bundle. */
  file: string;
  /** The name under which the bundle exports the handler. */
  handler: string;
  environment: Record<string, string>;
  timeoutSeconds: number;
  memoryMb: number;
  /** How long an instance takes to start before its bundle is loaded; 0 when left out. A laptop's own is next to nothing. */
  coldStartMs?: number;
}

export interface InstanceContext {
  /** Receives what the function prints, line by line, and why a request failed; and of which request that is, where it is of one. */
  log(functionName: string, line: string, requestId?: string): void;
  random: RandomBytes;
}

/** What `runtime.mjs` tells from inside the thread. */
type FromInstance =
  | { type: 'ready' }
  | { type: 'initFailed'; error: ThrownInside }
  | { type: 'result'; text: string }
  | { type: 'failed'; error: ThrownInside }
  | { type: 'log'; text: string }
  | { type: 'spawned'; pid: number; ownGroup: boolean }
  | { type: 'exited'; pid: number };

// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html : loading the bundle may take 10 s.
const INIT_TIMEOUT_MS = 10_000;
// The rest of the memory is for buffers and the runtime itself.
const HEAP_SHARE = 0.9;

/** One worker thread. It ends once, for one reason, and whoever waits for it hears that reason. */
export class Instance {
  readonly #config: InstanceConfig;
  readonly #context: InstanceContext;
  readonly #worker: Worker;
  readonly #onEnd: (reason: Error) => void;
  readonly #ready: Promise<string>;
  /** Child processes of the thread, and whether each leads its own process group. */
  readonly #children = new Map<number, boolean>();
  #reply: { resolve: (text: string) => void; reject: (error: Error) => void } | undefined;
  #endedBy: Error | undefined;
  #partialLine = '';
  #requestId: string | undefined;

  constructor(config: InstanceConfig, context: InstanceContext, onEnd: (reason: Error) => void) {
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
    const requestId = uuid(this.#context.random);
    // Handlers run in real time, on threads no hand-moved clock can hold, so their deadline is real time too.
    this.#requestId = requestId;
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
        if (Buffer.byteLength(message.text) > MAX_RESULT_BYTES) return this.#reply?.reject(resultTooLarge());
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
    for (const line of lines) this.#context.log(this.#config.name, line, this.#requestId);
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

function startWorker(config: InstanceConfig): Worker {
  const { name, arn, file, handler, memoryMb, coldStartMs = 0 } = config;
  return new Worker(new URL('./runtime.mjs', import.meta.url), {
    workerData: { file, handlerName: handler, functionName: name, functionArn: arn, memoryMb, coldStartMs },
    env: environmentOf(config),
    // Under tsx the process has a loader in its arguments; the bundle must run without it, as on Lambda.
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: Math.floor(memoryMb * HEAP_SHARE) },
  });
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
function environmentOf({ name, file, memoryMb, environment }: InstanceConfig): Record<string, string> {
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

function crashOf(error: Error & { code?: string }, { memoryMb }: InstanceConfig): LambdaCrashed {
  return error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? new LambdaCrashed(`Runtime exited with error: signal: killed (out of memory, ${memoryMb} MB)`)
    : new LambdaCrashed(`${error.name}: ${error.message}`);
}
