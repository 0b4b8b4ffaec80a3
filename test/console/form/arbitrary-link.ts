import fc from 'fast-check';
import type { Schemas } from '../../../client/client.ts';

type Link = Schemas['Link'];

/** Texts as the API keeps them: nothing blank around them. */
const text = fc
  .string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
  .map(each => each.trim())
  .filter(each => each !== '');
const url = fc.webUrl({ withQueryParameters: true }).map(each => new URL(each).href);
const time = fc
  .integer({ min: Date.UTC(2020, 0, 1) / 1000, max: Date.UTC(2040, 0, 1) / 1000 })
  .map(seconds => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z'));
const some = <Value extends string>(...values: Value[]) => fc.subarray(values, { minLength: 1 });

const rule = fc.record(
  {
    url,
    device: some('mobile', 'tablet', 'desktop'),
    os: some('ios', 'android', 'linux'),
    browser: some('firefox', 'edge'),
    language: some('de', 'pt-BR', 'en'),
    country: some('DE', 'AT', 'US'),
    from: time,
    until: time,
    weight: fc.integer({ min: 1, max: 99 }),
  },
  { requiredKeys: ['url'] },
);
const utm = fc.record(
  { source: text, medium: text, campaign: text, term: text, content: text, id: text },
  { requiredKeys: [] },
);
const card = fc
  .record({ title: text, description: text, image: url }, { requiredKeys: [] })
  .filter(each => Object.keys(each).length > 0);
const appLinks = fc
  .record(
    {
      ios: fc.record({ url, store: url }, { requiredKeys: ['store'] }),
      android: fc.record(
        { url, package: fc.constant('com.example.app'), store: url },
        { requiredKeys: ['package'] },
      ),
    },
    { requiredKeys: [] },
  )
  .filter(each => Object.keys(each).length > 0);

/** A link as the API may answer it. */
export const anyLink: fc.Arbitrary<Link> = fc.record(
  {
    url,
    title: text,
    note: text,
    tags: fc.uniqueArray(text, { maxLength: 4 }),
    startsAt: time,
    expiresAt: time,
    expiredUrl: url,
    status: fc.constantFrom(301, 302, 307, 308),
    maxAge: fc.integer({ min: 0, max: 86_400 }),
    forwardQuery: fc.boolean(),
    forwardPath: fc.boolean(),
    utm,
    rules: fc.array(rule, { maxLength: 4 }),
    maxClicks: fc.integer({ min: 1, max: 1_000_000_000 }),
    hasPassword: fc.boolean(),
    unfurl: fc.oneof(fc.constant('auto' as const), card),
    appLinks,
    slug: fc.constantFrom('spring', 'docs/start'),
    shortUrl: fc.constant('https://go.example.com/spring'),
    state: fc.constant('active' as const),
    version: fc.integer({ min: 1, max: 9 }),
    createdAt: time,
    createdBy: fc.constant('key'),
    changedAt: time,
    changedBy: fc.constant('key'),
    effectiveWithinSeconds: fc.constant(60),
  },
  {
    requiredKeys: [
      'url',
      'tags',
      'status',
      'maxAge',
      'forwardQuery',
      'forwardPath',
      'utm',
      'rules',
      'hasPassword',
      'slug',
      'shortUrl',
      'state',
      'version',
      'createdAt',
      'createdBy',
      'changedAt',
      'changedBy',
      'effectiveWithinSeconds',
    ],
  },
);
