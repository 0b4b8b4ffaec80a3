import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type asking, startLinksFunction } from './links-api.ts';

let links: Awaited<ReturnType<typeof startLinksFunction>>;
beforeAll(async () => {
  links = await startLinksFunction();
});
afterAll(() => links.stop());

const ask: ReturnType<typeof asking> = (path, more) => links.ask(path, more);
const post = (path: string, body: object, headers = {}) => links.send('POST', path, body, headers);

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
