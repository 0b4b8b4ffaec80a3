import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { systemClock } from '../core/clock.ts';
import { connectDynamoDb } from '../core/dynamodb.ts';
import { environment } from '../core/environment.ts';
import { queueRerenders, type RerenderContext } from '../core/freshness/rerender.ts';
import { systemRandom } from '../core/ids.ts';
import { RenderQueue } from '../core/queue/jobs.ts';
import { forgetPage } from '../core/snapshots/forget.ts';
import { isSiteOrigin } from '../core/snapshots/hosts.ts';
import { SnapshotStore } from '../core/snapshots/snapshot.ts';
import { PageTable } from '../core/snapshots/table.ts';
import { tell } from '../core/tell.ts';

const { SITE_BUCKET, SITE_HOSTS, SNAPSHOTS_TABLE, RENDER_QUEUE, RENDERS_PER_DAY } = environment(
  'SITE_BUCKET',
  'SITE_HOSTS',
  'SNAPSHOTS_TABLE',
  'RENDER_QUEUE',
  'RENDERS_PER_DAY',
);

const rendersPerDay = Number(RENDERS_PER_DAY);
if (!(rendersPerDay >= 0))
  throw new Error(`RENDERS_PER_DAY is ${RENDERS_PER_DAY}: this must be a number, 0 or more.`);

const table = new PageTable({ client: connectDynamoDb(), name: SNAPSHOTS_TABLE });
const store = new SnapshotStore(new S3Client({}), SITE_BUCKET);
const context: RerenderContext = {
  table,
  store,
  site: { setting: SITE_HOSTS, includes: url => isSiteOrigin(new URL(url).origin, SITE_HOSTS) },
  forget: url => forgetPage(url, { table, store, clock: systemClock, random: systemRandom }),
  queue: new RenderQueue(new SQSClient({}), RENDER_QUEUE),
  rendersPerDay,
};

/** On a schedule: queues the pages to be rendered again. */
export const handler = async (): Promise<{ queued: number }> => {
  const queued = await queueRerenders(systemClock.now(), context);
  tell('info', 'pages queued to be rendered again', { queued });
  return { queued };
};
