import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type CountContext, countFile, countFiles } from '../../../core/clicks/count.ts';
import { CountingTable } from '../../../core/clicks/table/counting-table.ts';
import { Salts } from '../../../core/clicks/table/salts.ts';
import { createLink } from '../../../core/links/create.ts';
import type { LogEntry } from '../../../core/logs/entry.ts';
import { HandClock } from '../../local/hand-clock.ts';
import { startTables, type Tables } from '../../tables.ts';
import { askerOf, given, makerOf } from '../links/makers.ts';
import { seededBytes } from '../links/world.ts';
import { AT, line } from './lines.ts';

/** An hour's files as they come: each tells of most of the links that are clicked. */
const [FILES, LINES, LINKS] = [10, 1000, 50];

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
  const maker = makerOf(tables);
  for (let i = 0; i < LINKS; i++)
    await createLink(given({ url: `https://example.org/${i}`, slug: `l${i}` }), askerOf(maker), maker);
});
afterAll(() => tables.stop());

function context(): CountContext {
  const { store, domains } = makerOf(tables);
  const clock = new HandClock(AT + 600_000);
  const salts = new Salts(tables.clicks, clock, seededBytes('salts'));
  return { table: new CountingTable(tables.clicks), store, domains, salts, clock };
}

function filesOf(name: string) {
  return Array.from({ length: FILES }, (_, number) => {
    const lines = Array.from({ length: LINES }, (_, at) => line({ path: `/l${(at + number) % LINKS}` }));
    async function* batches(): AsyncGenerator<readonly LogEntry[]> {
      yield lines;
    }
    return { file: { bucket: 'logs', key: `${name}-${number}.gz`, etag: 'e', size: 30_000 }, batches };
  });
}

/** How many requests of the tables a million such lines take. */
async function requestsPerMillion(act: () => Promise<unknown>): Promise<number> {
  const before = tables.calls.length;
  await act();
  return ((tables.calls.length - before) * 1_000_000) / (FILES * LINES);
}

test('ten files of an hour together take a tenth of the requests that they take one by one', async () => {
  const oneByOne = await requestsPerMillion(async () => {
    for (const file of filesOf('alone')) await countFile(file, context());
  });
  const together = await requestsPerMillion(() => countFiles(filesOf('together'), context()));
  const [all] = await context().table.read([{ subject: 'all#', period: 'all#' }]);
  expect(all?.counts.clicks).toBe(2 * FILES * LINES);
  // docs/decisions.md has these.
  expect({ oneByOne, together }).toEqual({ oneByOne: 218_200, together: 25_400 });
}, 300_000);
