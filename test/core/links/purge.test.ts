import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { HintTable } from '../../../core/links/hints/table.ts';
import { versionOf } from '../../../core/links/history.ts';
import type { Link } from '../../../core/links/link.ts';
import { keptPathsOf } from '../../../core/links/purge.ts';
import { ServiceFault } from '../../../core/problem.ts';
import { type Deployed, startApi, USUAL } from './deployed.ts';

let api: Awaited<ReturnType<typeof startApi>>;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

let deployed: Deployed;
/** The paths of each purge, in the order of the alphabet. */
let purged: string[][];
beforeEach(() => {
  purged = [];
  deployed = {
    ...USUAL,
    domains: [
      { name: '', host: 'go.example.com' },
      { name: 'any.example.org', caseSensitive: false },
    ],
    purge: async paths => void purged.push(paths.sort()),
  };
});

const ask = (method: string, path: string, body?: unknown) => api.ask(deployed, method, path, body);
const URL = 'https://www.example.com/';
const OTHER = 'https://www.example.com/other';

test('one that fails is told, and the change is made', async () => {
  const log = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  deployed.purge = async () => {
    throw new ServiceFault('CloudFront', new Error('400: TooManyInvalidationsInProgress'));
  };
  await ask('POST', '', { slug: 'failing', url: URL, maxAge: 3600 });
  const edited = await ask('PATCH', '/failing', { url: OTHER, purge: true });
  expect(edited.status).toBe(200);
  expect(edited.body).toMatchObject({ url: OTHER, version: 2, purged: false, effectiveWithinSeconds: 3600 });
  const deleted = await ask('DELETE', '/failing?purge=true');
  expect([deleted.status, deleted.body.state, deleted.body.purged]).toEqual([200, 'deleted', false]);
  expect(log).toHaveBeenCalledTimes(2);
  log.mockRestore();
});

test('ends what edges hold of before, in later answers as well; one that fails does not', async () => {
  const log = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const within = async (method: string, body?: object) =>
    (await ask(method, '/sooner', body)).body.effectiveWithinSeconds;
  await ask('POST', '', { slug: 'sooner', url: URL, maxAge: 86_400 });
  const { purge } = deployed;
  deployed.purge = async () => {
    throw new ServiceFault('CloudFront', new Error('503'));
  };
  expect(await within('PATCH', { url: OTHER, maxAge: 60, purge: true })).toBe(86_400);
  expect(await within('GET')).toBeGreaterThan(80_000);
  deployed.purge = purge;
  expect(await within('PATCH', { purge: true })).toBe(300);
  expect(await within('GET')).toBeLessThanOrEqual(300);
  expect(await within('PATCH', { title: 'Later' })).toBeLessThanOrEqual(300);
  expect(await within('GET')).toBeGreaterThanOrEqual(60);
  log.mockRestore();
});

test('names each path once, and none where nobody asked or the change is refused', async () => {
  await ask('POST', '', { slug: 'paths', url: URL });
  await ask('PATCH', '/paths', { url: OTHER, purge: true });
  await ask('PATCH', '/paths', { url: 'no address', purge: true });
  await ask('PATCH', '/paths', { title: 'Without', purge: false });
  await ask('PATCH', '/missing', { title: 'Without', purge: true });
  await ask('DELETE', '/paths?purge=false');
  expect(purged).toEqual([['/paths']]);
});

test.each([
  ['PATCH', '/x', { purge: 'yes' }, 'is not true or false'],
  ['DELETE', '/x?purge=yes', undefined, 'is neither true nor false'],
])('is asked for by true or false alone: %s %s %j', async (method, path, body, reason) => {
  const answer = await ask(method, path, body);
  expect([answer.status, answer.body.errors]).toEqual([
    422,
    [{ field: 'purge', reason, expected: 'true or false' }],
  ]);
});

test('names every slug that the link had: each still leads to it', async () => {
  await ask('POST', '', { slug: 'one', url: URL });
  await ask('PATCH', '/one', { slug: 'docs/two', purge: true });
  await ask('PATCH', '/docs/two', { slug: 'three' });
  await ask('PATCH', '/one', { url: OTHER, purge: true });
  await ask('DELETE', '/three?purge=true');
  const all = ['/docs/two', '/one', '/three'];
  expect(purged).toEqual([['/docs/two', '/one'], all, all]);
});

test('without letter case both as it is written and small', async () => {
  const domain = 'any.example.org';
  await ask('POST', '', { slug: 'Docs/Sale', url: URL, domain });
  await ask('PATCH', `/docs/sale?domain=${domain}`, { url: OTHER, purge: true });
  await ask('POST', '', { slug: 'small', url: URL, domain });
  await ask('PATCH', `/SMALL?domain=${domain}`, { url: OTHER, purge: true });
  expect(purged).toEqual([['/Docs/Sale', '/docs/sale'], ['/small']]);
});

test('looks as far back as the link goes', async () => {
  const { body } = await ask('POST', '', { slug: 'now', url: URL });
  const versions = Array.from({ length: 250 }, (_, index): Link => {
    const version = index + 1;
    const { hasPassword: _has, state: _state, shortUrl: _short, ...settings } = body;
    return {
      ...settings,
      id: 'old-link',
      key: '',
      domain: '',
      hints: '',
      slug: version === 1 ? 'first' : version < 120 ? 'second' : 'now',
      version,
      change: `change-${version}`,
    };
  });
  const hints = new HintTable(api.tables.hints);
  await hints.write(
    versions.map(link => versionOf(link, 'edit', link.version > 1 ? `change-${link.version - 1}` : '')),
  );
  const paths = await keptPathsOf(versions.at(-1) as Link, { caseSensitive: true }, hints);
  expect(paths).toEqual(['/now', '/second', '/first']);
});
