import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { wordsOfTold } from '../../cli/import/words.ts';
import { LinksClient } from '../../cli/links-client.ts';
import { systemClock } from '../../core/clock.ts';
import { readExport } from '../../core/imports/read.ts';
import type { ImportOptions } from '../../core/imports/run/plan.ts';
import { importLinks } from '../../core/imports/run/run.ts';
import { SeenSlugs } from '../../core/imports/run/seen-slugs.ts';
import { emptyTally } from '../../core/imports/run/tally.ts';
import { eventFor } from '../functions/event.ts';
import { startLinksFunction } from '../functions/links-api.ts';

let links: Awaited<ReturnType<typeof startLinksFunction>>;
beforeAll(async () => {
  links = await startLinksFunction();
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterAll(() => links.stop());

/** `fetch` as far as the client uses it: what is asked goes into the function that deploys. */
const throughHandler = async (address: unknown, { method = 'GET', headers, body }: RequestInit = {}) => {
  const url = new URL(String(address));
  const result = await links.handler(
    eventFor(url.pathname, {
      method,
      query: url.search.slice(1),
      headers: headers as Record<string, string>,
      ...(typeof body === 'string' && { body }),
    }),
  );
  return new Response(result.body ?? '', {
    status: result.statusCode ?? 0,
    headers: result.headers as Record<string, string>,
  });
};

const clientBy = (fetch: (address: unknown, init?: RequestInit) => Promise<Response>) =>
  new LinksClient({
    api: 'https://go.example.com',
    key: links.authorization.replace('Bearer ', ''),
    fetch: fetch as typeof globalThis.fetch,
    clock: { ...systemClock, sleep: async () => undefined },
  });

const OPTIONS: ImportOptions = {
  domain: undefined,
  tags: [],
  only: undefined,
  onCollision: 'skip',
  withoutPasswords: false,
  forwardQuery: false,
};

interface Run {
  client?: LinksClient;
  options?: Partial<ImportOptions>;
  isReal?: boolean;
  from?: number;
  atOnce?: number;
}

/** What came of a file: the counts, what was told, and how far it was noted to be. */
async function run(file: string, { client = clientBy(throughHandler), options, ...more }: Run = {}) {
  async function* bytes() {
    yield Buffer.from(file);
  }
  const { rows } = await readExport(bytes());
  const tally = emptyTally();
  const told: string[] = [];
  let done = more.from ?? 0;
  const ended = await importLinks({
    rows,
    client,
    options: { ...OPTIONS, ...options },
    isReal: true,
    from: 0,
    tally,
    tell: (line, what) => told.push(`${line}: ${wordsOfTold(what, more.isReal ?? true)}`),
    done: number => {
      done = number;
    },
    ...more,
  }).catch((error: Error) => error);
  const { left: _, hosts: __, ...counts } = tally;
  const some = Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
  return { counts: some, told, done, failed: ended instanceof Error ? ended.message : undefined };
}

/** The links in the table whose slugs begin so: of each its address. */
async function inTable(prefix: string): Promise<Record<string, string>> {
  const { client, name } = links.tables.links;
  const { Items = [] } = await client.send(
    new ScanCommand({
      TableName: name,
      FilterExpression: 'begins_with(slug, :prefix)',
      ExpressionAttributeValues: { ':prefix': prefix },
    }),
  );
  return Object.fromEntries(Items.map(({ slug, url }) => [slug, url]));
}

const HEAD = 'Long URL,Short code,Domain,Title,Tags';
const fileOf = (...rows: string[]) => [HEAD, ...rows, ''].join('\n');
const rowFor = (slug: string, title = '') => `https://example.com/${slug},${slug},,${title},`;

describe('an import', () => {
  test('dry it writes nothing, and says of each row what would be done', async () => {
    await links.send('POST', '/api/links', { url: 'https://example.com/dry-there', slug: 'dry-there' });
    await links.send('POST', '/api/links', { url: 'https://example.com/else', slug: 'dry-taken' });
    links.tables.calls.length = 0;
    const file = fileOf(
      rowFor('dry-1'),
      rowFor('dry-there'),
      rowFor('dry-taken'),
      rowFor('dry-1'),
      rowFor('dry-1', 'other'),
      'ftp://example.com/,dry-2,,,',
      'https://example.com/,a.b,,,',
      'https://example.com/,api,,,',
      'too,few',
    );
    const { counts, told } = await run(file, { isReal: false });
    expect(links.asked().filter(call => /Write|Put|Delete/.test(call))).toEqual([]);
    expect(counts).toEqual({ rows: 9, made: 1, there: 2, taken: 2, wrong: 4 });
    expect(told).toEqual([
      '4: the slug "dry-taken" is taken by https://go.example.com/dry-taken, which leads to https://example.com/else; the row would be left out',
      '6: the slug "dry-1" is taken by line 2 of this file; the row would be left out',
      expect.stringMatching(/^7: url .*; expected .*; the row would be left out$/),
      expect.stringMatching(/^8: slug is not a slug; expected .*slugsWithDots.*; the row would be left out$/),
      '9: slug is reserved: the API is there; expected another word; the row would be left out',
      '10: row has 2 cells, and the head has 5; the row would be left out',
    ]);
    // And what was said is done.
    const real = await run(file);
    expect(real.counts).toEqual(counts);
    expect(real.told.map(text => text.replace('is left', 'would be left')).slice(0, 1)).toEqual(
      told.slice(0, 1),
    );
    expect(await inTable('dry-')).toEqual({
      'dry-1': 'https://example.com/dry-1',
      'dry-there': 'https://example.com/dry-there',
      'dry-taken': 'https://example.com/else',
    });
  });

  test('a slug that is taken is renamed where that is wanted; a second run finds the same ones', async () => {
    await links.send('POST', '/api/links', { url: 'https://example.com/else', slug: 'ren' });
    await links.send('POST', '/api/links', { url: 'https://example.com/else', slug: 'ren-2' });
    const file = fileOf(rowFor('ren'), rowFor('ren-own'));
    const first = await run(file, { options: { onCollision: 'rename' } });
    expect(first.counts).toEqual({ rows: 2, made: 2, renamed: 1 });
    expect(first.told).toEqual(['2: the slug "ren" is taken; the link is ren-3']);
    const second = await run(file, { options: { onCollision: 'rename' } });
    expect(second.counts).toEqual({ rows: 2, there: 2, renamed: 1 });
    expect(Object.keys(await inTable('ren')).sort()).toEqual(['ren', 'ren-2', 'ren-3', 'ren-own']);
  });

  test('tags, and only links of one host', async () => {
    const file = fileOf(
      'https://example.com/1,only-1,a.example,,one',
      'https://example.com/2,only-2,b.example,,',
    );
    const { counts } = await run(file, { options: { only: 'a.example', tags: ['moved', 'ONE'] } });
    expect(counts).toEqual({ rows: 2, made: 1, other: 1 });
    expect((await links.ask('/api/links/only-1')).body.tags).toEqual(['one', 'moved']);
  });

  test('what stands behind "?" is passed on where that is wanted, and a row does not say otherwise', async () => {
    const file = [
      '[{"shortCode":"fq-1","longUrl":"https://example.com/1","shortUrl":"https://s.example/fq-1","forwardQuery":true}',
      '{"shortCode":"fq-2","longUrl":"https://example.com/2","shortUrl":"https://s.example/fq-2"}]',
    ].join(',');
    await run(file, { options: { forwardQuery: true } });
    expect((await links.ask('/api/links/fq-1')).body.forwardQuery).toBe(true);
    expect((await links.ask('/api/links/fq-2')).body.forwardQuery).toBe(true);
  });

  test('a link with a password is not made public unless that is said', async () => {
    const file = JSON.stringify({
      data: [
        {
          address: 'pass-1',
          target: 'https://example.com/',
          password: true,
          link: 'https://k.example/pass-1',
        },
      ],
    });
    const refused = await run(file);
    expect([refused.counts, refused.told]).toEqual([
      { rows: 1, wrong: 1 },
      [expect.stringMatching(/^1: password is not told by the export, .*--without-passwords/)],
    ]);
    expect((await run(file, { options: { withoutPasswords: true } })).counts).toEqual({ rows: 1, made: 1 });
  });
});

describe('an import that is killed at any request', () => {
  const COUNT = 13;
  const file = (prefix: string) =>
    fileOf(...Array.from({ length: COUNT }, (_, n) => rowFor(`${prefix}-${String(n).padStart(2, '0')}`)));

  test.each([
    ['before it came through, and goes on by what was noted', 'none', true],
    ['after it came through, and goes on by what was noted', 'done', true],
    ['before it came through, and begins again', 'none', false],
    ['after it came through, and begins again', 'done', false],
  ] as const)(
    '%s: all links are there, and none twice',
    async (_, effect, isNoted) => {
      let isDead = false;
      for (let at = 1; at === 1 || isDead; at++) {
        const prefix = `kill-${effect}-${isNoted}-${at}`;
        let asked = 0;
        isDead = false;
        const dying = clientBy(async (address, init) => {
          asked++;
          isDead = isDead || asked === at;
          if (isDead && (asked > at || effect === 'none')) throw new Error('killed');
          const answer = await throughHandler(address, init);
          if (isDead) throw new Error('killed');
          return answer;
        });
        const first = await run(file(prefix), { client: dying, atOnce: 4 });
        expect(first.failed !== undefined).toBe(isDead);
        expect(first.done % 4 === 0 || first.done === COUNT).toBe(true);
        const second = await run(file(prefix), { atOnce: 4, ...(isNoted && { from: first.done }) });
        expect(second.failed).toBeUndefined();
        const { made = 0, there = 0 } = second.counts;
        expect(made + there).toBe(isNoted ? COUNT - first.done : COUNT);
        const all = await inTable(prefix);
        expect(Object.keys(all)).toHaveLength(COUNT);
        expect(Object.entries(all).every(([slug, url]) => url === `https://example.com/${slug}`)).toBe(true);
      }
    },
    300_000,
  );
});

const brokenBody = () =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"results":['));
      controller.error(new TypeError('terminated'));
    },
  });

