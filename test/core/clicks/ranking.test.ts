import type { BatchGetCommandOutput } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { fillYear } from '../../../bench/logs/year.ts';
import { rankingOf } from '../../../core/clicks/ranking.ts';
import { CountingTable } from '../../../core/clicks/table/counting-table.ts';
import { startTables, type Tables } from '../../tables.ts';
import { clickItems } from './items.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
  const table = new CountingTable(tables.clicks);
  await fillYear(table, 'link#busy');
  await table.add(clickItems('link#quiet', { '2026-11-30T05': 2 }, 'quiet'), {
    file: 'a',
    pass: 0,
    claim: 1,
  });
});
afterAll(() => tables.stop());

test('the clicks of some links, and no more of their items than these', async () => {
  const send = jest.spyOn(tables.clicks.client, 'send');
  const found = await rankingOf(new CountingTable(tables.clicks)).of(['quiet', 'none', 'busy']);
  expect(found.find(({ id }) => id === 'quiet')).toEqual({ id: 'quiet', link: 'quiet', clicks: 2 });
  const [answer] = await Promise.all(
    send.mock.results.map(({ value }) => value as Promise<BatchGetCommandOutput>),
  );
  expect(JSON.stringify(answer?.Responses).length).toBeLessThan(200);
});
