/**
 * What a follow of a link is counted as, each in a series of its own. `clicks`: a person followed it; `scans`: those of them that came
 * by the link's QR code. `doubtful`: calls itself a browser, and isbot takes it for a bot. The others are no clicks: HEAD requests,
 * browsers that ask ahead of a click, what shows a card where people talk, crawlers, and programs. `ended`: a link that led a person
 * on to where it leads when it is over.
 */
export const CLICK_SERIES = [
  'clicks',
  'scans',
  'doubtful',
  'heads',
  'prefetches',
  'previews',
  'crawlers',
  'tools',
  'ended',
] as const;

/**
 * What a request of the site's pages is counted as (core/visits). `visits`: a crawler or a tool that is who it says it is, as far as that
 * can be told. Each of them is in one of `hits` (the page was there), `rendered` (it was made meanwhile, and `renderMs` is how long that
 * took), `failed` (no page came of it) and `app` (the app, which is what it gets); and in one of those from `search` on, by what it is for.
 * `unproved` has a name that it should have proved and did not: it is no visit. `people` are no visits, either.
 */
const ONLY_VISITS = [
  'visits',
  'people',
  'hits',
  'rendered',
  'failed',
  'app',
  'unproved',
  'renderMs',
  'search',
  'cards',
  'aiSearch',
  'aiAssistants',
  'aiTraining',
  'others',
] as const;
export const VISIT_SERIES = [...ONLY_VISITS, 'tools', 'doubtful', 'heads'] as const;

/** All there are. Their order is what is stored (hours.ts): a new one comes last. */
export const SERIES = [...CLICK_SERIES, ...ONLY_VISITS] as const;
export type Series = (typeof SERIES)[number];

/**
 * What clicks are told apart by; `agent` is what everybody else calls himself. The number is how many values one item holds, so
 * that what outsiders write cannot make it grow: whatever comes when it is full is counted as `OTHER`.
 */
export const CLICK_DIMENSIONS = {
  country: 250,
  referrer: 100,
  device: 8,
  browser: 16,
  os: 16,
  campaign: 100,
  rule: 64,
  via: 4,
  agent: 150,
} as const;

/** What visits are told apart by, and, by `claimed`, the names that were not proved. */
export const VISIT_DIMENSIONS = {
  name: 150,
  kind: 4,
  purpose: 16,
  status: 32,
  answer: 16,
  cause: 16,
  time: 8,
  identity: 4,
  claimed: 50,
} as const;

export const DIMENSIONS = { ...CLICK_DIMENSIONS, ...VISIT_DIMENSIONS };
export type Dimension = keyof typeof DIMENSIONS;

const namesOf = <Name extends string>(dimensions: Record<Name, number>) => Object.keys(dimensions) as Name[];

export const DIMENSION_NAMES = namesOf(DIMENSIONS);
export const CLICK_DIMENSION_NAMES = namesOf(CLICK_DIMENSIONS);
export const VISIT_DIMENSION_NAMES = namesOf(VISIT_DIMENSIONS);

/** Values for which an item had no room. No value that is read begins with a bracket. */
export const OTHER = '(other)';
/** What has no value: a click without a referrer. */
export const NONE = '(none)';

/** No value is longer than this, in characters. */
const MAX_LENGTH = 64;

/**
 * A value as it is counted: of bounded length, none of ours, nothing that shows as nothing. Nor is it a name that each object of
 * JavaScript has, for values are names in objects, in the table's client as here: `constructor` is counted as `_ constructor`.
 */
export function labelOf(text: string): string {
  const written = text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  if (written === '') return NONE;
  if (written in Object.prototype) return `_ ${written}`;
  const plain = written.startsWith('(') ? `_${written.slice(1)}` : written;
  return plain.length > MAX_LENGTH
    ? `${plain.slice(0, MAX_LENGTH - 1).replace(/[\ud800-\udbff]$/, '')}…`
    : plain;
}
