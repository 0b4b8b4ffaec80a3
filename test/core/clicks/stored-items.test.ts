import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CountingTable } from '../../../core/clicks/table/counting-table.ts';
import type { Table } from '../../../core/dynamodb.ts';
import { ServiceFault } from '../../../core/problem.ts';
import { startTables, type Tables } from '../../tables.ts';

let tables: Tables;
const keys = Array.from({ length: 60 }, (_, n) => ({ subject: `link#${n}`, period: 'all#' }));
beforeAll(async () => {
  tables = await startTables();
  const additions = keys.map(key => ({ ...key, tally: { counts: { clicks: 1 }, by: {} } }));
  await new CountingTable(tables.clicks).add(additions, { file: 'a', pass: 0, claim: 1 });
});
afterAll(() => tables.stop());

/** The table, when it answers so many items at a time: the local one has room for 16 MB, AWS for 1 MB of what lies together. */
function answering(most: number): Table {
  const { client, name } = tables.clicks;
  const send = async (command: BatchGetCommand) => {
    const all = command.input.RequestItems?.[name]?.Keys ?? [];
    const [Keys, left] = [all.slice(0, most), all.slice(most)];
    const answer =
      Keys.length === 0
        ? {}
        : await client.send(
            new BatchGetCommand({ RequestItems: { [name]: { Keys, ConsistentRead: true } } }),
          );
    return { ...answer, UnprocessedKeys: left.length > 0 ? { [name]: { Keys: left } } : {} };
  };
  return { client: { send } as unknown as DynamoDBDocumentClient, name };
}

test('items that do not fit into one answer are read by as many as it takes', async () => {
  expect(await new CountingTable(answering(7)).read(keys)).toHaveLength(60);
});

test('a table that answers nothing again and again is a fault', async () => {
  await expect(new CountingTable(answering(0)).read(keys)).rejects.toThrow(ServiceFault);
});
