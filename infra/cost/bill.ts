import { OPERATIONS, type OperationName, standingUse, sumOf, timesEach, useOf } from './operations.ts';
import { chargeOf, PRICE_NAMES, PRICES, type Price, type PriceName, type Use } from './prices.ts';
import { type Assumed, MONTH_DAYS, MONTH_HOURS, MONTH_SECONDS, type Month } from './volumes.ts';

/** One kind of use in the bill. */
export interface Line {
  name: PriceName;
  service: string;
  unit: string;
  amount: number;
  /** How much of it is free. */
  free: number;
  usd: number;
}

/** How often each operation happens in a month. */
export function timesOf({ volumes, settings, assumed }: Month): Record<OperationName, number> {
  const { redirects, crawlers, pages, people, links, calls } = volumes;
  const kept = redirects * assumed.edgeShare;
  const crawled = crawlers * assumed.crawlerEdgeShare;
  const unseen = crawlers * assumed.crawlerMissShare;
  const opened = people * assumed.peopleEdgeShare;
  const renders = Math.min(pages * assumed.rerendersPerPage, settings.rendersPerDay * MONTH_DAYS);
  const batches = (redirects + crawlers + people + links + calls) / assumed.linesPerBatch;
  return {
    redirectKept: kept,
    redirectMissed: redirects - kept,
    crawlerKept: crawled,
    crawlerStored: Math.max(0, crawlers - crawled - unseen),
    crawlerUnseen: unseen,
    personKept: opened,
    personMissed: people - opened,
    rerender: renders * (1 - assumed.changedShare),
    rerenderChanged: renders * assumed.changedShare,
    linkCreated: links,
    apiCall: calls,
    logBatch: batches,
    logFurtherLink: batches * (assumed.linksPerBatch - 1),
  };
}

/** All that a month uses, in units of prices. */
export function usedIn(month: Month): Use {
  const times = timesOf(month);
  const events = (Object.keys(OPERATIONS) as OperationName[]).map(name =>
    timesEach(useOf(name, month), times[name]),
  );
  const isFargate = month.settings.renderer === 'fargate';
  return sumOf([
    ...events,
    standingUse(month),
    stored(month),
    isFargate ? containers(times.rerender + times.rerenderChanged, month.assumed) : {},
  ]);
}

/** What lies in the bucket and the tables: items of links and pages have about 1 KB, with what they are found by. */
function stored({ volumes, assumed }: Month): Use {
  const { redirects, crawlers, people, links, pages } = volumes;
  // Log files are kept for 90 days.
  const logs = ((redirects + crawlers + people) * assumed.logLineBytes * 90) / MONTH_DAYS;
  return {
    s3GbMonth: (logs + pages * assumed.storedPageBytes) / 1e9,
    dynamoDbGbMonth: (links * 5_000 + pages * 2_000) / 1e9,
    dynamoDbBackupGbMonth: (links * 5_000) / 1e9,
  };
}

/** Containers as infra/settings.yml has them: 2 vCPU, 4 GB, four pages at a time, from one to four of them. */
function containers(renders: number, { renderMs }: Assumed): Use {
  const needed = Math.ceil((renders * renderMs) / 1000 / 4 / MONTH_SECONDS);
  const hours = MONTH_HOURS * Math.min(4, Math.max(1, needed));
  return { fargateCpuHour: 2 * hours, fargateGbHour: 4 * hours, ipv4Hour: hours };
}

/** A bill for what was used. @param isFree whether AWS's monthly free amounts are deducted */
export function billOf(used: Use, isFree = true): Line[] {
  const taken = new Map<string, number>();
  return PRICE_NAMES.flatMap(name => {
    const amount = used[name] ?? 0;
    if (amount === 0) return [];
    const price: Price = PRICES[name];
    const shared = price.freeTogether ?? name;
    const left = isFree ? price.free - (taken.get(shared) ?? 0) : 0;
    const free = Math.min(amount, left);
    taken.set(shared, (taken.get(shared) ?? 0) + free);
    const { service, unit } = price;
    return [{ name, service, unit, amount, free, usd: chargeOf(name, amount, free) }];
  });
}

export const totalOf = (lines: readonly Line[]): number => lines.reduce((sum, { usd }) => sum + usd, 0);
