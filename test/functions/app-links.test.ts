import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AppLinks } from '../../core/links/link.ts';
import { createLinkStore } from '../../core/links/store.ts';
import { aLink } from '../core/links/links.ts';
import { startTables, type Tables } from '../tables.ts';
import { type Ask, eventFor } from './event.ts';

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';
const IPAD =
  'Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';
const ANDROID =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36';
const TABLET =
  'Mozilla/5.0 (Linux; Android 15; SM-X910) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';
const FIREFOX = 'Mozilla/5.0 (Android 15; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0';
const WEB_VIEW =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9 Build/AP4A; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/141.0.0.0 Mobile Safari/537.36';
const WINDOWS =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';
const MAC =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15';
const GOOGLEBOT =
  'Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

const URL = 'https://www.example.com/product/1?a=1';
const STORE = 'https://apps.apple.com/app/id123456789';
const PLAY = 'https://play.google.com/store/apps/details?id=com.example.app';
const APP = 'com.example.app://product/1?x=1#top';
const BY_SYSTEM: AppLinks = { ios: { store: STORE }, android: { package: 'com.example.app' } };
const BY_ADDRESS: AppLinks = {
  ios: { url: APP, store: STORE },
  android: { url: APP, package: 'com.example.app' },
};

const LINKS = [
  aLink({ slug: 'system', url: URL, appLinks: BY_SYSTEM, status: 302 }),
  aLink({ slug: 'address', url: URL, appLinks: BY_ADDRESS }),
  aLink({ slug: 'universal', url: URL, appLinks: { android: { url: URL, package: 'a.b', store: STORE } } }),
  aLink({ slug: 'iphones', url: URL, appLinks: { ios: { store: STORE } } }),
  aLink({
    slug: 'ruled',
    url: URL,
    appLinks: BY_SYSTEM,
    rules: [{ url: 'https://example.de/', country: ['DE'] }],
  }),
  aLink({ slug: 'loop', url: URL, appLinks: { ios: { store: 'https://go.example.com/x' } } }),
  aLink({ slug: 'limited', url: URL, appLinks: BY_ADDRESS, maxClicks: 1 }),
  aLink({
    slug: 'mail',
    url: 'mailto:info@example.com?subject=Spring',
    forwardQuery: true,
    utm: { source: 'a' },
  }),
  aLink({ slug: 'script', url: 'javascript:alert(1)' }),
];

const FINGERPRINT = Array(32).fill('AB').join(':');
const FILES = {
  '': {
    appLinks: {
      apple: { appIds: ['ABCDE12345.com.example.app'], paths: ['/open/*'] },
      android: [{ package: 'com.example.app', fingerprints: [FINGERPRINT] }],
    },
  },
  'go.example.org': { robots: 'User-agent: *\nDisallow: /\n' },
};

let tables: Tables;
let redirect: typeof import('../../functions/redirect.ts');
beforeAll(async () => {
  tables = await startTables();
  const domains = [
    { name: '', host: 'go.example.com' },
    { name: 'go.example.org' },
    { name: 'go.example.net' },
  ];
  Object.assign(process.env, { SHORT_DOMAINS: JSON.stringify(domains), DOMAIN_FILES: JSON.stringify(FILES) });
  redirect = await import('../../functions/redirect.ts');
  const store = createLinkStore(tables.links);
  for (const link of LINKS) await store.put({ link }, undefined);
});
afterAll(() => tables.stop());

async function ask(path: string, userAgent = '', { headers = {}, ...more }: Ask = {}) {
  const event = eventFor(path, { ...more, headers: { 'user-agent': userAgent, ...headers } });
  const { statusCode, headers: answered = {}, body = '' } = await redirect.handler(event);
  return { status: statusCode, headers: answered, body, location: answered.location };
}

