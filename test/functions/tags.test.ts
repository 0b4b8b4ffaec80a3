import { DeleteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { toCursor } from '../../core/api/cursor.ts';
import { systemClock } from '../../core/clock.ts';
import { systemRandom } from '../../core/ids.ts';
import type { Limits } from '../../core/keys/key.ts';
import { createKeyStore } from '../../core/keys/keys.ts';
import { asking, startLinksFunction } from './links-api.ts';

let links: Awaited<ReturnType<typeof startLinksFunction>>;
beforeAll(async () => {
  links = await startLinksFunction();
});
afterAll(() => links.stop());
afterEach(async () => {
  for (const [table, keys] of [
    ['links', ['slug']],
    ['hints', ['list', 'place']],
    ['counters', ['id']],
  ] as const) {
    const { client, name: TableName } = links.tables[table];
    const { Items = [] } = await client.send(new ScanCommand({ TableName }));
    const keyOf = (item: object) =>
      Object.fromEntries(Object.entries(item).filter(([name]) => keys.includes(name as never)));
    await Promise.all(Items.map(item => client.send(new DeleteCommand({ TableName, Key: keyOf(item) }))));
  }
});

const make = async (slug: string, tags: string[], more: object = {}) => {
  const given = { url: `https://www.example.com/${slug}`, slug, tags, ...more };
  const { status, body } = await links.send('POST', '/api/links', given);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body;
};
const tagsOf = async (slug: string) => (await links.ask(`/api/links/${slug}`)).body.tags;
const list = (query = '') => links.ask('/api/tags', { query });
const told = async (query = '') =>
  (await list(query)).body.tags.map(({ tag, links: n }: { tag: string; links: number }) => [tag, n]);
const rename = (tag: string, to: unknown, query = '') =>
  links.ask(`/api/tags/${tag}`, {
    method: 'PATCH',
    query,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tag: to }),
  });
const remove = (tag: string, query = '') => links.ask(`/api/tags/${tag}`, { method: 'DELETE', query });

/** What asks by another key. */
async function keyOf(
  limits: Limits,
  scopes: ('links:read' | 'links:write')[] = ['links:read', 'links:write'],
) {
  const keys = createKeyStore(links.tables.keys, systemClock, systemRandom);
  const { secret, key } = await keys.create({ name: 'limited', limits, scopes });
  return { ask: asking(links.handler, `Bearer ${secret}`), id: key.id };
}

describe('GET /api/tags', () => {
  test('all tags in the order of their names, with the number of links that have each', async () => {
    await make('one', ['Sale', 'poster']);
    await make('two', ['sale', 'Größe']);
    await make('three', ['SALE', '日本', 'a/b']);
    const { status, headers, body } = await list();
    expect([status, body]).toEqual([
      200,
      {
        tags: [
          { tag: 'a/b', links: 1 },
          { tag: 'Größe', links: 1 },
          { tag: 'poster', links: 1 },
          { tag: 'SALE', links: 3 },
          { tag: '日本', links: 1 },
        ],
      },
    ]);
    expect(headers['cache-control']).toBe('no-store');
    expect((await links.ask('/api/tags', { method: 'HEAD' })).status).toBe(200);
  });

  test('those of links that are there: one that is deleted, or lost its tag, has none, and has it again when it is restored', async () => {
    await make('one', ['sale', 'poster']);
    await make('two', ['sale']);
    await links.send('PATCH', '/api/links/two', { tags: [] });
    expect(await told()).toEqual([['poster', 1], ['sale', 1]]); // biome-ignore format: a row
    await links.ask('/api/links/one', { method: 'DELETE' });
    expect(await told()).toEqual([]);
    await links.ask('/api/links/one/restore', { method: 'POST' });
    expect(await told()).toEqual([['poster', 1], ['sale', 1]]); // biome-ignore format: a row
    await links.send('POST', '/api/links/two/undo', {});
    expect(await told('prefix=sale')).toEqual([['sale', 2]]);
  });

  test.each([
    ['prefix=S', ['sale', 'Spring', 'SUMMER']],
    ['prefix=su', ['SUMMER']],
    ['prefix=GRÖ', ['Größe']],
    ['prefix=GRO%CC%88', ['Größe']],
    ['prefix=none', []],
    ['limit=2', ['Größe', 'sale']],
  ])('%s', async (query, expected) => {
    await make('one', ['sale', 'Spring', 'SUMMER', 'Größe']);
    expect((await told(query)).map(([tag]: [string]) => tag)).toEqual(expected);
  });

  test('page by page: each tag once, and none that is no link’s', async () => {
    const all = Array.from({ length: 25 }, (_, n) => `t${String(n).padStart(2, '0')}`);
    await make('one', all.slice(0, 15));
    await make('two', all.slice(15));
    await links.send('PATCH', '/api/links/one', { tags: all.slice(0, 2) });
    const found: string[] = [];
    let query = 'limit=5';
    for (let pages = 0; pages < 10; pages++) {
      const { body } = await list(query);
      found.push(...body.tags.map(({ tag }: { tag: string }) => tag));
      if (body.next === undefined) break;
      query = `limit=5&cursor=${body.next}`;
    }
    expect(found).toEqual([...all.slice(0, 2), ...all.slice(15)]);
  });

  test.each<[string, string[]]>([
    ['prefix=', ['prefix']],
    ['limit=101', ['limit']],
    ['limit=0', ['limit']],
    ['q=sale', ['q']],
    ['cursor=x', ['cursor']],
    [`cursor=${toCursor(['a', 'b'])}`, ['cursor']],
    ['domain=nobody.example', ['domain']],
  ])('%s: refused by name', async (query, fields) => {
    const { status, body } = await list(query);
    expect([status, body.errors.map(({ field }: { field: string }) => field)]).toEqual([422, fields]);
  });

  test('what is no parameter is told with those there are', async () => {
    const told = {
      field: 'q',
      reason: 'is not a field of this list of tags',
      expected: 'one of prefix, domain, limit, cursor',
    };
    expect((await list('q=sale')).body.errors).toEqual([told]);
    const other = {
      field: 'q',
      reason: 'is not a field of a request about a tag',
      expected: 'one of domain, cursor',
    };
    expect((await remove('sale', 'q=x')).body.errors).toEqual([other]);
    expect((await rename('sale', 'x', 'cursor=bad')).body.errors).toMatchObject([{ field: 'cursor' }]);
  });

  test.each<[string, Limits, [string, number][]]>([
    ['of a tag', { tags: ['sale'] }, [['poster', 1], ['sale', 2]]], // biome-ignore format: a row
    ['of two tags', { tags: ['SALE', 'print'] }, [['poster', 1], ['print', 1], ['sale', 2]]], // biome-ignore format: a row
    ['of slugs', { slugPrefix: 'o' }, [['poster', 1], ['sale', 1]]], // biome-ignore format: a row
    ['of hosts', { hosts: ['other.example'] }, [['print', 1]]],
    ['of what nobody has', { tags: ['nobody'] }, []],
  ])('to a key %s those of its links alone, and their number', async (_, limits, expected) => {
    await make('one', ['sale', 'poster']);
    await make('two', ['sale']);
    await make('three', ['print'], { url: 'https://other.example/' });
    const { ask } = await keyOf(limits);
    const { status, body } = await ask('/api/tags');
    expect([status, body.tags]).toEqual([200, expected.map(([tag, n]) => ({ tag, links: n }))]);
  });
});

