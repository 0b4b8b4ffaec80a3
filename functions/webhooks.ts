import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { systemClock as clock } from '../core/clock.ts';
import { awsEnvironment, environment } from '../core/environment.ts';
import { type DeliverContext, deliver, withKeys } from '../core/events/deliver.ts';
import { waitAfter } from '../core/events/retry.ts';
import { type Tested, testWebhooks } from '../core/events/test-call.ts';
import { deliveryFrom } from '../core/events/webhook-queue.ts';
import { webhooksFrom } from '../core/events/webhooks.ts';
import { systemRandom } from '../core/ids.ts';
import { tell } from '../core/tell.ts';

const { WEBHOOKS, WEBHOOK_SECRETS, WEBHOOKS_QUEUE } = environment(
  'WEBHOOKS',
  'WEBHOOK_SECRETS',
  'WEBHOOKS_QUEUE',
);
const sqs = new SQSClient({});
const context: DeliverContext = {
  webhooks: withKeys(webhooksFrom(WEBHOOKS), WEBHOOK_SECRETS),
  clock,
  isLocal: awsEnvironment().endpoint !== undefined,
};

/** What `signpost webhooks` asks for. */
interface TestCall {
  test: true;
}

/** Delivers events to webhooks, in order for each link; or asks each webhook whether it is there. */
export async function handler(
  event: Pick<SQSEvent, 'Records'> | TestCall,
): Promise<SQSBatchResponse | Tested[]> {
  if (!('Records' in event)) return await testWebhooks({ ...context, random: systemRandom });
  const left = [...event.Records];
  for (let record = left[0]; record && (await isDone(record)); record = left[0]) left.shift();
  return { batchItemFailures: left.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function isDone({ body, receiptHandle, attributes }: SQSRecord): Promise<boolean> {
  const delivery = deliveryFrom(body);
  const tries = Number(attributes.ApproximateReceiveCount);
  const tried = await deliver(delivery, context);
  const { id, url } = delivery;
  const said = { event: id, host: new URL(url).host, tries, ...tried };
  if (tried.outcome !== 'failed') {
    tell(tried.outcome === 'taken' ? 'info' : 'warn', 'webhook told', said);
    return true;
  }
  const VisibilityTimeout = waitAfter(tries, tried.askedSeconds, systemRandom);
  tell('warn', 'webhook not told', { ...said, againInSeconds: VisibilityTimeout });
  const hidden = { QueueUrl: WEBHOOKS_QUEUE, ReceiptHandle: receiptHandle, VisibilityTimeout };
  await sqs.send(new ChangeMessageVisibilityCommand(hidden));
  return false;
}
