import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CATEGORIES } from '../../../core/crawlers/policy.ts';
import type { Category } from '../../../core/crawlers/verdict.ts';
import {
  type Cause,
  type Failures,
  failingFor,
  type Instead,
  insteadOf,
  LEFT_ALONE_MS,
  LONG_FAILING_MS,
  leftAloneFor,
  type Miss,
  mayHaveJob,
  noPage,
} from '../../../core/misses/miss.ts';
import type { PageFault } from '../../../core/rendering/rendered.ts';

const miss = (more: Partial<Miss>): Miss => ({
  cause: 'unfinished',
  category: 'search',
  form: 'html',
  isProved: true,
  failingFor: 0,
  ...more,
});

describe('when a page could not be finished in time', () => {
  test.each<[Category | undefined, Instead]>([
    ['search', 'retry'],
    ['ai-search', 'retry'],
    ['ai-assistant', 'retry'],
    ['ai-training', 'retry'],
    ['seo', 'retry'],
    ['archive', 'retry'],
    ['feed', 'retry'],
    ['other', 'retry'],
    ['library', 'retry'],
    [undefined, 'retry'],
    ['social', 'card'],
    ['preview', 'card'],
    ['monitor', 'card'],
    ['scanner', 'card'],
    ['automation', 'card'],
  ])('%s: %s', (category, instead) => {
    expect(insteadOf(miss({ category }))).toBe(instead);
  });

  test('there is a word for every category', () => {
    for (const category of CATEGORIES) expect(['retry', 'card']).toContain(insteadOf(miss({ category })));
  });
});

describe('what a client gets instead', () => {
  const H = LONG_FAILING_MS;
  test.each<[string, Partial<Miss>, Instead]>([
    ['a search engine of a page that failed for a while', { failingFor: H - 1 }, 'retry'],
    ['a search engine of a page that failed for long', { failingFor: H }, 'shell'],
    ['a search engine of a page that is left alone', { cause: 'failing', failingFor: H }, 'shell'],
    ['a card of a page that failed for long', { category: 'social', failingFor: H }, 'card'],
    ['a search engine while the breaker is open', { cause: 'breaker' }, 'shell'],
    ['a card while the breaker is open', { cause: 'breaker', category: 'social' }, 'card'],
    ['Markdown while the breaker is open', { cause: 'breaker', form: 'md' }, 'retry'],
    ['Markdown for a card', { category: 'social', form: 'md' }, 'retry'],
    ['a proved search engine beyond the limit', { cause: 'limit' }, 'retry'],
    ['a proved card beyond the limit', { cause: 'limit', category: 'social' }, 'card'],
    ['anybody beyond the limit', { cause: 'limit', isProved: false }, 'shell'],
    ['a card of anybody beyond the limit', { cause: 'limit', isProved: false, category: 'social' }, 'card'],
    ['Markdown of anybody beyond the limit', { cause: 'limit', isProved: false, form: 'md' }, 'shell'],
    ['who has not proved its name', { cause: 'unproved', isProved: false }, 'shell'],
    ['a search engine of a page that failed by itself', { cause: 'faulty', failingFor: H - 1 }, 'retry'],
    ['a search engine of one that has for long', { cause: 'faulty', failingFor: H }, 'shell'],
    ['a card of a page that failed by itself', { cause: 'faulty', category: 'social' }, 'card'],
    ['Markdown of a page that failed by itself', { cause: 'faulty', form: 'md', failingFor: H }, 'retry'],
  ])('%s: %s', (_, more, instead) => {
    expect(insteadOf(miss(more))).toBe(instead);
  });

  const anyMiss = fc.record<Miss>({
    cause: fc.constantFrom<Cause>('unproved', 'limit', 'failing', 'faulty', 'breaker', 'unfinished'),
    category: fc.constantFrom(undefined, ...CATEGORIES),
    form: fc.constantFrom('html', 'md'),
    isProved: fc.boolean(),
    failingFor: fc.integer({ min: 0, max: 10 * H }),
  });

  test('is never 503 for a page of HTML that failed for an hour: days of it would take a page out of an index', () => {
    fc.assert(
      fc.property(anyMiss, given => {
        const long = { ...given, form: 'html' as const, failingFor: given.failingFor + H };
        expect(insteadOf(long)).not.toBe('retry');
      }),
    );
  });

  test('is 503 only with a job in the queue, or where who comes back has it tried: else it would be in vain', () => {
    fc.assert(
      fc.property(anyMiss, given => {
        if (insteadOf(given) === 'retry' && given.cause !== 'faulty')
          expect(mayHaveJob(given.cause, given.isProved)).toBe(true);
      }),
    );
  });
});

describe('a page is left alone', () => {
  const NOW = Date.UTC(2026, 0, 1);
  const MINUTE = 60_000;
  /** What failed first and last so long ago. */
  const page = (first: number, last: number, fault?: PageFault): Failures => ({
    failingSince: NOW - first,
    failedAt: NOW - last,
    ...(fault && { fault }),
  });
  test.each<[string, Failures | undefined, failing: number, left: number]>([
    ['nothing is known of', undefined, 0, 0],
    ['that never failed', {}, 0, 0],
    ['that failed first just now', page(10, 10), 10, 0],
    ['that fails for an hour', page(LONG_FAILING_MS, 10), LONG_FAILING_MS, LEFT_ALONE_MS - 10],
    ['… and was not tried for a while', page(LONG_FAILING_MS, LEFT_ALONE_MS), LONG_FAILING_MS, 0],
    ['that stayed empty just now', page(0, 0, 'empty'), 0, 10 * MINUTE],
    ['… ten minutes ago', page(10 * MINUTE, 10 * MINUTE, 'empty'), 10 * MINUTE, 0],
    ['… for half an hour now', page(30 * MINUTE, 0, 'empty'), 30 * MINUTE, 30 * MINUTE],
    ['… for days', page(5_000 * MINUTE, MINUTE, 'empty'), 5_000 * MINUTE, 59 * MINUTE],
    ['that is a file', page(0, 0, 'other'), 0, 10 * MINUTE],
    ['that was in a loop', page(0, 0, 'loop'), 0, 10 * MINUTE],
    ['whose requests failed just now', page(0, 0, 'requests'), 0, MINUTE],
    ['… for three minutes', page(3 * MINUTE, 0, 'requests'), 3 * MINUTE, 3 * MINUTE],
    ['… for a day', page(1_440 * MINUTE, 0, 'requests'), 1_440 * MINUTE, 10 * MINUTE],
    ['that was late once, which the queue may mend', page(0, 0, 'late'), 0, 0],
    ['that is late for two minutes', page(2 * MINUTE, 0, 'late'), 2 * MINUTE, 2 * MINUTE],
  ])('one %s', (_, record, failing, left) => {
    expect([failingFor(record, NOW), leftAloneFor(record, NOW)]).toEqual([failing, left]);
  });
});

test.each<[cause: Cause, isProved: boolean, words: string]>([
  ['breaker', true, 'no page (breaker)'],
  ['breaker', false, 'no page (breaker)'],
  ['limit', true, 'no page (limit)'],
  ['limit', false, 'no page (limit of strangers)'],
  ['unfinished', false, 'no page (unfinished)'],
])('noPage(%s, %s) is %s', (cause, isProved, words) => {
  expect(noPage(cause, isProved)).toBe(words);
});
