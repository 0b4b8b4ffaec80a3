import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { deciderBy, deciderOf } from '../core/crawlers/decide.ts';
import { type Names, packed, wholeLookup } from '../core/crawlers/names.ts';
import { CATEGORIES, DEFAULT_POLICY, isTool, type Policy } from '../core/crawlers/policy.ts';
import { tokensOf } from '../core/crawlers/tokens.ts';
import type { Category } from '../core/crawlers/verdict.ts';
import { corrections, noCrawlers } from './crawler-corrections.ts';

/**
 * Makes core/crawlers/names.generated.ts of the list that the crawlers' community keeps, npm's `crawler-user-agents`:
 * the names that the words in them do not place rightly. All others need no entry. Run: npm run crawlers
 */

export interface Listed {
  pattern: string;
  instances: string[];
  tags?: string[];
  description?: string;
}

/** The category of a listed crawler, by its tags and, where these say little ("seo" is every other purpose), by its description. */
export function categoryOf({ pattern, tags = [], description = '' }: Listed): Category {
  const has = (tag: string) => tags.includes(tag);
  if (has('ai-crawler')) {
    if (/user\b|assist/i.test(pattern) || /user.?(?:initiated|triggered|request)/i.test(description))
      return 'ai-assistant';
    return has('search-engine') || /search/i.test(pattern) ? 'ai-search' : 'ai-training';
  }
  const [, category] = BY_TAG.find(([tag]) => has(tag)) ?? [];
  if (category) return category;
  return BY_DESCRIPTION.find(([, words]) => has('seo') && words.test(description))?.[0] ?? 'other';
}

const BY_TAG: readonly (readonly [tag: string, category: Category])[] = [
  ['search-engine', 'search'],
  ['social-preview', 'social'],
  ['monitoring', 'monitor'],
  ['scanner', 'scanner'],
  ['http-library', 'library'],
  ['browser-automation', 'automation'],
  ['archiver', 'archive'],
  ['feed-reader', 'feed'],
];

const BY_DESCRIPTION: readonly (readonly [category: Category, words: RegExp])[] = [
  [
    'library',
    /webhook|payment|http client|email service|checkout|callback|automation client|integration|framework|scraping tool|library/i,
  ],
  [
    'monitor',
    /uptime|link (?:check|valid|audit)|dead link|broken (?:link|hyper)|validat|performance|testing|diagnostic|brand monitoring/i,
  ],
  ['seo', /seo\b|backlink|link (?:analysis|index)|search engine optim|rank|site audit|keyword/i],
];

/**
 * The names of listed crawlers that their words do not place rightly, with the category each should have.
 *
 * @param corrected names to add, or to place otherwise than the list does
 */
export function namesOf(
  list: readonly Listed[],
  corrected: Readonly<Record<string, Category>> = corrections,
): Names {
  // With the corrections: one of them may stand for a family, as "y!j" does.
  const byWords = deciderBy(wholeLookup(byCategory(corrected)));
  const kept: Record<string, Category> = {};
  for (const listed of list) {
    const wanted = categoryOf(listed);
    for (const userAgent of listed.instances) {
      const name = nameOf(listed.pattern, userAgent);
      if (!name || name.length < MIN_LENGTH || noCrawlers.includes(name)) continue;
      // A name is met alone, too; a phrase is not.
      const texts = name.includes(' ') ? [userAgent] : [userAgent, `${name}/1.0`];
      const asWell = texts.every(text => isAsGood(byWords(text, DEFAULT_POLICY).category, wanted));
      if (!asWell) kept[name] = wanted;
    }
  }
  return byCategory({ ...kept, ...corrected });
}

function byCategory(names: Readonly<Record<string, Category>>): Names {
  const lists = CATEGORIES.map(
    category =>
      [
        category,
        Object.keys(names)
          .filter(name => names[name] === category)
          .sort()
          .join(),
      ] as const,
  );
  return Object.fromEntries(lists.filter(([, list]) => list !== ''));
}

/** How crawlers that the list has no User-Agent of may say their name: alone, announced, and within a browser's string. */
const WAYS = [
  'NAME/1.0',
  'Mozilla/5.0 (compatible; NAME/1.0)',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko; NAME) Chrome/41.0.0.0 Safari/537.36',
];

