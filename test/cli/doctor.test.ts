import { createServer } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type Check, type DoctorContext, examine, type Row } from '../../cli/doctor/check.ts';
import { CHECKS } from '../../cli/doctor/checks.ts';
import { clockOutcome } from '../../cli/doctor/machine.ts';
import { forbidsAll } from '../../cli/doctor/site.ts';
import { lineOf } from '../../cli/doctor-command.ts';
import { systemRandom } from '../../core/ids.ts';
import { close, type HttpRequest, type HttpResponse, listen, respond } from '../../local/http.ts';
import { HandClock } from '../local/hand-clock.ts';

const KEY = 'sp_doctor_0123456789abcdefghijklmnop';
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const each of closers.splice(0)) await each();
});

/** A Signpost that is all right; what a test changes of it answers first. */
interface Fake {
  origin: string;
  requests: string[];
}
type Answer = (request: HttpRequest) => HttpResponse | undefined;

const answerJson = (status: number, body: unknown) =>
  respond(status, { 'content-type': 'application/json' }, JSON.stringify(body));
const html = (status: number, body: string) => respond(status, { 'content-type': 'text/html' }, body);

async function signpost(other: Answer = () => undefined): Promise<Fake> {
  const requests: string[] = [];
  let made = '';
  const usual = ({ method, path, headers, body }: HttpRequest): HttpResponse => {
    const isCrawler = /Amazonbot/.test(headers.get('user-agent') ?? '');
    const isOurs = headers.get('authorization') === `Bearer ${KEY}`;
    if (path === '/api/openapi.json') return answerJson(200, { openapi: '3.1.0' });
    if (path.startsWith('/api/') && !isOurs) return answerJson(401, { detail: 'no' });
    if (path === '/api/settings') return answerJson(200, { version: '1.2.3', stage: 'prod' });
    if (path === '/api/keys/me')
      return answerJson(200, { name: 'ops', scopes: ['links:write', 'stats:read'] });
    if (path === '/api/links') {
      made = JSON.parse(body.toString()).url;
      return answerJson(201, { slug: 'a/b', shortUrl: 'https://go.example/a/b' });
    }
    if (method === 'DELETE') return respond(204);
    if (path === '/a/b') return respond(301, { location: made, 'cache-control': 'max-age=0, s-maxage=60' });
    if (path === '/robots.txt')
      return respond(200, { 'content-type': 'text/plain' }, 'User-agent: *\nAllow: /');
    if (path !== '/') return html(isCrawler ? 404 : 200, '<script src="/app.js"></script>');
    return html(
      200,
      isCrawler ? `<body><p>${'Lamps that are seen. '.repeat(5)}` : '<body><script src="/a.js"></script>',
    );
  };
  const { server, port } = await listen(async request => {
    requests.push(`${request.method} ${request.path}`);
    const answer = other(request) ?? usual(request);
    answer.headers.set('date', new Date(NOW).toUTCString());
    return answer;
  }, 0);
  closers.push(() => close(server));
  return { origin: `http://127.0.0.1:${port}`, requests };
}

const NOW = Date.UTC(2026, 10, 30, 12);

const contextOf = (more: Partial<DoctorContext> = {}): DoctorContext => ({
  fetch,
  clock: new HandClock(NOW),
  random: systemRandom,
  nodeVersion: '22.1.0',
  ports: [],
  chromium: async () => '/usr/bin/chromium starts',
  ...more,
});

async function rows(context: DoctorContext, checks: readonly Check[] = CHECKS): Promise<Row[]> {
  const found: Row[] = [];
  for await (const row of examine(checks, context)) found.push(row);
  return found;
}
const stateOf = (found: Row[], name: string) => found.find(row => row.name === name)?.state;

