import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Limits } from '../../../core/keys/key.ts';
import { keepWithin, mayTouch } from '../../../core/links/limits.ts';
import { DEFAULTS, type LinkSettings } from '../../../core/links/link.ts';
import { type Answer, type AskOptions, apisOver } from '../../apis.ts';
import { HandClock } from '../../local/hand-clock.ts';
import { startTables, type Tables } from '../../tables.ts';

const link = (more: Partial<LinkSettings & { slug: string }> = {}) => ({
  ...DEFAULTS,
  slug: 'spring',
  url: 'https://www.example.com/',
  ...more,
});
const OTHER = 'https://other.example/';

describe('mayTouch', () => {
  test.each<[Limits, object, boolean]>([
    [{}, {}, true],
    [{ tags: ['sale'] }, {}, false],
    [{ tags: ['sale'] }, { tags: ['SALE'] }, true],
    [{ tags: ['sale', 'x'] }, { tags: ['a', 'x'] }, true],
    [{ tags: [] }, { tags: ['a'] }, false],
    [{ slugPrefix: 'spr' }, {}, true],
    [{ slugPrefix: 'Spr' }, {}, false],
    [{ slugPrefix: 'spring/' }, {}, false],
    [{ hosts: ['www.example.com'] }, {}, true],
    [{ hosts: ['www.example.com'] }, { url: 'https://www.example.com.:8443/x' }, true],
    [{ hosts: ['*.example.com'] }, {}, true],
    [{ hosts: ['example.com'] }, {}, false],
    [{ hosts: ['www.example.com'] }, { expiredUrl: OTHER }, false],
    [{ hosts: ['www.example.com'] }, { rules: [{ url: OTHER, device: ['mobile'] }] }, false],
    [{ hosts: ['www.example.com', 'other.example'] }, { rules: [{ url: OTHER }], expiredUrl: OTHER }, true],
    [{ hosts: ['xn--bcher-kva.example'] }, { url: 'https://xn--bcher-kva.example/' }, true],
    [{ hosts: ['www.example.com'] }, { url: 'mailto:info@www.example.com' }, false],
    [{ hosts: ['www.example.com'] }, { url: 'com.example.app://www.example.com/' }, false],
    [{ hosts: ['www.example.com'] }, { appLinks: { ios: { store: OTHER } } }, false],
    [{ hosts: ['www.example.com'] }, { appLinks: { android: { package: 'com.example.app' } } }, true],
    [{ tags: ['sale'], slugPrefix: 'spr' }, { tags: ['sale'], slug: 'autumn' }, false],
  ])('%j, %j: %j', (limits, more, answer) => {
    expect(mayTouch({ limits }, link(more))).toBe(answer);
  });
});

describe('keepWithin', () => {
  const LIMITS = { tags: ['sale'], slugPrefix: 'go/', hosts: ['www.example.com'] };
  test('gives the only tag', () => {
    const settings = link({ tags: ['a'] });
    expect(keepWithin(LIMITS, settings, undefined)).toEqual([]);
    expect(settings.tags).toEqual(['a', 'sale']);
  });

  test.each<[object, string | undefined, string[]]>([
    [{}, 'go/x', []],
    [{}, 'x', ['slug']],
    [{ url: OTHER, expiredUrl: OTHER }, 'go/x', ['url', 'expiredUrl']],
    [{ rules: [{ url: 'https://www.example.com/' }, { url: OTHER }] }, 'go/x', ['rules.1.url']],
    [{ url: 'no address' }, 'go/x', []], // refused for that
    [{ tags: Array.from({ length: 20 }, (_, i) => `${i}`) }, 'go/x', ['tags']],
  ])('%j, %j: %j', (more, slug, fields) => {
    expect(keepWithin(LIMITS, link(more), slug).map(({ field }) => field)).toEqual(fields);
  });

  test('of several tags none is chosen', () => {
    expect(keepWithin({ tags: ['a', 'b'] }, link(), undefined)).toEqual([
      { field: 'tags', reason: 'has none of those the key is for', expected: 'one of a, b' },
    ]);
  });
});

