import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { systemClock } from '../core/clock.ts';
import { connectDynamoDb } from '../core/dynamodb.ts';
import { environment } from '../core/environment.ts';
import { queueRerenders, type RerenderContext } from '../core/freshness/rerender.ts';
import { RenderQueue } from '../core/queue/jobs.ts';
import { SnapshotStore } from '../core/snapshots/snapshot.ts';
import { PageTable } from '../core/snapshots/table.ts';

const { SITE_BUCKET, SNAPSHOTS_TABLE, RENDER_QUEUE, RENDERS_PER_DAY } = environment(
  'SITE_BUCKET',
  'SNAPSHOTS_TABLE',
  'RENDER_QUEUE',
  'RENDERS_PER_DAY',
);

const rendersPerDay = Number(RENDERS_PER_DAY);
if (!(rendersPerDay >= 0))
  throw new Error(`RENDERS_PER_DAY is ${RENDERS_PER_DAY}: this must be a number, 0 or more.`);

const context: RerenderContext = {
  table: new PageTable({ client: connectDynamoDb(), name: SNAPSHOTS_TABLE }),
  store: new SnapshotStore(new S3Client({}), SITE_BUCKET),
  queue: new RenderQueue(new SQSClient({}), RENDER_QUEUE),
  rendersPerDay,
};

/** On a schedule: queues the pages to be rendered again. */
export const handler = async (): Promise<{ queued: number }> => ({
  queued: await queueRerenders(systemClock.now(), context),
});
