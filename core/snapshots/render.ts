import type { Clock } from '../clock.ts';
import { isGone, noted } from '../freshness/freshness.ts';
import type { Announce } from '../freshness/index-now.ts';
import { type RandomBytes, uuid } from '../ids.ts';
import type { RenderJob, RenderQueue } from '../queue/jobs.ts';
import {
  ColdStart,
  faultOf,
  OriginNotAllowed,
  PageFailed,
  type PageFault,
  type PageHead,
  type RenderedPage,
  RenderFailed,
  RenderTimeout,
} from '../rendering/rendered.ts';
import type { Renderer } from '../rendering/renderer.ts';
import { type CircleEntry, circleOf } from './circles.ts';
import { forgetPage } from './forget.ts';
import { hashRouteOf } from './hash-routes.ts';
import { hasMuchLess } from './less.ts';
import { type SnapshotForm, snapshotKey } from './page.ts';
import type { Failed, LockTimes, PageRecord } from './record.ts';
import type { Site } from './site.ts';
import { hashOf, isKeepable, type Snapshot, type SnapshotStore, snapshotOf, textOf } from './snapshot.ts';
import type { PageTable } from './table.ts';

export interface RenderContext {
  renderer: Renderer;
  store: SnapshotStore;
  table: PageTable;
  queue: RenderQueue;
  /** Its addresses are looked at before a redirect from one to another is kept. */
  site: Site;
  clock: Clock;
  random: RandomBytes;
  /** Hears of pages that are new or have changed, but not by a deploy, which changes all. */
  announce?: Announce | undefined;
  /** Hears of each render that was made, of each queued page that is none, and of redirects that lead back to themselves. */
  log(entry: Rendered | NoPage | CircleEntry): void;
}

interface Rendered {
  message: 'rendered';
  url: string;
  status: number;
  ms: number;
  hashRoute?: string;
  /** What it was not waited for any longer, and a request of its own that failed. */
  givenUp?: string;
}

interface NoPage {
  level: 'warn';
  message: 'a queued page is none';
  url: string;
  fault: PageFault;
  reason: string;
}

/** A page could not be finished in time. It is queued; ask again later. */
export class NotReady extends Error {
  override name = 'NotReady';
  /** What the page's head said when the time was up, when that is known. */
  readonly head: PageHead | undefined;

  constructor(message: string, head?: PageHead) {
    super(message);
    this.head = head;
  }
}

/** How often a request that found the page locked looks again. */
const POLL_MS = 100;
/** After a render that ran to its deadline, its lock still covers storing the page and its neighbours' clocks. */
const LOCK_MARGIN_MS = 5_000;
/** These a page does not grow out of within seconds: no job is left for it. */
const LASTING: PageFault[] = ['empty', 'other', 'loop'];
/** A page that lacks much of what it had is taken as it is when it has been so for this long. */
const LONGEST_LACK_MS = 24 * 3_600_000;
/** A snapshot this young answers a request that came on its heels, without a render of its own. */
const FRESH_MS = 60_000;

/**
 * The snapshot of a page that has none yet: rendered here, or by another who is at it already.
 *
 * @param deadline milliseconds the crawler may wait
 * @throws NotReady past the deadline or when the render failed, with nothing stored, and the page queued unless it is hopeless; OriginNotAllowed, ServiceFault
 */
export async function obtainSnapshot(
  url: string,
  deadline: number,
  context: RenderContext,
): Promise<Snapshot> {
  const { clock, store, table } = context;
  const start = clock.now();
  let renderedAfter = start - FRESH_MS;
  while (clock.now() - start < deadline) {
    const left = start + deadline - clock.now();
    const since = { renderedAfter, failedAfter: start };
    const snapshot = await tryRender(url, left, since, context).catch(async error => {
      if (!(error instanceof RenderTimeout || error instanceof RenderFailed)) throw error;
      const fault = faultOf(error);
      if (!fault || !LASTING.includes(fault)) await queueOnce(url, start, context);
      throw new NotReady(error.message, error instanceof RenderTimeout ? error.head : undefined);
    });
    if (snapshot) return snapshot;
    const { renderedAt = 0, failedAt = 0 } = (await table.find(url)) ?? {};
    if (failedAt >= start) throw new NotReady(`${url} could not be rendered a moment ago`);
    if (renderedAt >= renderedAfter) {
      const stored = await store.get(url);
      if (stored) return stored;
      renderedAfter = renderedAt + 1; // its object was deleted since: render again
    } else await clock.sleep(POLL_MS);
  }
  await queueOnce(url, start, context); // whoever renders it now may have died
  throw new NotReady(`${url} is not ready yet`);
}

