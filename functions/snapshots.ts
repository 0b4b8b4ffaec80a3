import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { systemClock as clock } from '../core/clock.ts';
import { invalidate } from '../core/cloudfront.ts';
import { Counters } from '../core/counters.ts';
import { connectDynamoDb, itemsOf } from '../core/dynamodb.ts';
import { environment } from '../core/environment.ts';
import { systemRandom } from '../core/ids.ts';
import { Calls } from '../core/keys/calls.ts';
import { createKeyStore } from '../core/keys/keys.ts';
import { RenderQueue } from '../core/queue/jobs.ts';
import { fetchSitemapsOf } from '../core/sitemaps/fetch.ts';
import { siteOf } from '../core/snapshots/site.ts';
import { StoredPages } from '../core/snapshots/stored-pages.ts';
import { StoredSnapshots } from '../core/snapshots/stored-snapshots.ts';
import { PageTable } from '../core/snapshots/table.ts';
import { createSnapshotsApi } from '../core/snapshots-api/api.ts';
import { httpApiHandler } from './http-api/http-api.ts';

const settings = environment(
  'KEYS_TABLE',
  'COUNTERS_TABLE',
  'READS_PER_KEY',
  'WRITES_PER_KEY',
  'SNAPSHOTS_TABLE',
  'SITE_BUCKET',
  'SITE_DISTRIBUTION',
  'RENDER_QUEUE',
  'SITE_HOSTS',
  'PAGE_PARAMETERS',
  'ORIGIN_SECRET',
);
const { SITE_DISTRIBUTION: distribution } = settings;
const { KEYS_TABLE, SNAPSHOTS_TABLE, RENDER_QUEUE, SITE_HOSTS, PAGE_PARAMETERS } = settings;
const client = connectDynamoDb();
const perMinute = { reads: Number(settings.READS_PER_KEY), writes: Number(settings.WRITES_PER_KEY) };
const api = createSnapshotsApi({
  keys: createKeyStore({ client, name: KEYS_TABLE }, clock, systemRandom),
  calls: new Calls(new Counters(itemsOf({ client, name: settings.COUNTERS_TABLE })), perMinute, clock),
  pages: new StoredPages({ client, name: SNAPSHOTS_TABLE }),
  table: new PageTable({ client, name: SNAPSHOTS_TABLE }),
  purge: paths => invalidate(paths, { distribution, client, random: systemRandom }),
  store: new StoredSnapshots(new S3Client({ maxAttempts: 2 }), settings.SITE_BUCKET),
  queue: new RenderQueue(new SQSClient({ maxAttempts: 2 }), RENDER_QUEUE),
  site: siteOf(SITE_HOSTS, PAGE_PARAMETERS),
  open: fetchSitemapsOf(SITE_HOSTS),
  clock,
  random: systemRandom,
});

/** The snapshots API. */
export const handler = httpApiHandler(api, settings.ORIGIN_SECRET);
