import type { Link } from '../links/link.ts';
import type { Followed, HourTally } from './gather.ts';
import type { Hours } from './hours.ts';
import type { Addition } from './item.ts';
import { HOUR_MS, monthStart, periodOf, TIERS, type Tier } from './periods.ts';
import { labelOf, NONE } from './series.ts';
import { addTally, emptyTally, type Tally } from './tally.ts';

/** What the items that a log file adds to are made of, while they are summed up. */
interface Sum extends Addition {
  hours?: Hours;
  visitors?: Set<string>;
}

/** What a log file adds to each item: of the link, of its domain, its tags and whoever made it; for the hour, day, month and ever since. */
export function additionsOf(followed: Iterable<[Followed, Link]>): Addition[] {
  const sums = new Map<string, Sum>();
  for (const [{ hours }, link] of followed)
    for (const [begins, { tally, visitors }] of hours) {
      const ofLink = { tally: withCampaign(tally, link), visitors };
      for (const subject of subjectsOf(link))
        for (const tier of TIERS)
          addTo(sumOf(sums, subject, periodOf(tier, begins), link), tier, begins, ofLink);
    }
  return [...sums.values()];
}

/** What the subjects begin with that are no links. */
export const SUM_KINDS = ['all#', 'tag#', 'creator#'] as const;

/** Whose counts a click of a link adds to: its tags are those that it has when it is counted. */
const subjectsOf = ({ id, domain, tags, createdBy }: Link): string[] => [
  `link#${id}`,
  `all#${domain}`,
  ...new Set(tags.map(tag => `tag#${tag}`)),
  `creator#${createdBy}`,
];

function sumOf(sums: Map<string, Sum>, subject: string, period: string, link: Link): Sum {
  const name = `${subject}\n${period}`;
  const sum: Sum = sums.get(name) ?? {
    subject,
    period,
    tally: emptyTally(),
    ...(subject.startsWith('link#') && { link: link.key }),
  };
  sums.set(name, sum);
  return sum;
}

function addTo(sum: Sum, tier: Tier, begins: number, { tally, visitors }: HourTally): void {
  addTally(sum.tally, tally);
  if (tier === 'day') {
    sum.visitors ??= new Set();
    for (const mark of visitors) sum.visitors.add(mark);
  }
  if (tier === 'month') {
    sum.hours ??= new Map();
    const hour = (begins - monthStart(new Date(begins).toISOString().slice(0, 7))) / HOUR_MS;
    const counts = sum.hours.get(hour) ?? {};
    for (const [series, number] of Object.entries(tally.counts) as [keyof Tally['counts'], number][])
      counts[series] = (counts[series] ?? 0) + number;
    sum.hours.set(hour, counts);
  }
}

/** A click whose address names no campaign is of the one that the link is for. */
function withCampaign(tally: Tally, { utm, url }: Link): Tally {
  const campaign = labelOf(utm.campaign ?? new URL(url).searchParams.get('utm_campaign') ?? '');
  const { [NONE]: unnamed = 0, ...named } = tally.by.campaign ?? {};
  if (unnamed === 0 || campaign === NONE) return tally;
  return {
    counts: tally.counts,
    by: { ...tally.by, campaign: { ...named, [campaign]: (named[campaign] ?? 0) + unnamed } },
  };
}
