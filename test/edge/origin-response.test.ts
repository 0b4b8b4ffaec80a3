import { describe, expect, test } from '@jest/globals';
import type { CloudFrontResponse } from 'aws-lambda';
import { revealPage } from '../../edge/origin-response.ts';

describe('revealPage(response)', () => {
  test('an object without metadata stays a 200', () => {
    expect(revealPage(response('200', {})).status).toBe('200');
  });

  test('the snapshot of a page that was not found is a 404', () => {
    expect(revealPage(response('200', { 'x-amz-meta-status': '404' }))).toMatchObject({
      status: '404',
      statusDescription: 'Not Found',
    });
  });

  test('the snapshot of a page that redirects is a redirect', () => {
    const revealed = revealPage(
      response('200', { 'x-amz-meta-status': '301', 'x-amz-meta-location': 'https://site.example/new' }),
    );
    expect(revealed.status).toBe('301');
    expect(revealed.headers.location).toEqual([{ key: 'Location', value: 'https://site.example/new' }]);
  });

  test('headers the page asked for are answered', () => {
    const headers = encodeURIComponent(JSON.stringify({ 'x-robots-tag': 'noindex, “ü”' }));
    const revealed = revealPage(response('200', { 'x-amz-meta-headers': headers }));
    expect(revealed.headers['x-robots-tag']).toEqual([{ key: 'x-robots-tag', value: 'noindex, “ü”' }]);
  });

  test('a part of a page that was not found is a 404, a part of a page is a part', () => {
    expect(revealPage(response('206', { 'x-amz-meta-status': '404' })).status).toBe('404');
    expect(revealPage(response('206', { 'x-amz-meta-status': '200' })).status).toBe('206');
  });

  test.each(['304', '403', '404', '503'])(
    'an answer of %s keeps its status, whatever its metadata',
    status => {
      expect(revealPage(response(status, { 'x-amz-meta-status': '200' })).status).toBe(status);
    },
  );

  test.each<[string, Record<string, string>, string | undefined]>([
    [
      'a snapshot was stored',
      { 'x-amz-meta-status': '200', 'content-type': 'text/html; charset=utf-8' },
      'text/html; page=stored; charset=utf-8',
    ],
    ['the app is none', { 'content-type': 'text/html; charset=utf-8' }, 'text/html; charset=utf-8'],
    [
      'the renderer says it itself',
      { 'content-type': 'text/html; page=rendered' },
      'text/html; page=rendered',
    ],
    ['304 has no type', { 'x-amz-meta-status': '200' }, undefined],
  ])('the Content-Type says how the page came: %s', (_, headers, type) => {
    expect(revealPage(response('200', headers)).headers['content-type']?.[0]?.value).toBe(type);
  });

  test('nothing of the bucket leaves the edge', () => {
    const revealed = revealPage(
      response('200', { 'x-amz-meta-status': '200', 'x-amz-version-id': '1', etag: '"x"' }),
    );
    expect(Object.keys(revealed.headers)).toEqual(['etag', 'vary']);
  });

  test.each(['200', '304', '503'])('an answer of %s depends on what the client accepts', status => {
    expect(revealPage(response(status, {})).headers.vary).toEqual([{ key: 'Vary', value: 'Accept' }]);
  });
});

function response(status: string, headers: Record<string, string>): CloudFrontResponse {
  return {
    status,
    statusDescription: '',
    headers: Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, [{ key, value }]])),
  };
}
