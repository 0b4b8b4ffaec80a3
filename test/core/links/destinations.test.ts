import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { systemClock } from '../../../core/clock.ts';
import { systemRandom } from '../../../core/ids.ts';
import { createKeyStore } from '../../../core/keys/keys.ts';
import { createLinksApi } from '../../../core/links/api.ts';
import { blockedBy } from '../../../core/links/blocked.ts';
import { Domains } from '../../../core/links/domains.ts';
import { HintTable } from '../../../core/links/hints/table.ts';
import { createLinkStore } from '../../../core/links/store.ts';
import { ServiceFault } from '../../../core/problem.ts';
import { startTables, type Tables } from '../../tables.ts';

let tables: Tables;
let authorization: string;
beforeAll(async () => {
  tables = await startTables();
  const { secret } = await createKeyStore(tables.keys, systemClock, systemRandom).create({ name: 'test' });
  authorization = `Bearer ${secret}`;
});
afterAll(() => tables.stop());

/** What the settings say now: another deploy may have changed them. */
let furtherDomains: string[];
let blockedHosts: string[];
let looked: string[];
let purge: (paths: string[]) => Promise<void>;
beforeEach(() => {
  furtherDomains = [];
  blockedHosts = [];
  looked = [];
  purge = async () => undefined;
});

