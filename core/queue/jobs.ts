import {
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { ServiceFault } from '../problem.ts';

/** One page to render outside a crawler's request. */
export interface RenderJob {
  url: string;
  /** Milliseconds since 1970; a page rendered after it needs no render for this job. */
  queuedAt: number;
  /** A crawler asked for it and was told to come back, or the schedule found it: it is due, of an older build of the app; or somebody ordered it. */
  reason: 'asked' | 'due' | 'deployed' | 'ordered';
  /** The newer build; a page that is of it needs no render for this job. */
  build?: string;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const MAX_BATCH = 10;
/** Batches under way at once: a thousand jobs are in the queue after some ten round trips. */
const AT_ONCE = 10;

/** The render queue. */
export class RenderQueue {
  readonly #sqs: SQSClient;
  readonly #url: string;

  constructor(sqs: SQSClient, url: string) {
    this.#sqs = sqs;
    this.#url = url;
  }

  /** Adds a job. Rejects with a ServiceFault. */
  async add(job: RenderJob): Promise<void> {
    const command = new SendMessageCommand({ QueueUrl: this.#url, MessageBody: JSON.stringify(job) });
    await this.#sqs.send(command).catch(sqsFault);
  }

  /** Adds many jobs. Rejects with a ServiceFault when perhaps only some are in the queue: to add them again does no harm. */
  async addAll(jobs: readonly RenderJob[]): Promise<void> {
    for (let at = 0; at < jobs.length; at += MAX_BATCH * AT_ONCE) {
      const batches = Array.from({ length: AT_ONCE }, (_, i) =>
        jobs.slice(at + i * MAX_BATCH, at + (i + 1) * MAX_BATCH),
      );
      await Promise.all(batches.filter(batch => batch.length > 0).map(batch => this.#addBatch(batch)));
    }
  }

  async #addBatch(jobs: readonly RenderJob[]): Promise<void> {
    const Entries = jobs.map((job, i) => ({ Id: String(i), MessageBody: JSON.stringify(job) }));
    const command = new SendMessageBatchCommand({ QueueUrl: this.#url, Entries });
    const { Failed = [] } = await this.#sqs.send(command).catch(sqsFault);
    // Some of a batch may be refused in an answer that says 200.
    if (Failed[0]) throw new ServiceFault('SQS', new Error(`${Failed[0].Code}: ${Failed[0].Message}`));
  }

  /** About how many jobs wait to be rendered. Rejects with a ServiceFault. */
  async waiting(): Promise<number> {
    const command = new GetQueueAttributesCommand({
      QueueUrl: this.#url,
      AttributeNames: ['ApproximateNumberOfMessages'],
    });
    const { Attributes } = await this.#sqs.send(command).catch(sqsFault);
    return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
  }
}

function sqsFault(error: unknown): never {
  throw new ServiceFault('SQS', error);
}
