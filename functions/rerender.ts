import { SQSClient } from '@aws-sdk/client-sqs';
import { systemClock } from '../core/clock.ts';
import { connectDynamoDb } from '../core/dynamodb.ts';
import { environment } from '../core/environment.ts';
import { RenderQueue } from '../core/snapshots/jobs.ts';
import { PageTable, SHARDS } from '../core/snapshots/table.ts';

const { SNAPSHOTS_TABLE, RENDER_QUEUE } = environment('SNAPSHOTS_TABLE', 'RENDER_QUEUE');
const table = new PageTable({ client: connectDynamoDb(), name: SNAPSHOTS_TABLE });
const queue = new RenderQueue(new SQSClient({}), RENDER_QUEUE);

/** At most so many pages of each shard in one run: what is left is the most overdue of the next one. */
const PAGES_PER_SHARD = 20;

/** On a schedule: queues the pages that are due. A page queued twice is rendered once. */
export const handler = async (): Promise<{ queued: number }> => {
  const now = systemClock.now();
  const due = await Promise.all(SHARDS.map(shard => table.due(shard, now, PAGES_PER_SHARD)));
  await Promise.all(due.flat().map(url => queue.add({ url, queuedAt: now, reason: 'due' })));
  return { queued: due.flat().length };
};
