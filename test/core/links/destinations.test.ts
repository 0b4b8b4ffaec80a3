import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { blockedBy } from '../../../core/links/blocked.ts';
import { type Deployed, startApi, USUAL } from './deployed.ts';

let api: Awaited<ReturnType<typeof startApi>>;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

let deployed: Deployed;
let blockedHosts: string[];
let looked: string[];
beforeEach(() => {
  blockedHosts = [];
  looked = [];
  const isBlocked = (url: string) => {
    looked.push(url);
    return blockedHosts.includes(new URL(url).hostname);
  };
  deployed = { ...USUAL, domains: [...USUAL.domains], isBlocked };
});

const ask = (method: string, path: string, body?: unknown) => api.ask(deployed, method, path, body);

const ORDINARY = 'https://www.example.com/';
const MOVED = 'https://go.example.org/moved';

/** A link that led elsewhere before, made while that was right. */
async function edited(slug: string, earlier: object): Promise<void> {
  await ask('POST', '', { slug, url: ORDINARY, ...earlier });
  await ask('PATCH', `/${slug}`, { url: ORDINARY, expiredUrl: null, rules: null, appLinks: null });
}

describe('a version that leads where no link may lead by now does not come back', () => {
  const places: [field: string, settings: object][] = [
    ['url', { url: MOVED }],
    ['expiredUrl', { expiredUrl: MOVED }],
    ['rules.0.url', { rules: [{ url: MOVED, device: ['mobile'] }] }],
    ['appLinks.ios.url', { appLinks: { ios: { url: MOVED, store: ORDINARY } } }],
    ['appLinks.android.store', { appLinks: { android: { package: 'com.example.app', store: MOVED } } }],
  ];
  const became: [how: string, reason: string, set: () => unknown][] = [
    [
      'one of the short domains',
      'leads to the short domain itself',
      () => deployed.domains.push({ name: 'go.example.org' }),
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
    deployed.domains.push({ name: 'go.example.org' });
    for (const version of [1, 3]) expect((await ask('POST', '/twice/undo', { version })).status).toBe(422);
    expect((await ask('POST', '/twice/undo', { version: 2 })).status).toBe(200);
  });
});

describe('a scheme', () => {
  const MAIL = 'mailto:info@example.com';
  const appLinks = { ios: { url: 'com.example.app://a', store: ORDINARY } };

  test('that is allowed may be wherever a link leads, but for a store and a picture', async () => {
    deployed.urlSchemes = ['mailto', 'com.example.app'];
    const settings = { expiredUrl: MAIL, rules: [{ url: MAIL, device: ['mobile'] }], appLinks };
    const made = await ask('POST', '', { slug: 'mail', url: MAIL, ...settings });
    expect([made.status, made.body]).toMatchObject([201, { url: MAIL, ...settings }]);
    const { status, body } = await ask('POST', '', {
      url: MAIL,
      appLinks: { ios: { store: MAIL } },
      unfurl: { image: MAIL },
    });
    const fields = body.errors.map(({ field }: { field: string }) => field);
    expect([status, fields.sort()]).toEqual([422, ['appLinks.ios.store', 'unfurl.image']]);
  });

  test('that is allowed no more: the link stays, and does not come back', async () => {
    deployed.urlSchemes = ['mailto'];
    await ask('POST', '', { slug: 'mailed', url: MAIL });
    await edited('mailed-before', { url: MAIL });
    deployed.urlSchemes = [];
    expect((await ask('GET', '/mailed')).body).toMatchObject({ url: MAIL, state: 'active' });
    await ask('DELETE', '/mailed');
    expect((await ask('POST', '/mailed/restore')).status).toBe(422);
    expect((await ask('POST', '/mailed-before/undo', {})).status).toBe(422);
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