async function ask(method: string, path: string, body?: unknown) {
  const api = createLinksApi({
    store: createLinkStore(tables.links),
    keys: createKeyStore(tables.keys, systemClock, systemRandom),
    hints: new HintTable(tables.hints),
    domains: new Domains(JSON.stringify([{ name: '' }, ...furtherDomains.map(name => ({ name }))])),
    clock: systemClock,
    random: systemRandom,
    slugSecret: 'secret',
    isBlocked: blockedBy(url => {
      looked.push(url);
      return blockedHosts.includes(new URL(url).hostname);
    }),
    purge: paths => purge(paths),
  });
  const headers = { authorization, ...(body !== undefined && { 'content-type': 'application/json' }) };
  const request = new Request(`https://api.invalid/api/links${path}`, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const response = await api.fetch(request, { host: 'go.example.com' });
  return { status: response.status, body: await response.json() };
}

const ORDINARY = 'https://www.example.com/';
const MOVED = 'https://go.example.org/moved';

/** A link that led elsewhere before, made while that was right. */
async function edited(slug: string, earlier: object): Promise<void> {
  await ask('POST', '', { slug, url: ORDINARY, ...earlier });
  await ask('PATCH', `/${slug}`, { url: ORDINARY, expiredUrl: null, rules: null });
}

describe('a version that leads where no link may lead by now does not come back', () => {
  const places: [field: string, settings: object][] = [
    ['url', { url: MOVED }],
    ['expiredUrl', { expiredUrl: MOVED }],
    ['rules.0.url', { rules: [{ url: MOVED, device: ['mobile'] }] }],
  ];
  const became: [how: string, reason: string, set: () => unknown][] = [
    [
      'one of the short domains',
      'leads to the short domain itself',
      () => furtherDomains.push('go.example.org'),
    ],
    ['blocked', 'leads to a host that is blocked', () => blockedHosts.push('go.example.org')],
  ];
  const cases = places.flatMap(([field, settings]) =>
    became.map(([how, reason, set]) => ({ field, settings, how, reason, set })),
  );

  test.each(cases)('by undo: $field, which became $how', async ({ field, settings, how, reason, set }) => {
    const slug = `undo-${field.replaceAll('.', '-')}-${how.length}`;
    await edited(slug, settings);
    set();
    const { status, body } = await ask('POST', `/${slug}/undo`, {});
    expect([status, body.errors]).toEqual([422, [{ field, reason, expected: expect.any(String) }]]);
    expect((await ask('GET', `/${slug}`)).body).toMatchObject({ url: ORDINARY, version: 2 });
  });

  test.each(cases)('by restore: $field, which became $how', async ({ field, settings, how, reason, set }) => {
    const slug = `gone-${field.replaceAll('.', '-')}-${how.length}`;
    await ask('POST', '', { slug, url: ORDINARY, ...settings });
    await ask('DELETE', `/${slug}`);
    set();
    const { status, body } = await ask('POST', `/${slug}/restore`);
    expect([status, body.errors]).toEqual([422, [{ field, reason, expected: expect.any(String) }]]);
    expect((await ask('GET', `/${slug}`)).body.state).toBe('deleted');
  });

  test('nor does one whose undo was an undo', async () => {
    await edited('twice', { url: MOVED });
    expect((await ask('POST', '/twice/undo', {})).body).toMatchObject({ url: MOVED, version: 3 });
    expect((await ask('POST', '/twice/undo', {})).body).toMatchObject({ url: ORDINARY, version: 4 });
    furtherDomains.push('go.example.org');
    for (const version of [1, 3]) expect((await ask('POST', '/twice/undo', { version })).status).toBe(422);
    expect((await ask('POST', '/twice/undo', { version: 2 })).status).toBe(200);
  });
});

describe('the block list', () => {
  test('looks at each new destination once, and not again at those the link has', async () => {
    const other = 'https://other.example.com/';
    const rules = [
      { url: other, device: ['mobile'] },
      { url: other, device: ['tablet'] },
    ];
    await ask('POST', '', { slug: 'looked', url: ORDINARY, expiredUrl: ORDINARY, rules });
    expect(looked.splice(0)).toEqual([ORDINARY, other]);
    expect((await ask('PATCH', '/looked', { title: 'Titled', url: other })).status).toBe(200);
    expect(looked.splice(0)).toEqual([]);
    await ask('PATCH', '/looked', { url: 'https://new.example.com/' });
    expect(looked).toEqual(['https://new.example.com/']);
  });

  test('a link that leads to what was blocked later can still be titled, and leads nowhere else that is', async () => {
    await ask('POST', '', { slug: 'later', url: MOVED });
    blockedHosts.push('go.example.org');
    expect((await ask('PATCH', '/later', { title: 'Titled' })).status).toBe(200);
    expect((await ask('PATCH', '/later', { url: `${MOVED}/on` })).status).toBe(422);
    expect((await ask('DELETE', '/later')).status).toBe(200);
  });

  test('checks that cost more are asked only of what others let pass', async () => {
    const asked: string[] = [];
    const isBlocked = blockedBy(
      url => url === 'a',
      async url => {
        asked.push(url);
        return url === 'b';
      },
    );
    expect([await isBlocked(['x', 'a', 'b']), asked]).toEqual(['a', []]);
    expect([await isBlocked(['x', 'b']), asked]).toEqual(['b', ['x', 'b']]);
    expect(await isBlocked(['x'])).toBeUndefined();
    expect(await isBlocked([])).toBeUndefined();
  });
});

describe('a purge', () => {
  test('that fails is told, and the change is made', async () => {
    const log = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    purge = async () => {
      throw new ServiceFault('CloudFront', new Error('400: TooManyInvalidationsInProgress'));
    };
    await ask('POST', '', { slug: 'failing', url: ORDINARY, maxAge: 3600 });
    const edited = await ask('PATCH', '/failing', { url: MOVED, purge: true });
    expect(edited.status).toBe(200);
    expect(edited.body).toMatchObject({
      url: MOVED,
      version: 2,
      purged: false,
      effectiveWithinSeconds: 3600,
    });
    const deleted = await ask('DELETE', '/failing?purge=true');
    expect([deleted.status, deleted.body.state, deleted.body.purged]).toEqual([200, 'deleted', false]);
    expect(log).toHaveBeenCalledTimes(2);
    log.mockRestore();
  });

  test('names each path once, and none where the change is refused', async () => {
    const purged: string[][] = [];
    purge = async paths => void purged.push(paths);
    await ask('POST', '', { slug: 'paths', url: ORDINARY });
    await ask('PATCH', '/paths', { url: MOVED, purge: true });
    await ask('PATCH', '/paths', { slug: 'docs/paths', purge: true });
    await ask('PATCH', '/docs/paths', { url: 'no address', purge: true });
    await ask('PATCH', '/docs/paths', { title: 'Without', purge: false });
    await ask('PATCH', '/missing', { title: 'Without', purge: true });
    expect(purged).toEqual([['/paths'], ['/paths', '/docs/paths']]);
  });
});
