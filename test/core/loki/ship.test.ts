import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { LogEntry } from '../../../core/logs/entry.ts';
import { batchesOf } from '../../../core/loki/batch.ts';
import { LokiClient, type LokiContext, type LokiSettings } from '../../../core/loki/client.ts';
import { lineOf } from '../../../core/loki/line.ts';
import { type Shipped, type ShippedInPart, ship } from '../../../core/loki/ship.ts';
import { AT, line } from '../clicks/lines.ts';
import { StrictLoki } from './strict-loki.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = AT + 10 * MINUTE;

/** A clock that goes on while somebody sleeps, and notes for how long. */
class Sleeper {
  at = NOW;
  readonly slept: number[] = [];
  now = () => this.at;
  sleep = async (ms: number) => {
    this.slept.push(ms);
    this.at += ms;
  };
}

let clock: Sleeper;
let stop: (() => Promise<void>) | undefined;
beforeEach(() => {
  clock = new Sleeper();
});
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

async function lokiOf(options: Partial<ConstructorParameters<typeof StrictLoki>[0]> = {}) {
  const loki = new StrictLoki({ now: () => clock.now(), ...options });
  const started = await loki.start();
  stop = started.stop;
  return { loki, url: started.url };
}

/** Half of what jitter allows. */
const half = () => Buffer.from([0x80, 0, 0, 0]);
const context = (more: Partial<LokiContext> = {}): LokiContext => ({
  clock,
  random: half,
  deadline: NOW + 100_000,
  ...more,
});
const settings = (url: string, more: Partial<LokiSettings> = {}) => ({
  url,
  tenant: '',
  secret: '',
  ...more,
});

async function* given<Item>(entries: readonly Item[]) {
  yield* entries;
}
const send = (url: string, entries: readonly LogEntry[], more: Partial<LokiContext> = {}): Promise<Shipped> =>
  ship(given(entries), new LokiClient(settings(url), context(more)));

const many = (count: number, more: (i: number) => Partial<LogEntry> = () => ({})) =>
  Array.from({ length: count }, (_, i) => line({ id: `id-${i}`, at: AT + i, ...more(i) }));
const idsOf = (loki: StrictLoki) => loki.taken.map(({ text }) => (JSON.parse(text) as { id: string }).id);
const ids = (entries: readonly LogEntry[]) => entries.map(({ id }) => id);
const sorted = (texts: readonly string[]) => [...texts].sort();

test('a line has few labels, the address nowhere, and is found by its path and User-Agent', async () => {
  const { loki, url } = await lokiOf();
  const entry = line({
    id: 'abc',
    path: '/spring',
    query: 'email=ada@example.org',
    referrer: 'https://mail.example/read?to=ada#x',
    userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    fields: () => ({
      'c-ip': '203.0.113.9',
      'x-edge-location': 'FRA56-P1',
      'cs(Cookie)': 'sid=1',
      'ssl-protocol': '-',
    }),
  });
  expect(await send(url, [entry])).toEqual({ lines: 1, late: 0, refused: {} });
  expect(loki.taken).toEqual([
    {
      stream: { source: 'cloudfront', host: 'go.example.com', status: '3xx', client: 'crawler' },
      time: `${AT}000000`,
      text: '{"time":"2026-11-30T05:30:00.000Z","id":"abc","method":"GET","host":"go.example.com","path":"/spring","status":301,"result":"Miss","tookMs":12,"bytes":400,"country":"DE","referrer":"https://mail.example/read","edge":"FRA56-P1"}',
      metadata: {
        request_id: 'abc',
        path: '/spring',
        user_agent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
        crawler: 'Googlebot',
        category: 'search',
        country: 'DE',
      },
    },
  ]);
});

test.each<[string, Partial<LogEntry>, object]>([
  ['a client that had gone', { status: 0 }, { status: 'none' }],
  ['a page', { status: 200 }, { status: '2xx' }],
  ['an error', { status: 503 }, { status: '5xx' }],
  ['a tool', { userAgent: 'curl/8.5.0' }, { client: 'tool' }],
  [
    'a host that a client may choose',
    { source: 'alb', host: 'x.evil.example' },
    { source: 'alb', host: 'other' },
  ],
  ['a host that is none', { host: 'a"b' }, { host: 'other' }],
])('the labels of %s', async (_, more, labels) => {
  const { loki, url } = await lokiOf();
  await send(url, [line(more)]);
  expect(loki.taken[0]?.stream).toMatchObject(labels);
});