/**
 * The snapshot of a page as it is stored, which has its Markdown from then on where that is asked for. That of a page that is
 * gone gets none: it might be forgotten meanwhile, and nothing would ever drop its Markdown. Rejects with a ServiceFault.
 */
export async function storedSnapshot(
  url: string,
  form: SnapshotForm,
  { store }: Pick<RenderContext, 'store'>,
): Promise<Snapshot | undefined> {
  const stored = await store.get(url);
  if (stored && form === 'md' && !isGone(stored.status)) await store.addMarkdown(stored);
  return stored;
}

/**
 * Renders a page from the queue, unless it was rendered after it was queued, or of the build that it was queued for.
 * A page that is due and was gone is forgotten instead: if it is asked for again, it is rendered then. So is one whose host is
 * the site's no more, since it was queued: it could be tried for ever. A page that fails by itself is tried when it is due or
 * asked for again, and not by the same job.
 *
 * @returns whether a page was made here
 * @throws NotReady when another had the page's lock all the time, to be tried again later; RenderTimeout and RenderFailed
 * that are not the page's doing; ServiceFault
 */
export async function renderQueued(
  job: RenderJob,
  deadline: number,
  context: RenderContext,
): Promise<boolean> {
  try {
    return await renderJob(job, deadline, context);
  } catch (error) {
    const { url } = job;
    const fault = faultOf(error);
    if (error instanceof OriginNotAllowed) await forgetPage(url, context);
    else if (fault)
      context.log({
        level: 'warn',
        message: 'a queued page is none',
        url,
        fault,
        reason: (error as Error).message,
      });
    else throw error;
    return false;
  }
}

async function renderJob(job: RenderJob, deadline: number, context: RenderContext): Promise<boolean> {
  const { url, queuedAt, reason, build } = job;
  const { clock, table } = context;
  const since = { renderedAfter: queuedAt, failedAfter: clock.now() + deadline };
  const known = reason === 'asked' ? undefined : await table.find(url);
  if (reason === 'due' && isGone(known?.status)) {
    await forgetPage(url, context, since);
    return false;
  }
  if (reason === 'deployed' && (!known || known.build === build)) return false;
  const end = clock.now() + deadline;
  while (clock.now() < end) {
    if (await tryRender(url, end - clock.now(), since, context)) return true;
    const { renderedAt = 0 } = (await table.find(url)) ?? {};
    if (renderedAt >= queuedAt) return false;
    await clock.sleep(POLL_MS); // another is at it, or has died: then its lock ends soon
  }
  throw new NotReady(`${url} is being rendered by another`);
}

/** It stands in the page's record. */
const LONGEST_GIVEN_UP = 200;

type Since = Pick<LockTimes, 'renderedAfter' | 'failedAfter'>;

/** Leaves a job for a page that was not ready in time: one, however many waited for it since `since`. Rejects with a ServiceFault. */
export async function queueOnce(
  url: string,
  since: number,
  { queue, table, clock }: Pick<RenderContext, 'queue' | 'table' | 'clock'>,
): Promise<void> {
  const now = clock.now();
  if (await table.claimJob(url, now, since)) await queue.add({ url, queuedAt: now, reason: 'asked' });
}

