import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type AskOptions, apisOver } from '../../apis.ts';
import { HandClock } from '../../local/hand-clock.ts';
import { startTables, type Tables } from '../../tables.ts';

let tables: Tables;
let clock: HandClock;
let apis: ReturnType<typeof apisOver>;
let key: string;

beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());
beforeEach(async () => {
  clock = new HandClock();
  apis = apisOver(tables, clock);
  key = await apis.keyWith();
});

const ask = (path: string, options: AskOptions = {}) => apis.ask(path, { key, ...options });
const post = (body: object, name?: string, by = key) =>
  ask('/api/links', {
    method: 'POST',
    body,
    key: by,
    headers: name === undefined ? {} : { 'idempotency-key': name },
  });
const patch = (slug: string, body: object) => ask(`/api/links/${slug}`, { method: 'PATCH', body });
const URL_OF = (path: string) => `https://www.example.com/once/${path}`;
const sent = ({ status, text, headers }: Awaited<ReturnType<typeof ask>>) => [
  status,
  text,
  headers.get('etag'),
  headers.get('location'),
];
/** All links; not what they were called before. */
const links = async () => {
  const { Items = [] } = await tables.links.client.send(new ScanCommand({ TableName: 'links' }));
  return Items.filter(item => item.movedTo === undefined);
};

describe('Idempotency-Key', () => {
  test('the same request again: the first answer, even if the link was changed since', async () => {
    const first = await post({ url: URL_OF('a'), slug: 'once-a' }, '"a"');
    expect(first.status).toBe(201);
    await patch('once-a', { url: URL_OF('b') });
    await clock.advance(86_399_000);
    expect(sent(await post({ slug: 'once-a', url: URL_OF('a') }, '"a"'))).toEqual(sent(first));
    await patch('once-a', { slug: 'once-renamed' });
    await ask('/api/links/once-renamed', { method: 'DELETE' });
    expect(sent(await post({ url: URL_OF('a'), slug: 'once-a' }, 'a'))).toEqual(sent(first));
    await clock.advance(1000);
    expect((await post({ url: URL_OF('a'), slug: 'once-a' }, '"a"')).status).toBe(409);
  });

  test.each<[string, object]>([
    ['another url', { url: URL_OF('y') }],
    ['another field', { url: URL_OF('x'), title: 'x' }],
    ['another domain', { url: URL_OF('x'), domain: 'go.other.example' }],
    ['another password', { url: URL_OF('x'), password: 'secret' }],
  ])('with %s: 422 that names the header', async (_, body) => {
    await post({ url: URL_OF('x') }, '"x"');
    const { status, body: problem } = await post(body, '"x"');
    expect([status, problem.errors[0].field]).toEqual([422, 'Idempotency-Key']);
  });

  test('another key has names of its own', async () => {
    const other = await apis.keyWith();
    await post({ url: URL_OF('own') }, '"own"');
    expect((await post({ url: URL_OF('other') }, '"own"', other)).status).toBe(201);
  });

  test('a link that was there: 200, and 200 again', async () => {
    await post({ url: URL_OF('there') });
    const first = await post({ url: URL_OF('there') }, '"there"');
    expect(first.status).toBe(200);
    expect(sent(await post({ url: URL_OF('there') }, '"there"'))).toEqual(sent(first));
  });

  test('a request that was refused may be mended', async () => {
    await post({ url: URL_OF('1'), slug: 'once-taken' });
    expect((await post({ url: URL_OF('2'), slug: 'once-taken' }, '"mended"')).status).toBe(409);
    expect((await post({ url: 'x', slug: 'once-free' }, '"mended"')).status).toBe(422);
    expect((await post({ url: URL_OF('2'), slug: 'once-free' }, '"mended"')).status).toBe(201);
  });

  test('nothing that was sent is kept but by what no one can undo', async () => {
    await post({ url: URL_OF('secret'), password: 'pass-word-1' }, '"name-of-it"');
    const rows = (await tables.counters.client.send(new ScanCommand({ TableName: 'counters' }))).Items;
    expect(JSON.stringify(rows)).not.toMatch(/pass-word-1|name-of-it/);
  });

  test.each([
    ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', 201],
    ['8e03978e-40d5-43dd-bc93-6894a57f9325', 201],
    [`"${'x'.repeat(255)}"`, 201],
    ['"with \\"quotes\\""', 201],
    ['"a";parameter=1', 201],
    [`"${'x'.repeat(256)}"`, 422],
    ['x'.repeat(256), 422],
    ['""', 422],
    ['', 422],
    ['"a', 422],
    ['"a" "b"', 422],
    ['"a", "b"', 422],
  ])('%s: %j', async (name, status) => {
    const { status: answered, body } = await post({ url: URL_OF(encodeURIComponent(name)) }, name);
    expect([answered, body.errors?.[0].field]).toEqual([
      status,
      status === 422 ? 'Idempotency-Key' : undefined,
    ]);
  });

  test('ten at once: one link, and one answer for all', async () => {
    const before = (await links()).length;
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => post({ url: URL_OF('race') }, '"race"')),
    );
    expect(new Set(answers.map(answer => JSON.stringify(sent(answer)))).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
    expect((await links()).length).toBe(before + 1);
  });
});

describe('a request that was stopped', () => {
  /** The API of an instance that ends at its n-th call of a table, before the call or after it. */
  function stopping(at: number, when: 'before' | 'after') {
    let calls = 0;
    const client = {
      send: async (command: Parameters<typeof tables.links.client.send>[0]) => {
        calls++;
        if (calls > at || (calls === at && when === 'before')) throw new Error('stopped');
        const answer = await tables.links.client.send(command);
        if (calls === at) throw new Error('stopped');
        return answer;
      },
    };
    const of = (name: string) => ({ client, name }) as unknown as Tables['links'];
    const stopped = { ...tables, links: of('links'), hints: of('hints'), counters: of('counters') };
    return { apis: apisOver(stopped, clock), ran: () => calls };
  }

  test.each<['before' | 'after', boolean]>([
    ['before', false],
    ['after', false],
    ['before', true],
    ['after', true],
  ])(
    '%s any call, the slug chosen: %j: sent again it makes one link, or finds its own, whatever became of it',
    async (when, isChosen) => {
      const log = jest.spyOn(console, 'error').mockImplementation(() => undefined);
      for (let at = 1; ; at++) {
        const name = `"${when}-${isChosen}-${at}"`;
        const slug = isChosen ? { slug: `stopped-${when}-${at}` } : {};
        const body = { url: URL_OF(name), ...slug };
        const before = new Set((await links()).map(({ slug }) => slug));
        const stopped = stopping(at, when);
        await stopped.apis.ask('/api/links', {
          method: 'POST',
          body,
          key,
          headers: { 'idempotency-key': name },
        });
        const made = (await links()).map(each => each.slug).filter(each => !before.has(each));
        // Somebody finds the link, and changes or renames it, before the client asks again.
        const change = at % 2 ? { title: 'changed' } : { slug: `renamed-${when}-${isChosen}-${at}` };
        for (const each of made) expect((await patch(each, change)).status).toBe(200);
        const again = await post(body, name);
        expect(again.status).toBe(201);
        expect(sent(await post(body, name))).toEqual(sent(again));
        const all = (await links()).map(each => each.slug).filter(each => !before.has(each));
        expect(all).toEqual([(await ask(`/api/links/${again.body.slug}`)).body.slug]);
        if (stopped.ran() < at) break;
      }
      log.mockRestore();
    },
  );
});
