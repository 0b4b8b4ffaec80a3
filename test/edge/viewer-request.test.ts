import { describe, expect, test } from '@jest/globals';
import type { CloudFrontRequest } from 'aws-lambda';
import { snapshotKey } from '../../core/snapshots/page.ts';
import { routePage } from '../../edge/viewer-request.ts';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';
const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

describe('a person', () => {
  test.each(['/', '/products/3', '/no/such/page', '/snapshots/v1/x.html', '/app/index.html'])(
    'on %s gets the app shell',
    path => {
      expect(routePage(request(path, CHROME), ['page'])).toMatchObject({ uri: '/app/index.html' });
    },
  );

  test('without a User-Agent gets the app shell', () => {
    const { headers, ...rest } = request('/', '');
    const { 'user-agent': _, ...without } = headers;
    expect(routePage({ ...rest, headers: without }, []).uri).toBe('/app/index.html');
  });

  test('cannot hand a page of its own choice to the renderer', () => {
    const forged = request('/', CHROME);
    forged.headers['x-signpost-url'] = [{ key: 'X-Signpost-Url', value: 'https://evil.example/' }];
    expect(routePage(forged, []).headers).not.toHaveProperty('x-signpost-url');
  });
});

describe('a crawler', () => {
  test('gets the snapshot of the page, and the renderer learns which page that is', () => {
    const routed = routePage(request('/products//3/', GOOGLEBOT, 'utm_source=x&page=2'), ['page']);
    const url = 'https://site.example/products/3?page=2';
    expect(routed.uri).toBe(`/${snapshotKey(url)}`);
    expect(routed.headers['x-signpost-url']).toEqual([{ key: 'X-Signpost-Url', value: url }]);
  });

  test('gets the whole page, also when it asks for its first bytes', () => {
    const partial = request('/', GOOGLEBOT);
    partial.headers.range = [{ key: 'Range', value: 'bytes=0-99' }];
    partial.headers['if-range'] = [{ key: 'If-Range', value: '"x"' }];
    expect(Object.keys(routePage(partial, []).headers)).toEqual(['host', 'user-agent', 'x-signpost-url']);
  });

  test('cannot hand another page to the renderer', () => {
    const forged = request('/a', GOOGLEBOT);
    forged.headers['x-signpost-url'] = [{ key: 'X-Signpost-Url', value: 'https://evil.example/' }];
    expect(routePage(forged, []).headers['x-signpost-url']?.[0]?.value).toBe('https://site.example/a');
  });
});

function request(uri: string, userAgent: string, querystring = ''): CloudFrontRequest {
  return {
    clientIp: '203.0.113.7',
    method: 'GET',
    uri,
    querystring,
    headers: {
      host: [{ key: 'Host', value: 'Site.Example' }],
      'user-agent': [{ key: 'User-Agent', value: userAgent }],
    },
  };
}