describe('the client', () => {
  /** Of 0 is a connection that breaks while the answer is on its way. */
  const answers = (...list: [status: number, headers?: Record<string, string>][]) => {
    const waited: number[] = [];
    const left = [...list];
    const client = new LinksClient({
      api: 'https://go.example.com',
      key: 'k',
      fetch: (async () => {
        const [status, headers = {}] = left.shift() ?? [200];
        if (status === 0) return new Response(brokenBody());
        const body = status === 200 ? { results: [{ status: 201 }] } : { detail: 'No.' };
        return new Response(JSON.stringify(body), { status, headers });
      }) as unknown as typeof fetch,
      clock: { ...systemClock, sleep: async ms => void waited.push(ms) },
    });
    return { client, waited };
  };

  test('waits as long as Retry-After says for a key that has no calls left, and longer each time for what is broken', async () => {
    const { client, waited } = answers(
      [429, { 'retry-after': '37' }],
      [503],
      [502],
      [429, { 'retry-after': '1' }],
      [0],
      [503, { 'retry-after': '20' }],
      [503, { 'retry-after': '3600' }],
    );
    expect(await client.batch([{}], true)).toEqual([{ status: 201 }]);
    expect(waited).toEqual([37_000, 1000, 2000, 1000, 4000, 20_000, 60_000]);
  });

  test('gives up, and says why', async () => {
    await expect(answers([401]).client.batch([{}], true)).rejects.toThrow(
      'https://go.example.com answers 401: No.',
    );
    const { client, waited } = answers(...Array<[number]>(20).fill([503]));
    await expect(client.batch([{}], true)).rejects.toThrow('https://go.example.com answers 503: No.');
    expect(waited).toHaveLength(7);
  });
});

test('a hundred thousand slugs are remembered, each with its line', () => {
  const seen = new SeenSlugs();
  const numbers = Array.from({ length: 100_000 }, (_, n) => n + 1);
  expect(numbers.filter(n => seen.add(`slug-${n}`, `row-${n}`, n) !== undefined)).toEqual([]);
  expect(seen.add('slug-77777', 'row-77777', 1)).toEqual({ line: 77_777, isSame: true });
  expect(seen.add('slug-1', 'another', 1)).toEqual({ line: 1, isSame: false });
});
