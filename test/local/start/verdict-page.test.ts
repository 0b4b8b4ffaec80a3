import { describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../core/clock.ts';
import { compileIdentities, NO_IDENTITIES } from '../../../core/crawlers/identities.ts';
import { directoryOf } from '../../../core/crawlers/operators.ts';
import type { CrawlerSettings } from '../../../core/crawlers/policy.ts';
import { snapshotKey } from '../../../core/snapshots/page.ts';
import type { HttpResponse } from '../../../local/http.ts';
import type { AssetAnswer, PageAnswer } from '../../../local/start/verdict-answer.ts';
import { VERDICT_PATH, verdictPage } from '../../../local/start/verdict-page.ts';
import { signedHeaders, signingKey } from '../../core/crawlers/signer.ts';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';
const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
const GOOGLE_LIST = 'https://developers.google.com/static/crawling/ipranges/common-crawlers.json';

const KEY = signingKey();

/** A GET of the page, by default from a Chrome on this machine. */
async function get(
  query: Record<string, string> = {},
  headers: Record<string, string> = {},
  { crawlers, method = 'GET' }: { crawlers?: CrawlerSettings; method?: string } = {},
): Promise<HttpResponse> {
  const page = verdictPage({
    settings: { pageParameters: ['page'], ...(crawlers && { crawlers }) },
    assets: ['/assets/*', '*.js', '*.html'],
    pages: ['/index.html'],
    identities: async () =>
      compileIdentities(
        {
          ...NO_IDENTITIES,
          sources: {
            [GOOGLE_LIST]: {
              fetchedAt: systemClock.now(),
              prefixes: ['66.249.64.0/19', '2001:4860:4801::/48'],
            },
            [directoryOf('chatgpt.com')]: { fetchedAt: systemClock.now(), keys: [KEY.jwk as never] },
          },
        },
        systemClock.now(),
      ),
    clock: systemClock,
  });
  return page({
    method,
    path: VERDICT_PATH,
    query: new URLSearchParams(query).toString(),
    headers: new Headers({
      host: 'localhost:4001',
      'user-agent': CHROME,
      accept: 'text/html,*/*;q=0.8',
      ...headers,
    }),
    body: Buffer.alloc(0),
    clientIp: '127.0.0.1',
  });
}

const html = async (...asked: Parameters<typeof get>) => (await get(...asked)).body.toString();

/** The same as JSON. */
async function ask(query: Record<string, string> = {}, crawlers?: CrawlerSettings): Promise<PageAnswer> {
  const response = await get({ ...query, format: 'json' }, {}, { ...(crawlers && { crawlers }) });
  return JSON.parse(response.body.toString());
}

describe('what is not asked for is taken of who asks', () => {
  test('a visitor sees a verdict of himself', async () => {
    const { question, gets, identity } = await ask();
    expect(question).toEqual({
      userAgent: CHROME,
      path: '/',
      accept: 'text/html,*/*;q=0.8',
      address: '127.0.0.1',
    });
    expect(gets).toBe('app');
    expect(identity).toMatchObject({ identity: 'proved', proof: 'loopback', view: true });
  });

  test('an empty User-Agent is asked about as such, an empty address is not', async () => {
    const { question, verdict } = await ask({ ua: '', address: ' ' });
    expect(question).toMatchObject({ userAgent: '', address: '127.0.0.1' });
    expect(verdict.reason).toBe('unknown');
  });

  test.each([
    ['/products/3?page=2', '/products/3?page=2'],
    ['products/3', '/products/3'],
    ['https://shop.example/a b?page=ü#top', '/a%20b?page=%C3%BC'],
    ['/a/../b', '/b'],
    ['//a/', '//a/'],
    ['http://[', '/'],
    ['', '/'],
  ])('the path %j is %j', async (path, spelt) => {
    expect((await ask({ path })).question.path).toBe(spelt);
  });
});

describe('what a client gets', () => {
  const page = (url: string, form: 'html' | 'md') => ({ uri: `/${snapshotKey(url, form)}`, pageUrl: url });

  test.each<[string, Record<string, string>, PageAnswer['gets'], PageAnswer['edge']]>([
    ['a person', { ua: CHROME, path: '/a' }, 'app', { uri: '/app/index.html' }],
    [
      'Googlebot',
      { ua: GOOGLEBOT, path: '/a?page=2&utm_source=x' },
      'page',
      page('http://localhost:4001/a?page=2', 'html'),
    ],
    [
      'who wants Markdown',
      { ua: CHROME, path: '/a', accept: 'text/markdown' },
      'markdown',
      page('http://localhost:4001/a', 'md'),
    ],
  ])('%s', async (_who, query, gets, edge) => {
    expect(await ask(query)).toMatchObject({ gets, edge });
  });

  test('is what the stage’s settings say', async () => {
    const answer = await ask({ ua: GOOGLEBOT }, { categories: { search: false } });
    expect(answer).toMatchObject({ gets: 'app', edge: { uri: '/app/index.html' } });
    expect(answer.explanation.because).toContain('by the settings');
  });

  test('of /index.html is that of a page', async () => {
    expect(await ask({ ua: GOOGLEBOT, path: '/index.html' })).toMatchObject({ gets: 'page' });
  });

  test.each([
    ['/assets/a.png', '/assets/*'],
    ['/old.js?v=1', '*.js'],
    ['/a/index.html', '*.html'],
    ['/MANUAL.PDF', '*.PDF'],
  ])('of %s is the same for everybody', async (path, asset) => {
    const answer: AssetAnswer = JSON.parse((await html({ path, ua: GOOGLEBOT, format: 'json' })).toString());
    expect(answer).toEqual({
      question: expect.anything(),
      asset,
    });
    expect(await html({ path })).toContain('Everybody gets the same.');
  });
});

test.each<[string, string, string, boolean, string]>([
  [GOOGLEBOT, '127.0.0.1', 'proved', true, 'from this machine'],
  [GOOGLEBOT, '66.249.66.1', 'proved', true, 'address of google'],
  [GOOGLEBOT, '2001:4860:4801:10::1', 'proved', true, 'address of google'],
  [GOOGLEBOT, '192.0.2.1', 'unproved', false, 'not an address of google'],
  [GOOGLEBOT, 'nonsense', 'unproved', false, 'the address is not known'],
  [
    'Slackbot 1.0 (+https://api.slack.com/robots)',
    '192.0.2.1',
    'unverifiable',
    true,
    'nothing is published to prove it by',
  ],
])('%s from %s is %s; may cost a render: %s; %s', async (ua, address, identity, mayRender, reason) => {
  expect((await ask({ ua, address })).identity).toMatchObject({ identity, mayRender, reason });
});

test('a crawler that signs what it asks sees whether that is understood', async () => {
  const created = Math.floor(systemClock.now() / 1000);
  const agent = '"https://chatgpt.com"';
  const covers: [string, string][] = [
    ['"@authority"', 'localhost:4001'],
    ['"signature-agent"', agent],
  ];
  const parameters = `;created=${created};expires=${created + 60};keyid="${KEY.keyid}";tag="web-bot-auth"`;
  const headers = { ...signedHeaders(KEY, { covers, parameters }), 'signature-agent': agent };
  const { body } = await get({ format: 'json', ua: 'GPTBot/1.3', address: '192.0.2.1' }, headers);
  expect(JSON.parse(body.toString()).identity).toMatchObject({
    identity: 'proved',
    proof: 'signature',
    operator: 'openai',
  });
});

describe('the page', () => {
  test('says it all in words, and in a form to ask again', async () => {
    const text = await html({ ua: GOOGLEBOT, path: '/a', address: '192.0.2.1' });
    for (const words of [
      'It gets the finished page, if that is made already.',
      'Googlebot, a crawler of the category search',
      'its name is in the table',
      'names: { Googlebot: false }',
      snapshotKey('http://localhost:4001/a'),
      'not an address of google',
      'it does not count as one',
      'value="192.0.2.1"',
    ])
      expect(text).toContain(words);
  });

  test('has the policy of the stage as a table', async () => {
    const text = await html({}, {}, { crawlers: { categories: { seo: false }, names: { FooBot: true } } });
    expect(text).toMatch(/<code>seo<\/code>.*?the app<br>by the settings/);
    expect(text).toMatch(/<code>search<\/code>.*?the finished page/);
    expect(text).toMatch(/<code>foobot<\/code>.*?named in the settings/);
  });

  test('escapes whatever it is asked', async () => {
    const attack = `"'></textarea></title><script>alert(1)</script><img src=x onerror=alert(2)>Bot/1 &amp;`;
    const text = await html(
      { ua: attack, path: `/${attack}`, accept: attack, address: attack },
      {},
      { crawlers: { names: { 'a&b-bot': true } } }, // the settings take no name with "<" or quotes in it
    );
    expect(text).toContain('<code>a&amp;b-bot</code>');
    expect(text).not.toMatch(/<script|<img|onerror=alert\(2\)>/);
    expect(text.match(/<\/textarea>|<\/title>/g)).toHaveLength(2);
    expect(text).toContain('&lt;script&gt;alert(1)');
    const { body, headers } = await get({ ua: attack, format: 'json' });
    expect(JSON.parse(body.toString()).question.userAgent).toBe(attack);
    expect(headers.get('content-type')).toBe('application/json');
  });

  test('loads nothing and runs nothing', async () => {
    const { headers, body } = await get();
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(body.toString()).not.toMatch(/<script|src=|href="(?!\?|data:)/);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('keeps the line break a User-Agent begins with, which HTML would drop', async () => {
    expect(await html({ ua: '\nx' })).toContain('spellcheck="false">\n\nx</textarea>');
  });
});

test.each<[Record<string, string>, string, string]>([
  [{}, 'text/html,*/*;q=0.8', 'text/html; charset=utf-8'],
  [{}, '*/*', 'text/html; charset=utf-8'],
  [{}, 'application/json', 'application/json'],
  [{ format: 'json' }, 'text/html', 'application/json'],
])('%j with Accept %s is answered as %s', async (query, accept, type) => {
  expect((await get(query, { accept })).headers.get('content-type')).toBe(type);
});

test.each<[string, Record<string, string>, string, number]>([
  ['POST', {}, 'localhost:4001', 405],
  ['HEAD', {}, 'localhost:4001', 200],
  ['GET', {}, '::', 400],
])('%s %j of host %s: %i', async (method, query, host, status) => {
  expect((await get(query, { host }, { method })).status).toBe(status);
});
