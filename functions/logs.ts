import { S3Client } from '@aws-sdk/client-s3';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type CountContext, countFiles } from '../core/clicks/count.ts';
import { CountingTable } from '../core/clicks/table/counting-table.ts';
import { Salts } from '../core/clicks/table/salts.ts';
import { systemClock as clock } from '../core/clock.ts';
import { IdentityStore } from '../core/crawlers/identity-store.ts';
import { connectDynamoDb } from '../core/dynamodb.ts';
import { environment } from '../core/environment.ts';
import { systemRandom } from '../core/ids.ts';
import { Domains } from '../core/links/domains.ts';
import { createLinkStore } from '../core/links/store.ts';
import { type TakeContext, takeFiles } from '../core/log-files/take.ts';
import { LogBucket } from '../core/logs/bucket.ts';
import { LokiClient } from '../core/loki/client.ts';
import { tell } from '../core/tell.ts';
import { countVisits, type VisitsContext } from '../core/visits/count.ts';
import { filesNamedBy } from './s3-event/s3-event.ts';

const settings = environment(
  'LINKS_TABLE',
  'CLICKS_TABLE',
  'SHORT_DOMAINS',
  'LINKS_DISTRIBUTION',
  'SITE_DISTRIBUTION',
  'SITE_BUCKET',
  'PAGE_PARAMETERS',
  'LOKI_URL',
  'LOKI_TENANT',
  'LOKI_SECRET',
);
const client = connectDynamoDb();
const counts = { client, name: settings.CLICKS_TABLE };
const table = new CountingTable(counts);
const ofLinks: CountContext = {
  table,
  store: createLinkStore({ client, name: settings.LINKS_TABLE }),
  domains: new Domains(settings.SHORT_DOMAINS),
  salts: new Salts(counts, clock, systemRandom),
  clock,
};
const s3 = new S3Client({});
const identities = new IdentityStore(s3, settings.SITE_BUCKET, clock);
const ofSite: VisitsContext = {
  table,
  clock,
  known: () => identities.known(),
  pageParameters: settings.PAGE_PARAMETERS.split(',').filter(name => name !== ''),
};
const context: Omit<TakeContext, 'shipper'> = {
  bucket: new LogBucket(s3),
  counters: [
    { distribution: settings.LINKS_DISTRIBUTION, count: files => countFiles(files, ofLinks) },
    { distribution: settings.SITE_DISTRIBUTION, count: files => countVisits(files, ofSite) },
  ],
  ledger: table.ledger,
  clock,
  tell,
};
const loki = { url: settings.LOKI_URL, tenant: settings.LOKI_TENANT, secret: settings.LOKI_SECRET };
/** Kept of the function's time for what comes after the last push: the mark, the answer. */
const SPARE_MS = 5000;

/** Counts and ships the log files that messages of S3's name. */
export const handler = async (
  { Records }: Pick<SQSEvent, 'Records'>,
  lambda: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<SQSBatchResponse> => {
  const deadline = clock.now() + lambda.getRemainingTimeInMillis() - SPARE_MS;
  const shipper =
    loki.url === '' ? undefined : new LokiClient(loki, { clock, random: systemRandom, deadline });
  const messages = Records.map(({ messageId, body }) => ({ messageId, filesOf: () => filesNamedBy(body) }));
  const failed = await takeFiles(messages, { ...context, shipper });
  return { batchItemFailures: [...failed].map(itemIdentifier => ({ itemIdentifier })) };
};
