import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { S3Event, SQSBatchResponse, SQSEvent } from 'aws-lambda';

const s3 = new S3Client({});

/** Reads the files that messages name. A message whose files cannot be read is tried again, and no other with it. */
export const handler = async ({ Records }: Pick<SQSEvent, 'Records'>): Promise<SQSBatchResponse> => {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const { messageId, body } of Records) {
    try {
      for (const file of filesNamedBy(body)) {
        const lines = await countLines(file);
        console.log(JSON.stringify({ level: 'info', message: 'log file read', ...file, lines }));
      }
    } catch (error) {
      console.log(
        JSON.stringify({ level: 'error', message: 'log file not read', body, error: String(error) }),
      );
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
};

interface LogFile {
  bucket: string;
  key: string;
}

/** None of S3's message that it can send some. In a key a space is a plus, and all else is percent-encoded. */
function filesNamedBy(body: string): LogFile[] {
  const { Records = [] } = JSON.parse(body) as Partial<S3Event>;
  return Records.map(({ s3: { bucket, object } }) => ({
    bucket: bucket.name,
    key: decodeURIComponent(object.key.replaceAll('+', ' ')),
  }));
}

async function countLines({ bucket, key }: LogFile): Promise<number> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  if (!(Body instanceof Readable)) throw new Error(`${key} has no body`);
  let lines = 0;
  await pipeline(Body, createGunzip(), async chunks => {
    for await (const chunk of chunks) for (const byte of chunk as Buffer) if (byte === 10) lines++;
  });
  return lines;
}
