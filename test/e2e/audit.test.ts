import { execFile } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { prepareChromium } from '../../core/browser/chromium.ts';
import { ROOT } from './cloud.ts';

const HEAD = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Lamp</title>
  <meta name="description" content="A lamp"><link rel="canonical" href="/lamp"><meta property="og:title" content="Lamp">`;
const DATA = '<script type="application/ld+json">{"@type":"Product","price":12.5}</script>';

/** An app: all it shows is made by a script. */
const app = (script: string) =>
  `${HEAD}<noscript>Please enable JavaScript.</noscript><main></main><script>const main = document.querySelector('main'); ${script}</script>`;
/** It has a component with a shadow root and its own style, a field, a link, and what no one sees. */
const LAMP =
  app(`main.innerHTML = '<h1>Lamp</h1><x-price></x-price><input id="n"><a href="/buy?a=1&b=2">Buy <b>now</b></a><p hidden>no</p>';
  document.querySelector('#n').value = '3';
  const root = document.querySelector('x-price').attachShadow({ mode: 'open' }); root.innerHTML = '<i>€ 12.50</i><u>gross</u>';
  const sheet = new CSSStyleSheet(); sheet.replaceSync('i { display: block }'); root.adoptedStyleSheets = [sheet];
  document.head.insertAdjacentHTML('beforeend', '${DATA.replace('</', '<\\/')}')`);
const LAMP_AS_SERVED = `${HEAD}${DATA}<main><h1>Lamp</h1><x-price><template shadowrootmode="open"><i>€ 12.50</i><u>gross</u>
  <style>i { display: block }</style></template></x-price><input id="n" value="3"><a href="/buy?a=1&amp;b=2">Buy <b>now</b></a></main>`;

const isCrawler = ({ headers }: IncomingMessage) => /bot\//i.test(headers['user-agent'] ?? '');
const send = (response: ServerResponse, html: string, status = 200) =>
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(html);

/** By path: what people get, and crawlers. */
const pages: Record<string, [string, string]> = {
  '/lamp': [LAMP, LAMP_AS_SERVED],
  '/stale': [LAMP, LAMP_AS_SERVED.replaceAll('12.5', '11.9').replace('A lamp', 'An \u001b[31mold lamp')],
  '/not-served': [LAMP, LAMP],
  '/scroll': [
    app(`main.innerHTML = '<p>top</p><p style="height:3000px"></p><p id="end"></p>';
      new IntersectionObserver(([entry]) => { if (entry.isIntersecting) end.textContent = 'only at the end' }).observe(end)`),
    `${HEAD}<p>top`,
  ],
  '/missing': [
    app(
      `document.head.insertAdjacentHTML('beforeend', '<meta name="prerender-status-code" content="404">'); main.append('Gone')`,
    ),
    '',
  ],
  '/clock': [app('main.append("It is " + new Date().toISOString())'), `${HEAD}<main>It is 1970-01-01</main>`],
};

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://test');
  if (pathname === '/moved') return void response.writeHead(301, { location: '/lamp' }).end();
  if (pathname === '/missing' && isCrawler(request)) return send(response, `${HEAD}<main>Gone`, 404);
  if (pathname === '/busy' && isCrawler(request)) return send(response, 'Not ready', 503);
  const [person, crawler] = pages[pathname] ?? [LAMP, LAMP_AS_SERVED];
  send(response, isCrawler(request) ? crawler : person);
});
let site: string;

beforeAll(async () => {
  await prepareChromium({ log: () => undefined });
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close().closeAllConnections());

interface Answer {
  code: number;
  stdout: string;
  stderr: string;
}

/** `npx signpost audit ARGS`, a path standing for its page of the site. */
const audit = (...args: string[]): Promise<Answer> =>
  promisify(execFile)(
    process.execPath,
    ['cli/signpost.js', 'audit', ...args.map(arg => (arg.startsWith('/') ? site + arg : arg))],
    { cwd: ROOT },
  ).then(
    output => ({ code: 0, ...output }),
    (error: Answer) => error,
  );

describe('signpost audit: what the site serves to crawlers', () => {
  test('the same: says so, and ends with 0', async () => {
    const { code, stdout, stderr } = await audit('/lamp', '/missing', '/moved');
    expect(stdout.replaceAll(site, '')).toBe(
      '/lamp\n  same\n/missing\n  same\n/moved\n  same\n\n3 pages: 3 same, 0 differ\n',
    );
    expect([code, stderr]).toEqual([0, '']);
  });

  test('not the same: says what differs, and ends with 1', async () => {
    const { code, stdout } = await audit('/lamp', '/stale', '/busy');
    expect(stdout.replaceAll(site, '')).toBe(`\
