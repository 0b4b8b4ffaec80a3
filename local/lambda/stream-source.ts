/**
 * An event source mapping from a table's stream to a function: one batch after the other, in order. What failed is called again,
 * longer and longer apart, until it is too old; then its place in the stream goes to the queue for what was given up.
 * Docs: https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html
 *
 * Not modelled: several batches at once, windows, filters, fewer records after an error, a number of tries.
 */
import type { DynamoDBRecord } from 'aws-lambda';
import type { Clock } from '../../core/clock.ts';
import type { TableStream } from '../services/dynamodb/stream.ts';
import type { Permission } from '../services/iam.ts';
import type { InvokeOptions } from './lambda.ts';

export interface StreamSourceConfig {
  stream: TableStream;
  target: { invoke(event: unknown, options?: InvokeOptions): Promise<unknown> };
  clock: Clock;
  batchSize: number;
  /** MaximumRecordAgeInSeconds. */
  maximumAgeSeconds: number;
  /** FunctionResponseTypes holds ReportBatchItemFailures. */
  reportBatchItemFailures: boolean;
  /** Hears of records that were given up: the message for DestinationConfig.OnFailure. */
  giveUp(message: string): void;
  log(line: string): void;
}

const BACKOFF_MS = 1_000;
const MOST_BACKOFF_MS = 30_000;

/** What the function's role must allow, or the real mapping does not poll at all.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html#events-dynamodb-permissions */
export const streamPermissions = (streamArn: string): Permission[] =>
  ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(name => ({
    action: `dynamodb:${name}`,
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
    resource: name === 'ListStreams' ? '*' : streamArn,
  }));

/** Reads from construction to `close()`. */
export class StreamSource {
  readonly #config: StreamSourceConfig;
  readonly #stop = new AbortController();
  readonly #reading: Promise<void>;

  constructor(config: StreamSourceConfig) {
    this.#config = config;
    this.#reading = this.#read();
  }

  /** Stops reading and waits for the batch under way. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#reading;
  }

  async #read(): Promise<void> {
    const { stream, batchSize, clock } = this.#config;
    let backoff = BACKOFF_MS;
    while (!this.#stop.signal.aborted) {
      await stream.arrival(this.#stop.signal);
      this.#giveUpOld(stream.oldest(batchSize));
      const batch = stream.oldest(batchSize);
      if (batch.length === 0) continue;
      const done = await this.#process(batch);
      stream.remove(done);
      if (done > 0) backoff = BACKOFF_MS;
      if (done === batch.length) continue;
      await clock.sleep(backoff, this.#stop.signal);
      backoff = Math.min(2 * backoff, MOST_BACKOFF_MS);
    }
  }

  /** How many of a batch are done with. */
  async #process(batch: DynamoDBRecord[]): Promise<number> {
    const { target, reportBatchItemFailures, log } = this.#config;
    try {
      const result = await target.invoke({ Records: batch }, { isOfQueue: true });
      const done = reportBatchItemFailures ? doneOf(result, batch) : batch.length;
      if (done < batch.length) log(`${batch.length - done} of ${batch.length} records come again`);
      return done;
    } catch (error) {
      log(`a batch of ${batch.length} failed: ${error instanceof Error ? error.message : error}`);
      return 0;
    }
  }

  #giveUpOld(records: DynamoDBRecord[]): void {
    const { clock, maximumAgeSeconds, stream, giveUp } = this.#config;
    const oldest = clock.now() / 1000 - maximumAgeSeconds;
    const isOld = ({ dynamodb }: DynamoDBRecord) => (dynamodb?.ApproximateCreationDateTime ?? 0) < oldest;
    const old = records.filter(isOld);
    const [first, last] = [old[0], old.at(-1)];
    if (!first || !last) return;
    giveUp(
      JSON.stringify({
        requestContext: { condition: 'RecordAgeExceeded' },
        DDBStreamBatchInfo: {
          startSequenceNumber: first.dynamodb?.SequenceNumber,
          endSequenceNumber: last.dynamodb?.SequenceNumber,
          batchSize: old.length,
          streamArn: stream.arn,
        },
      }),
    );
    stream.remove(old.length);
  }
}

/** All before the first that failed; a report that does not fit the batch is of all of it.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html */
function doneOf(result: unknown, batch: DynamoDBRecord[]): number {
  const { batchItemFailures = [] } = (result ?? {}) as { batchItemFailures?: { itemIdentifier: string }[] };
  const places = batchItemFailures.map(({ itemIdentifier }) =>
    batch.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === itemIdentifier),
  );
  return places.includes(-1) ? 0 : Math.min(batch.length, ...places);
}
