import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { classify } from '../../core/crawlers/classify.ts';
import { deciderOf } from '../../core/crawlers/decide.ts';
import { NAMES } from '../../core/crawlers/names.generated.ts';
import { type Names, namesLookup, packed } from '../../core/crawlers/names.ts';
import { type CrawlerSettings, policyOf } from '../../core/crawlers/policy.ts';
import { corrections } from '../../infra/crawler-corrections.ts';
import { categoryOf, installedList, namesOf, routingNames, sourceOf } from '../../infra/crawler-names.ts';

const { list, version } = installedList();
const listed = list.flatMap(({ instances }) => instances);
const folder = dirname(createRequire(import.meta.url).resolve('user-agents'));
/** Each once: ten thousand visits are in it. */
const people = [
  ...new Set(
    (JSON.parse(readFileSync(join(folder, 'user-agents.json'), 'utf8')) as { userAgent: string }[]).map(
      ({ userAgent }) => userAgent,
    ),
  ),
];

const real = readFileSync('test/core/crawlers/user-agents.tsv', 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map(line => line.split('\t').at(-1) ?? '');

/** name → category, one line each. */
const linesOf = (names: Names) =>
  Object.entries(names).flatMap(([category, joined]) =>
    joined.split(',').map(name => `${name}: ${category}`),
  );

describe('the table of names', () => {
  test('is the one that the installed list gives; after an update, `npm run crawlers` makes it again', () => {
    // First as a list, so that the difference shows what an update has changed.
    expect(linesOf(NAMES)).toEqual(linesOf(namesOf(list)));
    expect(readFileSync('core/crawlers/names.generated.ts', 'utf8')).toBe(sourceOf(namesOf(list), version));
  });

  test('each name is found again, none by the fingerprint of another category', () => {
    const lookup = namesLookup(packed(NAMES));
    expect(
      linesOf(NAMES)
        .map(line => line.split(': ')[0])
        .map(name => `${name}: ${lookup(name ?? '')}`),
    ).toEqual(linesOf(NAMES));
  });

  test('a correction is no longer needed once the list says the same', () => {
    const uncorrected = linesOf(namesOf(list, {}));
    const needless = Object.entries(corrections).filter(([name, category]) =>
      uncorrected.includes(`${name}: ${category}`),
    );
    expect(needless).toEqual([]);
  });

  test('knows every crawler of the list: it gets what its purpose is for', () => {
    const missed = list.filter(entry => {
      const wanted = ['search', 'social', 'ai-search', 'ai-assistant', 'ai-training'].includes(
        categoryOf(entry),
      );
      return wanted && entry.instances.some(userAgent => !classify(userAgent).prerender);
    });
    // 2 in 100 have no name of their own, or one that people's apps have, too.
    expect(missed.length / list.length).toBeLessThan(0.02);
  });
});

describe('what travels to the edge', () => {
  test.each<[CrawlerSettings]>([
    [{}],
    [{ categories: { seo: false } }],
    [{ categories: { 'ai-training': false, monitor: true } }],
    [{ categories: { search: false, social: false }, names: { googlebot: true } }],
  ])(
    'decides as the whole table does, for all listed crawlers, for people and for the odd ones, under %j',
    settings => {
      const policy = policyOf(settings);
      const edge = deciderOf(packed(routingNames(NAMES, policy, list)));
      const different = [...listed, ...people, ...real].filter(
        userAgent => edge(userAgent, policy).prerender !== classify(userAgent, policy).prerender,
      );
      expect(different).toEqual([]);
    },
  );
});
