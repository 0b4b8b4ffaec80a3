import { rankOf } from '../../core/freshness/builds.ts';
import { SHARDS } from '../../core/freshness/due-pages.ts';
import { FIRST_INTERVAL, type History, intervalOf, observed } from '../../core/freshness/freshness.ts';
import { budgetAt, candidatesPerShard, chooseRerenders, RUN_MS } from '../../core/freshness/rerender.ts';
import { Calendar } from './calendar.ts';
import { seeded } from './random.ts';
import type { Site } from './site.ts';

const DAY = 24 * 3_600_000;

export interface Plan {
  /** All pages once a day; each as it was found to change, as shipped; or as if that were known. */
  policy: 'fixed' | 'adaptive' | 'known';
  rendersPerDay: number;
  warmUpDays: number;
  days: number;
  /** A new build comes at the end of the days, and the simulation goes on until its pages are rendered, at most so many days. */
  deployDays: number;
  /** Of which shares of all requests to tell when they met the new build. */
  deployShares: number[];
  seed: number;
}

export interface Outcome {
  rendersPerDay: number;
  /** The share of all pages' time in which the snapshot was not the page any more. */
  stale: number;
  /** How long snapshots had not been the page any more, over all of them at all times, 0 for those that were. Hours. */
  staleHours: number;
  /** The share of requests that met a stale page. */
  staleVisits: number;
  /** Days from a deploy until each of the shares was reached; undefined for one that was not. */
  deployed: (number | undefined)[];
}

/** Runs the planning of `rerender` over a site, run by run. Renders take no time and do not fail. */
export function simulate(site: Site, plan: Plan): Outcome {
  const simulation = new Simulation(site, plan);
  const end = (plan.warmUpDays + plan.days) * DAY;
  let now = 0;
  for (; now < end; now += RUN_MS) simulation.run(now);
  const fresh = simulation.measured();
  simulation.deploy();
  const reached = (share: number) => {
    for (; simulation.newVisits < share && now < end + plan.deployDays * DAY; now += RUN_MS)
      simulation.run(now);
    return simulation.newVisits < share ? undefined : (now - end) / DAY;
  };
  return { ...fresh, deployed: plan.deployShares.map(reached) };
}

class Simulation {
  readonly #site: Site;
  readonly #plan: Plan;
  readonly #random;
  readonly #from: number;
  readonly #until: number;
  readonly #changesAt: Float64Array;
  readonly #renderedAt: Float64Array;
  readonly #dueAt: Float64Array;
  // Histories, not as objects: there are many, and each render makes another.
  readonly #observations: Float64Array;
  readonly #changes: Float64Array;
  readonly #observedMs: Float64Array;
  readonly #calendars: Calendar[];
  /** By shard, after a deploy: the pages of the old build, the first at the end. */
  #outdated: { url: number; rank: number }[][] = [];
  readonly #isNew: Uint8Array;
  #renders = 0;
  #stale = 0;
  #staleVisits = 0;
  #age = 0;
  newVisits = 0;

  constructor(site: Site, plan: Plan) {
    const { life, shard, urls } = site;
    this.#site = site;
    this.#plan = plan;
    this.#random = seeded(plan.seed);
    this.#from = plan.warmUpDays * DAY;
    this.#until = this.#from + plan.days * DAY;
    this.#changesAt = life.map(mean => mean * this.#random.exponential());
    this.#renderedAt = new Float64Array(urls.length);
    this.#dueAt = life.map(() => FIRST_INTERVAL * this.#random.uniform());
    this.#observations = new Float64Array(urls.length);
    this.#changes = new Float64Array(urls.length);
    this.#observedMs = new Float64Array(urls.length);
    this.#isNew = new Uint8Array(urls.length);
    this.#calendars = SHARDS.map(() => new Calendar(this.#dueAt));
    for (let page = 0; page < urls.length; page++) this.#calendars[shard[page] ?? 0]?.add(page);
  }

