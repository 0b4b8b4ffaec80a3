import './settings.ts';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { snapshotKey } from '../../core/snapshots/page.ts';
import { handler as inLambda } from '../../edge/viewer-request.ts';
import { handler as inFunction } from '../../edge/viewer-request-function.ts';
import { CHROME, functionRequest, GOOGLEBOT, lambdaEvent, type Viewer, viewer } from './viewer.ts';

/** What a form makes of a request: where it goes, and with which headers. */
type Form = (request: Viewer) => Promise<{ uri: string; headers: Record<string, string> }>;

const lambda: Form = async request => {
  const { uri, headers } = (await inLambda(lambdaEvent(request))) ?? { uri: 'nothing', headers: {} };
  const flat = Object.entries(headers).map(([name, values]) => [
    name,
    values.map(({ value }) => value).join(', '),
  ]);
  return { uri, headers: Object.fromEntries(flat) };
};

const cloudFrontFunction: Form = async request => {
  const event = {
    request: { ...functionRequest(request), rawQueryString: () => request.query || undefined },
  };
  const { uri, headers } = inFunction(event);
  const flat = Object.entries(headers).map(([name, { value, multiValue }]) => [
    name,
    (multiValue ?? [{ value }]).map(part => part.value).join(', '),
  ]);
  return { uri, headers: Object.fromEntries(flat) };
};

describe.each<[string, Form]>([
  ['Lambda@Edge', lambda],
  ['a CloudFront Function', cloudFrontFunction],
])('viewer-request in %s', (_, form) => {
  test('gives a person the app shell, and leaves the headers alone', async () => {
    const headers = { host: 'site.example', 'user-agent': CHROME, range: 'bytes=0-99' };
    expect(await form(viewer('/products/3', headers))).toEqual({ uri: '/app/index.html', headers });
  });

  test('gives a client without a User-Agent the app shell', async () => {
    expect(await form(viewer('/'))).toMatchObject({ uri: '/app/index.html' });
  });

  test('gives a crawler the snapshot of the page, and tells the renderer which page that is', async () => {
    const url = 'https://site.example/products//3/?page=2';
    const headers = { 'user-agent': GOOGLEBOT };
    expect(await form(viewer('/products//3/?utm_source=x&page=2', headers))).toEqual({
      uri: `/${snapshotKey(url)}`,
      headers: { host: 'Site.Example', ...headers, 'x-signpost-url': url },
    });
  });

  test('gives a crawler the whole page, also when it asks for its first bytes', async () => {
    const part = { 'user-agent': GOOGLEBOT, range: 'bytes=0-99', 'if-range': '"x"' };
    const { headers } = await form(viewer('/', part));
    expect(Object.keys(headers)).toEqual(['host', 'user-agent', 'x-signpost-url']);
  });

  test.each<[who: string, userAgent: string, told: string | undefined]>([
    ['a person', CHROME, undefined],
    ['a crawler', GOOGLEBOT, 'https://site.example/a'],
  ])('never lets %s name a page to the renderer', async (_, userAgent, told) => {
    const forged = viewer('/a', { 'user-agent': userAgent, 'x-signpost-url': 'https://evil.example/' });
    expect((await form(forged)).headers['x-signpost-url']).toBe(told);
  });

  test('takes a header that was sent twice as one list', async () => {
    const twice = viewer('/a', { accept: 'text/html;q=0.5' });
    twice.headers.push(['accept', 'text/markdown']);
    expect(await form(twice)).toMatchObject({ uri: `/${snapshotKey('https://site.example/a', 'md')}` });
  });
});

test('both forms make the same of any request', async () => {
  // What of a target can be on the wire: https://www.rfc-editor.org/rfc/rfc9112#section-3.2
  const target = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          'page',
          'q',
          '=',
          '&',
          '?',
          '/',
          '.',
          '..',
          '%2e',
          '%2F',
          '%C3%A9',
          '%E9',
          '%',
          '+',
          '#',
        ),
        fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map(code => String.fromCharCode(code)) }),
      ),
    )
    .map(parts => `/${parts.join('')}`);
  const headers = fc.array(
    fc.tuple(
      fc.constantFrom('user-agent', 'accept', 'range', 'if-range', 'x-signpost-url', 'x-other'),
      fc.constantFrom(GOOGLEBOT, CHROME, 'text/markdown', 'text/html;q=0.5', '*/*', 'bytes=0-99', ''),
    ),
  );
  await fc.assert(
    fc.asyncProperty(target, headers, async (target, headers) => {
      const request = viewer(target);
      request.headers.push(...headers);
      expect(await cloudFrontFunction(request)).toEqual(await lambda(request));
    }),
    { numRuns: 1000 },
  );
});
