import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { TRIES } from '../../core/links/follow/tries.ts';
import type { Link } from '../../core/links/link.ts';
import { hashPassword, type PasswordHash } from '../../core/links/password.ts';
import { createLinkStore } from '../../core/links/store.ts';
import { aLink } from '../core/links/links.ts';
import { startTables, type Tables } from '../tables.ts';
import { type Ask, eventFor, NOW } from './event.ts';

let tables: Tables;
let redirect: typeof import('../../functions/redirect.ts');
let password: PasswordHash;

beforeAll(async () => {
  tables = await startTables();
  redirect = await import('../../functions/redirect.ts');
  password = await hashPassword('open sesame');
});
afterAll(() => tables.stop());
beforeEach(() => {
  tables.calls.length = 0;
});

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';
const PERSON = { 'user-agent': CHROME, accept: 'text/html,*/*;q=0.8' };
const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

/** Asks as a person who reads pages, unless told otherwise. */
const ask = async (path: string, { headers, ...more }: Ask = {}) => {
  const event = eventFor(path, { ...more, headers: { ...PERSON, ...headers } });
  const { statusCode, headers: answered = {}, body = '' } = await redirect.handler(event);
  return { statusCode, headers: answered, body };
};

let made = 0;
/** A link of its own for a test. */
async function link(settings: Partial<Link>): Promise<string> {
  const slug = `link-${++made}`;
  const all = aLink({ slug, url: 'https://example.org/secret', ...settings });
  await createLinkStore(tables.links).put({ link: all }, undefined);
  return `/${slug}`;
}

describe('a link that has a number of clicks', () => {
  test('leads so many people on and no more, and is never kept', async () => {
    const path = await link({ maxClicks: 2 });
    const answers = [await ask(path), await ask(path), await ask(path)];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([301, 301, 410]);
    expect(answers.map(({ headers }) => headers['cache-control'])).toEqual([
      'no-store',
      'no-store',
      'no-store',
    ]);
    expect(answers[2]?.headers).not.toHaveProperty('location');
  });

  test('twenty people at once get no more between them', async () => {
    const path = await link({ maxClicks: 7 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(path)));
    const number = (status: number) => answers.filter(({ statusCode }) => statusCode === status).length;
    // On a slow machine the table may be given up on; what was asked of it then may count, or not.
    expect(number(301)).toBeLessThanOrEqual(7);
    expect(number(301)).toBeGreaterThanOrEqual(7 - number(503));
    expect(number(301) + number(410) + number(503)).toBe(20);
  });

  test.each<[string, Ask]>([
    ['HEAD', { method: 'HEAD' }],
    ['a crawler', { headers: { 'user-agent': GOOGLEBOT } }],
    ['a tool', { headers: { 'user-agent': 'curl/8.5.0' } }],
    ['nobody', { headers: { 'user-agent': '' } }],
  ])(
    '%s takes none: it gets the redirect while there are some, and then what everybody gets',
    async (_, more) => {
      const path = await link({ maxClicks: 1 });
      for (let n = 0; n < 3; n++) expect((await ask(path, more)).statusCode).toBe(301);
      expect((await ask(path)).statusCode).toBe(301);
      expect((await ask(path, more)).statusCode).toBe(410);
    },
  );

  test.each([{ 'sec-purpose': 'prefetch;prerender' }, { purpose: 'prefetch' }, { 'x-purpose': 'preview' }])(
    'a browser that asks ahead (%j) gets nothing to show later, and takes none',
    async headers => {
      const path = await link({ maxClicks: 1 });
      const { statusCode, headers: answered } = await ask(path, { headers });
      expect([statusCode, answered.location, answered['cache-control']]).toEqual([
        503,
        undefined,
        'no-store',
      ]);
      expect((await ask(path)).statusCode).toBe(301);
    },
  );

  test('a look takes none, and shows nothing once they are used', async () => {
    const path = await link({ maxClicks: 1 });
    expect((await ask(`${path}+`)).body).toContain('https://example.org/secret');
    expect((await ask(path)).statusCode).toBe(301);
    expect((await ask(`${path}+`)).statusCode).toBe(410);
  });

  test('used up, it leads where one leads that has expired', async () => {
    const path = await link({ maxClicks: 1, expiredUrl: 'https://example.org/over' });
    await ask(path);
    const { statusCode, headers } = await ask(path);
    expect([statusCode, headers.location, headers['cache-control']]).toEqual([
      302,
      'https://example.org/over',
      'no-store',
    ]);
  });

  test('more of them let more people on', async () => {
    const path = await link({ maxClicks: 1 });
    await ask(path);
    const more = await link({ id: `id-${path.slice(1)}`, maxClicks: 2 });
    expect([(await ask(more)).statusCode, (await ask(more)).statusCode]).toEqual([301, 410]);
  });

  test('only it costs a write', async () => {
    await ask(await link({}));
    expect(tables.calls.filter(call => call === 'UpdateItem')).toEqual([]);
    await ask(await link({ maxClicks: 1 }));
    expect(tables.calls.filter(call => call === 'UpdateItem')).toEqual(['UpdateItem']);
  });
});

