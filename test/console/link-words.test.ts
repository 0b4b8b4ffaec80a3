import { describe, expect, test } from '@jest/globals';
import { waitAfter } from '../../console/clicks/live.ts';
import { allowedOf } from '../../console/pages/link/allowed.ts';
import { conditionOf, type Described, linesOf, type Rule } from '../../console/pages/link/describe.ts';
import { differencesIn, differencesOf } from '../../console/pages/link/diff.ts';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const LINK: Described = {
  slug: 'spring',
  url: 'https://example.com/',
  tags: ['Sale'],
  rules: [],
  utm: {},
  status: 301,
  maxAge: 60,
  hasPassword: false,
  forwardQuery: false,
  forwardPath: false,
};

describe('what fields say', () => {
  test.each<[keyof Described, Described, string[]]>([
    ['url', LINK, ['https://example.com/']],
    ['tags', LINK, ['Sale']],
    ['tags', { tags: [] }, []],
    ['title', LINK, []],
    ['title', { title: null }, []],
    ['status', LINK, ['permanent (301)']],
    ['maxAge', { maxAge: 3600 }, ['3,600 s']],
    ['maxClicks', { maxClicks: 5 }, ['5 clicks']],
    ['hasPassword', LINK, []],
    ['hasPassword', { hasPassword: true }, ['set']],
    ['forwardQuery', { forwardQuery: true }, ['Yes']],
    ['utm', { utm: { source: 'mail', campaign: 'may' } }, ['source: mail', 'campaign: may']],
    ['unfurl', { unfurl: 'auto' }, ['read from the page']],
    ['unfurl', { unfurl: { title: 'Spring', description: 'All of it' } }, ['Spring', 'All of it']],
    ['appLinks', { appLinks: { android: { package: 'com.example' } } }, ['Android: com.example']],
    [
      'rules',
      {
        rules: [
          { country: ['DE', 'AT'], url: 'https://example.de/' },
          { weight: 2, url: 'https://example.com/b' },
        ],
      },
      ['1. in Germany or Austria → https://example.de/', '2. weight 2 → https://example.com/b'],
    ],
  ])('%s of %j', (field, link, lines) => expect(linesOf(field, link)).toEqual(lines));

  test.each<[Omit<Rule, 'url'>, string]>([
    [{}, 'everybody'],
    [{ language: ['de'] }, 'speaking German'],
    [{ device: ['mobile', 'tablet'], os: ['ios'] }, 'on Phone or Tablet, with iOS'],
  ])('a rule for %j', (rule, words) =>
    expect(conditionOf({ ...rule, url: 'https://x.example/' })).toBe(words),
  );
});

describe('what differs', () => {
  test.each<[string, Described, ReturnType<typeof differencesOf>]>([
    ['nothing', LINK, []],
    ['a tag that is written as before', { ...LINK, tags: ['Sale'] }, []],
    [
      'an address and a title',
      { ...LINK, url: 'https://example.com/b', title: 'B' },
      [
        { field: 'url', before: ['https://example.com/'], after: ['https://example.com/b'] },
        { field: 'title', before: [], after: ['B'] },
      ],
    ],
    ['a password', { ...LINK, hasPassword: true }, [{ field: 'hasPassword', before: [], after: ['set'] }]],
  ])('%s', (_, after, differences) => expect(differencesOf(LINK, after)).toEqual(differences));

  test('what was ordered is told even where it takes away', () => {
    expect(differencesIn({ url: 'https://example.com/x', rules: null })).toEqual([
      { field: 'url', before: [], after: ['https://example.com/x'] },
      { field: 'rules', before: [], after: [] },
    ]);
  });
});

describe('what a key may do with a link', () => {
  const link = {
    slug: 'promo/spring',
    tags: ['Sale'],
    url: 'https://www.example.com/',
    rules: [{ url: 'https://shop.example.com/' }],
  };
  const all = { read: true, change: true, count: true };
  const nothing = { read: false, change: false, count: false };
  const key = {
    id: 'k',
    name: 'k',
    createdAt: '2026-01-01T00:00:00Z',
    scopes: ['admin' as const],
    limits: {},
  };
  test.each<[string, Partial<Parameters<typeof allowedOf>[0]>, typeof all]>([
    ['everything', {}, all],
    ['one scope', { scopes: ['links:read'] }, { ...nothing, read: true }],
    ['another', { scopes: ['pages'] }, nothing],
    ['revoked', { revokedAt: '2026-02-01T00:00:00Z' }, nothing],
    ['expired', { expiresAt: '2026-11-30T12:00:00Z' }, nothing],
    ['not yet', { expiresAt: '2026-11-30T12:00:01Z' }, all],
    ['its tag, in other letters', { limits: { tags: ['sale'] } }, all],
    ['another tag', { limits: { tags: ['other'] } }, nothing],
    ['its beginning', { limits: { slugPrefix: 'promo/' } }, all],
    ['another beginning', { limits: { slugPrefix: 'x/' } }, nothing],
    ['all of its hosts', { limits: { hosts: ['*.example.com'] } }, all],
    ['one of two hosts', { limits: { hosts: ['www.example.com'] } }, nothing],
  ])('%s', (_, some, allowed) => expect(allowedOf({ ...key, ...some }, link, NOW)).toEqual(allowed));
});

test.each([
  [3000, true, 3000],
  [3000, false, 4500],
  [50_000, false, 60_000],
  [60_000, true, 3000],
])('after a wait of %i ms, news: %s, it is asked again in %i', (before, hasNews, wait) =>
  expect(waitAfter(before, hasNews)).toBe(wait),
);
