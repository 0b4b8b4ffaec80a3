import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Table } from '../../core/dynamodb.ts';
import { close, type HttpResponse, listen } from '../../local/http.ts';
import { DynamoDb } from '../../local/services/dynamodb.ts';
import { unitsOf } from './units.ts';

export interface Tables {
  links: Table;
  hints: Table;
  clicks: Table;
  keys: Table;
  counters: Table;
  /** Requests so far. */
  calls: number;
  /** Where it is set: whatever was asked before is answered by what was answered then, and no table works for it. */
  known?: Map<string, HttpResponse>;
  /** Units of writes so far, of links and their hints. */
  units: number;
  stop(): Promise<void>;
}

const SCHEMAS = { links: ['slug'], hints: ['list', 'place'], keys: ['hash'], counters: ['id'] };

/** As infra/tables.yml has it. */
export const CLICKS = {
  TableName: 'clicks',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [
    { AttributeName: 'subject', KeyType: 'HASH' },
    { AttributeName: 'period', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'subject', AttributeType: 'S' },
    { AttributeName: 'period', AttributeType: 'S' },
    { AttributeName: 'rank', AttributeType: 'S' },
    { AttributeName: 'clicks', AttributeType: 'N' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'ranked',
      KeySchema: [
        { AttributeName: 'rank', KeyType: 'HASH' },
        { AttributeName: 'clicks', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['link'] },
    },
  ],
} satisfies Parameters<DynamoDb['createTable']>[0];

/** The local cloud's tables of links on disk, in a folder of their own. */
export async function startTables(): Promise<Tables> {
  const path = await mkdtemp(join(tmpdir(), 'signpost-bench-links-'));
  const dynamodb = new DynamoDb({ path });
  for (const [TableName, attributes] of Object.entries(SCHEMAS))
    await dynamodb.createTable({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: attributes.map((AttributeName, n) => ({
        AttributeName,
        KeyType: n === 0 ? 'HASH' : 'RANGE',
      })),
      AttributeDefinitions: attributes.map(AttributeName => ({ AttributeName, AttributeType: 'S' })),
    });
  await dynamodb.createTable(CLICKS);
  const { server, port } = await listen(async request => {
    tables.calls++;
    tables.units += unitsOf(`${request.headers.get('x-amz-target')}`, request.body);
    const asked = `${request.headers.get('x-amz-target')} ${request.body}`;
    const answer = tables.known?.get(asked) ?? (await dynamodb.handle(request));
    tables.known?.set(asked, answer);
    return answer;
  }, 0);
  const connection = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  const client = DynamoDBDocumentClient.from(connection, {
    marshallOptions: { removeUndefinedValues: true },
  });
  const tables: Tables = {
    links: { client, name: 'links' },
    hints: { client, name: 'hints' },
    clicks: { client, name: 'clicks' },
    keys: { client, name: 'keys' },
    counters: { client, name: 'counters' },
    calls: 0,
    units: 0,
    stop: async () => {
      connection.destroy();
      await close(server);
      await dynamodb.close();
      await rm(path, { recursive: true, force: true });
    },
  };
  return tables;
}