/lamp
  same
/stale
  description
    − A lamp
    + An \\u001b[31mold lamp
  JSON-LD
    − Product.price: 12.5
    + Product.price: 11.9
  text
    − € 12.50
    + € 11.90
/busy
  status
    − 200
    + 503

3 pages: 1 same, 2 differ (− only a person sees it, + only a crawler gets it)
`);
    expect(code).toBe(1);
  });

  test('a crawler runs no scripts', async () => {
    const { stdout } = await audit('/not-served');
    expect(stdout).toMatch(
      / {2}links\n {4}− Buy now → \S+\/buy\?a=1&b=2\n {2}text\n {4}− Lamp\n {4}− € 12.50\n {4}− gross 3 Buy now\n {4}\+ Please enable JavaScript\.\n/,
    );
  });

  test('what shows only at the end is found with --scroll', async () => {
    expect((await audit('/scroll')).code).toBe(0);
    const { code, stdout } = await audit('/scroll', '--scroll', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      url: `${site}/scroll`,
      same: false,
      differences: [{ what: 'text', person: ['only at the end'], crawler: [] }],
    });
  });

  test('what differs each time is left out with --ignore', async () => {
    const { code, stdout } = await audit('/clock');
    expect(stdout).toMatch(/ {4}− It is 20.*\n {4}\+ It is 1970-01-01\n/);
    expect(code).toBe(1);
    expect((await audit('/clock', '--ignore', '^It is')).code).toBe(0);
  });
});

describe('signpost audit --render: what would be served', () => {
  test('our own renderer makes the page a person sees', async () => {
    const { code, stdout } = await audit('--render', '/not-served', '/missing', '/moved');
    expect(stdout).toContain('3 pages: 3 same');
    expect(code).toBe(0);
  });

  test('or not', async () => {
    pages['/rude'] = [
      app('main.append(/SignpostRenderer/.test(navigator.userAgent) ? "no robots" : "welcome")'),
      '',
    ];
    const { code, stdout } = await audit('--render', '/rude');
    expect(stdout).toMatch(/ {2}text\n {4}− welcome\n {4}\+ no robots\n/);
    expect(code).toBe(1);
  });
});

describe('signpost audit: what cannot be opened ends with 2', () => {
  test.each<[string[], { stdout?: unknown; stderr?: unknown }]>([
    [
      ['http://127.0.0.1:9/', '/lamp'],
      {
        stdout: expect.stringMatching(
          /could not be opened: .*ERR_[\s\S]*same[\s\S]*1 same, 0 differ, 1 could not be opened/,
        ),
      },
    ],
    [[], { stderr: expect.stringContaining('a URL is missing') }],
    [['lamp'], { stderr: expect.stringContaining('lamp is no page’s address'.replace('’', "'")) }],
    [['file:///etc/passwd'], { stderr: expect.stringContaining('expected http(s)://') }],
    [['/lamp', '--ignore', '('], { stderr: expect.stringContaining('Invalid regular expression') }],
    [['/lamp', '--yaml'], { stderr: expect.stringContaining("Unknown option '--yaml'") }],
  ])('%j', async (args, answer) => {
    expect(await audit(...args)).toMatchObject({ code: 2, ...answer });
  });
});
