import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { toCursor } from '../../core/api/cursor.ts';
import { CountingTable } from '../../core/clicks/table/counting-table.ts';
import { createLinkStore } from '../../core/links/store.ts';
import { clickItems } from '../core/clicks/items.ts';
import { type asking, startLinksFunction } from './links-api.ts';

let links: Awaited<ReturnType<typeof startLinksFunction>>;
beforeAll(async () => {
  links = await startLinksFunction();
  for (const slug of ['one', 'two', 'three'])
    await links.send('POST', '/api/links', {
      url: `https://www.example.com/${slug}`,
      slug,
      title: 'Größe',
      tags: ['Sale', slug],
    });
});
afterAll(() => links.stop());
beforeEach(() => {
  links.tables.calls.length = 0;
});

const ask: ReturnType<typeof asking> = (path, more) => links.ask(path, more);
const list = (query: string) => ask('/api/links', { query });
const slugsOf = (body: { links: { slug: string }[] }) => body.links.map(({ slug }) => slug);

describe('GET /api/links', () => {
  test.each([
    ['', ['three', 'two', 'one']],
    ['order=asc', ['one', 'two', 'three']],
    ['tag=sale&tag=%20ONE%20', ['one']],
    ['q=grosse%20th', ['three']],
    ['q=https://www.example.com/two', ['two']],
    ['host=WWW.example.COM&state=active', ['three', 'two', 'one']],
    ['host=other.example', []],
    ['createdBy=nobody', []],
    ['sort=changed&order=asc&tag=sale', ['one', 'two', 'three']],
    ['state=deleted', []],
  ])('%s', async (query, slugs) => {
    const { status, headers, body } = await list(query);
    expect([status, slugsOf(body)]).toEqual([200, slugs]);
    expect([body.next, headers.link]).toEqual([undefined, undefined]);
    expect(headers['cache-control']).toBe('no-store');
  });

  test('each link as it is answered alone', async () => {
    const { body } = await list('q=two');
    expect(body.links).toEqual([(await ask('/api/links/two')).body]);
  });

  test('page by page, by the cursor and by the Link header alike', async () => {
    const query = 'limit=2&tag=sale&tag=sale';
    const { headers, body } = await list(query);
    expect(slugsOf(body)).toEqual(['three', 'two']);
    const next =
      /^<(https:\/\/go\.example\.com\/api\/links\?.*)>; rel="next"$/.exec(`${headers.link}`)?.[1] ?? '';
    const url = new URL(next);
    expect(url.search).toBe(`?${query}&cursor=${body.next}`);
    const second = await list(url.search.slice(1));
    expect(slugsOf(second.body)).toEqual(['one']);
    expect([second.body.next, second.headers.link]).toEqual([undefined, undefined]);
  });

  test('by HEAD: the same without a body', async () => {
    const { status, headers, body } = await ask('/api/links', { method: 'HEAD', query: 'limit=1' });
    expect([status, body]).toEqual([200, '']);
    expect(headers.link).toContain('rel="next"');
  });

  test('a link is listed right after it was made, and not once it was deleted', async () => {
    await links.send('POST', '/api/links', { url: 'https://late.example/', slug: 'late' });
    expect(slugsOf((await list('q=late')).body)).toEqual(['late']);
    await ask('/api/links/late', { method: 'DELETE' });
    expect(slugsOf((await list('q=late')).body)).toEqual([]);
    expect(slugsOf((await list('q=late&state=deleted')).body)).toEqual(['late']);
  });

  describe('by clicks', () => {
    beforeAll(async () => {
      const store = createLinkStore(links.tables.links);
      const all = await store.getAll(['one', 'two'], { consistent: true });
      const table = new CountingTable(links.tables.clicks);
      for (const [slug, clicks] of [
        ['one', 3],
        ['two', 7],
      ] as const) {
        const entry = all.get(slug);
        const id = entry && 'link' in entry ? entry.link.id : '';
        const items = clickItems(`link#${id}`, { '2026-11-30T05': clicks }, slug);
        await table.add(items, { file: slug, pass: 0, claim: 1 });
      }
    });

    test.each([
      ['sort=clicks', [['two', 7], ['one', 3], ['three', 0]]], // biome-ignore format: a row each
      ['sort=clicks&order=asc', [['three', 0], ['one', 3], ['two', 7]]], // biome-ignore format: a row each
      ['sort=clicks&tag=sale', [['two', 7], ['one', 3], ['three', 0]]], // biome-ignore format: a row each
      ['sort=clicks&q=one', [['one', 3]]],
      ['sort=clicks&state=deleted&tag=sale', []],
    ])('%s', async (query, expected) => {
      const { status, body } = await list(query);
      const told = body.links.map(({ slug, clicks }: { slug: string; clicks: number }) => [slug, clicks]);
      expect([status, told]).toEqual([200, expected]);
    });

    test.each(['order=desc', 'order=asc', 'order=desc&tag=sale'])('page by page: %s', async query => {
      const whole = slugsOf((await list(`sort=clicks&${query}`)).body);
      const found: string[] = [];
      let cursor = '';
      do {
        const { body } = await list(`sort=clicks&limit=1&${query}${cursor}`);
        found.push(...slugsOf(body));
        cursor = body.next ? `&cursor=${body.next}` : '';
      } while (cursor !== '');
      expect(found).toEqual(whole);
    });

    test('elsewhere no clicks are told, nor to a key that may not read them', async () => {
      expect((await list('')).body.links[0].clicks).toBeUndefined();
      const made = await links.send('POST', '/api/keys', { name: 'lists', scopes: ['links:read'] });
      const headers = { authorization: `Bearer ${made.body.secret}` };
      const { status, body } = await ask('/api/links', { query: 'sort=clicks', headers });
      expect([status, body.detail]).toEqual([403, 'This takes a key with the scope stats:read.']);
      expect((await ask('/api/links', { query: 'sort=changed', headers })).status).toBe(200);
    });
  });

  const other = toCursor(['changed', 'desc', 'x']);
  test.each([
    ['limit=0', 'limit', 'is too small', 'a whole number, 1 to 100'],
    ['limit=101', 'limit', 'is too large', 'a whole number, 1 to 100'],
    ['limit=', 'limit', 'is no such number', 'a whole number, 1 to 100'],
    ['limit=ten', 'limit', 'is no such number', 'a whole number, 1 to 100'],
    ['limit=1&limit=2', 'limit', 'is not one text', 'a whole number, 1 to 100'],
    ['sort=fame', 'sort', 'is none of them', 'one of created, changed, clicks'],
    ['order=up', 'order', 'is none of them', 'one of asc, desc'],
    ['state=gone', 'state', 'is none of them', 'one of active, scheduled, expired, deleted'],
    ['q=', 'q', 'is empty', 'the beginnings of words, at most 200 characters'],
    ['q=..%20!', 'q', 'holds no word', 'the beginnings of words, at most 200 characters'],
    ['q=a&q=b', 'q', 'is not one text', 'the beginnings of words, at most 200 characters'],
    ['tag=', 'tag.0', 'is empty', 'a tag, at most 10 times'],
    ['host=https://example.com', 'host', 'is no host name', 'the name of a host, e.g. www.example.com'],
    [
      'domain=nowhere.example',
      'domain',
      'is no short domain of this deployment',
      'nothing, as there is but one',
    ],
    ['cursor=x', 'cursor', 'is not of this request', 'the cursor of its last answer'],
    [`cursor=${other}`, 'cursor', 'is not of this request', 'the cursor of its last answer'],
    [
      'page=2',
      'page',
      'is not a field of this list',
      'one of q, tag, createdBy, state, host, domain, sort, order, limit, cursor',
    ],
  ])('%s: 422', async (query, field, reason, expected) => {
    const { status, body } = await list(query);
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ field, reason, expected }]);
  });

  test.each([
    ['nowhere', 200],
    ['\u{10ffff}', 422],
    ['x'.repeat(2000), 422],
    ['', 422],
  ])('with a cursor of somebody’s own making, %j: no fault of ours', async (place, status) => {
    expect((await list(`cursor=${toCursor(['created', 'desc', place])}`)).status).toBe(status);
  });

  test.each([
    ['ranked', 200],
    ['ranked#3#nowhere', 200],
    ['rest', 200],
    ['rest#nowhere', 200],
    ['ranked#x#nowhere', 422],
    ['ranked#1e999#nowhere', 422],
    ['ranked#-1#nowhere', 422],
    ['ranked#3', 422],
    ['nowhere', 422],
  ])('by clicks with a cursor of somebody’s own making, %j', async (place, status) => {
    for (const filter of ['', '&tag=sale'])
      expect((await list(`sort=clicks${filter}&cursor=${toCursor(['clicks', 'desc', place])}`)).status).toBe(
        status,
      );
  });

  test('for as many words as go into a search', async () => {
    const letters = Array.from({ length: 200 }, (_, n) => String.fromCodePoint(0x4e00 + n)).join('');
    const everything = `${'tag=sale&'.repeat(10)}host=a.example&createdBy=x&state=expired&`;
    for (const query of [`q=${letters}`, `${everything}q=${letters}`]) {
      const { status, body } = await list(query);
      expect([status, body.links]).toEqual([200, []]);
    }
  });

  test('what there is to ask is in the document', async () => {
    const { body } = await ask('/api/openapi.json');
    const { parameters } = body.paths['/api/links'].get;
    expect(parameters.map(({ name }: { name: string }) => name)).toEqual([
      'q',
      'tag',
      'createdBy',
      'state',
      'host',
      'domain',
      'sort',
      'order',
      'limit',
      'cursor',
    ]);
  });
});
