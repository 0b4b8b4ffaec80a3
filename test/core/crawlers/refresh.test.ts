import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Identities, NO_IDENTITIES, parseIdentities } from '../../../core/crawlers/identities.ts';
import { directoryOf, OPERATORS, type Operator } from '../../../core/crawlers/operators.ts';
import { refresh } from '../../../core/crawlers/refresh.ts';
import { HandClock } from '../../local/hand-clock.ts';
import { signingKey } from './signer.ts';

const GOOGLE = 'https://developers.google.com/static/crawling/ipranges/common-crawlers.json';
const BING = 'https://www.bing.com/toolbox/bingbot.json';
const AGENT = directoryOf('agent.bot.goog');
const KEY = signingKey();

/** What the web answers here, by address. */
let web: Record<string, (response: ServerResponse) => void> = {};
let server: Server;
let loopback = '';
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const url = decodeURIComponent((request.url ?? '').slice(1));
    asked.push(url);
    (web[url] ?? (missing => missing.writeHead(404).end()))(response);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  loopback = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked.length = 0;
});

/** Real HTTP, to this machine in place of the one that is meant. */
const viaLoopback: typeof fetch = (url, init) =>
  fetch(`${loopback}/${encodeURIComponent(String(url))}`, init);

const json = (value: unknown) => (response: ServerResponse) => {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
};
const list = (...prefixes: string[]) =>
  json({
    creationTime: '2026-11-01T15:46:03.000000',
    prefixes: prefixes.map(prefix => ({ [prefix.includes(':') ? 'ipv6Prefix' : 'ipv4Prefix']: prefix })),
  });
const to = (location: string) => (response: ServerResponse) => {
  response.writeHead(302, { location }).end();
};

const clock = new HandClock();
const known: Operator[] = OPERATORS.filter(({ id }) => id === 'google' || id === 'bing').map(operator => ({
  ...operator,
  lists: operator.lists.slice(0, 1),
}));
/** Milliseconds that an answer has which comes, and one that does not. */
const PATIENCE = 60_000;
const IMPATIENCE = 2_000;
const fetchAll = (previous: Identities = NO_IDENTITIES, timeout = PATIENCE) =>
  refresh(previous, { fetch: viaLoopback, clock, operators: known, timeout });

describe('refresh', () => {
  test('fetches lists and key directories', async () => {
    web = {
      [GOOGLE]: list('66.249.64.0/27', '2001:4860:4801:10::/64'),
      [BING]: list('157.55.39.0/24'),
      [AGENT]: json({ keys: [KEY.jwk, { kty: 'EC', crv: 'P-256' }] }),
    };
    const { identities, failures } = await fetchAll();
    expect(failures).toEqual([]);
    const fetchedAt = clock.now();
    expect(identities).toEqual({
      sources: {
        [GOOGLE]: { fetchedAt, prefixes: ['66.249.64.0/27', '2001:4860:4801:10::/64'] },
        [BING]: { fetchedAt, prefixes: ['157.55.39.0/24'] },
        [AGENT]: { fetchedAt, keys: [KEY.jwk] },
      },
    });
    expect(parseIdentities(JSON.stringify(identities))).toEqual(identities);
  });

  const OLD = { fetchedAt: 1, prefixes: ['192.0.2.0/24'] };
  const long = 'x'.repeat(3 * 1024 * 1024);
  test.each<[string, (response: ServerResponse) => void, string]>([
    ['answers 404', response => response.writeHead(404).end(), 'answers 404'],
    ['breaks off', response => response.socket?.destroy(), 'fetch failed'],
    ['never answers', () => undefined, 'timeout'],
    ['is no JSON', response => response.end('<html>'), 'no range'],
    [
      'is another JSON, as Google’s notice that its lists have moved',
      json({ 'Action needed': '…' }),
      'no range',
    ],
    ['is suddenly empty', list(), 'no range'],
    ['holds what is no range', json({ prefixes: [{ ipv4Prefix: 'any' }, 5, null] }), 'no range'],
    ['would prove anybody', list('0.0.0.0/0', '::/0', '1.0.0.0/7', '2000::/3'), 'no range'],
    ['is too long', json({ prefixes: [long] }), 'longer than'],
    ['leads away from https', to('http://www.bing.com/list.json'), 'not https'],
    ['leads in a circle', to(BING), 'redirected more than 3 times'],
  ])('a list that %s keeps its older copy, and is reported', async (_, answer, reason) => {
    web = { [GOOGLE]: list('66.249.64.0/27'), [BING]: answer, [AGENT]: json({ keys: [KEY.jwk] }) };
    const timeout = reason === 'timeout' ? IMPATIENCE : PATIENCE;
    const { identities, failures } = await fetchAll({ sources: { [BING]: OLD } }, timeout);
    expect(asked.filter(url => url === BING).length).toBeLessThanOrEqual(4);
    expect(failures).toEqual([{ url: BING, reason: expect.stringContaining(reason) }]);
    expect(identities.sources[BING]).toEqual(OLD);
    expect(identities.sources[GOOGLE]?.prefixes).toEqual(['66.249.64.0/27']);
  });

  test('a directory without a key we know keeps its older copy', async () => {
    web = { [GOOGLE]: list('66.249.64.0/27'), [BING]: list('157.55.39.0/24'), [AGENT]: json({ keys: [] }) };
    const older = { fetchedAt: 1, keys: [{ kty: 'OKP' as const, crv: 'Ed25519', x: 'x' }] };
    const { identities, failures } = await fetchAll({ sources: { [AGENT]: older } });
    expect(failures).toEqual([{ url: AGENT, reason: expect.stringContaining('no key') }]);
    expect(identities.sources[AGENT]).toEqual(older);
  });

  test('a list may have moved, and its plausible ranges count beside odd ones', async () => {
    web = {
      [GOOGLE]: to('/static/new.json'),
      'https://developers.google.com/static/new.json': json({
        prefixes: ['66.249.64.0/27', '0.0.0.0/0', {}],
      }),
      [BING]: list('157.55.39.0/24'),
      [AGENT]: json({ keys: [KEY.jwk] }),
    };
    const { identities, failures } = await fetchAll();
    expect(failures).toEqual([]);
    expect(identities.sources[GOOGLE]?.prefixes).toEqual(['66.249.64.0/27']);
  });

  test('what was fetched a short time ago is not fetched again, what failed is', async () => {
    web = { [GOOGLE]: list('66.249.64.0/27'), [AGENT]: json({ keys: [KEY.jwk] }) };
    const first = await fetchAll();
    expect(first.fetched.sort()).toEqual([AGENT, GOOGLE].sort());
    expect(first.failures.map(({ url }) => url)).toEqual([BING]);

    asked.length = 0;
    await clock.advance(59_999);
    const options = { fetch: viaLoopback, clock, operators: known, maxAge: 60_000, timeout: PATIENCE };
    expect(await refresh(first.identities, options)).toEqual({ ...first, fetched: [] });
    expect(asked).toEqual([BING]);

    await clock.advance(1);
    await refresh(first.identities, options);
    expect(asked).toEqual(expect.arrayContaining([AGENT, GOOGLE]));
  });

  test('where nothing is asked nothing changes', async () => {
    const previous = { sources: { [BING]: OLD } };
    const { identities } = await refresh(previous, { fetch: viaLoopback, clock, operators: [] });
    expect(identities).toEqual({ sources: { [BING]: OLD } });
    expect(asked).toEqual([]);
  });
});
