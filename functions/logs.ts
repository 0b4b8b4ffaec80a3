import { Readable } from 'node:stream';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type CountContext, countFile, fileId, type LogFile } from '../core/clicks/count.ts';
import { Salts } from '../core/clicks/salts.ts';
import { ClicksTable } from '../core/clicks/table.ts';
import { systemClock as clock } from '../core/clock.ts';
import { IdentityStore } from '../core/crawlers/identity-store.ts';
import { connectDynamoDb } from '../core/dynamodb.ts';
import { environment } from '../core/environment.ts';
import { systemRandom } from '../core/ids.ts';
import { Domains } from '../core/links/domains.ts';
import { createLinkStore } from '../core/links/store.ts';
import { type BrokenLine, isBroken, LogFileBroken } from '../core/logs/entry.ts';
import { readLog } from '../core/logs/read.ts';
import { LokiClient } from '../core/loki/client.ts';
import { type ShippedInPart, ship } from '../core/loki/ship.ts';
import { s3Fault, undefinedWhenMissing } from '../core/s3.ts';
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
const s3 = new S3Client({});
const table = new ClicksTable(counts);
const context: CountContext = {
  table,
  store: createLinkStore({ client, name: settings.LINKS_TABLE }),
  domains: new Domains(settings.SHORT_DOMAINS),
  salts: new Salts(counts, clock, systemRandom),
  clock,
};
const identities = new IdentityStore(s3, settings.SITE_BUCKET, clock);
const ofSite: VisitsContext = {
  table,
  clock,
  known: () => identities.known(),
  pageParameters: settings.PAGE_PARAMETERS.split(',').filter(name => name !== ''),
};
const loki = { url: settings.LOKI_URL, tenant: settings.LOKI_TENANT, secret: settings.LOKI_SECRET };
/** Kept of the function's time for what comes after the last push: the mark, the answer. */
const SPARE_MS = 5000;

type Lambda = Pick<Context, 'getRemainingTimeInMillis'>;

/**
 * Reads the files that messages name. A message whose files cannot be read is tried again, and no other with it. All files are
 * counted before the first is shipped, for Loki may take all the time there is.
 */
export const handler = async (
  { Records }: Pick<SQSEvent, 'Records'>,
  lambda: Lambda,
): Promise<SQSBatchResponse> => {
  const failed = new Set<string>();
  const counted: { messageId: string; file: LogFile }[] = [];
  for (const { messageId, body } of Records)
    await orFail('log file not read', messageId, failed, async () => {
      for (const file of filesNamedBy(body)) {
        await count(file);
        counted.push({ messageId, file });
      }
    });
  if (loki.url !== '') {
    const deadline = clock.now() + lambda.getRemainingTimeInMillis() - SPARE_MS;
    const shipper = new LokiClient(loki, { clock, random: systemRandom, deadline });
    for (const { messageId, file } of counted)
      await orFail('log file not shipped', messageId, failed, () => shipOnce(file, shipper));
  }
  return { batchItemFailures: [...failed].map(itemIdentifier => ({ itemIdentifier })) };
};

async function orFail(what: string, messageId: string, failed: Set<string>, act: () => Promise<void>) {
  try {
    await act();
  } catch (error) {
    const { message, cause } = error as Error;
    tell('error', what, { messageId, error: message, cause: cause && String(cause) });
    failed.add(messageId);
  }
}

/** Counts what is in a file: clicks of the short domains', visits of the site's. */
async function count(file: LogFile): Promise<void> {
  const began = clock.now();
  const reading = readingOf(file);
  const folders = file.key.split('/');
  const isNew = folders.includes(settings.LINKS_DISTRIBUTION)
    ? await countFile(file, reading.entries, context)
    : folders.includes(settings.SITE_DISTRIBUTION) && (await countVisits(file, reading.entries, ofSite));
  const { lines, broken } = await reading.end();
  const { key, size } = file;
  tell('info', 'log file read', { key, size, lines, broken, isNew, ms: clock.now() - began });
}

/** Ships what is in a file, unless that was done. Who is at it at the same time sends the same, which Loki drops. */
async function shipOnce(file: LogFile, shipper: LokiClient): Promise<void> {
  const id = fileId(file);
  const { lines: from, isAll } = await table.ledger.shipped(id);
  if (isAll) return;
  const began = clock.now();
  const reading = readingOf(file);
  const shipped = await ship(reading.entries(), shipper, from).catch(
    async ({ done, cause }: ShippedInPart) => {
      if (done > from) await table.ledger.shipPart(id, done, clock.now());
      throw cause;
    },
  );
  const { broken } = await reading.end();
  await table.ledger.ship(id, clock.now());
  tell('info', 'log file shipped', { key: file.key, ...shipped, broken, ms: clock.now() - began });
}

/** A file's entries, from the beginning each time; at the end the lines that nobody can read are put aside. */
function readingOf(file: LogFile) {
  const broken: BrokenLine[] = [];
  let lines = 0;
  async function* entries() {
    broken.length = lines = 0;
    try {
      for await (const item of readLog(await open(file))) {
        lines++;
        if (isBroken(item)) broken.push(item);
        else yield item;
      }
    } catch (error) {
      if (!(error instanceof LogFileBroken)) throw error;
      broken.push({ line: error.line, reason: error.message, text: '' });
    }
  }
  const end = async () => {
    if (broken.length > 0) await putAside(file, broken);
    return { lines, broken: broken.length };
  };
  return { entries, end };
}

/** Rejects with a ServiceFault. A file that is gone is as good as empty: it was kept for long enough. */
async function open({ bucket, key }: LogFile): Promise<AsyncIterable<Uint8Array>> {
  const answer = await s3
    .send(new GetObjectCommand({ Bucket: bucket, Key: key }))
    .catch(undefinedWhenMissing);
  return answer?.Body instanceof Readable ? answer.Body : Readable.from([]);
}

/** Under the same name each time, so that whoever comes again writes the same again. */
async function putAside({ bucket, key }: LogFile, broken: readonly BrokenLine[]): Promise<void> {
  const Body = broken.map(line => `${JSON.stringify(line)}\n`).join('');
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `broken/${key}.jsonl`, Body })).catch(s3Fault);
}

function tell(level: 'info' | 'error', message: string, more: object): void {
  console.log(JSON.stringify({ level, message, ...more }));
}
