import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../core/clock.ts';
import { systemRandom } from '../../core/ids.ts';
import { createKeyStore, type NewKey } from '../../core/keys/keys.ts';
import { asking, startLinksFunction } from './links-api.ts';

let links: Awaited<ReturnType<typeof startLinksFunction>>;
beforeAll(async () => {
  links = await startLinksFunction();
});
afterAll(() => links.stop());
beforeEach(() => {
  links.tables.calls.length = 0;
});

const batch = (body: unknown) => links.send('POST', '/api/links/batch', body);
const make = (body: unknown) => links.send('POST', '/api/links', body);
/** The status of each row, and its slug. */
const outcome = ({ body }: Awaited<ReturnType<typeof batch>>) =>
  body.results.map(({ status, link }: { status: number; link?: { slug: string } }) => [status, link?.slug]);

/** A key of its own, and what asks by it. */
async function askerWith(key: Partial<NewKey>) {
  const keys = createKeyStore(links.tables.keys, systemClock, systemRandom);
  const { secret } = await keys.create({ name: 'another', ...key });
  const ask = asking(links.handler, `Bearer ${secret}`);
  return (method: string, path: string, body: unknown) =>
    ask(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

const numbered = (count: number, of: string) =>
  Array.from({ length: count }, (_, n) => ({ url: `https://example.org/${of}/${n}`, slug: `${of}-${n}` }));

describe('POST /api/links/batch', () => {
  test('each link is made by the rules of one, and has its result in its place', async () => {
    await make({ url: 'https://example.org/first', slug: 'taken-1', title: 'First' });
    const answer = await batch({
      links: [
        { url: 'https://example.org/a', slug: 'one' },
        { url: 'https://example.org/b', slug: 'taken-1' },
        { url: 'ftp://example.org/', slug: 'two' },
        { url: 'https://example.org/c', slug: 'api', colour: 'red' },
        'no link',
        { url: 'https://example.org/d', domain: 'nowhere.example' },
        { url: 'https://example.org/first', slug: 'taken-1', title: 'First' },
        { url: 'https://example.org/x' },
      ],
    });
    expect(answer.status).toBe(200);
    const { results } = answer.body;
    expect(outcome(answer)).toEqual([
      [201, 'one'],
      [409, undefined],
      [422, undefined],
      [422, undefined],
      [422, undefined],
      [422, undefined],
      [200, 'taken-1'],
      // The slug that one request for the url gets, too (links.test.ts).
      [201, '9Rtt9TX'],
    ]);
    expect(results[0].link).toEqual((await links.ask('/api/links/one')).body);
    expect(results[1]).toMatchObject({
      problem: { status: 409, detail: 'The slug "taken-1" is taken by another link; "taken-1-2" is free.' },
      holder: {
        slug: 'taken-1',
        url: 'https://example.org/first',
        shortUrl: 'https://go.example.com/taken-1',
        state: 'active',
        title: 'First',
      },
    });
    const wrong = results.map(({ problem }: { problem?: { errors?: { field: string }[] } }) =>
      problem?.errors?.map(({ field }) => field),
    );
    expect(wrong).toEqual([
      undefined,
      ['slug'],
      ['url'],
      ['colour'],
      ['link'],
      ['domain'],
      undefined,
      undefined,
    ]);
    // The other one stays as it is.
    expect((await links.ask('/api/links/taken-1')).body.url).toBe('https://example.org/first');
  });

  test('two equal rows are one link, and of two that want one slug the first has it', async () => {
    const answer = await batch({
      links: [
        { url: 'https://example.org/twice' },
        { url: 'https://example.org/twice' },
        { url: 'https://example.org/slug-1', slug: 'same' },
        { url: 'https://example.org/slug-2', slug: 'same' },
        { url: 'https://example.org/slug-1', slug: 'same' },
      ],
    });
    const [[, slug]] = outcome(answer);
    expect(outcome(answer)).toEqual([
      [201, slug],
      [200, slug],
      [201, 'same'],
      [409, undefined],
      [200, 'same'],
    ]);
    expect(answer.body.results[3].holder.url).toBe('https://example.org/slug-1');
  });

  test('sent again it finds what it made, and makes nothing', async () => {
    const links = numbered(30, 'again');
    expect(
      (await batch({ links })).body.results.every(({ status }: { status: number }) => status === 201),
    ).toBe(true);
    expect(
      (await batch({ links })).body.results.every(({ status }: { status: number }) => status === 200),
    ).toBe(true);
  });

  test('1,000 links in one; their reads and the writes of their hints share requests', async () => {
    let rows = numbered(1000, 'many');
    const slugs = new Set<string>();
    // A slow machine answers some by 503: these are sent again, as any client would.
    let sent = 0;
    for (; rows.length > 0 && sent < 10; sent++) {
      const { results } = (await batch({ links: rows })).body;
      for (const { link } of results) if (link) slugs.add(link.slug);
      rows = rows.filter((_, n) => results[n].status === 503);
    }
    expect(slugs.size).toBe(1000);
    const counts = new Map<string, number>();
    for (const call of links.tables.calls) counts.set(call, (counts.get(call) ?? 0) + 1);
    // Made one by one they would take 1,000 GetItem and 3,000 BatchWriteItem.
    expect(counts.get('BatchGetItem')).toBeGreaterThanOrEqual(10);
    expect(counts.get('BatchGetItem')).toBeLessThanOrEqual(10 * sent);
    // The key's, each time; and of a link whose write had to be made twice.
    expect(counts.get('GetItem')).toBeLessThan(101 * sent);
    expect(counts.get('PutItem')).toBeLessThan(1000 + 100 * sent);
    expect(counts.get('BatchWriteItem')).toBeLessThan(1500 + 500 * sent);
    expect((await links.ask('/api/links', { query: 'q=many-999' })).body.links).toHaveLength(1);
  });

  test('a dry run writes nothing, and says what would be', async () => {
    await make({ url: 'https://example.org/there', slug: 'there' });
    links.tables.calls.length = 0;
    const rows = [
      { url: 'https://example.org/new', slug: 'new-1' },
      { url: 'https://example.org/new', slug: 'new-1' },
      { url: 'https://example.org/other', slug: 'new-1' },
      { url: 'https://example.org/there', slug: 'there' },
      { url: 'https://example.org/elsewhere', slug: 'there' },
      { url: 'nowhere' },
    ];
    const dry = await batch({ links: rows, dryRun: true });
    expect(links.asked().filter(call => /Write|Put|Delete/.test(call))).toEqual([]);
    expect((await links.ask('/api/links/new-1')).status).toBe(404);
    // Of a slug that a row before would have it says what that would lead to.
    expect(dry.body.results[2].holder.url).toBe('https://example.org/new');
    expect(dry.body.results[2].problem.detail).toContain('"new-1-2" is free');
    const real = await batch({ links: rows });
    expect(outcome(dry)).toEqual(outcome(real));
    expect(outcome(real).map(([status]: [number]) => status)).toEqual([201, 200, 409, 200, 409, 422]);
  });

  test.each<[string, unknown, object[]]>([
    [
      'no list',
      { links: {} },
      [{ field: 'links', reason: 'is not a list', expected: 'a list of 1 to 1000 links' }],
    ],
    [
      'nothing in it',
      { links: [] },
      [{ field: 'links', reason: 'has not 1 to 1000 items', expected: 'a list of 1 to 1000 links' }],
    ],
    [
      '1,001',
      { links: numbered(1001, 'x') },
      [{ field: 'links', reason: 'has not 1 to 1000 items', expected: 'a list of 1 to 1000 links' }],
    ],
    [
      'another field',
      { links: [{}], dry: true },
      [{ field: 'dry', reason: 'is not a field of a batch', expected: 'one of links, dryRun' }],
    ],
    [
      'a word for yes',
      { links: [{}], dryRun: 'yes' },
      [{ field: 'dryRun', reason: 'is not true or false', expected: 'true or false' }],
    ],
  ])('a batch that is none is 422: %s', async (_, body, errors) => {
    const answer = await batch(body);
    expect([answer.status, answer.body.errors]).toEqual([422, errors]);
  });

  test('a link as the API answered it is the same link, however its url is spelt there', async () => {
    const first = await make({
      url: 'https://example.org/?q=a|b^c',
      slug: 'spelt',
      expiredUrl: 'https://example.org/|',
    });
    const { slug, url, expiredUrl } = first.body;
    expect(url).toBe('https://example.org/?q=a%7Cb%5Ec');
    expect(outcome(await batch({ links: [{ slug, url, expiredUrl }] }))).toEqual([[200, 'spelt']]);
    expect(outcome(await batch({ links: [{ slug, url, expiredUrl: `${expiredUrl}x` }] }))).toEqual([
      [409, undefined],
    ]);
  });

  test('a link may be called "batch": it is read, changed and deleted as any other', async () => {
    expect(
      (await batch({ links: [{ url: 'https://example.org/b', slug: 'batch' }] })).body.results[0].status,
    ).toBe(201);
    expect((await links.ask('/api/links/batch')).body.url).toBe('https://example.org/b');
    expect((await links.send('PATCH', '/api/links/batch', { title: 'Batch' })).body.title).toBe('Batch');
    expect((await links.ask('/api/links/batch/history')).body.versions).toHaveLength(2);
    expect((await links.ask('/api/links/batch', { method: 'DELETE' })).status).toBe(200);
    const put = await links.ask('/api/links/batch', { method: 'PUT' });
    expect([put.status, put.headers.allow]).toEqual([405, 'GET, HEAD, PATCH, DELETE, POST']);
  });

  test('a key that may not make links may not make many; one with limits makes those within them', async () => {
    const reader = await askerWith({ scopes: ['links:read'] });
    expect((await reader('POST', '/api/links/batch', { links: [{}], dryRun: true })).status).toBe(403);
    const limited = await askerWith({ scopes: ['links:read', 'links:write'], limits: { slugPrefix: 'pr-' } });
    await make({ url: 'https://example.org/unseen', slug: 'pr-unseen' });
    await make({ url: 'https://example.org/out', slug: 'out' });
    const answer = await limited('POST', '/api/links/batch', {
      links: [
        { url: 'https://example.org/p', slug: 'pr-1' },
        { url: 'https://example.org/p', slug: 'out' },
        { url: 'https://example.org/p', slug: 'pr-unseen' },
      ],
    });
    expect(outcome(answer)).toEqual([
      [201, 'pr-1'],
      [422, undefined],
      [409, undefined],
    ]);
    expect(answer.body.results[1].holder).toBeUndefined();
    expect(answer.body.results[2].holder.url).toBe('https://example.org/unseen');
    const writer = await askerWith({ scopes: ['links:write'] });
    const blind = await writer('POST', '/api/links/batch', {
      links: [{ url: 'https://example.org/p', slug: 'out' }],
    });
    expect([blind.body.results[0].status, blind.body.results[0].holder]).toEqual([409, undefined]);
  });

  test('25 links are a call of the key’s minute; a dry run is one in all', async () => {
    const asker = await askerWith({ scopes: ['links:write'] });
    const dry = await asker('POST', '/api/links/batch', { links: numbered(1000, 'calls'), dryRun: true });
    expect(dry.headers.ratelimit).toMatch(/^"writes";r=599;t=\d+$/);
    const taken = await links.writesTaken();
    const some = await asker('POST', '/api/links/batch', { links: numbered(26, 'calls') });
    expect((await links.writesTaken()) - taken).toBe(2);
    // Unless another minute has begun.
    expect(some.headers.ratelimit).toMatch(/^"writes";r=59[789];t=\d+$/);
  });
});
