import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { connectDynamoDb, type Table } from '../core/dynamodb.ts';

export const SECRET = 'test-origin-secret';

/** What the functions and the SDK read from their environment. Set before a function is imported. */
export function setEnvironment(port: number): void {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    LINKS_TABLE: 'links',
    KEYS_TABLE: 'keys',
    SLUG_SECRET: 'test-slug-secret',
    ORIGIN_SECRET: SECRET,
  });
}

export interface Tables {
  links: Table;
  keys: Table;
  /** The operations asked for so far, as IAM names them, e.g. "GetItem". */
  calls: string[];
  stop: () => Promise<void>;
}

/** Starts an empty DynamoDB with both tables on a free port, and points the environment at it. */
export async function startTables(): Promise<Tables> {
  const server = dynalite({ createTableMs: 0 });
  const calls: string[] = [];
  server.on('request', request => calls.push(`${request.headers['x-amz-target']}`.replace(/^.*\./, '')));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  setEnvironment((server.address() as AddressInfo).port);
  const client = connectDynamoDb();
  for (const [name, key] of [
    ['links', 'slug'],
    ['keys', 'hash'],
  ] as const)
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
      }),
    );
  // dynalite makes a table after it answered, however short the time.
  await new Promise(resolve => setTimeout(resolve, 20));
  return {
    links: { client, name: 'links' },
    keys: { client, name: 'keys' },
    calls,
    stop: async () => {
      client.destroy();
      await stop(server);
    },
  };
}

/** Closes a server together with the connections the SDK keeps open. */
export function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise(resolve => server.close(() => resolve()));
}