test('lines of one millisecond keep the order of their file', async () => {
  const { loki, url } = await lokiOf();
  const entries = many(3, () => ({ at: AT }));
  await send(url, entries);
  expect(loki.taken.map(({ time }) => time)).toEqual([`${AT}000000`, `${AT}000001`, `${AT}000002`]);
  expect(idsOf(loki)).toEqual(ids(entries));
});

describe('each line is taken once', () => {
  test.each<[string, StrictLoki['planned'], number]>([
    ['at the first go', [], 1],
    ['after a 500 that had taken all', [{ status: 500, takes: true }], 2],
    ['after a 500 that had taken nothing', [{ status: 500 }, { status: 503 }], 3],
    ['after a 429', [{ status: 429, headers: { 'retry-after': '7' } }], 2],
    ['after a 429 of one stream, beside which others were taken', [{ status: 429, takes: true }], 2],
  ])('%s', async (_, planned, pushes) => {
    const { loki, url } = await lokiOf();
    loki.planned.push(...planned);
    const entries = many(50, i => ({ status: 200 + 100 * (i % 4) }));
    expect(await send(url, entries)).toEqual({ lines: 50, late: 0, refused: {} });
    expect(sorted(idsOf(loki))).toEqual(sorted(ids(entries)));
    expect(loki.pushes).toHaveLength(pushes);
  });

  test('when the same file is sent again, whole or after it broke off', async () => {
    const { loki, url } = await lokiOf();
    const entries = many(12_000);
    loki.planned.push({ status: 204, takes: true }, { status: 401, text: 'no' });
    await expect(send(url, entries)).rejects.toThrow('Loki failed');
    const before = loki.taken.length;
    expect(before).toBeGreaterThan(0);
    for (let again = 0; again < 2; again++) expect((await send(url, entries)).lines).toBe(12_000);
    expect(idsOf(loki)).toEqual(ids(entries));
    expect(loki.dropped).toBe(before + 12_000);
  });

  test('when it goes on where it broke off', async () => {
    const { loki, url } = await lokiOf();
    const entries = many(12_000);
    loki.planned.push({ status: 204, takes: true }, { status: 401, text: 'no' });
    const { done } = (await send(url, entries).catch(error => error)) as ShippedInPart;
    expect(done).toBe(loki.taken.length);
    expect(done).toBeGreaterThan(0);
    const client = new LokiClient(settings(url), context());
    expect((await ship(given(entries), client, done)).lines).toBe(12_000 - done);
    expect(idsOf(loki)).toEqual(ids(entries));
    expect(loki.taken.at(-1)?.time).toBe(`${AT + 11_999}011999`);
    expect(loki.dropped).toBe(0);
  });

  const long = { path: `/${'x'.repeat(300_000)}` };
  test.each<[string, (i: number) => Partial<LogEntry>, Shipped['refused'], number, number]>([
    ['too old, some', i => (i % 10 === 3 ? { at: NOW - 8 * DAY } : {}), { tooOld: 10 }, 0, 2],
    ['too old, all', () => ({ at: NOW - 8 * DAY }), { tooOld: 100 }, 0, 1],
    ['too far ahead, one', i => (i === 41 ? { at: NOW + HOUR } : {}), { tooNew: 1 }, 0, 16],
    ['too long, two', i => (i === 0 || i === 99 ? long : {}), { tooLong: 2 }, 0, 4],
    [
      'of each kind',
      i => [{ at: NOW - 9 * DAY }, { at: NOW + HOUR }, long][i] ?? {},
      { tooOld: 1, tooNew: 1, tooLong: 1 },
      0,
      20,
    ],
    [
      'hours behind the newest, which is a late file',
      i => (i < 20 ? { at: AT - 5 * HOUR + i } : {}),
      {},
      20,
      4,
    ],
  ])('beside lines that are %s', async (_, more, refused, late, most) => {
    const { loki, url } = await lokiOf();
    const entries = many(100, more);
    // The newest comes first, as when a file is late.
    const inOrder = [...entries.slice(20), ...entries.slice(0, 20)];
    const lost = Object.values(refused).reduce((sum, count) => sum + count, 0);
    expect(await send(url, inOrder)).toEqual({ lines: 100 - lost, late, refused });
    expect(new Set(idsOf(loki)).size).toBe(100 - lost);
    expect(loki.taken).toHaveLength(100 - lost);
    expect(loki.pushes.length).toBeLessThanOrEqual(most);
    expect(loki.taken.filter(({ stream }) => stream.late === '2026-11-30T00')).toHaveLength(late);
  });

  test('where a proxy takes less than a batch', async () => {
    const { loki, url } = await lokiOf({ mostBytes: 1500 });
    const entries = many(300);
    expect((await send(url, entries)).lines).toBe(300);
    expect(idsOf(loki)).toEqual(ids(entries));
  });
});

