import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { diffSitemap, isUpToDate } from '../../../core/sitemaps/diff.ts';
import type { SitemapEntry } from '../../../core/sitemaps/sitemap.ts';

type Pages = Record<string, number>;

const entriesOf = (pages: Pages): SitemapEntry[] =>
  Object.entries(pages).map(([url, lastmod]) => ({ url, ...(lastmod && { lastmod }) }));
const seenOf = (pages: Pages) => new Map(Object.entries(pages));
const urls = (entries: readonly SitemapEntry[]) => entries.map(({ url }) => url);

describe('diffSitemap', () => {
  // Pages and their lastmod; 0 is none.
  test.each<
    [
      string,
      {
        now: Pages;
        before: Pages;
        budget?: number;
        added?: string[];
        changed?: string[];
        left?: number;
        seen: Pages;
      },
    ]
  >([
    [
      'the first look: everything is new',
      { now: { a: 1, b: 0 }, before: {}, added: ['a', 'b'], seen: { a: 1, b: 0 } },
    ],
    ['nothing happened', { now: { a: 1, b: 0 }, before: { a: 1, b: 0 }, seen: { a: 1, b: 0 } }],
    ['a new page', { now: { a: 1, b: 2 }, before: { a: 1 }, added: ['b'], seen: { a: 1, b: 2 } }],
    ['a newer date', { now: { a: 2 }, before: { a: 1 }, changed: ['a'], seen: { a: 2 } }],
    [
      'an older date, as after a restored backup',
      { now: { a: 1 }, before: { a: 2 }, changed: ['a'], seen: { a: 1 } },
    ],
    ['a first date', { now: { a: 1 }, before: { a: 0 }, changed: ['a'], seen: { a: 1 } }],
    ['a date that is gone', { now: { a: 0 }, before: { a: 1 }, seen: { a: 0 } }],
    ['a page that left', { now: { a: 1 }, before: { a: 1, b: 1 }, seen: { a: 1 } }],
    ['an empty sitemap', { now: {}, before: { a: 1 }, seen: {} }],
    [
      'a small budget: changes first, the rest stays new',
      {
        now: { a: 1, b: 1, c: 2, d: 2 },
        before: { c: 1, d: 1 },
        budget: 3,
        added: ['a'],
        changed: ['c', 'd'],
        left: 1,
        seen: { a: 1, c: 2, d: 2 },
      },
    ],
    [
      'a smaller one: what is left keeps its old date',
      {
        now: { a: 1, c: 2, d: 2 },
        before: { c: 1, d: 1 },
        budget: 1,
        changed: ['c'],
        left: 2,
        seen: { c: 2, d: 1 },
      },
    ],
    ['no budget', { now: { a: 1 }, before: {}, budget: 0, left: 1, seen: {} }],
  ])('%s', (_, { now, before, budget = 100, added = [], changed = [], left = 0, seen }) => {
    const diff = diffSitemap(entriesOf(now), seenOf(before), budget);
    expect([urls(diff.added), urls(diff.changed), diff.left]).toEqual([added, changed, left]);
    expect(Object.fromEntries(diff.seen)).toEqual(seen);
  });

  test('a page that is listed twice is one page, with its last date', () => {
    const twice = [
      { url: 'a', lastmod: 1 },
      { url: 'a', lastmod: 2 },
    ];
    expect(diffSitemap(twice, new Map(), 10)).toMatchObject({ added: [{ url: 'a', lastmod: 2 }], left: 0 });
  });

  const pages = fc.dictionary(fc.constantFrom(...'abcdefghij'), fc.integer({ min: 0, max: 3 }));

  test('look by look, however small the budget: each page that is new or changed is ordered once, and no other', () => {
    fc.assert(
      fc.property(pages, pages, fc.integer({ min: 1, max: 4 }), (now, before, budget) => {
        let seen: ReadonlyMap<string, number> = seenOf(before);
        const ordered: string[] = [];
        for (;;) {
          const diff = diffSitemap(entriesOf(now), seen, budget);
          const found = urls([...diff.changed, ...diff.added]);
          expect(found.length).toBeLessThanOrEqual(budget);
          ordered.push(...found);
          seen = diff.seen;
          if (diff.left === 0) break;
        }
        const due = Object.entries(now).filter(
          ([url, lastmod]) => !(url in before) || (lastmod !== before[url] && lastmod !== 0),
        );
        expect(ordered.sort()).toEqual(due.map(([url]) => url).sort());
        expect(diffSitemap(entriesOf(now), seen, budget)).toMatchObject({ added: [], changed: [], left: 0 });
      }),
    );
  });
});

test.each<[string, { renderedAt?: number; failedAt?: number } | undefined, number | undefined, boolean]>([
  ['never heard of', undefined, undefined, false],
  ['never rendered', {}, undefined, false],
  ['rendered, of no date', { renderedAt: 5 }, undefined, true],
  ['rendered after its date', { renderedAt: 5 }, 4, true],
  ['rendered at its date', { renderedAt: 5 }, 5, false],
  ['rendered before its date', { renderedAt: 5 }, 6, false],
  ['rendered, and failed since', { renderedAt: 5, failedAt: 6 }, 4, false],
])('a page that was %s: up to date %#', (_, record, lastmod, expected) => {
  expect(isUpToDate(record, lastmod)).toBe(expected);
});