describe('PATCH /api/tags/{tag}', () => {
  test('renames it on all links, each with a version by the key that asked', async () => {
    await make('one', ['poster', 'Sale', 'print']);
    await make('two', ['sale']);
    await make('three', ['sales']);
    const { ask, id } = await keyOf({});
    const { status, body } = await ask('/api/tags/SALE', {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: '{"tag":" Promo "}',
    });
    expect([status, body]).toEqual([200, { tag: 'Promo', changed: 2, merged: false }]);
    expect([await tagsOf('one'), await tagsOf('two'), await tagsOf('three')]).toEqual([
      ['poster', 'Promo', 'print'],
      ['Promo'],
      ['sales'],
    ]);
    const [version] = (await links.ask('/api/links/one/history')).body.versions;
    expect(version).toMatchObject({ version: 2, action: 'edit', by: id });
    expect(version.before.tags).toEqual(['poster', 'Sale', 'print']);
    expect(await told()).toEqual([['poster', 1], ['print', 1], ['Promo', 2], ['sales', 1]]); // biome-ignore format: a row
    const found = await links.ask('/api/links', { query: 'tag=promo' });
    expect(found.body.links).toHaveLength(2);
    expect((await rename('sale', 'x')).status).toBe(404);
  });

  test('makes one of two, and says so', async () => {
    await make('one', ['promo', 'sale']);
    await make('two', ['Sale', 'x', 'Promo']);
    await make('three', ['sale']);
    expect((await rename('sale', 'PROMO')).body).toEqual({ tag: 'PROMO', changed: 3, merged: true });
    expect([await tagsOf('one'), await tagsOf('two'), await tagsOf('three')]).toEqual([
      ['promo'],
      ['x', 'Promo'],
      ['PROMO'],
    ]);
  });

  test('spells it otherwise, where the case alone is another', async () => {
    await make('one', ['sale']);
    await make('two', ['Sale']);
    expect((await rename('SALE', 'Sale')).body).toEqual({ tag: 'Sale', changed: 1, merged: false });
    expect(await tagsOf('one')).toEqual(['Sale']);
    expect((await rename('sale', 'Sale')).body).toEqual({ tag: 'Sale', changed: 0, merged: false });
  });

  test.each(['a/b', '50% off', '#1', 'ü', 'x y', 'a+b', '?', 'a&b', '日本'])(
    'has "%s" renamed',
    async tag => {
      await make('one', [tag, 'other']);
      // As the gateway hands it on.
      expect((await rename(tag, 'new')).body).toEqual({ tag: 'new', changed: 1, merged: false });
      expect(await tagsOf('one')).toEqual(['new', 'other']);
    },
  );

  test.each<[unknown, string]>([
    ['', 'has not 1 to 50 characters'],
    ['x'.repeat(51), 'has not 1 to 50 characters'],
    [7, 'is not text'],
    [undefined, 'is missing'],
    ['a\u0000', 'holds a control character'],
  ])('to %j: refused', async (to, reason) => {
    await make('one', ['sale']);
    const { status, body } = await rename('sale', to);
    expect([status, body.errors]).toEqual([422, [{ field: 'tag', reason, expected: '1 to 50 characters' }]]);
  });

  test('page by page where there are many, and calls are taken for each 25', async () => {
    for (let batch = 0; batch < 5; batch++) {
      const some = Array.from({ length: 50 }, (_, n) => ({
        url: `https://example.com/${batch}/${n}`,
        tags: ['many', `n${n % 10}`],
      }));
      await links.send('POST', '/api/links/batch', { links: some });
    }
    expect(await told('prefix=m')).toEqual([['many', 250]]);
    const first = await rename('many', 'all');
    expect(first.body).toEqual({ tag: 'all', changed: 200, merged: false, next: expect.any(String) });
    const taken = await links.writesTaken();
    const second = await rename('many', 'all', `cursor=${first.body.next}`);
    expect(second.body).toEqual({ tag: 'all', changed: 50, merged: false });
    expect((await links.writesTaken()) - taken).toBe(2);
    expect(await told('prefix=all')).toEqual([['all', 250]]);
    expect(await told('prefix=many')).toEqual([]);
  });
});

