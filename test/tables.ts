import { setImmediate } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { CLICKS } from '../bench/links/tables.ts';
import type { Table } from '../core/dynamodb.ts';
import { inForce, type ToldSettings } from '../infra/in-force.ts';
import { close, type HttpHandler, listen } from '../local/http.ts';
import { DynamoDb } from '../local/services/dynamodb.ts';
import { packagedSettings } from '../local/template/package.ts';
import { direct } from './direct.ts';
import { LaggingTable } from './lagging-table.ts';
import { UNSIGNED, withoutExtras } from './lean-sdk.ts';

export const SECRET = 'test-origin-secret';

/** The settings of the stage `dev`, as the build puts them into the links function. */
export const IN_FORCE = inForce(packagedSettings('.') as ToldSettings, '0.0.0');

/** What the functions and the SDK read from their environment, and the build puts into them. Set before a function is imported. */
export function setEnvironment(port: number): void {
  Object.assign(globalThis, { IN_FORCE });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    STAGE: 'dev',
    LINKS_TABLE: 'links',
    HINTS_TABLE: 'hints',
    COUNTERS_TABLE: 'counters',
    CLICKS_TABLE: 'clicks',
    SHORT_DOMAINS: '[{"name":""}]',
    URL_SCHEMES: '',
    DOMAIN_FILES: '',
    LINKS_DISTRIBUTION: 'ELINKS',
    SITE_DISTRIBUTION: 'ESITE',
    SITE_BUCKET: 'site',
    PAGE_PARAMETERS: '',
    SNAPSHOTS_TABLE: 'snapshots',
    BLOCKED_HOSTS: '',
    WEB_RISK_KEY: '',
    LOKI_URL: '',
    LOKI_TENANT: '',
    LOKI_SECRET: '',
    KEYS_TABLE: 'keys',
    READS_PER_KEY: '1200',
    WRITES_PER_KEY: '600',
    SLUG_SECRET: 'test-slug-secret',
    ORIGIN_SECRET: SECRET,
    SITE_HOSTS: 'www.example.com',
  });
}

export interface Tables {
  links: Table;
  keys: Table;
  hints: Table;
  counters: Table;
  clicks: Table;
  snapshots: Table;
  /** The operations asked for so far, as IAM names them, e.g. "GetItem". */
  calls: string[];
  stop: () => Promise<void>;
}

/** Tables of which that of links has a replica that can be made to lag. */
export interface StartedTables extends Tables {
  lag: Pick<LaggingTable, 'begin' | 'end'>;
}

/** As infra/tables.yml has it. */
const KEYS = {
  TableName: 'keys',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'hash', KeyType: 'HASH' }],
  AttributeDefinitions: ['hash', 'role', 'id'].map(AttributeName => ({ AttributeName, AttributeType: 'S' })),
  GlobalSecondaryIndexes: [
    {
      IndexName: 'roles',
      KeySchema: [
        { AttributeName: 'role', KeyType: 'HASH' },
        { AttributeName: 'id', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};

/** As infra/tables.yml has it, but for the indexes by which pages are found that are due. */
const SNAPSHOTS = {
  TableName: 'snapshots',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'page', KeyType: 'HASH' }],
  AttributeDefinitions: ['page', 'host', 'path'].map(AttributeName => ({
    AttributeName,
    AttributeType: 'S',
  })),
  GlobalSecondaryIndexes: [
    {
      IndexName: 'urls',
      KeySchema: [
        { AttributeName: 'host', KeyType: 'HASH' },
        { AttributeName: 'path', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['url'] },
    },
  ],
};

/** Calls that are made at once come in any order, as by a connection, where they would keep step. */
async function someTurns(): Promise<void> {
  for (let turns = Math.floor(Math.random() * 3); turns > 0; turns--) await setImmediate();
}

/**
 * Starts an empty DynamoDB with all tables of the links API on a free port, and points the environment at it, for what makes a
 * client of its own. The tables that are given come to it without a connection.
 */
export async function startTables(): Promise<StartedTables> {
  const dynamodb = new DynamoDb();
  for (const [TableName, hash, range] of [
    ['links', 'slug'],
    ['hints', 'list', 'place'],
    ['counters', 'id'],
  ] as [string, string, string?][])
    await dynamodb.createTable({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: hash, KeyType: 'HASH' },
        ...(range ? [{ AttributeName: range, KeyType: 'RANGE' as const }] : []),
      ],
      AttributeDefinitions: [hash, ...(range ? [range] : [])].map(AttributeName => ({
        AttributeName,
        AttributeType: 'S',
      })),
    });
  await dynamodb.createTable(KEYS);
  await dynamodb.createTable(CLICKS);
  await dynamodb.createTable(SNAPSHOTS);
  const calls: string[] = [];
  const lag = new LaggingTable(request => dynamodb.handle(request), { name: 'links', hashKey: 'slug' });
  const handle: HttpHandler = request => {
    calls.push(`${request.headers.get('x-amz-target')}`.replace(/^.*\./, ''));
    return lag.handle(request);
  };
  const { server, port } = await listen(handle, 0);
  setEnvironment(port);
  const carrier = direct(async request => {
    await someTurns();
    const answer = await handle(request);
    await someTurns();
    return answer;
  });
  const connection = withoutExtras(new DynamoDBClient({ requestHandler: carrier, signer: UNSIGNED }));
  const client = DynamoDBDocumentClient.from(connection, {
    marshallOptions: { removeUndefinedValues: true },
  });
  return {
    lag,
    links: { client, name: 'links' },
    keys: { client, name: 'keys' },
    hints: { client, name: 'hints' },
    counters: { client, name: 'counters' },
    clicks: { client, name: 'clicks' },
    snapshots: { client, name: 'snapshots' },
    calls,
    stop: async () => {
      client.destroy();
      await close(server);
      await dynamodb.close();
    },
  };
}
