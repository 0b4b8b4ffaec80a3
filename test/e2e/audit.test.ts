import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { prepareChromium } from '../../core/browser/chromium.ts';
import { chromiumPids } from './chromium-pids.ts';
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
  '/item': [
    app(
      `const read = new URLSearchParams(location.search);
      main.innerHTML = 'Item ' + read.get('id') + ', page ' + read.get('page') +
        '<a href="?id=2">next</a><a href="?id=3">last</a><a href="?colour=red">red</a><a href="?colour=blue">blue</a>' +
        '<a href="?page=2">2</a><a href="?page=3">3</a><a href="?utm_source=a">a</a><a href="?utm_source=b">b</a><a href="#/about">about</a>'`,
    ),
    '',
  ],
  '/rude': [app('main.append(/SignpostRenderer/.test(navigator.userAgent) ? "no robots" : "welcome")'), ''],
  '/clock': [app('main.append("It is " + new Date().toISOString())'), `${HEAD}<main>It is 1970-01-01</main>`],
};

/** A sitemap that was built for another domain: an index, and its one part packed. */
const LISTED = ['/lamp', ...Array.from({ length: 30 }, (_, n) => `/lamps/${n}`), '/stale', '/item?id=1'];
const MADE_FOR = 'https://shop.example';
const sitemaps: Record<string, string | Buffer> = {
  '/sitemap.xml': `<sitemapindex><sitemap><loc>${MADE_FOR}/part.xml.gz</loc></sitemap></sitemapindex>`,
  '/part.xml.gz': gzipSync(
    `<urlset>${LISTED.map(path => `<url><loc>${MADE_FOR}${path}</loc></url>`).join('')}</urlset>`,
  ),
};

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://test');
  if (sitemaps[pathname]) return void response.end(sitemaps[pathname]);
  if (pathname === '/fatal' && !isCrawler(request) && !isKilled) {
    isKilled = true;
    for (const pid of chromiumPids({ data: folder })) process.kill(pid, 'SIGKILL');
    return;
  }
  if (pathname === '/moved') return void response.writeHead(301, { location: '/lamp' }).end();
  if (pathname === '/missing' && isCrawler(request)) return send(response, `${HEAD}<main>Gone`, 404);
  if (pathname === '/busy' && isCrawler(request)) return send(response, 'Not ready', 503);
  const [person, crawler] = pages[pathname] ?? [LAMP, LAMP_AS_SERVED];
  send(response, isCrawler(request) ? crawler : person);
});
let site: string;
let folder: string;
/** The browser that asked first for /fatal has ended. */
let isKilled = false;

/** Most of an audit is waiting, so all of these wait at the same time. */
let same: Promise<Answer>;
let differing: Promise<Answer>;
let scrolled: Promise<Answer>;
let unopened: Promise<Answer>;
let rendered: Promise<Answer>;
let sampled: Promise<Answer>;
let killed: Promise<Answer>;

/** The page reads two of its parameters, and the settings keep one of these. */
const ITEM = '/item?page=2&id=1&idle=x&utm_source=y';

beforeAll(async () => {
  await prepareChromium({ log: () => undefined });
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = await mkdtemp(join(tmpdir(), 'signpost-audit-'));
  same = audit('--ignore', '^It is', '/lamp', '/missing', '/moved', '/scroll', '/clock');
  differing = audit('/lamp', '/stale', '/busy', '/not-served', '/clock');
  scrolled = audit('/scroll', '--scroll', '--json');
  unopened = audit('http://127.0.0.1:9/', '/lamp');
  rendered = audit('--render', ITEM, '/not-served', '/missing', '/moved', '/rude');
  const sitemap = ['--sitemap', `${site}/sitemap.xml`, '--site', site, '--sample', '5'];
  sampled = audit(...sitemap, '--at-once', '5', '--report', join(folder, 'report.html'));
  killed = auditIn({ ...process.env, TMPDIR: folder }, '/fatal', '/lamp');
});
afterAll(async () => {
  server.close().closeAllConnections();
  await rm(folder, { recursive: true });
});

interface Answer {
  code: number;
  stdout: string;
  stderr: string;
}

/** `npx signpost audit ARGS`, a path standing for its page of the site. */
const audit = (...args: string[]): Promise<Answer> => auditIn(process.env, ...args);

const auditIn = (env: NodeJS.ProcessEnv, ...args: string[]): Promise<Answer> =>
  promisify(execFile)(
    process.execPath,
    [
      'cli/signpost.js',
      'audit',
      ...args.map(arg => (arg.startsWith('/') && !arg.startsWith(folder) ? site + arg : arg)),
    ],
    { cwd: ROOT, env },
  ).then(
    output => ({ code: 0, ...output }),
    (error: Answer) => error,
  );

/** What was printed of each page, without the site's address. */
const sections = (stdout: string) =>
  new Map(
    stdout
      .replaceAll(site, '')
      .split(/^(?=\/)/m)
      .map(section => [section.slice(0, section.indexOf('\n')), section.slice(section.indexOf('\n') + 1)]),
  );

