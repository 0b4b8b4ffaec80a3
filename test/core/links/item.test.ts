import { describe, expect, test } from '@jest/globals';
import { entryFrom, type Item, itemFrom } from '../../../core/links/item.ts';
import { DEFAULTS } from '../../../core/links/link.ts';

/** Each attribute with a value of its own. */
const FULL = {
  slug: 'spring',
  spelling: 'Spring',
  id: 'id',
  domain: 'go.example.com',
  version: 3,
  change: 'change',
  hints: 'hints',
  createdAt: '2026-01-01T00:00:00Z',
  createdBy: 'maker',
  changedAt: '2026-01-02T00:00:00Z',
  changedBy: 'changer',
  deletedAt: '2026-01-03T00:00:00Z',
  edgeUntil: '2026-01-04T00:00:00Z',
  pending: [
    {
      id: 'order',
      times: ['2026-12-04T17:00:00Z'],
      patch: { url: 'https://example.com/later', title: null },
      by: 'orderer',
      orderedAt: '2026-01-04T00:00:00Z',
    },
  ],
  url: 'https://example.com/',
  title: 'title',
  tags: ['tag'],
  note: 'note',
  startsAt: '2026-01-05T00:00:00Z',
  expiresAt: '2026-01-06T00:00:00Z',
  expiredUrl: 'https://example.com/expired',
  status: 307,
  maxAge: 5,
  forwardQuery: true,
  forwardPath: true,
  utm: { source: 'poster' },
  rules: [{ url: 'https://example.com/de', language: ['de'] }],
  maxClicks: 7,
  password: { salt: 'salt', hash: 'hash' },
  unfurl: 'auto',
} satisfies Item;

test('a link has what its item has, and the item what the link has', () => {
  const { spelling, ...rest } = FULL;
  const entry = entryFrom(FULL);
  expect(entry).toEqual({ link: { ...rest, key: 'spring', slug: spelling } });
  expect(itemFrom(entry)).toEqual(FULL);
});

describe('a link whose item lacks', () => {
  const { slug, url, createdAt, createdBy } = FULL;
  test.each<[string, Item, object]>([
    ['all settings has those of nobody', { slug, url }, DEFAULTS],
    ['a spelling is spelt as its key', { slug, url }, { slug, key: slug, domain: '' }],
    [
      'a change was made before there were any',
      { slug, url },
      { id: slug, version: 1, change: '', hints: '' },
    ],
    ['an id has that of its creation', { slug, url, creation: 'first' }, { id: 'first' }],
    [
      'its last change was changed when it was made',
      { slug, url, createdAt, createdBy },
      { changedAt: createdAt, changedBy: createdBy },
    ],
  ])('%s', (_, item, expected) => {
    expect(entryFrom(item)).toEqual({ link: expect.objectContaining(expected) });
  });
});

test('a link that has not arrived keeps where it comes from beside it', () => {
  const entry = entryFrom({ ...FULL, from: 'winter', expects: 'earlier' });
  expect(entry).toMatchObject({ arriving: { from: 'winter', expects: 'earlier', wasAlias: false } });
  expect(itemFrom(entry)).toEqual({ ...FULL, from: 'winter', expects: 'earlier' });
});
