import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../core/clock.ts';
import type { RandomBytes } from '../../core/ids.ts';
import type { HttpHandler } from '../http.ts';
import { TableStream } from '../services/dynamodb/stream.ts';
import { DynamoDb } from '../services/dynamodb.ts';
import { S3 } from '../services/s3.ts';
import { Sqs } from '../services/sqs.ts';
import { nameOf } from '../template/names.ts';
import type { Stack } from '../template/stack.ts';
import type { Closers } from './closers.ts';

export interface Stores {
  dynamodb: DynamoDb;
  s3: S3;
  sqs: Sqs;
  /** The streams of tables, by ARN. */
  streams: ReadonlyMap<string, TableStream>;
}

interface Options {
  dataDirectory: string;
  /** The address all AWS clients talk to: those of the queues are below it. */
  endpoint: string;
  clock: Clock;
  random: RandomBytes;
  /** Tables, buckets and queues, by logical id, that begin empty, whatever an earlier start left in them. */
  emptied?(): readonly string[];
}

/** All that keeps something: each in a folder of its own, as an earlier start left it. */
export async function startStores(stack: Stack, options: Options, closers: Closers): Promise<Stores> {
  const { dataDirectory, clock, random } = options;
  const emptied = options.emptied?.() ?? [];
  const empty = (id: string, folder: string) => {
    if (emptied.includes(id)) rmSync(join(dataDirectory, folder), { recursive: true, force: true });
  };
  const dynamodb = new DynamoDb({ path: join(dataDirectory, 'dynamodb') });
  closers.push(() => dynamodb.close());
  const streams = new Map<string, TableStream>();
  for (const { id, properties } of stack.all('AWS::DynamoDB::Table')) {
    await dynamodb.createTable({ TableName: stack.ref(id), ...properties });
    if (emptied.includes(id)) await dynamodb.emptyTable(stack.ref(id));
    if (!properties.StreamSpecification) continue;
    const place = join('streams', stack.ref(id));
    empty(id, place);
    const arn = stack.attribute(id, 'StreamArn');
    const stream = new TableStream({ arn, folder: join(dataDirectory, place), clock, random });
    await dynamodb.addStream(stack.ref(id), stream);
    streams.set(arn, stream);
  }
  const sqs = new Sqs({ path: join(dataDirectory, 'sqs'), clock, random, baseUrl: options.endpoint });
  closers.push(() => sqs.close());
  createQueues(stack, sqs, empty);
  const send = (queueArn: string, body: string) => sqs.send(nameOf(queueArn), body);
  const s3 = new S3({ directory: join(dataDirectory, 's3'), clock, random, send });
  for (const { id } of stack.all('AWS::S3::Bucket')) {
    empty(id, join('s3', stack.ref(id)));
    await s3.createBucket(stack.ref(id));
  }
  return { dynamodb, s3, sqs, streams };
}

function createQueues(stack: Stack, sqs: Sqs, empty: (id: string, folder: string) => void): void {
  for (const { id, properties } of stack.all('AWS::SQS::Queue')) {
    const name = stack.attribute(id, 'QueueName');
    const { VisibilityTimeout, MessageRetentionPeriod, RedrivePolicy, FifoQueue } = properties;
    empty(id, join('sqs', name));
    sqs.createQueue({
      name,
      ...(FifoQueue && { isFifo: true }),
      ...(VisibilityTimeout !== undefined && { visibilityTimeout: VisibilityTimeout }),
      ...(MessageRetentionPeriod !== undefined && { retention: MessageRetentionPeriod }),
      ...(RedrivePolicy && {
        redrive: {
          targetArn: RedrivePolicy.deadLetterTargetArn,
          maxReceiveCount: RedrivePolicy.maxReceiveCount,
        },
      }),
    });
  }
}

/** A bucket's host takes `/key`; the store takes `/bucket/key`. */
export function bucketHosts(stack: Stack, s3: HttpHandler): [string, HttpHandler][] {
  return stack.all('AWS::S3::Bucket').map(({ id }) => {
    const bucket = stack.ref(id);
    return [
      stack.attribute(id, 'RegionalDomainName'),
      request => s3({ ...request, path: `/${bucket}${request.path}` }),
    ];
  });
}
