import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createLink } from '../../../core/links/create.ts';
import { DEFAULTS } from '../../../core/links/link.ts';
import { generatedSlugs, identityOf } from '../../../core/links/slug.ts';
import { createLinkStore, type LinkStore } from '../../../core/links/store.ts';
import { Problem } from '../../../core/problem.ts';
import { close } from '../../../local/http.ts';
import { startTables } from '../../tables.ts';
import { askerOf, given, makerOf, SLUG_SECRET } from './makers.ts';

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

const create = (body: object = {}, by = 'key-1', more: { store?: LinkStore } = {}) => {
  const maker = makerOf(tables, more);
  return createLink(given({ url: 'https://example.org/', ...body }), askerOf(maker, by), maker);
};

const stored = async (key: string) => {
  const entry = await store.get(key);
  return entry && 'link' in entry ? entry.link : undefined;
};

/** Takes the first `count` slugs of a url for another link. */
async function occupy(url: string, count: number): Promise<string[]> {
  const slugs = [...generatedSlugs(SLUG_SECRET, identityOf({ ...DEFAULTS, url }, undefined))];
  const { link } = await create({ url: 'https://other.example/', slug: `other-${count}` });
  for (const slug of slugs.slice(0, count))
    await store.put({ link: { ...link, key: slug, slug, change: `of ${slug}` } }, undefined);
  tables.calls.splice(0);
  return slugs;
}

describe('createLink when the table’s answer to the write is lost', () => {
  /** A table that does the first write it is asked for, and hangs up instead of saying so. */
  async function withLostAnswer(use: (store: LinkStore, asked: string[]) => Promise<void>) {
    const asked: string[] = [];
    const proxy = createServer((incoming, outgoing) => {
      const operation = `${incoming.headers['x-amz-target']}`.replace(/^.*\./, '');
      asked.push(operation);
      const isLost = operation === 'PutItem' && asked.filter(each => each === 'PutItem').length === 1;
      const onward = request(`${process.env.AWS_ENDPOINT_URL}`, {
        method: 'POST',
        headers: incoming.headers,
      });
      onward.on('response', answer => {
        if (isLost) return answer.on('end', () => outgoing.destroy()).resume();
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        return answer.pipe(outgoing);
      });
      incoming.pipe(onward);
    });
    await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    const client = DynamoDBDocumentClient.from(
      new DynamoDBClient({ endpoint: `http://127.0.0.1:${port}`, maxAttempts: 2 }),
      {
        marshallOptions: { removeUndefinedValues: true },
      },
    );
    try {
      await use(createLinkStore({ client, name: tables.links.name }), asked);
    } finally {
      client.destroy();
      await close(proxy);
    }
  }
  const ask = (store: LinkStore, url: string, slug?: string) => create({ url, slug }, 'key-1', { store });

  test.each([undefined, 'lost'])(
    'slug %s: the SDK’s second try finds what the first one wrote, and it is created',
    async slug => {
      await withLostAnswer(async (store, asked) => {
        const { link, created } = await ask(store, `https://example.org/lost/${slug}`, slug);
        expect(asked).toEqual(['GetItem', 'PutItem', 'PutItem', 'GetItem']);
        expect(created).toBe(true);
        expect(await stored(link.slug)).toEqual(link);
      });
    },
  );

  test('by somebody else’s equal link: found, not created', async () => {
    const earlier = await create({ url: 'https://example.org/lost/other' });
    await withLostAnswer(async store => {
      expect(await ask(store, 'https://example.org/lost/other')).toEqual({
        link: earlier.link,
        created: false,
      });
    });
  });

  test('a setting that nobody gave is none of the link', async () => {
    const { link } = await create({ url: 'https://example.org/lost/shown' });
    expect(await stored(link.slug)).toEqual(link);
  });
});

describe('createLink', () => {
  test('a new url: one read, the hints in batches of 25, one write, and the change is sure', async () => {
    const { created } = await create({ url: 'https://example.org/one-write' });
    expect(created).toBe(true);
    expect(tables.calls).toEqual(['GetItem', 'BatchWriteItem', 'PutItem', 'BatchWriteItem']);
  });

  test('the same url again: one read, no write, the same link', async () => {
    const first = await create({ url: 'https://example.org/again' });
    tables.calls.splice(0);
    const second = await create({ url: 'https://EXAMPLE.org:443/again' }, 'key-2');
    expect(second).toEqual({ link: first.link, created: false });
    expect(tables.calls).toEqual(['GetItem']);
  });

  test('what is created is what is read', async () => {
    const { link } = await create({ url: 'https://example.org/read', slug: 'read', forwardQuery: true });
    expect(await stored('read')).toEqual(link);
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

  test('every slug is held by another link: one by chance, after 16 tries', async () => {
    const url = 'https://example.org/full';
    const slugs = await occupy(url, 16);
    const { link, created } = await create({ url });
    expect([created, slugs.includes(link.slug)]).toEqual([true, false]);
    expect(tables.calls.filter(call => call === 'GetItem')).toHaveLength(17);
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
