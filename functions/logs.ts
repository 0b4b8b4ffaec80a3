import { Readable } from 'node:stream';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type CountContext, countFile, type LogFile } from '../core/clicks/count.ts';
import { Salts } from '../core/clicks/salts.ts';
import { ClicksTable } from '../core/clicks/table.ts';
import { systemClock as clock } from '../core/clock.ts';
import { connectDynamoDb } from '../core/dynamodb.ts';
import { environment } from '../core/environment.ts';
import { systemRandom } from '../core/ids.ts';
import { Domains } from '../core/links/domains.ts';
import { createLinkStore } from '../core/links/store.ts';
import { type BrokenLine, isBroken, LogFileBroken } from '../core/logs/entry.ts';
import { readLog } from '../core/logs/read.ts';
import { filesNamedBy } from '../core/logs/s3-event.ts';
import { s3Fault, undefinedWhenMissing } from '../core/s3.ts';

const settings = environment('LINKS_TABLE', 'CLICKS_TABLE', 'SHORT_DOMAINS', 'LINKS_DISTRIBUTION');
const client = connectDynamoDb();
const counts = { client, name: settings.CLICKS_TABLE };
const s3 = new S3Client({});
const context: CountContext = {
  table: new ClicksTable(counts),
  store: createLinkStore({ client, name: settings.LINKS_TABLE }),
  domains: new Domains(settings.SHORT_DOMAINS),
  salts: new Salts(counts, clock, systemRandom),
  clock,
};

/** Reads the files that messages name. A message whose files cannot be read is tried again, and no other with it. */
export const handler = async ({ Records }: Pick<SQSEvent, 'Records'>): Promise<SQSBatchResponse> => {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const { messageId, body } of Records) {
    try {
      for (const file of filesNamedBy(body)) await take(file);
    } catch (error) {
      const { message, cause } = error as Error;
      tell('error', 'log file not read', { messageId, error: message, cause: cause && String(cause) });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
};

/** Counts what is in a file, and puts the lines that cannot be read aside. */
async function take(file: LogFile): Promise<void> {
  const began = clock.now();
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
  const isOfLinks = file.key.split('/').includes(settings.LINKS_DISTRIBUTION);
  const isNew = isOfLinks && (await countFile(file, entries, context));
  if (broken.length > 0) await putAside(file, broken);
  const { key, size } = file;
  tell('info', 'log file read', { key, size, lines, broken: broken.length, isNew, ms: clock.now() - began });
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
