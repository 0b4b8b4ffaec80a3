import { describe, expect, test } from '@jest/globals';
import { changeHint, listHints } from '../../../../core/links/hints/hints.ts';
import { facetsOf, termsOf, wordTerm } from '../../../../core/links/hints/terms.ts';
import { DEFAULTS, type Link } from '../../../../core/links/link.ts';

const LINK: Link = {
  ...DEFAULTS,
  url: 'https://shop.example.com/spring/shoes?utm_source=poster',
  title: 'Spring sale: shoes',
  tags: ['Sale', 'print'],
  id: '11111111-1111-4111-8111-111111111111',
  key: 'x7bqt4k',
  domain: '',
  slug: 'x7bqt4k',
  version: 1,
  change: '22222222-2222-4222-8222-222222222222',
  hints: '22222222-2222-4222-8222-222222222222',
  createdAt: '2026-11-20T11:00:00.000Z',
  createdBy: '33333333-3333-4333-8333-333333333333',
  changedAt: '2026-11-20T11:00:00.000Z',
  changedBy: '33333333-3333-4333-8333-333333333333',
};
const words = (link: Partial<Link>) =>
  facetsOf({ ...LINK, ...link })
    .words.split(' ')
    .slice(1);

describe('the lists a link is in', () => {
  test('all, its tags, its maker, its host, its words by their beginnings', () => {
    expect(termsOf(LINK)).toEqual([
      'all',
      'tag#sale',
      'tag#print',
      `by#${LINK.createdBy}`,
      'to#shop.example.com',
      ...['sp', 'spri', 'sa', 'sale', 'sh', 'shoe', 'x7', 'x7bq', 'x7bqt4k', 'pr', 'prin'].map(
        beginning => `word#${beginning}`,
      ),
      ...['shop', 'ex', 'exam', 'example', 'co', 'ut', 'so', 'sour', 'po', 'post'].map(
        beginning => `word#${beginning}`,
      ),
    ]);
  });

  test.each<[string, Partial<Link>, string[]]>([
    ['a further short domain', { domain: 'brand.example' }, ['domain#brand.example']],
    ['a beginning', { startsAt: '2027-01-01T00:00:00Z' }, ['timed']],
    ['an end', { expiresAt: '2027-01-01T00:00:00Z' }, ['timed']],
    ['a text without spaces', { title: 'Spring sale: shoes 東京' }, ['word#東', 'word#京']],
  ])('and with %s', (_, more, lists) => {
    const before = termsOf(LINK);
    expect(termsOf({ ...LINK, ...more }).filter(list => !before.includes(list))).toEqual(lists);
  });

  test('deleted, no other', () => {
    expect(termsOf({ ...LINK, deletedAt: LINK.createdAt })).toEqual(['deleted']);
  });
});

test.each([
  ['s', undefined],
  ['sp', 'word#sp'],
  ['spr', 'word#sp'],
  ['spring', 'word#spri'],
  ['springtime', 'word#springt'],
  ['東', 'word#東'],
  ['東京', 'word#東'],
  ['🎉', 'word#🎉'],
  ['𐌰𐌱', 'word#𐌰𐌱'],
])('words that begin with %s are in %s', (beginning, list) => {
  expect(wordTerm(beginning)).toBe(list);
});

test('of a long text the first words count, the title’s before the slug’s, the tags’, the url’s and the note’s', () => {
  const note = Array.from({ length: 60 }, (_, n) => `note${n}`).join(' ');
  const all = words({ note });
  expect(all).toHaveLength(48);
  expect(all.slice(0, 5)).toEqual(['spring', 'sale', 'shoes', 'x7bqt4k', 'print']);
  expect(all.at(-1)).toMatch(/^note/);
});

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
const sizeOf = (item: object) =>
  Object.entries(item).reduce(
    (bytes, [name, value]) => bytes + name.length + Buffer.byteLength(JSON.stringify(value)),
    0,
  );

test('a hint of a usual link costs one write, and so does each of a link with as many words as are kept', () => {
  const note = Array.from({ length: 60 }, (_, n) => `word${n}`).join(' ');
  for (const link of [LINK, { ...LINK, note }])
    for (const hint of [...listHints(link), changeHint(link)]) expect(sizeOf(hint)).toBeLessThan(1024);
});
