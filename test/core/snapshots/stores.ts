import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../../core/clock.ts';
import type { Table } from '../../../core/dynamodb.ts';
import { systemRandom } from '../../../core/ids.ts';
import { type RenderJob, RenderQueue } from '../../../core/snapshots/jobs.ts';
import { SnapshotStore } from '../../../core/snapshots/snapshot.ts';
import { PageTable } from '../../../core/snapshots/table.ts';
import { DynamoDb } from '../../../local/dynamodb.ts';
import { createEndpoint } from '../../../local/endpoint.ts';
import { close, listen } from '../../../local/http.ts';
import { AccessControl } from '../../../local/iam.ts';
import { REGION } from '../../../local/names.ts';
import { operatorClients } from '../../../local/operator.ts';
import { S3 } from '../../../local/s3.ts';
import { Sqs } from '../../../local/sqs.ts';

/** All that stands behind the renderer: the real clients over the local S3, DynamoDB and SQS, empty. */
export interface Stores {
  dynamodb: DynamoDb;
  table: PageTable;
  limits: Table;
  store: SnapshotStore;
  queue: RenderQueue;
  /** The jobs that were queued since the last call. */
  jobs(): Promise<RenderJob[]>;
  stop(): Promise<void>;
}

export async function startStores(clock: Clock): Promise<Stores> {
  const directory = await mkdtemp(join(tmpdir(), 'signpost-stores-'));
  const dynamodb = new DynamoDb();
  const s3 = new S3({ directory, clock, random: systemRandom });
  const services: Parameters<typeof createEndpoint>[0]['services'] = {};
  const access = new AccessControl();
  const endpointOf = createEndpoint({
    services,
    access,
    callerOf: () => ({ kind: 'operator' }),
    onDenied: () => undefined,
  });
  const door = await listen(endpointOf, 0);
  const baseUrl = `http://127.0.0.1:${door.port}`;
  const sqs = new Sqs({ path: join(directory, 'sqs'), clock, random: systemRandom, baseUrl });
  Object.assign(services, { s3, dynamodb, sqs });
  await s3.createBucket('site');
  sqs.createQueue({ name: 'render' });
  for (const [TableName, AttributeName] of [
    ['snapshots', 'page'],
    ['limits', 'id'],
  ])
    await dynamodb.createTable({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName, AttributeType: 'S' }],
      KeySchema: [{ AttributeName, KeyType: 'HASH' }],
    });
  const clients = operatorClients(baseUrl);
  // The SDK's own patience with a table that refuses is seconds; the functions' is short.
  const impatient = new DynamoDBClient({
    endpoint: baseUrl,
    region: REGION,
    credentials: { accessKeyId: 'OPERATOR', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  const QueueUrl = `${baseUrl}/000000000000/render`;
  return {
    dynamodb,
    table: new PageTable({ client: clients.dynamodb, name: 'snapshots' }),
    limits: { client: DynamoDBDocumentClient.from(impatient), name: 'limits' },
    store: new SnapshotStore(clients.s3, 'site'),
    queue: new RenderQueue(clients.sqs, QueueUrl),
    jobs: async () => {
      const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 });
      const { Messages = [] } = await clients.sqs.send(command);
      for (const { ReceiptHandle } of Messages)
        await clients.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      return Messages.map(({ Body }) => JSON.parse(Body ?? ''));
    },
    stop: async () => {
      for (const client of [...Object.values(clients), impatient]) client.destroy();
      await close(door.server);
      sqs.close();
      await dynamodb.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
