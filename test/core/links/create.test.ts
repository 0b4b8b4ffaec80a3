import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../core/clock.ts';
import { createLink, type LinkRequest } from '../../../core/links/create.ts';
import { generatedSlugs } from '../../../core/links/slug.ts';
import { createLinkStore, type LinkStore } from '../../../core/links/store.ts';
import { Problem } from '../../../core/problem.ts';
import { startTables } from '../../tables.ts';

let tables: Awaited<ReturnType<typeof startTables>>;
let store: LinkStore;

beforeAll(async () => {
  tables = await startTables();
  store = createLinkStore(tables.links);
});
afterAll(() => tables.stop());
beforeEach(() => {
  tables.calls.length = 0;
});

const SECRET = 'test-slug-secret';
const create = (request: Partial<LinkRequest>) =>
  createLink(
    { url: 'https://example.org/', createdBy: 'key-1', host: 'go.example.com', ...request },
    { store, clock: systemClock, slugSecret: SECRET },
  );

/** Takes the first `count` slugs of a url for another link. */
async function occupy(url: string, count: number): Promise<string[]> {
  const slugs = [...generatedSlugs(SECRET, { url, forwardQuery: false })];
  const other = { url: 'https://other.example/', forwardQuery: false, createdAt: '', createdBy: '' };
  for (const slug of slugs.slice(0, count)) await store.create({ slug, ...other });
  tables.calls.splice(0);
  return slugs;
}

describe('createLink', () => {
  test('a new url: one write', async () => {
    const { created } = await create({ url: 'https://example.org/one-write' });
    expect(created).toBe(true);
    expect(tables.calls).toEqual(['PutItem']);
  });

  test('the same url again: one write that fails, one read, the same link', async () => {
    const first = await create({ url: 'https://example.org/again' });
    tables.calls.splice(0);
    const second = await create({ url: 'https://EXAMPLE.org:443/again', createdBy: 'key-2' });
    expect(second).toEqual({ link: first.link, created: false });
    expect(tables.calls).toEqual(['PutItem', 'GetItem']);
  });

  test('what is created is what is read', async () => {
    const { link } = await create({ url: 'https://example.org/read', slug: 'read', forwardQuery: true });
    expect(await store.get('read')).toEqual(link);
    expect(link).toMatchObject({
      slug: 'read',
      url: 'https://example.org/read',
      forwardQuery: true,
      createdBy: 'key-1',
    });
  });

  test('the first slug is held by another link: the second one', async () => {
    const url = 'https://example.org/clash';
    const slugs = await occupy(url, 1);
    const { link, created } = await create({ url });
    expect([link.slug, created]).toEqual([slugs[1], true]);
    expect(await create({ url })).toEqual({ link, created: false });
  });

  test('every slug is held by another link: an error, after 16 tries', async () => {
    const url = 'https://example.org/full';
    await occupy(url, 16);
    await expect(create({ url })).rejects.toThrow(
      'Every generated slug of https://example.org/full is taken',
    );
    expect(tables.calls.filter(call => call === 'PutItem')).toHaveLength(16);
  });

  test('a url with and without its query forwarded: two links', async () => {
    const url = 'https://example.org/both';
    const [plain, forwarding] = [await create({ url }), await create({ url, forwardQuery: true })];
    expect(plain.link.slug).not.toBe(forwarding.link.slug);
  });

  test('slugs that differ in letter case: two links', async () => {
    expect((await create({ url: 'https://example.org/1', slug: 'Case' })).created).toBe(true);
    expect((await create({ url: 'https://example.org/2', slug: 'case' })).created).toBe(true);
  });

  test('a slug taken with other settings: 409', async () => {
    await create({ slug: 'settings' });
    const taken = create({ slug: 'settings', forwardQuery: true });
    await expect(taken).rejects.toMatchObject({ status: 409 });
  });

  test('a wrong url and a wrong slug: one 422 that names both, and no write', async () => {
    const problem: unknown = await create({ url: 'nowhere', slug: 'api' }).catch(error => error);
    expect(problem).toBeInstanceOf(Problem);
    const { errors } = JSON.parse((problem as Problem).body());
    expect(errors.map((error: { field: string }) => error.field)).toEqual(['url', 'slug']);
    expect(tables.calls).toEqual([]);
  });
});