test.each<[string, LogEntry[], number, number, number[]]>([
  ['lines', many(12), 1_000_000, 5, [5, 5, 2]],
  ['bytes', many(6, i => ({ path: `/${'y'.repeat(200 + i)}` })), 2000, 5000, [2, 2, 2]],
  [
    'a line that is too large by itself',
    many(3, i => ({ path: `/${'y'.repeat(i === 1 ? 9000 : 1)}` })),
    2000,
    9,
    [1, 1, 1],
  ],
  ['nothing', [], 2000, 9, []],
])('a batch is bounded: %s', async (_, entries, bytes, lines, sizes) => {
  const found = [];
  for await (const batch of batchesOf(given(entries.map(lineOf)), bytes, lines)) found.push(batch.length);
  expect(found).toEqual(sizes);
});

describe('waiting', () => {
  test('grows by jitter, and is never shorter than Loki asks for', async () => {
    const { loki, url } = await lokiOf();
    const at = new Date(NOW + 30_000).toUTCString();
    loki.planned.push({ status: 500 }, { status: 502 }, { status: 429, headers: { 'retry-after': '7' } });
    loki.planned.push({ status: 503, headers: { 'retry-after': at } });
    await send(url, many(1));
    expect(clock.slept).toEqual([250, 500, 7000, 30_000 - 7750]);
  });

  test.each<[string, StrictLoki['planned'], number, number]>([
    ['six tries', Array.from({ length: 9 }, () => ({ status: 500 })), 100_000, 6],
    ['no more time than there is', Array.from({ length: 9 }, () => ({ status: 500 })), 1000, 3],
    ['no wait that is longer than the time', [{ status: 429, headers: { 'retry-after': '60' } }], 59_000, 1],
    ['what is refused is not tried again', [{ status: 403, text: 'no' }], 100_000, 1],
    ['nor sent elsewhere', [{ status: 307, headers: { location: 'http://127.0.0.1:1/' } }], 100_000, 1],
    [
      'nor is what is wrong with all lines',
      [{ status: 400, text: 'includes structured metadata, but this feature is disallowed' }],
      100_000,
      1,
    ],
  ])('has an end: %s; and later files do not wait again', async (_, planned, timeMs, pushes) => {
    const { loki, url } = await lokiOf();
    loki.planned.push(...planned);
    const client = new LokiClient(settings(url), context({ deadline: NOW + timeMs }));
    for (let file = 0; file < 2; file++)
      await expect(ship(given(many(3)), client)).rejects.toThrow('Loki failed');
    expect(loki.pushes).toHaveLength(pushes);
    expect(loki.taken).toEqual([]);
  });

  test('ends, too, when nobody is there', async () => {
    const { url } = await lokiOf();
    await stop?.();
    stop = undefined;
    await expect(send(url, many(1))).rejects.toThrow('Loki failed');
    expect(clock.slept).toEqual([250, 500, 1000, 2000, 4000]);
  });
});

test.each<[string, string, string, string | undefined]>([
  [
    'a user and a password',
    '123456:glc_abc',
    'team',
    `Basic ${Buffer.from('123456:glc_abc').toString('base64')}`,
  ],
  ['a token', 'glc_abc', 'team', 'Bearer glc_abc'],
  ['a tenant alone', '', 'team', undefined],
])('%s', async (_, secret, tenant, authorization) => {
  const { loki, url } = await lokiOf({ tenant, ...(authorization && { authorization }) });
  const client = new LokiClient(settings(`${url}/`, { secret, tenant }), context());
  expect((await ship(given(many(1)), client)).lines).toBe(1);
  expect(loki.taken).toHaveLength(1);
});