describe('DELETE /api/tags/{tag}', () => {
  test('takes it off all links', async () => {
    await make('one', ['Sale', 'poster']);
    await make('two', ['sale']);
    expect(await remove('sale')).toMatchObject({ status: 200, body: { changed: 2 } });
    expect([await tagsOf('one'), await tagsOf('two')]).toEqual([['poster'], []]);
    expect(await remove('sale')).toMatchObject({
      status: 404,
      body: { detail: 'No link has the tag "sale".' },
    });
    const { versions } = (await links.ask('/api/links/two/history')).body;
    expect(versions[0]).toMatchObject({ action: 'edit', before: { tags: ['sale'] }, after: { tags: [] } });
  });

  test('leaves deleted links as they are: restored they have what they had', async () => {
    await make('one', ['sale']);
    await make('two', ['sale']);
    await links.ask('/api/links/one', { method: 'DELETE' });
    expect((await remove('sale')).body).toEqual({ changed: 1 });
    await links.ask('/api/links/one/restore', { method: 'POST' });
    expect(await tagsOf('one')).toEqual(['sale']);
  });

  test('writes down first what has come', async () => {
    await make('one', ['sale']);
    const at = new Date(Math.ceil(Date.now() / 1000 + 1) * 1000).toISOString();
    await links.send('POST', '/api/links/one/changes', { at, patch: { tags: ['sale', 'later'] } });
    await systemClock.sleep(Date.parse(at) - Date.now() + 10);
    expect((await remove('sale')).body).toEqual({ changed: 1 });
    expect(await tagsOf('one')).toEqual(['later']);
  });
});

describe('a key', () => {
  beforeEach(async () => {
    await make('one', ['sale', 'poster']);
    await make('two', ['poster']);
    await make('three', ['print', 'poster']);
  });

  test('changes its own links alone', async () => {
    const { ask } = await keyOf({ tags: ['sale'] });
    expect((await ask('/api/tags/poster', { method: 'DELETE' })).body).toEqual({ changed: 1 });
    expect([await tagsOf('one'), await tagsOf('two')]).toEqual([['sale'], ['poster']]);
    expect((await ask('/api/tags/print', { method: 'DELETE' })).status).toBe(404);
  });

  test.each([
    ['DELETE', undefined, 403],
    ['PATCH', 'other', 403],
    ['PATCH', 'PRINT', 200],
    ['PATCH', 'Sale', 200],
  ])('of the tags sale and print: %s sale to %s: %d', async (method, to, status) => {
    const { ask } = await keyOf({ tags: ['sale', 'print'] });
    const body = to === undefined ? {} : { body: JSON.stringify({ tag: to }) };
    const headers = to === undefined ? {} : { 'content-type': 'application/json' };
    expect((await ask('/api/tags/sale', { method, headers, ...body })).status).toBe(status);
  });

  test('that may only read renames none', async () => {
    const { ask } = await keyOf({}, ['links:read']);
    expect((await ask('/api/tags')).status).toBe(200);
    expect((await ask('/api/tags/sale', { method: 'DELETE' })).status).toBe(403);
    const { ask: write } = await keyOf({}, ['links:write']);
    expect((await write('/api/tags')).status).toBe(403);
  });

  test.each([
    ['GET', '/api/tags/sale', 'PATCH, DELETE'],
    ['POST', '/api/tags', 'GET, HEAD'],
    ['PUT', '/api/tags/a/b', 'PATCH, DELETE'],
  ])('%s %s: not possible', async (method, path, allow) => {
    expect(await links.ask(path, { method })).toMatchObject({ status: 405, headers: { allow } });
  });
});
