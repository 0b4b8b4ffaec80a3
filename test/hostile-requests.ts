import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import fc from 'fast-check';
import { eventFor } from './functions/event.ts';

/* Requests as nobody sends them who means well: each field right, wrong or absurd, and each part of a request as well. */

/** Few slugs, so that requests meet one another's links. */
const slug = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'c', 'docs/a', 'docs/a/b', 'A-b_9', 'x'.repeat(64)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('api', '__proto__', 'constructor', '..', 'a/../b', '%2e%2e', 'a\0b', ''),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.string({ minLength: 60, maxLength: 300 }) },
);

const url = fc.oneof(
  { weight: 4, arbitrary: fc.webUrl({ withQueryParameters: true, withFragments: true }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'https://go.example.com/a',
      'http://[::1]/',
      'https://xn--a/',
      'javascript:alert(1)',
      'https://user:password@example.com/',
      'https://example.com/\u202e',
      `https://example.com/${'x'.repeat(9000)}`,
      '//example.com',
      'https://example.com/%',
      'https://example.com/?a=1&a=2#{}|',
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
);

const time = fc.oneof(
  fc.constantFrom(
    '2030-01-01T00:00:00Z',
    '2020-02-29T23:59:59+14:00',
    '2030-02-30T00:00:00Z',
    '9999-12-31T23:59:59Z',
  ),
  fc
    .date({ noInvalidDate: false })
    .map(date => (Number.isNaN(date.getTime()) ? 'Invalid' : date.toISOString())),
  fc.string(),
);
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ minLength: 200, maxLength: 3000 }),
);
const number = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, 1, 60, 301, 302, -1, 1e9, 1e308));
const words = (...known: string[]) => fc.array(fc.oneof(fc.constantFrom(...known), text), { maxLength: 5 });

const rule = fc.record(
  {
    url,
    device: words('mobile', 'desktop'),
    os: words('ios'),
    browser: words('chrome'),
    language: words('de', 'pt-BR'),
    country: words('DE', 'us'),
    from: time,
    until: time,
    weight: number,
  },
  { requiredKeys: [] },
);

const fields: Record<string, fc.Arbitrary<unknown>> = {
  url,
  slug,
  domain: text,
  title: text,
  tags: words('a', 'A', 'b'),
  note: text,
  startsAt: time,
  expiresAt: time,
  expiredUrl: url,
  status: fc.oneof(fc.constantFrom(301, 302, 307, 308), number),
  maxAge: number,
  forwardQuery: fc.boolean(),
  forwardPath: fc.boolean(),
  utm: fc.record({ source: text, campaign: text, id: text }, { requiredKeys: [] }),
  rules: fc.array(rule, { maxLength: 4 }),
  maxClicks: number,
  unfurl: fc.oneof(
    fc.constant('auto'),
    fc.record({ title: text, description: text, image: url }, { requiredKeys: [] }),
  ),
  purge: fc.boolean(),
  oldSlugUntil: fc.option(time),
  version: number,
};

/** A field is what it should be, or any JSON at all. */
const body = fc
  .record(
    Object.fromEntries(
      Object.entries(fields).map(([name, right]) => [
        name,
        fc.oneof({ weight: 12, arbitrary: right }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) }),
      ]),
    ),
    { requiredKeys: [] },
  )
  // Most have few fields: with all of them one is always wrong.
  .chain(all => fc.subarray(Object.entries(all), { maxLength: 3 }))
  .map(entries => Object.fromEntries(entries));

/** A change for later. */
const ordered = fc.record(
  {
    at: fc.oneof(time, fc.constantFrom('2030-03-31T02:30:00', '2030-02-31T00:00', '0000-01-01T00:00'), text),
    repeat: fc.oneof(
      fc.constantFrom('0 18 * * 5', '0 0 29 2 *', '* * * * *', '0 0 30 2 *', '0 0 ? * 5L'),
      text,
    ),
    timeZone: fc.oneof(fc.constantFrom('Europe/Berlin', 'UTC', '+01:00', 'Etc/GMT+12'), text),
    patch: fc.oneof({ weight: 12, arbitrary: body }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) }),
  },
  { requiredKeys: ['patch'] },
);

const withUrl = fc.tuple(url, body).map(([url, rest]) => ({ url, ...rest }));

