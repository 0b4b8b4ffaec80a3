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
  /** A crawler asked for it and was told to come back, or the schedule found it: it is due, or of an older build of the app. */
  reason: 'asked' | 'due' | 'deployed';
  /** The newer build; a page that is of it needs no render for this job. */
  build?: string;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
const MAX_BATCH = 10;

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

  /** Adds jobs, ten with a call. Rejects with a ServiceFault when some could not be added; others may have been. */
  async addAll(jobs: readonly RenderJob[]): Promise<void> {
    const batches = Array.from({ length: Math.ceil(jobs.length / MAX_BATCH) }, (_, i) =>
      jobs.slice(i * MAX_BATCH, (i + 1) * MAX_BATCH),
    );
    await Promise.all(batches.map(batch => this.#addBatch(batch)));
  }

  async #addBatch(jobs: readonly RenderJob[]): Promise<void> {
    const command = new SendMessageBatchCommand({
      QueueUrl: this.#url,
      Entries: jobs.map((job, i) => ({ Id: String(i), MessageBody: JSON.stringify(job) })),
    });
    const { Failed = [] } = await this.#sqs.send(command).catch(sqsFault);
    if (Failed.length > 0) sqsFault(new Error(Failed[0]?.Message));
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
