import { describe, expect, test } from '@jest/globals';
import { ruleFor } from '../../../../core/links/follow/rules.ts';
import type { Visitor } from '../../../../core/links/follow/visitor.ts';
import type { Rule } from '../../../../core/links/rules.ts';
import { aLink } from '../links.ts';

const NOW = Date.parse('2030-06-01T00:00:00Z');
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1';

const visitor = (more: Partial<Visitor> = {}): Visitor => ({
  userAgent: IPHONE,
  address: '203.0.113.7:40000',
  languages: 'de-AT,de;q=0.9,en;q=0.5',
  country: 'AT',
  isAhead: false,
  ...more,
});

const way = (rules: Omit<Rule, 'url'>[], more?: Partial<Visitor>, id = 'one') => {
  const link = aLink({
    id,
    url: 'own',
    rules: rules.map((rule, index) => ({ url: String(index), ...rule })),
  });
  return link.rules[ruleFor(link, visitor(more), NOW)]?.url ?? link.url;
};

describe('a rule holds', () => {
  test.each<[Omit<Rule, 'url'>, boolean]>([
    [{ device: ['mobile'] }, true],
    [{ device: ['tablet', 'desktop'] }, false],
    [{ os: ['ios'] }, true],
    [{ os: ['android', 'macos'] }, false],
    [{ browser: ['safari'] }, true],
    [{ browser: ['chrome'] }, false],
    [{ language: ['de'] }, true],
    [{ language: ['fr', 'de-AT'] }, true],
    [{ language: ['en'] }, false],
    [{ country: ['DE', 'AT'] }, true],
    [{ country: ['DE'] }, false],
    [{ from: '2030-06-01T00:00:00Z' }, true],
    [{ from: '2030-06-01T00:00:01Z' }, false],
    [{ until: '2030-06-01T00:00:01Z' }, true],
    [{ until: '2030-06-01T00:00:00Z' }, false],
    [{ from: '2030-05-31T00:00:00Z', until: '2030-06-02T00:00:00Z' }, true],
    [{ os: ['ios'], country: ['DE'] }, false],
    [{ os: ['ios'], country: ['AT'], language: ['de'], browser: ['safari'], device: ['mobile'] }, true],
  ])('%j: %j', (rule, holds) => {
    expect(way([rule])).toBe(holds ? '0' : 'own');
  });

  test('the first one counts', () => {
    expect(way([{ os: ['android'] }, { os: ['ios'] }, { device: ['mobile'] }])).toBe('1');
  });

  test('of a visitor nothing is known of, none', () => {
    const rules: Omit<Rule, 'url'>[] = [{ device: ['desktop'] }, { os: ['linux'] }, { browser: ['chrome'] }];
    const nobody = { userAgent: '', languages: '', country: '', address: '' };
    expect(way([...rules, { language: ['en'] }, { country: ['DE'] }], nobody)).toBe('own');
  });
});

describe('weights', () => {
  /** How many percent of many visitors go where. */
  const shares = (rules: Omit<Rule, 'url'>[], more: Partial<Visitor> = {}, count = 1500) => {
    const found: Record<string, number> = {};
    for (let n = 0; n < count; n++) {
      const to = way(rules, { address: `10.1.${n >> 8}.${n & 255}:${40000 + (n % 7)}`, ...more });
      found[to] = (found[to] ?? 0) + 100 / count;
    }
    return found;
  };

  test.each<[Omit<Rule, 'url'>[], Record<string, number>]>([
    [[{ weight: 50 }], { 0: 50, own: 50 }],
    [[{ weight: 30 }, { weight: 30 }], { 0: 30, 1: 30, own: 40 }],
    [[{ weight: 99 }, { weight: 99 }], { 0: 99, 1: 1 }],
    [[{ weight: 20 }, { os: ['ios'] }], { 0: 20, 1: 80 }],
    // Its share is of those for whom it holds, and who were not taken before.
    [[{ country: ['DE'], weight: 60 }, { weight: 30 }], { 0: 0, 1: 30, own: 70 }],
    [[{ country: ['AT'], weight: 60 }, { weight: 30 }], { 0: 60, 1: 30, own: 10 }],
  ])('%j: %j', (rules, expected) => {
    const found = shares(rules);
    for (const [to, share] of Object.entries(expected))
      expect([to, Math.abs((found[to] ?? 0) - share) < 4]).toEqual([to, true]);
  });

  test('the same visitor gets the same, whatever the port, the time and the language', () => {
    const rules = [{ weight: 50 }];
    for (let n = 0; n < 50; n++) {
      const address = `198.51.100.${n}`;
      const first = way(rules, { address: `${address}:1` });
      expect(way(rules, { address: `${address}:65535`, languages: 'fr' })).toBe(first);
    }
  });

  test('another link is another toss', () => {
    const both = Array.from({ length: 200 }, (_, n) =>
      ['one', 'two'].map(id => way([{ weight: 50 }], { address: `198.51.100.${n}:1` }, id)).join(),
    );
    expect(new Set(both).size).toBe(4);
  });
});
