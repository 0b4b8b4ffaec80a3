import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { startLinksFunction } from './links-api.ts';

let links: Awaited<ReturnType<typeof startLinksFunction>>;
beforeAll(async () => {
  links = await startLinksFunction();
});
afterAll(() => links.stop());

const call = (method: string, path: string, body?: unknown) =>
  body === undefined ? links.ask(path, { method }) : links.send(method, path, body);

/** As the URL standard writes it, and no other than RFC 3986 knows: so it is answered as it was given. */
const url = fc
  .webUrl({ withQueryParameters: true, withFragments: true })
  .map(url => new URL(url).href)
  .filter(url => /^[\w\-.~:/?#@!$&'()*+,;=%]+$/.test(url));
const line = fc
  .string({ minLength: 1, maxLength: 40, unit: 'grapheme-ascii' })
  .filter(text => text.trim() === text);
const time = fc
  .integer({ min: Date.parse('2027-01-01'), max: Date.parse('2099-01-01') })
  .map(at => new Date(at - (at % 1000)).toISOString().replace('.000Z', 'Z'));
const some = <Value>(...values: Value[]) => fc.subarray(values, { minLength: 1 });

const rule = fc
  .record(
    {
      url,
      device: some('mobile', 'tablet', 'desktop'),
      os: some('ios', 'android', 'windows'),
      browser: some('chrome', 'safari'),
      language: some('de', 'pt-BR'),
      country: some('DE', 'AT'),
      weight: fc.integer({ min: 1, max: 99 }),
    },
    { requiredKeys: ['url'] },
  )
  .filter(rule => Object.keys(rule).length > 1);

const appLinks = fc
  .record(
    {
      ios: fc.record({ url, store: url }, { requiredKeys: ['store'] }),
      android: fc.record(
        { url, store: url, package: fc.constantFrom('com.example.app', 'a.B_1') },
        { requiredKeys: ['package'] },
      ),
    },
    { requiredKeys: [] },
  )
  .filter(apps => Object.keys(apps).length > 0);

/** Every setting of a link, as its schema and what it says of each field allow; any of them may be left out. */
const settings = fc.record(
  {
    title: line,
    tags: fc.uniqueArray(line, { maxLength: 5, selector: tag => tag.toLowerCase() }),
    note: line,
    startsAt: time,
    expiredUrl: url,
    status: fc.constantFrom(301, 302, 307, 308),
    maxAge: fc.integer({ min: 0, max: 86_400 }),
    forwardQuery: fc.boolean(),
    forwardPath: fc.boolean(),
    utm: fc.record({ source: line, medium: line, campaign: line }, { requiredKeys: [] }),
    rules: fc.array(rule, { maxLength: 3 }),
    maxClicks: fc.integer({ min: 1, max: 1_000_000_000 }),
    unfurl: fc.oneof(fc.constant('auto'), fc.record({ title: line, description: line })),
    appLinks,
  },
  { requiredKeys: [] },
);

/** What every change of a link changes. */
const without = ({
  version: _,
  changedAt: __,
  effectiveWithinSeconds: ___,
  ...rest
}: Record<string, unknown>) => rest;

test('whatever is given is kept, found again by the same request, changed and taken back', async () => {
  await fc.assert(
    fc.asyncProperty(url, settings, settings, async (url, one, other) => {
      const made = await call('POST', '/api/links', { url, ...one });
      expect([200, 201]).toContain(made.status);
      expect(made.body).toMatchObject({ ...one, url: expect.any(String) });
      expect((await call('POST', '/api/links', { url, ...one })).body).toEqual(made.body);
      const path = `/api/links/${made.body.slug}`;
      expect((await call('GET', path)).body).toEqual(made.body);

      const changed = await call('PATCH', path, other);
      expect([changed.status, changed.body]).toMatchObject([200, { ...one, ...other }]);
      if (changed.body.version === made.body.version) return;
      const undone = await call('POST', `${path}/undo`, { version: made.body.version });
      expect(without(undone.body)).toEqual(without(made.body));
      expect((await call('POST', '/api/links', { url, ...one })).body.slug).toBe(made.body.slug);
    }),
    { numRuns: 15, endOnFailure: true },
  );
});

test('whatever JSON is sent: a link, or which field is wrong', async () => {
  const any = fc.oneof(
    fc.jsonValue(),
    fc
      .tuple(
        url,
        settings,
        fc.constantFrom('title', 'tags', 'rules', 'utm', 'status', 'appLinks', 'x'),
        fc.jsonValue(),
      )
      .map(([url, rest, name, value]) => ({ url, ...rest, [name]: value })),
  );
  await fc.assert(
    fc.asyncProperty(any, async body => {
      const { status, body: answer } = await call('POST', '/api/links', body);
      expect([200, 201, 422]).toContain(status);
      if (status !== 422) return;
      expect(answer.errors.length).toBeGreaterThan(0);
      for (const { field, reason, expected } of answer.errors)
        for (const text of [field, reason, expected]) expect(text).toMatch(/./);
    }),
    { numRuns: 50 },
  );
});

test('a part of a second counts as a whole one', async () => {
  const startsAt = '2030-01-01T00:00:00.001+01:00';
  const { body } = await call('POST', '/api/links', { url: 'https://example.com/', startsAt });
  expect(body.startsAt).toBe('2029-12-31T23:00:01Z');
});
