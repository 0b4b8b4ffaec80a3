import { join } from 'node:path';
import type { Clock } from '../../../core/clock.ts';
import type { RandomBytes } from '../../../core/ids.ts';
import { SqsError } from './errors.ts';
import { Queue, type QueueConfig, type ReceivedMessage, type ReceiveOptions } from './queue.ts';

export interface QueuesConfig {
  /** The folder of the messages, one folder per queue in it. */
  path: string;
  clock: Clock;
  random: RandomBytes;
  region?: string;
  accountId?: string;
}

// A long poll sleeps in pieces: it looks again for what became visible.
const POLL_PIECE_MS = 500;

/** The queues of one account, by their names. */
export class Queues {
  readonly accountId: string;
  readonly #config: QueuesConfig;
  readonly #queues = new Map<string, Queue>();
  #closed = false;

  constructor(config: QueuesConfig) {
    this.accountId = config.accountId ?? '000000000000';
    this.#config = config;
  }

  /** Creates a queue, or opens it with the messages it had. */
  create(config: QueueConfig): Queue {
    if (config.name.endsWith('.fifo') !== (config.isFifo ?? false))
      throw new Error(`Queue ${config.name}: a FIFO queue, and no other, has a name that ends in .fifo.`);
    const queue = new Queue(config, {
      arn: this.arn(config.name),
      accountId: this.accountId,
      folder: join(this.#config.path, config.name),
      clock: this.#config.clock,
      random: this.#config.random,
      queueOf: arn => this.get(arn.split(':').at(-1) ?? ''),
    });
    this.#queues.set(config.name, queue);
    return queue;
  }

  /** The queue of a name; throws QueueDoesNotExist. */
  get(name: string): Queue {
    const queue = this.#queues.get(name);
    if (queue) return queue;
    throw new SqsError('QueueDoesNotExist', 'The specified queue does not exist.');
  }

  arn(queueName: string): string {
    return `arn:aws:sqs:${this.#config.region ?? 'us-east-1'}:${this.accountId}:${queueName}`;
  }

  /** Takes up to `max` visible messages; with `waitSeconds` it waits for the first. */
  async receive(queueName: string, options: ReceiveOptions): Promise<ReceivedMessage[]> {
    const { clock } = this.#config;
    const until = clock.now() + (options.waitSeconds ?? 0) * 1000;
    for (;;) {
      // By its name each time: the queue may have been opened anew meanwhile.
      const queue = this.get(queueName);
      if (options.signal?.aborted) return [];
      const taken = queue.take(options);
      const left = until - clock.now();
      if (taken.length > 0 || left <= 0 || this.#closed) return taken;
      const piece = new AbortController();
      await queue.arrival(clock.sleep(Math.min(left, POLL_PIECE_MS), piece.signal), options.signal);
      piece.abort(); // a timer that is left keeps the process up
    }
  }

  /** Ends every long poll. */
  close(): void {
    this.#closed = true;
    for (const queue of this.#queues.values()) queue.wake();
  }
}
