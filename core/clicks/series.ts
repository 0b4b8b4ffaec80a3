/**
 * What a follow of a link is counted as, each in a series of its own. `clicks`: a person followed it; `scans`: those of them that came
 * by the link's QR code. `doubtful`: calls itself a browser, and isbot takes it for a bot. The others are no clicks: HEAD requests,
 * browsers that ask ahead of a click, what shows a card where people talk, crawlers, and programs. `ended`: a link that led a person
 * on to where it leads when it is over.
 */
export const SERIES = [
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
export type Series = (typeof SERIES)[number];

/**
 * What clicks are told apart by; `agent` is what everybody else calls himself. The number is how many values one item holds, so
 * that what outsiders write cannot make it grow: whatever comes when it is full is counted as `OTHER`.
 */
export const DIMENSIONS = {
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
export type Dimension = keyof typeof DIMENSIONS;

export const DIMENSION_NAMES = Object.keys(DIMENSIONS) as Dimension[];

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
