import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLinkStore } from '../../core/links/store.ts';
import { startTables } from '../tables.ts';
import { eventFor } from './event.ts';

let tables: Awaited<ReturnType<typeof startTables>>;
let redirect: typeof import('../../functions/redirect.ts');

beforeAll(async () => {
  tables = await startTables();
  redirect = await import('../../functions/redirect.ts');
  await createLinkStore(tables.links).create({ slug: 'abc', url: 'https://example.org/', forwardQuery: false, createdAt: '', createdBy: '' });
});
afterAll(() => tables.stop());

test('GET /abc', async () => {
  console.log(await redirect.handler(eventFor('/abc')));
});