describe('a link to an app', () => {
  const INTENT = `intent://product/1?x=1%23top#Intent;scheme=com.example.app;package=com.example.app;S.browser_fallback_url=${encodeURIComponent(PLAY)};end`;
  test.each([
    ['system', IPHONE, 302, STORE],
    ['system', IPAD, 302, STORE],
    ['system', ANDROID, 302, PLAY],
    ['system', WEB_VIEW, 302, PLAY],
    ['system', WINDOWS, 302, URL],
    ['system', MAC, 302, URL],
    ['system', GOOGLEBOT, 302, URL],
    ['system', 'curl/8.5.0', 302, URL],
    ['system', '', 302, URL],
    ['address', ANDROID, 301, INTENT],
    ['address', TABLET, 301, INTENT],
    ['address', FIREFOX, 301, INTENT],
    ['address', GOOGLEBOT, 301, URL],
    ['address', WINDOWS, 301, URL],
    [
      'universal',
      ANDROID,
      301,
      `intent://www.example.com/product/1?a=1#Intent;scheme=https;package=a.b;S.browser_fallback_url=${encodeURIComponent(STORE)};end`,
    ],
    ['universal', IPHONE, 301, URL],
    ['iphones', ANDROID, 301, URL],
    // A store on a short domain would lead round in circles.
    ['loop', IPHONE, 301, URL],
  ])('%s, %s: %d %s', async (slug, userAgent, status, location) => {
    const answer = await ask(`/${slug}`, userAgent);
    expect(answer).toMatchObject({ status, location, headers: { 'cache-control': 'no-store' } });
  });

  test.each([IPHONE, IPAD, WEB_VIEW])('address, %s: a page with both ways', async userAgent => {
    const { status, headers, body } = await ask('/address', userAgent);
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'text/html; way=apps',
      'no-store',
    ]);
    expect([...body.matchAll(/ href="(\w[^"]+)"/g)].map(([, href]) => href)).toEqual([
      'data:,',
      APP,
      userAgent === WEB_VIEW ? PLAY.replace('&', '&amp;') : STORE,
    ]);
  });

  test('a rule comes first', async () => {
    const headers = { 'cloudfront-viewer-country': 'DE' };
    expect((await ask('/ruled', IPHONE, { headers })).location).toBe('https://example.de/');
    expect((await ask('/ruled', IPHONE)).location).toBe(STORE);
  });

  test('takes a click where there is a number of them', async () => {
    expect((await ask('/limited', IPHONE)).status).toBe(200);
    expect((await ask('/limited', IPHONE)).status).toBe(410);
  });

  test('a look shows its url, and that it depends on the visitor', async () => {
    const { body } = await ask('/system+', IPHONE, { headers: { accept: 'application/json' } });
    expect(JSON.parse(body)).toMatchObject({ url: URL, dependsOnVisitor: true });
  });
});

describe('another scheme', () => {
  test('is followed as it is', async () => {
    expect(await ask('/mail', WINDOWS, { query: 'a=1' })).toMatchObject({
      status: 301,
      location: 'mailto:info@example.com?subject=Spring',
    });
  });

  test('is not followed where nobody could have made it', async () => {
    expect((await ask('/script', WINDOWS)).status).toBe(404);
  });
});

describe('what a domain says of itself', () => {
  const APPLE = '/.well-known/apple-app-site-association';
  const ANDROID_FILE = '/.well-known/assetlinks.json';
  const on = (domain: string) => ({ headers: { 'x-signpost-domain': domain } });

  // https://developer.apple.com/documentation/xcode/supporting-associated-domains
  test('its apps for Apple’s systems', async () => {
    const { status, headers, body } = await ask(APPLE);
    expect([status, headers]).toEqual([
      200,
      { 'content-type': 'application/json', 'cache-control': 'max-age=3600' },
    ]);
    expect(JSON.parse(body)).toEqual({
      applinks: {
        details: [
          {
            appIDs: ['ABCDE12345.com.example.app'],
            components: [
              { '/': '/api/*', exclude: true },
              { '/': '/console/*', exclude: true },
              { '/': '/open/*' },
            ],
          },
        ],
      },
    });
  });

  // https://developers.google.com/digital-asset-links/v1/getting-started
  test('and for Android', async () => {
    const { status, headers, body } = await ask(ANDROID_FILE);
    expect([status, headers]).toEqual([
      200,
      { 'content-type': 'application/json', 'cache-control': 'max-age=3600' },
    ]);
    expect(JSON.parse(body)).toEqual([
      {
        relation: ['delegate_permission/common.handle_all_urls'],
        target: {
          namespace: 'android_app',
          package_name: 'com.example.app',
          sha256_cert_fingerprints: [FINGERPRINT],
        },
      },
    ]);
  });

  test('nothing of them is read from the table', async () => {
    tables.calls.length = 0;
    for (const path of [APPLE, ANDROID_FILE, '/robots.txt', '/.well-known/x']) await ask(path);
    expect(tables.calls).toEqual([]);
  });

  test.each([
    [APPLE, 'go.example.org', 404],
    [ANDROID_FILE, 'go.example.org', 404],
    [APPLE, 'go.example.net', 200], // as the first
    ['/.well-known/security.txt', 'go.example.com', 404],
    ['/.well-known/', 'go.example.com', 404],
    ['/.well-known/constructor', 'go.example.com', 404],
  ])('%s of %s: %d', async (path, domain, status) => {
    expect((await ask(path, '', on(domain))).status).toBe(status);
  });

  test.each([
    ['go.example.com', 'User-agent: *\nDisallow:\n'],
    ['go.example.org', 'User-agent: *\nDisallow: /\n'],
  ])('robots.txt of %s', async (domain, text) => {
    const { body, headers } = await ask('/robots.txt', '', on(domain));
    expect([headers['content-type'], body]).toEqual(['text/plain; charset=utf-8', text]);
  });
});
