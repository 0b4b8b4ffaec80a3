import { Readable } from 'node:stream';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { s3Fault, undefinedWhenMissing } from '../s3.ts';
import { type BrokenLine, isBroken, type LogEntry, LogFileBroken } from './entry.ts';
import type { LogFile } from './file.ts';
import { readLogBatches } from './read.ts';

/** A log file that is read, from the beginning each time. */
export interface Reading {
  file: LogFile;
  /** Rejects with a ServiceFault, and with LogFileGone. */
  entries(): AsyncIterable<LogEntry>;
  /** The same, many at once. */
  batches(): AsyncIterable<readonly LogEntry[]>;
  /** Puts aside the lines that nobody could read when it was last read; how many there were. Rejects with a ServiceFault. */
  end(): Promise<{ lines: number; broken: number }>;
}

/** A file that was in the bucket, and that somebody needs, is not there any more. */
export class LogFileGone extends Error {
  override readonly name = 'LogFileGone';
}

/** The log files in a bucket, whichever it is. */
export class LogBucket {
  readonly #s3: S3Client;

  constructor(s3: S3Client) {
    this.#s3 = s3;
  }

  /** @param isNeeded whether a file that is gone is a fault; else it is as good as empty: it was kept for long enough */
  reading(file: LogFile, { isNeeded } = { isNeeded: false }): Reading {
    let broken: BrokenLine[] = [];
    let lines = 0;
    const begin = () => {
      broken = [];
      lines = 0;
    };
    const bucket = this;
    async function* batches() {
      begin();
      try {
        for await (const items of readLogBatches(await bucket.#open(file, isNeeded))) {
          lines += items.length;
          broken.push(...items.filter(isBroken));
          yield items.filter(item => !isBroken(item)) as LogEntry[];
        }
      } catch (error) {
        if (!(error instanceof LogFileBroken)) throw error;
        broken.push({ line: error.line, reason: error.message, text: '' });
      }
    }
    async function* entries() {
      for await (const batch of batches()) yield* batch;
    }
    const end = async () => {
      if (broken.length > 0) await this.#putAside(file, broken);
      return { lines, broken: broken.length };
    };
    return { file, entries, batches, end };
  }

  /** The files whose keys begin so, in the order of these. Rejects with a ServiceFault. */
  async *list(bucket: string, prefix: string): AsyncGenerator<LogFile> {
    let token: string | undefined;
    do {
      const command = new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        ...(token !== undefined && { ContinuationToken: token }),
      });
      const { Contents = [], NextContinuationToken } = await this.#s3.send(command).catch(s3Fault);
      for (const { Key: key = '', ETag = '', Size: size = 0 } of Contents)
        yield { bucket, key, etag: ETag.replaceAll('"', ''), size };
      token = NextContinuationToken;
    } while (token !== undefined);
  }

  async #open({ bucket, key }: LogFile, isNeeded: boolean): Promise<AsyncIterable<Uint8Array>> {
    const answer = await this.#s3
      .send(new GetObjectCommand({ Bucket: bucket, Key: key }))
      .catch(undefinedWhenMissing);
    if (!answer && isNeeded) throw new LogFileGone(`${key} is not in the bucket ${bucket} any more`);
    return answer?.Body instanceof Readable ? answer.Body : Readable.from([]);
  }

  /** Under the same name each time, so that whoever comes again writes the same again. */
  async #putAside({ bucket, key }: LogFile, broken: readonly BrokenLine[]): Promise<void> {
    const Body = broken.map(line => `${JSON.stringify(line)}\n`).join('');
    const command = new PutObjectCommand({ Bucket: bucket, Key: `broken/${key}.jsonl`, Body });
    await this.#s3.send(command).catch(s3Fault);
  }
}
