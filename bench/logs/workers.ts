import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { SQSBatchResponse } from 'aws-lambda';
import type { Random } from '../freshness/random.ts';
import { Between, type Told } from './faults.ts';

export interface WorkerOptions {
  /** The bundle of worker.ts, and that of the function. */
  bundle: string;
  file: string;
  endpoint: string;
  /** The function's. */
  environment: Record<string, string>;
  told: Told;
  /** By which harm is done; none without it. */
  random?: Random | undefined;
}

export interface Message {
  messageId: string;
  body: string;
}

/** One instance of the function that reads log files. It may die; the next batch starts another. */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #between: Between;
  #child: ChildProcess | undefined;
  #address = '';

  constructor(options: WorkerOptions) {
    this.#options = options;
    const { endpoint, told, random } = options;
    this.#between = new Between(
      endpoint,
      told,
      random && { random, kill: () => void this.#child?.kill('SIGKILL') },
    );
  }

  /** Answers which messages are done: none where the instance died. */
  async handle(messages: readonly Message[]): Promise<Message[]> {
    this.#child ??= await this.#start();
    const child = this.#child;
    const died = once(child, 'exit').then(() => undefined);
    const answer = once(child, 'message').then(
      ([message]) => message as SQSBatchResponse | { error: string },
    );
    child.send({ Records: messages });
    const result = await Promise.race([answer, died]);
    if (!result) {
      this.#child = undefined;
      return [];
    }
    if ('error' in result) throw new Error(result.error);
    const failed = new Set(result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    return messages.filter(({ messageId }) => !failed.has(messageId));
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child) {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    }
    this.#between.close();
  }

  async #start(): Promise<ChildProcess> {
    if (this.#address === '') this.#address = await this.#between.listen();
    const child = fork(this.#options.bundle, [this.#options.file], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'], // of each file that could not be read it says so
      env: {
        ...process.env,
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        ...this.#options.environment,
        AWS_ENDPOINT_URL: this.#address,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'OPERATOR',
        AWS_SECRET_ACCESS_KEY: 'local',
      },
    });
    await once(child, 'message');
    return child;
  }
}
