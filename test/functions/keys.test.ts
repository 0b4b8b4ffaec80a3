import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { systemClock } from '../../core/clock.ts';
import { systemRandom } from '../../core/ids.ts';
import { createKeyStore } from '../../core/keys/keys.ts';
import { startTables, type Tables } from '../tables.ts';
import { type Ask, eventFor } from './event.ts';

let tables: Tables;
let links: typeof import('../../functions/links.ts');
let authorization = '';

beforeAll(async () => {
  tables = await startTables();
  links = await import('../../functions/links.ts');
  const { secret } = await createKeyStore(tables.keys, systemClock, systemRandom).create({ name: 'test' });
  authorization = `Bearer ${secret}`;
});
afterAll(() => tables.stop());

async function ask(path: string, { headers, ...more }: Ask = {}) {
  const event = eventFor(path, { headers: { authorization, ...headers }, ...more });
  const { statusCode, headers: answered = {}, body = '' } = await links.handler(event);
  return { status: statusCode, headers: answered, body: body && JSON.parse(body) };
}
const post = (path: string, body: object, headers = {}) =>
  ask(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

test('the keys API has its paths, and the links API the others', async () => {
  const { status, headers, body } = await post('/api/keys', { name: 'x', scopes: ['links:read'] });
  expect([status, body.scopes]).toEqual([201, ['links:read']]);
  // As infra/settings.yml says.
  expect(headers).toMatchObject({
    'ratelimit-policy': '"writes";q=600;w=60',
    ratelimit: expect.stringMatching(/^"writes";r=\d+;t=\d+$/),
  });
  expect((await ask(`/api/keys/${body.id}`)).body.name).toBe('x');
  expect((await ask('/api/keys/openapi.json')).body.info.title).toBe('Signpost keys');
  expect((await ask('/api/openapi.json')).body.paths).toHaveProperty(['/api/links']);
  for (const path of ['/api/keysx', '/api/keys/', '/api/keys/a/b', '/api/links/keys'])
    expect([path, (await ask(path)).status]).toEqual([path, 404]);
});

test('an Idempotency-Key comes through the gateway', async () => {
  const name = { 'idempotency-key': '"through-the-gateway"' };
  const first = await post('/api/links', { url: 'https://example.org/1' }, name);
  expect(first.status).toBe(201);
  expect(await post('/api/links', { url: 'https://example.org/1' }, name)).toMatchObject({
    status: 201,
    body: first.body,
  });
  const { status, body } = await post('/api/links', { url: 'https://example.org/2' }, name);
  expect([status, body.errors[0].field]).toEqual([422, 'Idempotency-Key']);
});