/** Renders under the lock; undefined when the lock was not to be had. */
async function tryRender(
  url: string,
  deadline: number,
  since: Since,
  context: RenderContext,
): Promise<Snapshot | undefined> {
  const { renderer, table, clock, random, log } = context;
  const owner = uuid(random);
  const now = clock.now();
  const before = await table.lock(url, owner, { now, until: now + deadline + LOCK_MARGIN_MS, ...since });
  if (!before) return undefined;
  const failed = (failure: Failed) =>
    table.failed(url, owner, clock.now(), { failingSince: before.failingSince, ...failure });
  try {
    const left = Math.max(0, now + deadline - clock.now()); // the lock took some
    const { lacks, givenUp = [], ...rendered } = await renderer.render(url, { deadline: left });
    const without = [...(lacks === undefined ? [] : [lacks]), ...givenUp].join('; ') || undefined;
    const page = await outOfCircle(url, owner, rendered, context);
    const snapshot = snapshotOf(url, page);
    const route = hashRouteOf(snapshot.html, url);
    const ms = clock.now() - now;
    log({
      message: 'rendered',
      url,
      status: snapshot.status,
      ms,
      ...(route !== undefined && { hashRoute: route }),
      ...(without !== undefined && { givenUp: without }),
    });
    if (lacks !== undefined && (await isPoorer(snapshot, before, context)))
      throw new PageFailed(`${lacks}: what is stored of ${url} has much more`, 'requests');
    if (isKeepable(snapshot)) return await keep(snapshot, { before, owner, givenUp: without }, context);
    await failed({ error: `it answered ${snapshot.status}, which is not kept` });
    return snapshot;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const noted =
      error instanceof ColdStart
        ? table.unlock(url, owner)
        : failed({ error: reason, fault: faultOf(error) });
    await noted.catch(() => undefined); // the lock ends by itself
    throw error;
  }
}

/** Whether a page whose requests failed has much less than what is stored of it; for a day, in which they may work again. */
async function isPoorer(
  snapshot: Snapshot,
  { hash, failingSince }: Partial<PageRecord>,
  { store, clock }: RenderContext,
): Promise<boolean> {
  if (hash === undefined || hash === hashOf(snapshot)) return false;
  if (clock.now() - (failingSince ?? clock.now()) > LONGEST_LACK_MS) return false;
  const stored = await store.get(snapshot.url);
  return stored?.status === 200 && hasMuchLess(textOf(snapshot, 'md'), textOf(stored, 'md'));
}

/**
 * The page, or what a browser shows at its address where its redirect would lead back there. What is kept of it already is
 * dropped if that leads back, too.
 *
 * @throws PageFailed where a browser shows nothing there, either: it is sent round for ever
 */
async function outOfCircle<Page extends RenderedPage>(
  url: string,
  owner: string,
  page: Page,
  context: RenderContext,
): Promise<Page | RenderedPage> {
  const { store, table } = context;
  const circle = page.location && (await circleOf(url, page.location, context));
  if (!circle) return page;
  if (page.shown) return { ...page.shown, build: page.build };
  const kept = await store.locationOf(url);
  if (kept && (kept === page.location || (await circleOf(url, kept, context)))) {
    await store.delete(url);
    await table.dropped(url, owner);
  }
  throw new PageFailed(`it redirects in a circle: ${circle.join(' → ')}`, 'other');
}

/**
 * In this order, so that a page in the bucket is always one that will be due, wherever we may die. A page that is the same as
 * before is not written again: its ETag and Last-Modified stay, by which crawlers ask whether it has changed.
 *
 * A redirect is looked at once more when it is there: should others have kept its way back meanwhile, the last of all sees it.
 *
 * @returns what is kept
 */
async function keep(
  snapshot: Snapshot,
  held: { before: Partial<PageRecord>; owner: string; givenUp: string | undefined },
  context: RenderContext,
): Promise<Snapshot> {
  const { before, owner, givenUp } = held;
  const { store, table, clock, announce } = context;
  const { url, status, build } = snapshot;
  if (!(await table.index(url, owner))) return snapshot; // the lock ran out: another renders the page and keeps it
  const hash = hashOf(snapshot);
  if (hash !== before.hash || !(await store.holds(snapshot))) await store.put(snapshot);
  const page = await outOfCircle(url, owner, snapshot, context);
  if (page !== snapshot) return keep(snapshotOf(url, page), held, context);
  const render = noted(snapshotKey(url), before, { now: clock.now(), status, hash, build });
  await table.rendered(url, owner, { ...render, givenUp: givenUp?.slice(0, LONGEST_GIVEN_UP) });
  const isDeployed = before.hash !== undefined && before.build !== build;
  if (hash !== before.hash && !isDeployed) await announce?.(url);
  return snapshot;
}