/**
 * Only the names that change who gets the snapshot under a policy: what must travel with a function at the edge. The others
 * just say more of a client than its words do. One category for each answer is enough there.
 */
export function routingNames(names: Names, policy: Policy, list: readonly Listed[]): Names {
  const kept: Record<string, Category> = {};
  const whole = deciderBy(wholeLookup(names));
  const categories = new Map(
    Object.entries(names).flatMap(([category, joined]) =>
      joined.split(',').map(name => [name, category as Category] as const),
    ),
  );
  const keep = (name: string, category: Category) => {
    const getsPage = !policy.app.includes(category);
    const answer = CATEGORIES.find(other => policy.app.includes(other) !== getsPage);
    if (!answer) return;
    kept[name] = answer;
    decide = undefined;
  };
  // Made anew only for another table: thousands of questions are asked of each.
  let decide: ReturnType<typeof deciderOf> | undefined;
  const differs = (userAgent: string) => {
    decide ??= deciderOf(packed(byCategory(kept)));
    return decide(userAgent, policy).prerender !== whole(userAgent, policy).prerender;
  };

  const instances = list.flatMap(listed => listed.instances);
  const met = new Set(instances.flatMap(userAgent => keysOf(userAgent)));
  for (const [name, category] of categories)
    if (!met.has(name) && WAYS.some(userAgent => differs(userAgent.replace('NAME', name))))
      keep(name, category);
  // Twice, as a name that is kept may be the beginning of another's.
  for (const userAgent of [...instances, ...instances])
    if (differs(userAgent))
      for (const known of keysOf(userAgent)) {
        const category = categories.get(known);
        if (category && differs(userAgent)) keep(known, category);
      }
  return byCategory(kept);
}

/** What the table of names is asked for by a User-Agent. */
function keysOf(userAgent: string): string[] {
  return tokensOf(userAgent, false).flatMap(({ name, pair }) => [name, pair ?? '', name.replace(/-.*/, '')]);
}

/** Whether words did as well as the list would. */
function isAsGood(category: Category | undefined, wanted: Category): boolean {
  if (category === wanted || wanted === 'other') return true;
  if (!category) return SPARED.includes(wanted);
  // What kind of tool, or of preview, the word says better than the list.
  return isTool(category) ? isTool(wanted) : category === 'preview' && wanted === 'social';
}

/**
 * Of hundreds of small ones whose names say nothing, only those in the corrections are kept: a function at the edge has room
 * for so many names. An unknown client gets the app.
 */
const SPARED: readonly Category[] = ['seo', 'archive', 'feed'];

const VERSION = /-v?[\d.]+$/;
const MIN_LENGTH = 4; // shorter ones are words of everybody's

/** The token, or pair of words, that stands for a listed crawler in a User-Agent of its own. */
function nameOf(pattern: string, userAgent: string): string | undefined {
  const tokens = tokensOf(userAgent, false);
  const exact = new RegExp(pattern);
  const loose = new RegExp(pattern, 'i');
  const one = tokens.find(({ raw }) => exact.test(raw) || exact.test(`${raw}/`));
  if (one) return one.name.replace(VERSION, '') || one.name;
  return (
    tokens.find(({ name }) => loose.test(name))?.name ??
    tokens.find(({ pair }) => pair && (loose.test(pair) || pattern.toLowerCase().startsWith(`${pair} `)))
      ?.pair
  );
}

/** The generated file. `version`: of the list. */
export function sourceOf(names: Names, version: string): string {
  const lines = Object.entries(names).map(
    ([category, list]) => `  ${/^\w+$/.test(category) ? category : `'${category}'`}: '${list}',\n`,
  );
  return `// Made by \`npm run crawlers\` of crawler-user-agents ${version} and infra/crawler-corrections.ts. Do not edit.
import type { Names } from './names.ts';

export const NAMES: Names = {
${lines.join('')}};
`;
}

/** The list as it is installed. */
export function installedList(): { list: Listed[]; version: string } {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve('crawler-user-agents'));
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return { list: require('crawler-user-agents') as Listed[], version };
}

if (process.argv[1] === import.meta.filename) {
  const { list, version } = installedList();
  writeFileSync('core/crawlers/names.generated.ts', sourceOf(namesOf(list), version));
}