  /** One run of the schedule, and the renders it orders. */
  run(now: number): void {
    const budget = budgetAt(now, this.#plan.rendersPerDay);
    if (budget === 0) return;
    const limit = candidatesPerShard(budget);
    const due: { url: number; dueAt: number }[] = [];
    for (const calendar of this.#calendars)
      for (const page of calendar.due(now, limit)) due.push({ url: page, dueAt: this.#dueAt[page] ?? 0 });
    const outdated = this.#outdated.flatMap(pages => this.#firstOf(pages, limit));
    for (const page of chooseRerenders(due, outdated, budget).keys()) this.#render(page, now);
  }

  /** The first pages that are still of the old build. Those in front that are not any more are dropped. */
  #firstOf(pages: { url: number; rank: number }[], limit: number): { url: number; rank: number }[] {
    const found: { url: number; rank: number }[] = [];
    let seen = 0;
    for (; seen < pages.length && found.length < limit; seen++) {
      const page = pages[pages.length - 1 - seen];
      if (page && !this.#isNew[page.url]) found.push(page);
    }
    if (found.length === 0) pages.length = 0;
    while (pages.length > 0 && this.#isNew[pages.at(-1)?.url ?? 0]) pages.pop();
    return found;
  }

  /** From now on all pages are of an older build. */
  deploy(): void {
    this.#isNew.fill(0);
    this.newVisits = 0;
    if (this.#plan.policy === 'fixed') return;
    this.#outdated = SHARDS.map(() => []);
    for (const [page, url] of this.#site.urls.entries())
      this.#outdated[this.#site.shard[page] ?? 0]?.push({
        url: page,
        rank: rankOf(url, this.#history(page) ?? {}),
      });
    for (const pages of this.#outdated) pages.sort((a, b) => b.rank - a.rank);
  }

  measured(): Omit<Outcome, 'deployed'> {
    for (let page = 0; page < this.#isNew.length; page++) this.#account(page, this.#until);
    const { days } = this.#plan;
    const time = this.#isNew.length * days * DAY;
    return {
      rendersPerDay: this.#renders / days,
      stale: this.#stale / time,
      staleHours: this.#age / time / 3_600_000,
      staleVisits: this.#staleVisits / (days * DAY),
    };
  }

  #render(page: number, now: number): void {
    if (now >= this.#from && now < this.#until) this.#renders++;
    this.#account(page, now);
    const changesAt = this.#changesAt[page] ?? 0;
    const renderedAt = this.#renderedAt[page] ?? 0;
    const lateness = now - (this.#dueAt[page] ?? 0);
    const interval = this.#interval(page, now - renderedAt, changesAt <= now, renderedAt > 0 ? lateness : 0);
    if (changesAt <= now)
      this.#changesAt[page] = now + (this.#site.life[page] ?? 0) * this.#random.exponential();
    this.#renderedAt[page] = now;
    this.#dueAt[page] = now + interval * (this.#site.spread[page] ?? 1);
    this.#calendars[this.#site.shard[page] ?? 0]?.add(page);
    if (!this.#isNew[page]) this.newVisits += this.#site.visits[page] ?? 0;
    this.#isNew[page] = 1;
  }

  #interval(page: number, elapsed: number, isChanged: boolean, lateness: number): number {
    if (this.#plan.policy === 'fixed' || this.#renderedAt[page] === 0) return FIRST_INTERVAL;
    if (this.#plan.policy === 'known') return intervalOf(historyWith(this.#site.life[page] ?? 0), lateness);
    const history = observed(this.#history(page), elapsed, isChanged);
    this.#observations[page] = history.observations;
    this.#changes[page] = history.changes;
    this.#observedMs[page] = history.observedMs;
    return intervalOf(history, lateness);
  }

  #history(page: number): History | undefined {
    const observations = this.#observations[page] ?? 0;
    const changes = this.#changes[page] ?? 0;
    const observedMs = this.#observedMs[page] ?? 0;
    return observations === 0 ? undefined : { observations, changes, observedMs };
  }

  /** Adds up the time for which a page was stale, before its render at `now`. */
  #account(page: number, now: number): void {
    const changedAt = this.#changesAt[page] ?? 0;
    const from = Math.max(changedAt, this.#from);
    const until = Math.min(now, this.#until);
    if (until <= from) return;
    this.#stale += until - from;
    this.#staleVisits += (until - from) * (this.#site.visits[page] ?? 0);
    this.#age += ((until - changedAt) ** 2 - (from - changedAt) ** 2) / 2;
  }
}

/** A history of which meanLife makes just this. */
const historyWith = (life: number): History => ({
  observations: 1,
  changes: 1,
  observedMs: life * Math.log(3),
});
