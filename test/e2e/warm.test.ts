import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { products } from '../../examples/shop/catalogue.ts';
import { command } from '../cli/commands.ts';
import { type Booted, cloudForFile, GOOGLEBOT, get, KEY, ROOT, until } from './cloud.ts';

const warmHere = command('warm');

let app: Booted;
cloudForFile(booted => {
  app = booted;
});

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** `npx signpost warm ARGS` against the booted cloud. */
const warm = (...args: string[]): Promise<Outcome> =>
  promisify(execFile)(process.execPath, ['cli/signpost.js', 'warm', '--api', app.short, ...args], {
    cwd: ROOT,
    env: { ...process.env, SIGNPOST_KEY: KEY },
  }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: Outcome) => ({ code, stdout, stderr }),
  );

const put = (key: string, body: string, ContentType = 'text/html; charset=utf-8') =>
  app.s3.send(
    new PutObjectCommand({
      Bucket: app.cloud.stack.ref('SiteBucket'),
      Key: `app/${key}`,
      Body: body,
      ContentType,
    }),
  );

describe('signpost warm', () => {
  const PAGES = products.length + 3;

  test('renders each page of the sitemap, and says how it went', async () => {
    const { code, stdout, stderr } = await warm('--sitemap', `${app.site}/sitemap.xml`);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^(\d+ of \d+, [\d.]+ pages\/s\n)*$/)]);
    expect(stdout).toMatch(
      new RegExp(
        `^${PAGES} pages of ${app.site}/sitemap\\.xml, [\\d.]+ s, [\\d.]+ pages/s\n  rendered    ${PAGES} \\(200: ${PAGES}\\)\n$`,
      ),
    );
    for (const { id } of products) {
      await get(`${app.site}/products/${id}`, { 'user-agent': GOOGLEBOT });
      expect(app.records.at(-1)).toMatchObject({ status: 200, originWay: ['bucket'] });
    }
  });

  test('leaves out what is up to date, unless all is asked for', async () => {
    // Of a page that changed today nobody knows whether it was rendered after that.
    await put(
      'dates.xml',
      sitemap([
        ['/products/1', '2026-01-01'],
        ['/products/2', '2999-01-01'],
      ]),
    );
    const again = await warm('--sitemap', `${app.site}/dates.xml`);
    expect(again.stdout).toMatch(
      / {2}rendered {4}1 \(200: 1\)\n {2}up to date {2}1 \(--all renders them, too\)\n$/,
    );
    const all = await warm('--sitemap', `${app.site}/dates.xml`, '--all');
    expect(all.stdout).toMatch(/ {2}rendered {4}2 \(200: 2\)\n$/);
    const { code, stdout, stderr } = await warm('--sitemap', `${app.site}/dates.xml`, '--json');
    expect([code, stderr, JSON.parse(stdout)]).toEqual([
      0,
      '',
      {
        ...{ sitemap: `${app.site}/dates.xml`, foreign: 0, total: 2, upToDate: 1, rendered: 1 },
        ...{ statuses: { 200: 1 }, odd: [], failed: [], waiting: 0 },
        ...{ isInterrupted: false, seconds: expect.any(Number) },
      },
    ]);
  });

  const sitemap = (pages: [string, string][]) =>
    `<urlset>${pages.map(([path, day]) => `<url><loc>${app.site}${path}</loc><lastmod>${day}</lastmod></url>`).join('')}</urlset>`;
});

describe('signpost warm of a sitemap that was built for another domain', () => {
  const ELSEWHERE = 'https://www.shop.example';
  const urlset = (...urls: string[]) =>
    `<urlset>${urls.map(url => `<url><loc>${url}</loc></url>`).join('')}</urlset>`;
  beforeAll(async () => {
    await put(
      'built.xml',
      `<sitemapindex><sitemap><loc>${ELSEWHERE}/built/1.xml</loc></sitemap></sitemapindex>`,
    );
    await put('built/1.xml', urlset(`${ELSEWHERE}/?page=2&amp;x=y`, `${ELSEWHERE}/products?page=2#part`));
    await put('elsewhere.xml', urlset(`${ELSEWHERE}/a`, `${ELSEWHERE}/b`));
  });

  test('--site takes its paths for pages of that site, and the parts of an index for files beside it', async () => {
    const { code, stdout } = await warm('--sitemap', `${app.site}/built.xml`, '--site', `${app.site}/`);
    expect([code, stdout.replace(/^.*\n/, '')]).toEqual([0, '  rendered    2 (200: 2)\n']);
    for (const path of ['/?page=2', '/products?page=2']) {
      await get(app.site + path, { 'user-agent': GOOGLEBOT });
      expect(app.records.at(-1)).toMatchObject({ status: 200, originWay: ['bucket'] });
    }
  });

  test('without --site it says which one would do', async () => {
    await expect(
      warmHere(['--api', app.short, '--key', KEY, '--sitemap', `${app.site}/elsewhere.xml`]),
    ).rejects.toThrow(
      `none of the 2 addresses in ${app.site}/elsewhere.xml is of ${app.site}: they are of ${ELSEWHERE}. \`--site ${app.site}\` takes their paths for pages of that site.`,
    );
  });

  test('and so it does where the sitemap lies elsewhere, too, and the API refuses its addresses', async () => {
    const server = createServer((_, response) => response.end(urlset(`${elsewhere()}/a`)));
    const elsewhere = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
    try {
      await expect(
        warmHere(['--api', app.short, '--key', KEY, '--sitemap', `${elsewhere()}/sitemap.xml`]),
      ).rejects.toThrow(
        new RegExp(
          `is not of the site.* \`--site ${app.site}\` takes the sitemap's paths for pages of that site\\.$`,
          's',
        ),
      );
    } finally {
      server.close().closeAllConnections();
    }
  });
});

