import { createHash } from 'node:crypto';
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { z } from 'zod';
import { ServiceFault } from '../problem.ts';
import { tell } from '../tell.ts';
import type { LinkEvent } from './event.ts';
import type { Message } from './in-order.ts';
import { type Webhook, wants } from './webhooks.ts';

/** What waits to be delivered: the body is signed and sent as it is. */
const Delivery = z.object({ url: z.string(), id: z.string(), body: z.string() });
export type Delivery = z.infer<typeof Delivery>;

/** A delivery as the queue has it. Throws for what is none. */
export const deliveryFrom = (text: string): Delivery => Delivery.parse(JSON.parse(text));

/** The queue of deliveries: first in, first out for each link and webhook. */
export class WebhookQueue {
  readonly #sqs: SQSClient;
  readonly #url: string;
  readonly #webhooks: readonly Webhook[];

  constructor(sqs: SQSClient, url: string, webhooks: readonly Webhook[]) {
    this.#sqs = sqs;
    this.#url = url;
    this.#webhooks = webhooks;
  }

  /** A delivery for each webhook that wants the event. */
  messagesOf(event: LinkEvent): Message<LinkEvent>[] {
    const body = JSON.stringify(event);
    return this.#webhooks
      .filter(webhook => wants(webhook, event))
      .map(({ url }) => ({
        of: event,
        line: shortened(`${url} ${event.linkId}`),
        text: JSON.stringify({ url, id: event.id, body } satisfies Delivery),
      }));
  }

  /** Queues deliveries, ten at most; answers those that were refused. Rejects with a ServiceFault. */
  async send(batch: Message<LinkEvent>[]): Promise<Message<LinkEvent>[]> {
    const Entries = batch.map(({ of, line, text }, i) => ({
      Id: String(i),
      MessageBody: text,
      MessageGroupId: line,
      // The same event to the same webhook, within five minutes.
      MessageDeduplicationId: shortened(`${line} ${of.id}`),
    }));
    try {
      const command = new SendMessageBatchCommand({ QueueUrl: this.#url, Entries });
      const { Failed = [] } = await this.#sqs.send(command);
      if (Failed.length > 0)
        tell('error', 'deliveries not queued', { refused: Failed.length, code: Failed[0]?.Code });
      return batch.filter((_, i) => Failed.some(({ Id }) => Id === String(i)));
    } catch (error) {
      tell('error', 'deliveries not queued', { refused: batch.length, error: String(error) });
      throw new ServiceFault('SQS', error);
    }
  }
}

/** 128 characters are the most: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const shortened = (text: string) => createHash('sha256').update(text).digest('hex');
