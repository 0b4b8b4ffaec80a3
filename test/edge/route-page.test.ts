import { describe, expect, test } from '@jest/globals';
import { RENDERER_TOKEN } from '../../core/crawlers/own-renderer.ts';
import { DEFAULT_POLICY } from '../../core/crawlers/policy.ts';
import { snapshotKey } from '../../core/snapshots/page.ts';
import { type PageRequest, pageRouter } from '../../edge/route-page.ts';
import { CHROME, GOOGLEBOT } from './viewer.ts';

const MARKDOWN = 'text/markdown, text/html;q=0.9';
const APP = { uri: '/app/index.html' };

const route = (request: Partial<PageRequest>, pageParameters: string[] = []) =>
  pageRouter({ pageParameters, policy: DEFAULT_POLICY, names: {} })({
    host: 'site.example',
    uri: '/',
    query: '',
    userAgent: '',
    accept: '*/*',
    ...request,
  });

describe('a person gets the app shell', () => {
  test.each(['/', '/products/3', '/no/such/page', '/snapshots/v1/x.html', '/app/index.html'])(
    'on %s',
    uri => {
      expect(route({ uri, userAgent: CHROME })).toEqual(APP);
    },
  );

  test('whatever the host', () => {
    expect(route({ host: 'no host', userAgent: CHROME })).toEqual(APP);
  });
});

describe('a file is the same for all', () => {
  test.each(['/MANUAL.PDF', '/a/b%20c.docx', '/a+b.7z', '/x.y.JPG', '/app/index.tar'])('%s', uri => {
    for (const userAgent of [CHROME, GOOGLEBOT, 'curl/8.5.0', ''])
      for (const accept of ['*/*', MARKDOWN])
        expect(route({ uri, userAgent, accept })).toEqual({ uri: `/app${uri}` });
  });

  test.each([
    '/users/j.doe',
    '/v1.2/guide',
    '/wiki/Mercury.v2',
    '/wiki/.NET',
    '/a.docx/b',
    '/docx',
    '/about.html',
    '/node.js/',
  ])('and %s is a page', uri => {
    expect(route({ uri, userAgent: CHROME })).toEqual(APP);
    expect(route({ uri, userAgent: GOOGLEBOT })).toHaveProperty('pageUrl');
  });
});

describe('a crawler gets the snapshot of the page', () => {
  test.each<[uri: string, query: string, url: string]>([
    ['/', '', 'https://site.example/'],
    ['/products//3/', 'utm_source=x&page=2', 'https://site.example/products//3/?page=2'],
    ['/caf%c3%a9', 'gclid=1', 'https://site.example/caf%c3%a9'],
  ])('%s?%s: %s', (uri, query, url) => {
    expect(route({ uri, query, userAgent: GOOGLEBOT }, ['page'])).toEqual({
      uri: `/${snapshotKey(url)}`,
      pageUrl: url,
    });
  });

  test('unless the settings say otherwise', () => {
    const policy = { ...DEFAULT_POLICY, names: { googlebot: false } };
    const request = { host: 'site.example', uri: '/', query: '', userAgent: GOOGLEBOT, accept: '' };
    expect(pageRouter({ pageParameters: [], policy, names: {} })(request)).toEqual(APP);
  });
});

describe('who would rather have Markdown gets the Markdown of the page', () => {
  const url = 'https://site.example/a/';
  const snapshot = { uri: `/${snapshotKey(url, 'md')}`, pageUrl: url };

  test.each<[who: string, userAgent: string]>([
    ['an assistant that calls itself nothing', ''],
    ['a person', CHROME],
    ['a crawler', GOOGLEBOT],
    ['curl', 'curl/8.0'],
  ])('%s', (_, userAgent) => {
    expect(route({ uri: '/a/', userAgent, accept: MARKDOWN })).toEqual(snapshot);
    expect(route({ uri: '/a/', userAgent, accept: 'text/html' })).not.toEqual(snapshot);
  });

  test('but not our own renderer, which makes it', () => {
    const userAgent = `${CHROME} ${RENDERER_TOKEN}/1.0`;
    expect(route({ userAgent, accept: MARKDOWN })).toEqual(APP);
  });
});