describe('of an app with pages that are gone, moved and broken, signpost warm', () => {
  // Says of itself what its path says.
  const SHELL = `<!doctype html><html><head></head><body><script>
    const status = /\\d\\d\\d/.exec(location.pathname)?.[0] ?? '200';
    document.head.innerHTML = '<meta name="prerender-status-code" content="' + status + '">';
    document.body.append('This is ' + location.pathname);
  </script></body></html>`;
  const listed = (...paths: string[]) =>
    `<urlset>${paths.map(path => `<url><loc>${path.startsWith('/') ? app.site : ''}${path}</loc></url>`).join('')}</urlset>`;
  beforeAll(() => put('index.html', SHELL));

  test('counts statuses, names what is odd, and fails for what failed', async () => {
    await put('odd.xml', listed('/a', '/b/404', '/c/410', '/d/500', 'https://other.example/'));
    const { code, stdout } = await warm('--sitemap', `${app.site}/odd.xml`);
    expect(code).toBe(1);
    expect(stdout.replace(/^.*\n/, '')).toMatch(
      new RegExp(
        [
          ' {2}rendered {4}3 \\(200: 1, 404: 1, 410: 1\\)',
          ' {2}failed {6}1',
          ` {4}${app.site}/d/500: .+`,
          ' {2}warning: a sitemap should list pages that answer 200. Not so:',
          ` {4}4(?:04 ${app.site}/b/404|10 ${app.site}/c/410)`,
          ` {4}4(?:04 ${app.site}/b/404|10 ${app.site}/c/410)`,
          ' {2}warning: 1 addresses are of another site than the sitemap; they were left out',
          '$',
        ].join('\n'),
      ),
    );
  });

  test('reads an index', async () => {
    await put('pages.xml', listed('/from/an/index'));
    await put(
      'index.xml',
      `<sitemapindex><sitemap><loc>${app.site}/pages.xml</loc></sitemap></sitemapindex>`,
    );
    expect((await warm('--sitemap', `${app.site}/index.xml`)).stdout).toMatch(/rendered {4}1 \(200: 1\)/);
  });

  test('of a wrong key says what is wrong and fails', async () => {
    expect(await warm('--sitemap', `${app.site}/index.xml`, '--key', 'x'.repeat(20))).toEqual({
      code: 3,
      stdout: '',
      stderr: expect.stringMatching(/answers 401: There is no such key\.\n$/),
    });
  });

  test.each<[string, () => string[], RegExp]>([
    ['a page for a sitemap', () => ['--sitemap', `${app.site}/`], /is no sitemap: it begins with <html>/],
    ['a sitemap that is not there', () => ['--sitemap', `${app.site}/no.xml`], /no\.xml answers 404$/],
    [
      'another API',
      () => ['--sitemap', `${app.site}/index.xml`, '--api', app.site],
      /answers as no snapshots API does|answers \d+: this is no answer/,
    ],
  ])('refuses %s', async (_, args, sentence) => {
    await expect(warmHere(['--api', app.short, '--key', KEY, ...args()])).rejects.toThrow(sentence);
  });

  // The last one: what stays ordered is rendered meanwhile.
  test('ends at Ctrl-C with a summary', async () => {
    await put(
      'many.xml',
      listed(...Array.from({ length: 200 }, (_, i) => `/many/${[...String(i)].join('-')}`)),
    );
    const args = [
      'cli/signpost.js',
      'warm',
      '--api',
      app.short,
      '--key',
      KEY,
      '--sitemap',
      `${app.site}/many.xml`,
    ];
    const child: ChildProcess = spawn(process.execPath, args, { cwd: ROOT });
    const stdout = child.stdout ? text(child.stdout) : '';
    const ordered = app.records.length;
    await until(() => app.records.slice(ordered).some(({ path }) => path === '/api/snapshots/rerender'));
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
    expect(await stdout).toMatch(
      /^200 pages of .*\n {2}not done {4}\d+: ended before; they stay ordered\n$/s,
    );
  });
});
