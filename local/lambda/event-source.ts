/**
 * An event source mapping from a queue to a function: polls, invokes with a batch, deletes what succeeded, and leaves what
 * failed until it is visible again. Docs: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 * It does not wait in line for a function that is throttled: it tries again, longer and longer apart, and drops the batch when
 * its visibility timeout is over. The messages are received once more then, which counts towards the dead-letter queue.
 * https://docs.aws.amazon.com/lambda/latest/operatorguide/sqs-retries.html
 *
 * Not modelled: more pollers under load, fewer when the function is throttled, filters, the 6 MB limit of a batch
 * (ten messages of 1 MiB each are refused by the function instead of split).
 */
import { once } from 'node:events';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { Clock } from '../../core/clock.ts';
import type { Permission } from '../services/iam.ts';
import type { ReceivedMessage, Sqs } from '../services/sqs.ts';
import { type InvokeOptions, LambdaThrottled } from './lambda.ts';

export interface EventSourceConfig {
  sqs: Sqs;
  queueName: string;
  queueArn: string;
  target: { invoke(event: unknown, options?: InvokeOptions): Promise<unknown> };
  clock: Clock;
  batchSize?: number;
  /** MaximumBatchingWindowInSeconds. */
  batchingWindowSeconds?: number;
  /** FunctionResponseTypes holds ReportBatchItemFailures. */
  reportBatchItemFailures?: boolean;
  /** ScalingConfig.MaximumConcurrency. */
  maximumConcurrency?: number;
  region?: string;
  /** Hears why a batch failed. */
  log?(line: string): void;
}

// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html : Lambda begins with five batches at a time.
const POLLERS = 5;
const DEFAULT_BATCH_SIZE = 10;
const MAX_RECEIVE = 10;
const LONG_POLL_SECONDS = 20;
/** After a throttled call; then twice as long each time, as AWS says without figures. */
const BACKOFF_MS = 1_000;
const MOST_BACKOFF_MS = 30_000;

/** What the function's role must allow, or the real mapping does not poll at all. */
export function eventSourcePermissions(queueArn: string): Permission[] {
  return ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'].map(action => ({
    action,
    resource: queueArn,
  }));
}

/** Polls from construction to `close()`. */
export class EventSource {
  readonly #config: EventSourceConfig;
  readonly #stop = new AbortController();
  readonly #stopped = once(this.#stop.signal, 'abort');
  readonly #pollers: Promise<void>[];

  constructor(config: EventSourceConfig) {
    this.#config = config;
    this.#pollers = Array.from({ length: config.maximumConcurrency ?? POLLERS }, () => this.#poll());
  }

  /** Stops polling and waits for the batches under way. */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#pollers);
  }

  async #poll(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const messages = await this.#gather();
      if (messages.length > 0) await this.#process(messages);
    }
  }

  /** Waits for a first message, then gathers more until the batch is full or the window is over. */
  async #gather(): Promise<ReceivedMessage[]> {
    const { clock, batchSize = DEFAULT_BATCH_SIZE, batchingWindowSeconds = 0 } = this.#config;
    const batch = await this.#receive(Math.min(batchSize, MAX_RECEIVE), LONG_POLL_SECONDS);
    const until = clock.now() + batchingWindowSeconds * 1000;
    while (batch.length > 0 && batch.length < batchSize && !this.#stop.signal.aborted) {
      const leftSeconds = Math.max(0, until - clock.now()) / 1000;
      const more = await this.#receive(Math.min(batchSize - batch.length, MAX_RECEIVE), leftSeconds);
      batch.push(...more);
      if (more.length === 0) break;
    }
    return batch;
  }

  #receive(max: number, waitSeconds: number): Promise<ReceivedMessage[]> {
    return this.#config.sqs.receive(this.#config.queueName, { max, waitSeconds, signal: this.#stop.signal });
  }

  async #process(messages: ReceivedMessage[]): Promise<void> {
    const { sqs, queueName, reportBatchItemFailures = false } = this.#config;
    try {
      const result = await this.#invoke(messages);
      const failed = reportBatchItemFailures ? failures(result, messages) : new Set<string>();
      if (failed.size > 0) this.#log(`${failed.size} of ${messages.length} messages failed`);
      for (const message of messages)
        if (!failed.has(message.messageId)) sqs.delete(queueName, message.receiptHandle);
    } catch (error) {
      this.#log(`a batch of ${messages.length} failed: ${error instanceof Error ? error.message : error}`);
    }
  }

  /** Rejects with LambdaThrottled once the messages are visible to others. */
  async #invoke(messages: ReceivedMessage[]): Promise<unknown> {
    const { sqs, queueName, target, clock } = this.#config;
    const until = clock.now() + sqs.visibilityTimeout(queueName) * 1000;
    for (let backoff = BACKOFF_MS; ; backoff = Math.min(2 * backoff, MOST_BACKOFF_MS)) {
      try {
        return await target.invoke(this.#event(messages), { isOfQueue: true });
      } catch (error) {
        const isOver = this.#stop.signal.aborted || clock.now() + backoff >= until;
        if (!(error instanceof LambdaThrottled) || isOver) throw error;
        await Promise.race([clock.sleep(backoff), this.#stopped]);
      }
    }
  }

  #log(line: string) {
    this.#config.log?.(`${this.#config.queueName}: ${line}`);
  }

  #event(messages: ReceivedMessage[]): SQSEvent {
    const { queueArn, region = 'us-east-1' } = this.#config;
    const Records = messages.map(
      ({ messageId, receiptHandle, body, md5OfBody, attributes }): SQSRecord => ({
        messageId,
        receiptHandle,
        body,
        attributes,
        messageAttributes: {},
        md5OfBody,
        eventSource: 'aws:sqs',
        eventSourceARN: queueArn,
        awsRegion: region,
      }),
    );
    return { Records };
  }
}

/**
 * The messages that failed, by https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html :
 * nothing reported = none; a report that does not fit the batch = all of it.
 */
function failures(result: unknown, messages: ReceivedMessage[]): Set<string> {
  const ids = new Set(messages.map(message => message.messageId));
  const reported = isRecord(result) ? (result.batchItemFailures ?? []) : [];
  if (!Array.isArray(reported)) return ids;
  const failed = reported.map(item => (isRecord(item) ? String(item.itemIdentifier) : ''));
  return failed.every(id => ids.has(id)) ? new Set(failed) : ids;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
