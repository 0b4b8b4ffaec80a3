import { describe, expect, test } from '@jest/globals';
import { launchChromium } from '../../core/browser/chromium.ts';
import { openTab } from '../../core/browser/tab.ts';
import { type Clock, systemClock } from '../../core/clock.ts';
import { type Booted, CHROME, cloudForFile, createLink, get, until } from './cloud.ts';

/** Time as it is, and what a test adds to it. */
let later = 0;
const clock: Clock = { ...systemClock, now: () => Date.now() + later };

let app: Booted;
cloudForFile(
  booted => {
    app = booted;
  },
  { clock, countryOf: ({ headers }) => headers.get('x-country') ?? undefined },
);

const PERSON = { 'user-agent': CHROME, accept: 'text/html,*/*;q=0.8' };
const WAIT_MS = 20_000;
const FACEBOOK = 'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)';

/** Makes a link and answers its short url. */
async function make(settings: Record<string, unknown>): Promise<string> {
  const response = await createLink(app.short, { url: 'https://example.com/', ...settings });
  const answer = await response.json();
  if (response.status !== 201) throw new Error(JSON.stringify(answer));
  return (answer as { shortUrl: string }).shortUrl;
}

const follow = async (url: string, headers: Record<string, string> = PERSON, method = 'GET') => {
  const response = await get(url, headers, method);
  const said = Object.fromEntries(response.headers);
  return {
    status: response.status,
    location: said.location,
    cacheControl: said['cache-control'] ?? '',
    xCache: said['x-cache']?.split(' ')[0],
    body: await response.text(),
  };
};

const isoAt = (ms: number) => new Date(Math.ceil(ms / 1000) * 1000).toISOString().replace('.000Z', 'Z');

describe('times, at the edge', () => {
  test('a link ends to the second, though the edge has it', async () => {
    const expiresAt = isoAt(clock.now() + 100_000);
    const url = await make({ slug: 'ends', expiresAt });
    const left = () => (Date.parse(expiresAt) - clock.now()) / 1000;
    const moveTo = (seconds: number) => {
      later += (left() - seconds) * 1000;
    };
    // However long it took to make: from here on it is kept for a minute.
    moveTo(99);
    expect(await follow(url)).toMatchObject({ status: 301, xCache: 'Miss' });
    moveTo(20);
    const last = await follow(url);
    expect(last).toMatchObject({ status: 301, xCache: 'Miss' });
    expect(Number(/s-maxage=(\d+)/.exec(last.cacheControl)?.[1])).toBeLessThanOrEqual(20);
    moveTo(5);
    expect(await follow(url)).toMatchObject({ status: 301, xCache: 'Hit' });
    moveTo(0);
    expect(await follow(url)).toMatchObject({ status: 410, xCache: 'Error', cacheControl: 'no-store' });
  });

  test('while the table is away, a link goes on from the edge, but not past its end', async () => {
    const expiresAt = isoAt(clock.now() + 300_000);
    const url = await make({ slug: 'ends-meanwhile', expiresAt });
    await follow(url);
    const table = app.cloud.stack.ref('LinksTable');
    app.cloud.dynamodb.throttle(table, true);
    try {
      later += 200_000;
      expect(await follow(url)).toMatchObject({ status: 301 });
      later += Date.parse(expiresAt) - clock.now();
      expect(await follow(url)).toMatchObject({ status: 503 });
    } finally {
      app.cloud.dynamodb.throttle(table, false);
    }
  });

  test('a link begins to the second, though somebody asked before', async () => {
    const startsAt = isoAt(clock.now() + 100_000);
    const url = await make({ slug: 'begins', startsAt });
    const before = await follow(url);
    expect(before).toEqual(await follow(`${app.short}/begins-not`));
    later += Date.parse(startsAt) - clock.now();
    expect(await follow(url)).toMatchObject({ status: 301, location: 'https://example.com/' });
  });
});

test('a rule’s answer is nobody else’s', async () => {
  const url = await make({
    slug: 'ruled',
    rules: [
      { url: 'https://example.de/', country: ['de'] },
      { url: 'https://example.com/fr', language: ['fr'] },
      { url: 'https://example.com/phone', device: ['mobile'] },
    ],
  });
  const iphone =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1';
  for (const [headers, location] of [
    [{ 'x-country': 'DE' }, 'https://example.de/'],
    [{}, 'https://example.com/'],
    [{ 'accept-language': 'fr-CH, de;q=0.5' }, 'https://example.com/fr'],
    [{ 'user-agent': iphone }, 'https://example.com/phone'],
    [{ 'x-country': 'AT', 'cloudfront-viewer-country': 'DE' }, 'https://example.com/'],
  ] as const)
    expect(await follow(url, { ...PERSON, ...headers })).toMatchObject({
      location,
      xCache: 'Miss',
      cacheControl: 'no-store',
    });
});

test('fifty people who race for seven clicks get seven', async () => {
  const url = await make({ slug: 'coupon', maxClicks: 7 });
  for (const headers of [
    { ...PERSON, 'user-agent': FACEBOOK },
    { ...PERSON, 'sec-purpose': 'prefetch' },
  ])
    await follow(url, headers);
  await follow(url, PERSON, 'HEAD');
  const statuses = await Promise.all(Array.from({ length: 50 }, async () => (await follow(url)).status));
  const number = (status: number) => statuses.filter(each => each === status).length;
  // On a slow machine the table may be given up on; what was asked of it then may count, or not.
  expect(number(301)).toBeLessThanOrEqual(7);
  expect(number(301)).toBeGreaterThanOrEqual(7 - number(503));
  expect(number(301) + number(410) + number(503)).toBe(50);
});

