import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { ServiceFault } from '../problem.ts';

/** One page to render outside a crawler's request. */
export interface RenderJob {
  url: string;
  /** Milliseconds since 1970; a page rendered after it needs no render for this job. */
  queuedAt: number;
  /** A crawler asked for it and was told to come back, or the schedule found it. */
  reason: 'asked' | 'due';
}

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
    await this.#sqs.send(command).catch(error => {
      throw new ServiceFault('SQS', error);
    });
  }
}