describe('a key with limits', () => {
  let tables: Tables;
  let admin: string;
  let limited: string;
  let apis: ReturnType<typeof apisOver>;
  beforeAll(async () => {
    tables = await startTables();
    apis = apisOver(tables, new HandClock());
    admin = await apis.keyWith();
    limited = await apis.keyWith({
      scopes: ['links:read', 'links:write'],
      limits: { tags: ['sale'], slugPrefix: 'go-', hosts: ['www.example.com'] },
    });
  });
  afterAll(() => tables.stop());

  const ask = (path: string, options: AskOptions = {}) => apis.ask(path, { key: limited, ...options });
  const post = (body: object, key = limited) => ask('/api/links', { method: 'POST', body, key });
  const patch = (slug: string, body: object, key = limited) =>
    ask(`/api/links/${slug}`, { method: 'PATCH', body, key });
  const fieldsOf = ({ status, body }: Answer) => [
    status,
    ...(body.errors ?? []).map(({ field }: { field: string }) => field),
  ];
  const WWW = 'https://www.example.com/';

  test('makes links within its limits, under slugs that begin so', async () => {
    const { status, body } = await post({ url: `${WWW}made` });
    expect([status, body.slug, body.tags]).toEqual([201, expect.stringMatching(/^go-\w{7}$/), ['sale']]);
    const again = await post({ url: `${WWW}made` });
    expect([again.status, again.body]).toEqual([200, body]);
    const others = await post({ url: `${WWW}made` }, admin);
    expect([others.status, others.body.tags]).toEqual([201, []]);
  });

  test.each<[object, unknown[]]>([
    [{ url: OTHER }, [422, 'url']],
    [{ url: WWW, expiredUrl: OTHER, expiresAt: '2030-01-01T00:00:00Z' }, [422, 'expiredUrl']],
    [{ url: WWW, rules: [{ url: OTHER, device: ['mobile'] }] }, [422, 'rules.0.url']],
    [{ url: WWW, slug: 'x' }, [422, 'slug']],
    [{ url: WWW, slug: 'go-1' }, [201]],
    [{ url: `https://WWW.EXAMPLE.COM:8443/`, slug: 'go-2', tags: ['Sale'] }, [201]],
    [{ url: 'https://www.example.com@other.example/' }, [422, 'url', 'url']],
  ])('POST %j: %j', async (body, outcome) => {
    expect(fieldsOf(await post(body))).toEqual(outcome);
  });

  test.each<[string, object]>([
    ['without its tag', { slug: 'go-none', url: WWW }],
    ['under another slug', { slug: 'none', url: WWW, tags: ['sale'] }],
    ['that leads elsewhere', { slug: 'go-other', url: OTHER, tags: ['sale'] }],
  ])('a link %s is not there, whatever is asked of it', async (_, body) => {
    const { slug } = (await post(body, admin)).body;
    const path = `/api/links/${slug}`;
    const missing = (await ask('/api/links/missing')).body.detail;
    for (const [method, sent] of [
      ['GET'],
      ['PATCH', { tags: ['sale'] }],
      ['DELETE'],
      ['POST', {}, '/undo'],
      ['POST', undefined, '/restore'],
      ['GET', undefined, '/history'],
    ] as [string, object?, string?][]) {
      const below = method === 'POST' ? (sent ? '/undo' : '/restore') : '';
      const answer = await ask(`${path}${below}`, { method, ...(sent && { body: sent }) });
      expect([answer.status, answer.body.detail]).toEqual([404, missing.replace('missing', slug)]);
    }
    expect((await ask(path, { key: admin })).body.version).toBe(1);
  });

  test('a change stays within the limits', async () => {
    await post({ slug: 'go-edit', url: WWW });
    expect((await patch('go-edit', { tags: [] })).body.tags).toEqual(['sale']);
    expect(fieldsOf(await patch('go-edit', { url: OTHER }))).toEqual([422, 'url']);
    expect(fieldsOf(await patch('go-edit', { slug: 'edit' }))).toEqual([422, 'slug']);
    expect(fieldsOf(await patch('go-edit', { slug: 'go-edited' }))).toEqual([200]);
    expect(fieldsOf(await patch('go-edit', { title: 'x' }))).toEqual([200]);
    expect((await ask('/api/links/go-edited')).body).toMatchObject({ title: 'x', tags: ['sale'], url: WWW });
  });

  test('what a link was outside of the limits is neither shown nor brought back', async () => {
    await post({ slug: 'go-past', url: OTHER }, admin);
    await patch('go-past', { url: WWW, tags: ['sale'] }, admin);
    await patch('go-past', { title: 'now' });
    const { body } = await ask('/api/links/go-past/history');
    expect(JSON.stringify(body)).not.toContain('other.example');
    expect(
      body.versions.map(({ before, after }: { before?: object; after?: object }) => [!!before, !!after]),
    ).toEqual([
      [true, true],
      [false, true],
      [false, false],
    ]);
    const undo = (version?: number, key = limited) =>
      ask('/api/links/go-past/undo', { method: 'POST', body: { version }, key });
    expect(fieldsOf(await undo(1))).toEqual([422, 'version']);
    expect(fieldsOf(await undo())).toEqual([200]);
    expect(fieldsOf(await undo())).toEqual([200]);
    expect(fieldsOf(await undo(1, admin))).toEqual([200]);
    expect((await ask('/api/links/go-past')).status).toBe(404);
  });

  test('the old slug of a link that left the limits leads it nowhere', async () => {
    await post({ slug: 'go-leaves', url: WWW });
    await patch('go-leaves', { slug: 'left' }, admin);
    expect((await ask('/api/links/go-leaves')).status).toBe(404);
    expect((await ask('/api/links/go-leaves', { key: admin })).status).toBe(200);
  });

  test('a slug that another link has is taken, and nothing is told of that link', async () => {
    await post({ slug: 'go-taken', url: OTHER }, admin);
    const { status, text, body } = await post({ slug: 'go-taken', url: WWW });
    expect([status, body.detail]).toEqual([409, expect.stringContaining('"go-taken-2" is free')]);
    expect(text).not.toContain('other.example');
  });

  test('lists have links within the limits alone, and so has the list of all changes, even for admin', async () => {
    await post({ slug: 'go-listed', url: WWW });
    await post({ slug: 'unlisted', url: `${OTHER}listed` }, admin);
    const limits = { tags: ['sale'], slugPrefix: 'go-', hosts: ['www.example.com'] };
    const key = await apis.keyWith({ scopes: ['admin'], limits });
    for (const path of [
      '/api/links?limit=100',
      '/api/links?sort=changed&limit=100',
      '/api/changes?limit=100',
    ]) {
      const { body, text } = await ask(path, { key });
      const links = body.links ?? body.changes.map(({ after }: { after: object }) => after);
      const slugs: string[] = links.map(({ slug }: { slug: string }) => slug);
      expect(slugs).toContain('go-listed');
      expect(slugs.filter(slug => !slug.startsWith('go-'))).toEqual([]);
      expect(text).not.toContain('other.example');
      expect((await ask(path, { key: admin })).text).toContain('other.example');
    }
  });
});