const sentBody = fc.oneof(
  { weight: 10, arbitrary: fc.oneof(withUrl, body).map(value => JSON.stringify(value)) },
  { weight: 3, arbitrary: ordered.map(value => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.json({ maxDepth: 8 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '{"url":',
      '['.repeat(100_000),
      `{"url":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`,
      '{"__proto__":{"admin":true},"url":"https://example.com/"}',
      `{"url":"https://example.com/","tags":${JSON.stringify(Array(50_000).fill('x'))}}`,
      'x'.repeat(1_048_577),
      '{"url":"https://example.com/","url":"https://example.org/"}',
      '{"url":"https://example.com/\\ud800"}',
    ),
  },
);

/** An id that no change has. */
const NO_CHANGE = '00000000-0000-4000-8000-000000000000';

/** What is asked of a path is mostly what can be. */
const apiCall = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constant('/api/links'), fc.constantFrom('POST', 'POST', 'POST', 'GET', 'PUT')),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(
      slug.map(slug => `/api/links/${slug}`),
      fc.constantFrom('GET', 'PATCH', 'PATCH', 'PATCH', 'DELETE', 'HEAD', 'POST'),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(
      fc
        .tuple(
          slug,
          fc.constantFrom(
            'history',
            'undo',
            'restore',
            'clicks',
            'changes',
            'changes',
            `changes/${NO_CHANGE}`,
            'nothing',
          ),
        )
        .map(([slug, below]) => `/api/links/${slug}/${below}`),
      fc.constantFrom('GET', 'POST', 'POST', 'POST', 'PATCH', 'DELETE'),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.oneof(
        fc.constantFrom('/api/keys', '/api/keys/x', '/api/openapi.json', '/api', '/api/'),
        text.map(text => `/api/${text}`),
      ),
      fc.constantFrom('GET', 'POST', 'DELETE', 'OPTIONS'),
    ),
  },
);
const shortPath = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(slug, fc.constantFrom('', '+', '/', '.', '/x/../y', '%00'))
      .map(parts => `/${parts.join('')}`),
  },
  { weight: 1, arbitrary: text.map(text => `/${text}`) },
);

const query = fc.oneof(
  fc.constant(''),
  fc.constantFrom(
    'limit=0',
    'limit=x',
    'cursor=x',
    'cursor=e30',
    'domain=x',
    'q=a%20b',
    'sort=clicks',
    'state=x',
    'tag=a&tag=b',
  ),
  fc.webQueryParameters(),
  text,
);

const header = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ maxLength: 2000 }));
const headers = fc.record(
  {
    'content-type': fc.oneof(
      { weight: 8, arbitrary: fc.constant('application/json') },
      { weight: 1, arbitrary: fc.constantFrom('application/x-www-form-urlencoded', 'text/plain') },
      { weight: 1, arbitrary: header },
    ),
    accept: fc.oneof(fc.constantFrom('text/html', 'application/json', '*/*'), header),
    'accept-language': fc.oneof(fc.constantFrom('de,en;q=0.5', '*', 'de;q=x'), header),
    'user-agent': fc.oneof(fc.constantFrom('Mozilla/5.0 Chrome/141', 'Twitterbot/1.0', 'curl/8'), header),
    'if-match': fc.oneof(fc.constantFrom('"1"', '*', '""'), header),
    'idempotency-key': fc.oneof(fc.constantFrom('a', '"a"'), header),
    'cloudfront-viewer-country': fc.oneof(fc.constantFrom('DE', 'XX'), header),
    'cloudfront-viewer-address': fc.oneof(fc.constantFrom('203.0.113.7:443', '2001:db8::1:443'), header),
    'sec-purpose': header,
    'x-signpost-domain': fc.oneof(fc.constantFrom('go.example.org', ''), header),
  },
  { requiredKeys: ['content-type'] },
);

export interface HostileRequest {
  /** Which function the gateway would hand it to. */
  to: 'links' | 'redirect';
  event: APIGatewayProxyEventV2;
}

/** @param key the API key that most of them send */
export function hostileRequest(key: string): fc.Arbitrary<HostileRequest> {
  const authorization = fc.oneof(
    { weight: 30, arbitrary: fc.constant(`Bearer ${key}`) },
    { weight: 1, arbitrary: header },
  );
  const rest = fc.record({
    query,
    headers,
    body: fc.option(sentBody, { nil: undefined, freq: 12 }),
    authorization,
  });
  const made = (to: HostileRequest['to'], call: fc.Arbitrary<[string, string]>) =>
    fc.tuple(call, rest).map(([[path, method], { query, headers, body, authorization }]) => ({
      to,
      event: eventFor(path, {
        method,
        query,
        headers: { ...headers, authorization },
        ...(body !== undefined && { body }),
      }),
    }));
  const follow = fc.tuple(shortPath, fc.constantFrom('GET', 'GET', 'HEAD', 'POST', 'DELETE'));
  return fc.oneof(
    { weight: 3, arbitrary: made('links', apiCall) },
    { weight: 1, arbitrary: made('redirect', follow) },
  );
}
