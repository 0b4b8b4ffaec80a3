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
  isLeftAlone,
  LEFT_ALONE_MS,
  LONG_FAILING_MS,
  type Miss,
  mayHaveJob,
} from '../../../core/misses/miss.ts';

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
  ])('%s: %s', (_, more, instead) => {
    expect(insteadOf(miss(more))).toBe(instead);
  });

  const anyMiss = fc.record<Miss>({
    cause: fc.constantFrom<Cause>('unproved', 'limit', 'failing', 'breaker', 'unfinished'),
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

  test('is 503 only with a job in the queue: else there would be nothing to come back for', () => {
    fc.assert(
      fc.property(anyMiss, given => {
        if (insteadOf(given) === 'retry') expect(mayHaveJob(given.cause, given.isProved)).toBe(true);
      }),
    );
  });
});

describe('a page', () => {
  const NOW = Date.UTC(2026, 0, 1);
  const page = (failingSince: number, failedAt: number): Failures => ({ failingSince, failedAt });
  test.each<[string, Failures | undefined, number, boolean]>([
    ['nothing is known of', undefined, 0, false],
    ['that never failed', {}, 0, false],
    ['that failed first just now', page(NOW - 10, NOW - 10), 10, false],
    ['that fails for an hour', page(NOW - LONG_FAILING_MS, NOW - 10), LONG_FAILING_MS, true],
    [
      'that fails for an hour and was not tried for a while',
      page(NOW - LONG_FAILING_MS, NOW - LEFT_ALONE_MS),
      LONG_FAILING_MS,
      false,
    ],
  ])('%s', (_, record, ms, alone) => {
    expect([failingFor(record, NOW), isLeftAlone(record, NOW)]).toEqual([ms, alone]);
  });
});
