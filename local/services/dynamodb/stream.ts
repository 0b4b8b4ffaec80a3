/**
 * The stream of a table: a record for each write that changes an item, in the order of the writes, on disk before the write is
 * answered. A write that was killed half-way is found at the next start and recorded then, so none is lost.
 *
 * Not modelled: shards (there is one), the API by which a stream is read (the event source mapping reads here), views other than
 * NEW_AND_OLD_IMAGES, and that a record goes after a day: here it goes when it is read.
 * Docs: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Clock } from '../../../core/clock.ts';
import { type RandomBytes, uuid } from '../../../core/ids.ts';

/** An item in DynamoDB's own JSON. */
export type Image = Record<string, unknown>;

/** A write that is about to be made. */
interface Intent {
  Keys: Image;
  before: Image | undefined;
}

export interface StreamConfig {
  arn: string;
  /** The folder of its records. */
  folder: string;
  clock: Clock;
  random: RandomBytes;
}

export class TableStream {
  readonly arn: string;
  readonly #config: StreamConfig;
  readonly #records: DynamoDBRecord[];
  readonly #waiting = new Set<() => void>();
  #turn: Promise<unknown> = Promise.resolve();
  #last: number;

  constructor(config: StreamConfig) {
    this.arn = config.arn;
    this.#config = config;
    mkdirSync(config.folder, { recursive: true });
    const files = readdirSync(config.folder).filter(name => /^\d+\.json$/.test(name));
    this.#records = files.sort().map(name => JSON.parse(readFileSync(join(config.folder, name), 'utf8')));
    // After all of them and all before them.
    this.#last = Math.max(config.clock.now() * 1000, Number(files.at(-1)?.replace('.json', '') ?? 0));
  }

  /** Records what a write was at that was killed. To be called before any other write. */
  async recover(read: (Keys: Image) => Promise<Image | undefined>): Promise<void> {
    if (!existsSync(this.#intentFile)) return;
    const { Keys, before } = JSON.parse(readFileSync(this.#intentFile, 'utf8')) as Intent;
    this.#settle({ Keys, before }, await read(Keys));
  }

  /** Makes a write, one after the other, and records what it changed. */
  observe<Answer>(
    Keys: Image,
    read: (Keys: Image) => Promise<Image | undefined>,
    write: () => Promise<Answer>,
  ): Promise<Answer> {
    const turn = this.#turn.then(async () => {
      const intent = { Keys, before: await read(Keys) };
      this.#write(this.#intentFile, intent);
      const answer = await write();
      this.#settle(intent, await read(Keys));
      return answer;
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** The oldest records, which stay until they are removed. */
  oldest(most: number): DynamoDBRecord[] {
    return this.#records.slice(0, most);
  }

  /** Takes away so many of the oldest records. */
  remove(count: number): void {
    for (const { dynamodb } of this.#records.splice(0, count))
      rmSync(this.#file(dynamodb?.SequenceNumber ?? ''), { force: true });
  }

  /** A record comes, or the caller gives up. */
  async arrival(signal: AbortSignal): Promise<void> {
    if (this.#records.length > 0 || signal.aborted) return;
    await new Promise<void>(resolve => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  #settle({ Keys, before }: Intent, after: Image | undefined): void {
    if (!isDeepStrictEqual(before, after)) this.#append(Keys, before, after);
    rmSync(this.#intentFile, { force: true });
  }

  #append(Keys: Image, OldImage: Image | undefined, NewImage: Image | undefined): void {
    const { clock, random, arn } = this.#config;
    this.#last = Math.max(this.#last + 1, clock.now() * 1000);
    const SequenceNumber = String(this.#last).padStart(21, '0');
    const images = { Keys, ...(OldImage && { OldImage }), ...(NewImage && { NewImage }) };
    const record = {
      eventID: uuid(random),
      eventName: !OldImage ? 'INSERT' : NewImage ? 'MODIFY' : 'REMOVE',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(clock.now() / 1000),
        ...images,
        SequenceNumber,
        SizeBytes: Buffer.byteLength(JSON.stringify(images)),
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
      eventSourceARN: arn,
    } as DynamoDBRecord;
    this.#write(this.#file(SequenceNumber), record);
    this.#records.push(record);
    for (const wake of this.#waiting) wake();
  }

  #file = (sequence: string) => join(this.#config.folder, `${sequence}.json`);

  get #intentFile(): string {
    return join(this.#config.folder, 'intent');
  }

  #write(file: string, content: unknown): void {
    writeFileSync(`${file}.new`, JSON.stringify(content));
    renameSync(`${file}.new`, file);
  }
}
