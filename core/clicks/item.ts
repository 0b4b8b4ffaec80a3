import { addFrequent, type Frequent, packFrequent, unpackFrequent } from './frequent.ts';
import { addHours, type Hours, packHours, unpackHours } from './hours.ts';
import { addTally, type Tally } from './tally.ts';
import { addVisitors } from './visitors.ts';

/** Which item: what is counted, and in which period. */
export interface Key {
  /** `link#<id>`, `all#<domain>`, `tag#<tag>`, `creator#<key id>`; of the site's visits see core/visits/fold.ts. */
  subject: string;
  /** See `periodOf`. */
  period: string;
}

/** The values that an item has most of: pages that were read, and pages that failed. */
export const RANKINGS = ['pages', 'failures'] as const;
export type Ranking = (typeof RANKINGS)[number];
type Rankings = Partial<Record<Ranking, Frequent>>;

/** What was counted of a subject in a period. */
export interface Counted extends Tally, Key, Rankings {
  /** Of a month: how it is spread over its hours. */
  hours?: Hours | undefined;
  /** Of a day: a sketch, see visitors.ts. */
  visitors?: Uint8Array | undefined;
  /** Of a link: what it was kept under when it was last clicked in the period. */
  link?: string | undefined;
}

/** What a log file adds to an item. */
export interface Addition extends Key, Rankings {
  tally: Tally;
  hours?: Hours | undefined;
  /** Marks of visitors. */
  visitors?: ReadonlySet<string> | undefined;
  /** Of a link: what it is kept under. */
  link?: string | undefined;
}

/** An item as the table has it. */
export interface Item extends Key, Partial<Record<Ranking, Uint8Array>> {
  version: number;
  counts: Tally['counts'];
  by: Tally['by'];
  hours?: Uint8Array | undefined;
  visitors?: Uint8Array | undefined;
  /** The parts of log files that are in these numbers, but for those done before `floor`. */
  files: Set<string>;
  /** Whoever claimed a file no later than this may not add: it may be one of those that are not noted any more. */
  floor?: number | undefined;
  link?: string | undefined;
  /** Where the item stands among those of the same period, by its clicks: of links alone. */
  rank?: string | undefined;
  clicks?: number | undefined;
}

export function countedFrom(item: Item): Counted {
  const { subject, period, counts = {}, by = {}, hours, visitors, link } = item;
  return {
    subject,
    period,
    counts,
    by,
    ...(hours && { hours: unpackHours(hours) }),
    ...(visitors && { visitors }),
    ...(link !== undefined && { link }),
    ...rankingsOf(item),
  };
}

/** The item with what parts of log files add, each an addition to this very item, and with these parts noted. */
export function added(
  item: Item | undefined,
  additions: readonly [Addition, ...Addition[]],
  parts: readonly string[],
): Item {
  const { subject, period } = additions[0];
  const tally: Tally = { counts: { ...item?.counts }, by: copiedBy(item?.by ?? {}) };
  for (const addition of additions) addTally(tally, addition.tally);
  return {
    subject,
    period,
    version: (item?.version ?? 0) + 1,
    ...tally,
    ...hoursOf(item, additions),
    ...visitorsOf(item, additions),
    ...packedRankings(item, additions),
    files: new Set([...(item?.files ?? []), ...parts]),
    ...(item?.floor !== undefined && { floor: item.floor }),
    ...linkOf(additions.at(-1)?.link ?? item?.link),
    ...rankOf({ subject, period, counts: tally.counts }),
  };
}

export const linkOf = (link: string | undefined): Pick<Item, 'link'> => (link === undefined ? {} : { link });

/** Where an item stands among those of its period: links do, but for those of an hour. */
export const rankOf = ({
  subject,
  period,
  counts,
}: Pick<Item, 'subject' | 'period' | 'counts'>): Pick<Item, 'rank' | 'clicks'> =>
  subject.startsWith('link#') && !period.startsWith('hour#')
    ? { rank: `link#${period}`, clicks: counts.clicks ?? 0 }
    : {};

export const copiedBy = (by: Tally['by']): Tally['by'] =>
  Object.fromEntries(Object.entries(by).map(([dimension, values]) => [dimension, { ...values }]));

function hoursOf(item: Item | undefined, additions: readonly Addition[]): Pick<Item, 'hours'> {
  const more = additions.flatMap(({ hours }) => (hours ? [hours] : []));
  if (more.length === 0) return item?.hours ? { hours: item.hours } : {};
  const all: Hours = item?.hours ? unpackHours(item.hours) : new Map();
  for (const hours of more) addHours(all, hours);
  return { hours: packHours(all) };
}

function visitorsOf(item: Item | undefined, additions: readonly Addition[]): Pick<Item, 'visitors'> {
  const marks = additions.flatMap(({ visitors }) => [...(visitors ?? [])]);
  if (marks.length === 0) return item?.visitors ? { visitors: item.visitors } : {};
  return { visitors: addVisitors(item?.visitors, marks) };
}

function rankingsOf(item: Item): Rankings {
  const found = RANKINGS.flatMap(name => (item[name] ? [[name, unpackFrequent(item[name])] as const] : []));
  return Object.fromEntries(found);
}

function packedRankings(item: Item | undefined, additions: readonly Addition[]): Pick<Item, Ranking> {
  const packed = RANKINGS.flatMap(name => {
    const before = item?.[name];
    const [first, ...more] = additions.flatMap(addition => addition[name] ?? []);
    if (!first) return before ? [[name, before] as const] : [];
    const sum = more.reduce(addFrequent, addFrequent(before && unpackFrequent(before), first));
    return [[name, packFrequent(sum)] as const];
  });
  return Object.fromEntries(packed);
}