describe('signpost audit: what the site serves to crawlers', () => {
  test('the same: says so, and ends with 0', async () => {
    const { code, stdout } = await same;
    expect(stdout.replaceAll(site, '')).toBe(
      '/lamp\n  same\n/missing\n  same\n/moved\n  same\n/scroll\n  same\n/clock\n  same\n\n5 pages: 5 same, 0 differ\n',
    );
    expect(code).toBe(0);
  });

  test('not the same: says what differs, and ends with 1', async () => {
    const { code, stdout } = await differing;
    expect(stdout.replaceAll(site, '')).toContain(`\
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
`);
    expect(stdout).toMatch(
      /\n\n5 pages: 1 same, 4 differ \(− only a person sees it, \+ only a crawler gets it\)\n$/,
    );
    expect(code).toBe(1);
  });

  test('a crawler runs no scripts', async () => {
    expect(sections((await differing).stdout).get('/not-served')).toMatch(
      / {2}links\n {4}− Buy now → \S*\/buy\?a=1&b=2\n {2}text\n {4}− Lamp\n {4}− € 12.50\n {4}− gross 3 Buy now\n {4}\+ Please enable JavaScript\.\n/,
    );
  });

  test('what differs each time is told, where it is not left out with --ignore', async () => {
    expect(sections((await differing).stdout).get('/clock')).toMatch(
      / {4}− It is 20.*\n {4}\+ It is 1970-01-01\n/,
    );
    expect(sections((await same).stdout).get('/clock')).toMatch(/^ {2}same\n/);
  });
});

describe('signpost audit: what is found', () => {
  test('what shows only at the end, with --scroll', async () => {
    const { code, stdout } = await scrolled;
    expect(JSON.parse(stdout)).toEqual({
      url: `${site}/scroll`,
      same: false,
      differences: [{ what: 'text', person: ['only at the end'], crawler: [] }],
    });
    expect(code).toBe(1);
  });

  test('what cannot be opened: it ends with 2', async () => {
    const { code, stdout } = await unopened;
    expect(stdout).toMatch(
      /could not be opened: .*ERR_[\s\S]*same[\s\S]*1 same, 0 differ, 1 could not be opened/,
    );
    expect(code).toBe(4);
  });
});

test('signpost audit: a browser that ends takes no page with it', async () => {
  const { code, stdout } = await killed;
  expect(isKilled).toBe(true);
  expect(stdout).toContain('2 pages: 2 same, 0 differ');
  expect(code).toBe(0);
});

describe('signpost audit --render: what would be served', () => {
  test('our own renderer makes the page a person sees', async () => {
    const { stdout } = await rendered;
    const found = sections(stdout);
    for (const path of ['/not-served', '/missing', '/moved']) expect(found.get(path)).toBe('  same\n');
    expect(stdout).toContain('5 pages: 4 same, 1 differs');
  });

  test('or not', async () => {
    const { code, stdout } = await rendered;
    expect(sections(stdout).get('/rude')).toMatch(/ {2}text\n {4}− welcome\n {4}\+ no robots\n/);
    expect(code).toBe(1);
  });

  test('what the settings and its router hide of a page is noted, though both see the same', async () => {
    expect(
      sections((await rendered).stdout)
        .get(ITEM)
        ?.split('\n'),
    ).toEqual([
      '  same',
      expect.stringMatching(/^ {2}note: its routes are behind # \(#\/about\)/),
      expect.stringMatching(/^ {2}note: it is another page without \?id, .*pageParameters: \[page, id\]$/),
      expect.stringMatching(
        /^ {2}note: its links differ in nothing but \?colour, .*pageParameters: \[page, colour\]$/,
      ),
      '',
    ]);
  });
});

describe('signpost audit --sitemap: pages that stand for a site', () => {
  test('some of each kind of address, of an index with a packed part, taken for pages of this site', async () => {
    const { code, stdout, stderr } = await sampled;
    expect([...sections(stdout).keys()]).toEqual(['/lamp', '/lamps/0', '/lamps/15', '/stale', '/item?id=1']);
    expect(stdout).toContain('\n5 pages: 3 same, 2 differ');
    expect(stderr).toContain(`5 of the 33 pages in ${site}/sitemap.xml\n`);
    expect(stderr).toContain(`The report is in ${folder}/report.html\n`);
    expect(code).toBe(1);
  });

  test('and a report with pictures of both, and what hides pages', async () => {
    await sampled;
    const report = await readFile(join(folder, 'report.html'), 'utf8');
    const pictures = [...report.matchAll(/<img [^>]*src="data:image\/jpeg;base64,([^"]+)"/g)];
    expect(pictures).toHaveLength(10);
    for (const [, picture = ''] of pictures) expect(picture.length).toBeGreaterThan(1_000);
    expect(report).toMatch(/What hides pages from crawlers.*\?id.*pageParameters: \[page, id\]/s);
  });
});

test('signpost audit without a page ends with 2, for 1 is a result', async () => {
  expect(await audit('--render')).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining(
      'signpost audit: a URL is missing, such as http://localhost:4001/products/3; or --sitemap URL\n',
    ),
  });
});