describe('a link with a password', () => {
  const send = (path: string, given: string, more: Ask = {}) =>
    ask(path, {
      method: 'POST',
      body: new URLSearchParams({ password: given }).toString(),
      ...more,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...more.headers },
    });

  test.each<[string, Ask]>([
    ['a person', {}],
    ['HEAD', { method: 'HEAD' }],
    ['a crawler', { headers: { 'user-agent': GOOGLEBOT } }],
    ['a tool', { headers: { 'user-agent': 'curl/8.5.0', accept: '*/*' } }],
    ['a program', { headers: { accept: 'application/json' } }],
  ])('asks for it, whoever comes: %s', async (_, more) => {
    const { statusCode, headers, body } = await ask(await link({ password }), more);
    expect([statusCode, headers['cache-control']]).toEqual([200, 'no-store']);
    expect(JSON.stringify([headers, body])).not.toContain('example.org');
    expect(body).toContain('<form method="post">');
    expect(body).toContain('<meta name="robots" content="noindex">');
    expect(headers['content-security-policy']).toContain("form-action 'self'");
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  });

  test('leads on with the right one, by GET and kept nowhere, and by its rules', async () => {
    const rules = [{ url: 'https://example.de/', country: ['DE'] }];
    const path = await link({ password, status: 308, rules, forwardQuery: true });
    const right = await send(path, 'open sesame', { query: 'a=1' });
    expect([right.statusCode, right.headers]).toEqual([
      303,
      { location: 'https://example.org/secret?a=1', 'cache-control': 'no-store' },
    ]);
    const german = await send(path, 'open sesame', { headers: { 'cloudfront-viewer-country': 'DE' } });
    expect(german.headers.location).toBe('https://example.de/');
  });

  test.each(['', 'open', 'Open Sesame', 'open sesame '])('does not with %j', async given => {
    const { statusCode, headers, body } = await send(await link({ password }), given);
    expect([statusCode, headers.location, headers['cache-control']]).toEqual([403, undefined, 'no-store']);
    expect(body).toContain('That is not the password.');
  });

  test('takes it from nowhere but a form', async () => {
    const path = await link({ password });
    expect((await ask(path, { query: 'password=open+sesame' })).statusCode).toBe(200);
    const json = { 'content-type': 'application/json' };
    expect((await send(path, '', { headers: json, body: '{"password":"open sesame"}' })).statusCode).toBe(
      415,
    );
    expect((await send(path, 'x'.repeat(5000))).statusCode).toBe(413);
    expect((await ask(path, { method: 'PUT' })).statusCode).toBe(405);
  });

  test('can be opened by who has the gateway’s own way to write a form', async () => {
    const body = Buffer.from('password=open%20sesame').toString('base64');
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const event = eventFor(await link({ password }), { method: 'POST', headers, body });
    expect((await redirect.handler({ ...event, isBase64Encoded: true })).statusCode).toBe(303);
  });

  test('who tried too often is told when to try again', async () => {
    const path = await link({ password });
    const end = (Math.floor(NOW / 1000 / TRIES.link.seconds) + 1) * TRIES.link.seconds;
    const Item = { id: `tries#id-${path.slice(1)}#${end}`, count: TRIES.link.most };
    await tables.counters.client.send(new PutCommand({ TableName: 'counters', Item }));
    const { statusCode, headers, body } = await send(path, 'open sesame');
    expect([statusCode, headers['cache-control'], headers['retry-after']]).toEqual([
      429,
      'no-store',
      String(end - NOW / 1000),
    ]);
    expect(body).toContain('Too many tries');
  });

  test('and a number of clicks: only who has the password takes one', async () => {
    const path = await link({ password, maxClicks: 1 });
    expect((await ask(path)).statusCode).toBe(200);
    expect((await send(path, 'no')).statusCode).toBe(403);
    expect((await send(path, 'open sesame')).statusCode).toBe(303);
    expect((await send(path, 'open sesame')).statusCode).toBe(410);
    expect((await ask(path)).statusCode).toBe(410);
  });

  test.each<[string, Ask]>([
    ['a person', {}],
    ['a program', { headers: { accept: 'application/json' } }],
  ])('shows nothing to who looks where it leads: %s', async (_, more) => {
    const path = await link({ password, title: 'The secret sale' });
    const { statusCode, headers, body } = await ask(`${path}+`, more);
    expect([statusCode, headers['cache-control']]).toEqual([403, 'no-store']);
    expect(body).not.toMatch(/example\.org|secret/);
  });

  test('and nothing of itself either once it is over and leads elsewhere', async () => {
    const expiresAt = new Date(NOW).toISOString();
    const over = { expiresAt, expiredUrl: 'https://example.com/over' };
    const path = await link({ password, title: 'The secret sale', ...over });
    expect((await ask(path)).headers.location).toBe('https://example.com/over');
    expect((await ask(`${path}+`)).body).not.toMatch(/example\.org|secret/);
  });

  test('before its time it cannot be told from none, and after its end it asks for nothing', async () => {
    const soon = await link({ password, startsAt: new Date(NOW + 1000).toISOString() });
    const over = await link({ password, expiresAt: new Date(NOW).toISOString() });
    expect([(await ask(soon)).statusCode, (await send(soon, 'open sesame')).statusCode]).toEqual([404, 404]);
    expect([(await ask(over)).statusCode, (await send(over, 'open sesame')).statusCode]).toEqual([410, 410]);
  });
});
