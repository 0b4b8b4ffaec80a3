import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Clock, systemClock } from '../../../core/clock.ts';
import { systemRandom } from '../../../core/ids.ts';
import { type RenderJob, RenderQueue } from '../../../core/queue/jobs.ts';
import { SnapshotStore } from '../../../core/snapshots/snapshot.ts';
import { PageTable } from '../../../core/snapshots/table.ts';
import { close, listen } from '../../../local/http.ts';
import { DynamoDb } from '../../../local/services/dynamodb.ts';
import { createEndpoint } from '../../../local/services/endpoint.ts';
import { AccessControl } from '../../../local/services/iam.ts';
import { S3 } from '../../../local/services/s3.ts';
import { Sqs } from '../../../local/services/sqs.ts';
import { operatorClients } from '../../../local/start/operator.ts';
import { REGION } from '../../../local/template/names.ts';
import { packagedTemplate } from '../../../local/template/package.ts';
import { direct } from '../../direct.ts';
import { UNSIGNED_OPERATOR, withoutExtras } from '../../lean-sdk.ts';

export const BUCKET = 'site';

export type Stores = Awaited<ReturnType<typeof startStores>>;

/**
 * All that stands behind the renderer, empty: the template's tables, the bucket and the queue, behind the real SDK.
 *
 * @param options.connected whether calls go by HTTP, where those made at once do not keep step as they do without
 */
export async function startStores(clock: Clock = systemClock, { connected = false } = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'signpost-stores-'));
  const dynamodb = new DynamoDb();
  const s3 = new S3({ directory, clock, random: systemRandom });
  const services: Parameters<typeof createEndpoint>[0]['services'] = {};
  const endpointOf = createEndpoint({
    services,
    access: new AccessControl(),
    callerOf: () => ({ kind: 'operator' }),
    onDenied: () => undefined,
  });
  const door = connected ? await listen(endpointOf, 0) : undefined;
  const carrier = door ? {} : { requestHandler: direct(endpointOf), signer: UNSIGNED_OPERATOR };
  const endpoint = `http://127.0.0.1:${door?.port ?? 0}`;
  const sqs = new Sqs({ path: join(directory, 'sqs'), clock, random: systemRandom, baseUrl: endpoint });
  Object.assign(services, { s3, dynamodb, sqs });
  await s3.createBucket(BUCKET);
  const queueUrl = sqs.createQueue({ name: 'render' }).url;
  const { Resources } = await packagedTemplate('.');
  const { TimeToLiveSpecification: _, ...limits } = Resources.LimitsTable?.Properties ?? {}; // a call of its own
  await dynamodb.createTable({ ...Resources.SnapshotsTable?.Properties, TableName: 'snapshots' });
  await dynamodb.createTable({ ...limits, TableName: 'limits' });
  const clients = operatorClients(endpoint, carrier);
  if (!door) for (const client of Object.values(clients)) withoutExtras(client);
  // The SDK's own patience with a table that refuses is seconds; the functions' is short.
  const impatient = new DynamoDBClient({
    endpoint,
    region: REGION,
    credentials: { accessKeyId: 'OPERATOR', secretAccessKey: 'local' },
    maxAttempts: 1,
    ...carrier,
  });
  return {
    ...clients,
    /** DynamoDB itself, which can be told to refuse. */
    database: dynamodb,
    table: new PageTable({ client: clients.dynamodb, name: 'snapshots' }),
    limits: { client: DynamoDBDocumentClient.from(impatient), name: 'limits' },
    store: new SnapshotStore(clients.s3, BUCKET),
    queue: new RenderQueue(clients.sqs, queueUrl),
    queueUrl,
    /** The jobs that were queued since the last call. */
    jobs: async (): Promise<RenderJob[]> => {
      const command = new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 });
      const { Messages = [] } = await clients.sqs.send(command);
      for (const { ReceiptHandle } of Messages)
        await clients.sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
      return Messages.map(({ Body }) => JSON.parse(Body ?? ''));
    },
    stop: async () => {
      for (const client of [...Object.values(clients), impatient]) client.destroy();
      if (door) await close(door.server);
      sqs.close();
      await dynamodb.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