test('a password is asked for, and leads on', async () => {
  const url = await make({ slug: 'gate', url: 'https://example.com/inside', password: 'open sesame' });
  const send = (password: string) =>
    fetch(url, {
      method: 'POST',
      headers: PERSON,
      body: new URLSearchParams({ password }),
      redirect: 'manual',
    });
  expect(await follow(url)).toMatchObject({ status: 200, location: undefined, cacheControl: 'no-store' });
  expect((await send('open')).status).toBe(403);
  const right = await send('open sesame');
  expect([right.status, right.headers.get('location')]).toEqual([303, 'https://example.com/inside']);
  expect(await follow(url)).toMatchObject({ status: 200, xCache: 'Miss' });
});

test('a browser that sends the form gets to another site by it', async () => {
  const url = await make({ slug: 'gate-to-site', url: `${app.site}/about`, password: 'open sesame' });
  const browser = await launchChromium({ isPlain: true, log: () => undefined });
  try {
    const tab = await openTab(browser, WAIT_MS);
    const evaluate = (expression: string) => tab.evaluate(expression, WAIT_MS).catch(() => undefined);
    await tab.cdp.send('Page.navigate', { url });
    await until(async () => (await evaluate('!!document.forms[0]')) === true);
    await evaluate(
      "document.forms[0].password.value = 'open sesame'; document.querySelector('button').click()",
    );
    await until(async () => (await evaluate('location.href')) === `${app.site}/about`);
  } finally {
    await browser.kill();
  }
});

describe('a card', () => {
  const social = { ...PERSON, 'user-agent': FACEBOOK };

  test('of the link’s own is for whoever shows cards, and the way on for everybody else', async () => {
    const unfurl = {
      title: 'Spring "sale" <b>',
      description: 'All of it',
      image: 'https://example.com/a.png',
    };
    const url = await make({ slug: 'carded', url: 'https://example.com/spring', unfurl });
    const card = await follow(url, social);
    expect(card).toMatchObject({ status: 200, cacheControl: 'no-store' });
    expect(card.body).toContain('<meta property="og:title" content="Spring &quot;sale&quot; &lt;b&gt;">');
    expect(card.body).toContain('<meta property="og:description" content="All of it">');
    expect(card.body).toContain('<meta property="og:image" content="https://example.com/a.png">');
    expect(card.body).toContain('<meta name="twitter:card" content="summary_large_image">');
    expect(card.body).toContain(`<link rel="canonical" href="${url}">`);
    expect(card.body).toContain('<a class="way" href="https://example.com/spring"');
    expect(card.body).not.toContain('noindex');
    for (const headers of [PERSON, { ...PERSON, 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' }])
      expect(await follow(url, headers)).toMatchObject({ status: 301, cacheControl: 'no-store' });
  });

  test('of our own site is that of the page it leads to', async () => {
    const url = await make({ slug: 'shop', url: `${app.site}/products/3`, unfurl: 'auto' });
    const page = await (await get(`${app.site}/products/3`, social)).text();
    const title = /property="og:title" content="([^"]+)"/.exec(page)?.[1];
    const card = await follow(url, social);
    expect(card).toMatchObject({ status: 200, cacheControl: 'no-store' });
    expect(card.body).toContain(`<meta property="og:title" content="${title}">`);
    expect(await follow(url)).toMatchObject({ status: 301, location: `${app.site}/products/3` });
  });

  test.each([
    ['another site', () => 'https://example.com/'],
    ['a page that is none', () => `${app.site}/no/such/page`],
  ])('of %s is not looked for: the redirect', async (_, to) => {
    const url = await make({ url: to(), unfurl: 'auto' });
    expect(await follow(url, social)).toMatchObject({ status: 301, location: to() });
  });
});

test('a look shows the way and takes nothing', async () => {
  const url = await make({
    slug: 'looked/at',
    title: 'The sale',
    url: 'https://example.com/looked',
    maxClicks: 1,
  });
  const page = await follow(`${url}+`);
  expect(page).toMatchObject({ status: 200, cacheControl: 'no-store' });
  expect(page.body).toContain('https://example.com/looked');
  const json = await follow(`${url}+`, { accept: 'application/json' });
  expect(JSON.parse(json.body)).toMatchObject({ slug: 'looked/at', title: 'The sale', state: 'active' });
  expect(await follow(url)).toMatchObject({ status: 301 });
});

test('a path is passed on, and kept by nobody', async () => {
  const url = await make({ slug: 'docs', url: 'https://example.com/manual?v=2#top', forwardPath: true });
  const locations = {
    '': 'https://example.com/manual?v=2#top',
    '/a/b': 'https://example.com/manual/a/b?v=2#top',
    '/a%2Fb': 'https://example.com/manual/a/b?v=2#top',
    '/a%20b%C3%A4': 'https://example.com/manual/a%20b%C3%A4?v=2#top',
    '/100%25': 'https://example.com/manual/100%25?v=2#top',
  };
  for (const [path, location] of Object.entries(locations))
    for (const xCache of ['Miss', path === '' ? 'Hit' : 'Miss'])
      expect(await follow(`${url}${path}`)).toMatchObject({ status: 301, location, xCache });
});