test('a Signpost that is all right is told to be, check by check, and its link is taken away again', async () => {
  const { origin, requests } = await signpost();
  const found = await rows(contextOf({ api: origin, site: origin, key: KEY }));
  expect(found.map(({ name, state, advice }) => [name, state, advice])).toEqual(
    CHECKS.map(({ name }) => [name, 'ok', undefined]),
  );
  expect(found.map(({ text }) => text)).toEqual(
    expect.arrayContaining([
      `${origin} answers: Signpost 1.2.3, stage prod`,
      '“ops” may links:write, stats:read',
      'a new link is followed by 301, max-age=0, s-maxage=60; it is deleted again',
    ]),
  );
  expect(requests).toContain('DELETE /api/links/a%2Fb');
});

test('what cannot be looked at is skipped, with what it would take', async () => {
  const found = await rows(contextOf());
  expect(found.filter(({ state }) => state === 'skip').map(({ name, text }) => `${name}: ${text}`)).toEqual([
    'API: not looked at: --api, --profile or --stage says where',
    'Clock: not looked at: the API has to answer first',
    'Key: not looked at: the API has to answer first',
    'Link: not looked at: the API has to answer first',
    'Site: people: not looked at: --site or --stage says where',
    'Site: crawlers: not looked at: --site or --stage says where',
    'Site: 404: not looked at: --site or --stage says where',
    'robots.txt: not looked at: --site or --stage says where',
  ]);
});

const at =
  (path: string, answer: HttpResponse): Answer =>
  request =>
    request.path === path ? answer : undefined;
const toCrawlers =
  (answer: HttpResponse): Answer =>
  ({ path, headers }) =>
    path === '/' && /Amazonbot/.test(headers.get('user-agent') ?? '') ? answer : undefined;

