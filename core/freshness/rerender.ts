import type { RenderJob, RenderQueue } from '../queue/jobs.ts';
import { type Builds, withCurrent, withoutDrained } from './builds.ts';
import { type BuiltPage, type DuePage, type DuePages, SHARDS } from './due-pages.ts';
import { type FormerHostsContext, forgetFormerHosts, type HostPages, strangers } from './former-hosts.ts';

/** How often the schedule comes (`rerender` in serverless.yml). */
export const RUN_MS = 5 * 60_000;

const RUNS_PER_DAY = (24 * 3_600_000) / RUN_MS;

/** How many renders the run at `now` may queue, so that those of a day come to the budget, however small it is. */
export function budgetAt(now: number, rendersPerDay: number): number {
  const run = Math.floor(now / RUN_MS);
  const until = (runs: number) => Math.floor((runs * rendersPerDay) / RUNS_PER_DAY);
  return until(run + 1) - until(run);
}

/** How many pages to ask a shard for: twice its share of the budget, since the most overdue are not spread quite evenly. */
export const candidatesPerShard = (budget: number): number => Math.ceil((2 * budget) / SHARDS.length) + 10;

/**
 * The pages to render: in turns the most overdue and the first of an older build, so that neither waits for the other; where
 * there are too few of one kind, the others take its place. No page comes twice.
 */
export function chooseRerenders<Url>(
  due: readonly { url: Url; dueAt: number }[],
  outdated: readonly { url: Url; rank: number }[],
  budget: number,
): Map<Url, 'due' | 'deployed'> {
  const overdue = [...due].sort((a, b) => a.dueAt - b.dueAt);
  const first = [...outdated].sort((a, b) => a.rank - b.rank);
  const chosen = new Map<Url, 'due' | 'deployed'>();
  const choose = (page: { url: Url } | undefined, reason: 'due' | 'deployed') => {
    if (page && chosen.size < budget && !chosen.has(page.url)) chosen.set(page.url, reason);
  };
  for (let i = 0; i < Math.max(overdue.length, first.length) && chosen.size < budget; i++) {
    choose(overdue[i], 'due');
    choose(first[i], 'deployed');
  }
  return chosen;
}

export interface RerenderContext extends FormerHostsContext {
  table: DuePages & HostPages;
  /** The build of the app that is in force; undefined before one was uploaded. */
  store: { build(): Promise<string | undefined> };
  queue: Pick<RenderQueue, 'addAll' | 'waiting'>;
  rendersPerDay: number;
}

/**
 * Queues the pages that are due and, after a deploy, those of older builds, within the budget. What still waits in the queue
 * counts against it: where renders are slower than the budget, the queue does not grow. A page queued twice is rendered once.
 * Pages of hosts that are the site's no more are forgotten first, beside the budget.
 *
 * @returns how many were queued. Rejects with a ServiceFault
 */
export async function queueRerenders(now: number, context: RerenderContext): Promise<number> {
  const { table, store, queue, rendersPerDay, site } = context;
  const [waiting, build, seen] = await Promise.all([queue.waiting(), store.build(), table.builds()]);
  const builds = build === undefined ? seen : withCurrent(seen, build, now);
  const budget = Math.max(0, budgetAt(now, rendersPerDay) - waiting);
  const limit = candidatesPerShard(budget);
  const findDue = () => ofAllShards(shard => table.due(shard, now, limit));
  const first = await findDue();
  const met = strangers(first, site);
  await forgetFormerHosts(met, context);
  const [due, outdated] = await Promise.all([
    met.length > 0 ? findDue() : first, // those that stood behind them
    outdatedPages(builds, limit, table),
  ]);
  const left = builds && withoutDrained(builds, outdated.drained, now);
  // First, so that a build that was seen is never lost. Should two runs meet, the other has noted the same.
  if (left && left !== seen) await table.saveBuilds(left, seen);
  const isOurs = ({ url }: { url: string }) => site.includes(url);
  const chosen = chooseRerenders<string>(due.filter(isOurs), outdated.pages.filter(isOurs), budget);
  const jobs = [...chosen].map(
    ([url, reason]): RenderJob => ({
      url,
      queuedAt: now,
      reason,
      ...(reason === 'deployed' && builds && { build: builds.current }),
    }),
  );
  await queue.addAll(jobs);
  return jobs.length;
}

async function outdatedPages(
  builds: Builds | undefined,
  limit: number,
  table: Pick<DuePages, 'ofBuild'>,
): Promise<{ pages: BuiltPage[]; drained: string[] }> {
  const found = await Promise.all(
    (builds?.older ?? []).map(async ({ id }) => ({
      id,
      pages: await ofAllShards(shard => table.ofBuild(id, shard, limit)),
    })),
  );
  return {
    pages: found.flatMap(({ pages }) => pages),
    drained: found.filter(({ pages }) => pages.length === 0).map(({ id }) => id),
  };
}

async function ofAllShards<Page extends DuePage | BuiltPage>(
  ask: (shard: string) => Promise<Page[]>,
): Promise<Page[]> {
  return (await Promise.all(SHARDS.map(ask))).flat();
}
