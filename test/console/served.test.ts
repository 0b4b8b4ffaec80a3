import { describe, expect, test } from '@jest/globals';
import { get } from '../e2e/cloud.ts';
import { axeFindings } from './axe.ts';
import { consoleForFile, screenshots, THEMES } from './browser.ts';

const { app, open } = consoleForFile();
const ask = (path: string, headers?: Record<string, string>, method?: string) =>
  get(app().short + path, headers, method);

describe('each address of the console is its page', () => {
  test.each([
    '/console',
    '/console/',
    '/console/links/spring',
    '/console/links/q1.pdf',
    '/console/links/docs/a.b/c.html',
  ])('%s', async path => {
    const { page } = await open(path);
    await page.locator('h1').first().waitFor();
    expect(new URL(page.url()).pathname).toBe(path);
  });
});

describe.each(THEMES)('in the %s theme', theme => {
  test.each([undefined, 'nobody'])('nothing is in the way of anybody (%s)', async key => {
    const { page } = await open('/console', { theme, ...(key && { key: undefined }) });
    await page.locator('h1').first().waitFor();
    await screenshots(page, `${key ?? 'signed-in'}-${theme}`);
    expect(await axeFindings(page)).toEqual([]);
  });
});

describe('what is answered', () => {
  const ALL = {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'strict-transport-security': 'max-age=63072000',
  };
  const host = () => new URL(app().site).host;
  const policy = () =>
    `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob: https: ${host()}; font-src 'self'; connect-src 'self'; frame-src 'self' ${host()}; frame-ancestors 'none'; form-action 'none'; base-uri 'none'; require-trusted-types-for 'script'`;

  test.each(['/console', '/console/links/a.b', '/console/index.html'])(
    '%s is asked for anew each time, under a strict policy',
    async path => {
      const { status, headers } = await ask(path);
      expect([status, Object.fromEntries(headers)]).toEqual([
        200,
        expect.objectContaining({
          ...ALL,
          'content-type': 'text/html; charset=utf-8',
          'cache-control': 'no-cache',
          'content-security-policy': policy(),
          'x-frame-options': 'DENY',
          'cross-origin-opener-policy': 'same-origin',
          'permissions-policy': expect.stringContaining('geolocation=()'),
        }),
      ]);
      const again = await ask(path, { 'if-none-match': headers.get('etag') ?? '' });
      expect(again.status).toBe(304);
    },
  );

  test('its files may be kept for a year', async () => {
    const [, script = ''] =
      /src="(\/console\/assets\/[^"]+)"/.exec(await (await ask('/console')).text()) ?? [];
    const { status, headers } = await ask(script);
    expect([status, headers.get('cache-control'), headers.get('content-type')]).toEqual([
      200,
      'public, max-age=31536000, immutable',
      'text/javascript; charset=utf-8',
    ]);
    expect(Object.fromEntries(headers)).toMatchObject(ALL);
  });

  test.each([
    ['/console/assets/none.js', 404],
    ['/console/assets/', 404],
    ['/consoles', 404],
    ['/consol', 404],
  ])('%s is none of it: %i', async (path, status) => {
    const answer = await ask(path);
    expect([answer.status, await answer.text()]).toEqual([status, expect.not.stringContaining('id="app"')]);
  });

  test('nothing can be written there', async () => {
    expect((await ask('/console', {}, 'POST')).status).toBe(403);
  });

  test('no link is asked for on the way', async () => {
    const before = app().records.length;
    await ask('/console');
    await ask('/console/links/spring');
    expect(app().logs.filter(line => line.startsWith('redirect'))).toEqual([]);
    expect(app().records.length).toBe(before + 2);
  });
});
