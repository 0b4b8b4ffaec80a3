import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { environment } from '../core/environment.ts';
import { EventBus } from '../core/events/bus.ts';
import { publish, type Sink } from '../core/events/publish.ts';
import { WebhookQueue } from '../core/events/webhook-queue.ts';
import { webhooksFrom } from '../core/events/webhooks.ts';
import { Domains } from '../core/links/domains.ts';
import { tell } from '../core/tell.ts';
import { sequenceOf, writeOf } from './table-event/table-event.ts';

const { SHORT_DOMAINS, SHORT_HOST, EVENT_BUS, WEBHOOKS, WEBHOOKS_QUEUE } = environment(
  'SHORT_DOMAINS',
  'SHORT_HOST',
  'EVENT_BUS',
  'WEBHOOKS',
  'WEBHOOKS_QUEUE',
);
const context = { domains: new Domains(SHORT_DOMAINS), host: SHORT_HOST };
/** All of a batch has a minute. Without the last setting the SDK only warns when a request takes too long. */
const patience = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 2000, requestTimeout: 5000, throwOnRequestTimeout: true },
};
const sinks: Sink[] = [
  ...(WEBHOOKS_QUEUE === ''
    ? []
    : [new WebhookQueue(new SQSClient(patience), WEBHOOKS_QUEUE, webhooksFrom(WEBHOOKS))]),
  ...(EVENT_BUS === '' ? [] : [new EventBus(new EventBridgeClient(patience), EVENT_BUS)]),
];

/** Tells of the changes of links that the stream of their table hands on. What could not be told comes again, and all behind it. */
export const handler = async ({
  Records,
}: Pick<DynamoDBStreamEvent, 'Records'>): Promise<DynamoDBBatchResponse> => {
  const { events, failedFrom } = await publish(Records.map(writeOf), sinks, context);
  const failed = failedFrom === undefined ? undefined : Records[failedFrom];
  if (events > 0) tell(failed ? 'warn' : 'info', 'events told', { events, isComplete: !failed });
  return { batchItemFailures: failed ? [{ itemIdentifier: sequenceOf(failed) }] : [] };
};
