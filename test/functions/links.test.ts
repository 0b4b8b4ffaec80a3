import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { systemClock } from '../../core/clock.ts';
import { systemRandom } from '../../core/ids.ts';
import { createKeyStore } from '../../core/keys/keys.ts';
import { startTables } from '../tables.ts';
import { eventFor } from './event.ts';

let tables: Awaited<ReturnType<typeof startTables>>;
let links: typeof import('../../functions/links.ts');
let authorization = '';
beforeAll(async () => {
  tables = await startTables();
  links = await import('../../functions/links.ts');
  const { secret } = await createKeyStore(tables.keys, systemClock, systemRandom).create({ name: 'test' });
  authorization = `Bearer ${secret}`;
});
afterAll(() => tables.stop());

test('POST', async () => {
  for (let i = 0; i < 2; i++)
  console.log(await links.handler(eventFor('/api/links', { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body: '{"url":"https://example.org/x"}' })));
  console.log(await links.handler(eventFor('/api/links', { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body: '{"url":"htps://example.org/x", "slug":"api"}' })));
  console.log((await links.handler(eventFor('/api/openapi.json'))).body);
});