describe('what is wrong is said', () => {
  test.each<[string, Answer, string, Row['state'], RegExp]>([
    [
      'another server',
      at('/api/openapi.json', html(200, 'hello')),
      'API',
      'fail',
      /not as Signpost’s API does$/,
    ],
    [
      'a key that is revoked',
      at('/api/keys/me', answerJson(401, {})),
      'Key',
      'fail',
      /unknown, revoked or expired/,
    ],
    [
      'a key that may only read',
      at('/api/keys/me', answerJson(200, { name: 'r', scopes: ['links:read'] })),
      'Link',
      'skip',
      /it takes a key with links:write$/,
    ],
    ['no link can be made', at('/api/links', answerJson(500, {})), 'Link', 'fail', /the API answers 500$/],
    ['a link leads nowhere', at('/a/b', respond(404)), 'Link', 'fail', /answers 404, and leads to nothing$/],
    [
      'a link leads elsewhere',
      at('/a/b', respond(301, { location: 'https://evil.example/' })),
      'Link',
      'fail',
      /leads to https:\/\/evil\.example\/$/,
    ],
    [
      'no app',
      request => (request.path === '/' ? html(404, 'none') : undefined),
      'Site: people',
      'fail',
      /404, and no app/,
    ],
    [
      'the shell for crawlers',
      toCrawlers(html(200, '<body><script></script>')),
      'Site: crawlers',
      'fail',
      /0 characters of text$/,
    ],
    [
      'a page that is being rendered',
      toCrawlers(respond(503, { 'retry-after': '9' })),
      'Site: crawlers',
      'warn',
      /told to come back/,
    ],
    [
      'soft 404s',
      ({ path }) => (path.startsWith('/signpost-doctor') ? html(200, 'x') : undefined),
      'Site: 404',
      'warn',
      /is 200 for crawlers$/,
    ],
    [
      'a robots.txt that shuts everybody out',
      at('/robots.txt', respond(200, { 'content-type': 'text/plain' }, 'user-agent: *\ndisallow: /')),
      'robots.txt',
      'warn',
      /crawl nothing$/,
    ],
  ])('%s', async (_, other, name, state, text) => {
    const { origin } = await signpost(other);
    const found = await rows(contextOf({ api: origin, site: origin, key: KEY }));
    const row = found.find(each => each.name === name);
    expect([row?.state, row?.text]).toEqual([state, expect.stringMatching(text)]);
    if (state !== 'skip') expect(row?.advice).toMatch(/\w+/);
  });

  test('a link whose headers somebody changes is odd, and is taken away all the same', async () => {
    let url = '';
    const changed: Answer = ({ path, body }) => {
      if (path === '/api/links') url = JSON.parse(body.toString()).url;
      return path === '/a/b'
        ? respond(301, { location: url, 'cache-control': 'public, max-age=3600' })
        : undefined;
    };
    const { origin, requests } = await signpost(changed);
    const found = await rows(contextOf({ api: origin, key: KEY }));
    expect(stateOf(found, 'Link')).toBe('warn');
    expect(requests).toContain('DELETE /api/links/a%2Fb');
  });

  test('a link is taken away when following it breaks off', async () => {
    const { origin, requests } = await signpost();
    const broken: typeof fetch = async (input, init) => {
      if (String(input).endsWith('/a/b')) throw new Error('socket hang up');
      return fetch(input, init);
    };
    const found = await rows(contextOf({ api: origin, key: KEY, fetch: broken }));
    expect(found.find(({ name }) => name === 'Link')).toMatchObject({
      state: 'fail',
      text: 'socket hang up',
    });
    expect(requests).toContain('DELETE /api/links/a%2Fb');
  });

  test('nobody answers', async () => {
    const { server, port } = await listen(async () => respond(200), 0);
    await close(server);
    const found = await rows(contextOf({ api: `http://127.0.0.1:${port}`, key: KEY }));
    expect(found.find(({ name }) => name === 'API')).toMatchObject({
      state: 'fail',
      text: expect.stringContaining('ECONNREFUSED'),
    });
    expect(stateOf(found, 'Key')).toBe('skip');
  });

  test('a machine that has not what it takes', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await new Promise(resolve => holder.once('listening', resolve));
    closers.push(() => new Promise<void>(resolve => holder.close(() => resolve())));
    const { port } = holder.address() as { port: number };
    const chromium = async () => {
      throw new Error('/x does not exist.');
    };
    const found = await rows(contextOf({ nodeVersion: '20.18.3', ports: [port], chromium }));
    expect(found.slice(0, 3).map(({ state, text }) => `${state} ${text}`)).toEqual([
      'fail version 20.18.3',
      'warn /x does not exist.',
      `warn ${port} taken, perhaps by a Signpost that runs`,
    ]);
  });
});

test.each<[seconds: number, state: Row['state'], text: string]>([
  [0, 'ok', 'as the API’s'],
  [30, 'ok', '30 s ahead of the API’s'],
  [-31, 'warn', '31 s behind the API’s'],
  [300, 'warn', '300 s ahead of the API’s'],
  [-301, 'fail', '301 s behind the API’s'],
])('a clock that is off by %i s', (seconds, state, text) => {
  expect(clockOutcome(NOW + seconds * 1000, new Date(NOW).toUTCString())).toEqual({ state, text });
});

test.each<[string, boolean]>([
  ['User-agent: *\nDisallow: /', true],
  ['User-agent: *\nDisallow: / # all\n', true],
  ['User-agent: a\nUser-agent: *\nDisallow: /', true],
  ['User-agent: a\nDisallow: /', false],
  ['User-agent: *\nDisallow: /private', false],
  ['User-agent: *\nDisallow: /\nAllow: /shop', false],
  ['User-agent: *\nDisallow:\n\nUser-agent: b\nDisallow: /', false],
  ['', false],
])('robots.txt %j forbids all: %s', (robots, forbids) => {
  expect(forbidsAll(robots)).toBe(forbids);
});

test('a row has its advice below it', () => {
  const row: Row = { name: 'Key', state: 'fail', text: 'is\u001b not taken', advice: 'Make another.' };
  expect(lineOf(row)).toBe(
    'FAIL  Key              is\\u001b not taken\n                       → Make another.\n',
  );
});
