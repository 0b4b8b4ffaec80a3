import type { Clock } from '../clock.ts';
import { type RandomBytes, uuid } from '../ids.ts';
import type { RenderQueue } from './jobs.ts';
import { type Renderer, RenderTimeout } from './renderer.ts';
import type { Snapshot, SnapshotStore } from './snapshot.ts';
import { isGone, type LockTimes, type PageTable } from './table.ts';

export interface RenderContext {
  renderer: Renderer;
  store: SnapshotStore;
  table: PageTable;
  queue: RenderQueue;
  clock: Clock;
  random: RandomBytes;
  /** Hears of each render that was made. */
  log(entry: { message: 'rendered'; url: string; status: number; ms: number }): void;
}

/** A page could not be finished in time. It is queued; ask again later. */
export class NotReady extends Error {
  override name = 'NotReady';
}

/** How often a request that found the page locked looks again. */
const POLL_MS = 100;
/** After a render that ran to its deadline, its lock still covers storing the page and its neighbours' clocks. */
const LOCK_MARGIN_MS = 5_000;
/** A snapshot this young answers a request that came on its heels, without a render of its own. */
const FRESH_MS = 60_000;

/**
 * The snapshot of a page that has none yet: rendered here, or by another who is at it already.
 *
 * @param deadline milliseconds the crawler may wait
 * @throws NotReady past the deadline, with the page queued and nothing stored; RenderFailed, OriginNotAllowed, ServiceFault
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
    const snapshot = await renderOrQueue(url, left, { renderedAfter, failedAfter: start }, context);
    if (snapshot) return snapshot;
    const { renderedAt = 0, failedAt = 0 } = (await table.find(url)) ?? {};
    if (failedAt >= start) break;
    if (renderedAt >= renderedAfter) {
      const stored = await store.get(url);
      if (stored) return stored;
      renderedAfter = renderedAt + 1; // its object was deleted since: render again
    } else await clock.sleep(POLL_MS);
  }
  throw new NotReady(`${url} is not ready yet`);
}

/**
 * Renders a page from the queue, unless it was rendered after `queuedAt` or is being rendered now.
 * A page that was gone is forgotten instead: if it is asked for again, it is rendered then.
 *
 * @returns whether a render was made here
 * @throws RenderTimeout, RenderFailed, OriginNotAllowed, ServiceFault
 */
export async function renderQueued(
  url: string,
  queuedAt: number,
  deadline: number,
  context: RenderContext,
): Promise<boolean> {
  const since = { renderedAfter: queuedAt, failedAfter: context.clock.now() + 1 };
  if (isGone((await context.table.find(url))?.status)) {
    await forget(url, since, context);
    return false;
  }
  return (await tryRender(url, deadline, since, context)) !== undefined;
}

async function forget(
  url: string,
  since: Since,
  { store, table, clock, random }: RenderContext,
): Promise<void> {
  const owner = uuid(random);
  const now = clock.now();
  if (!(await table.lock(url, owner, { now, until: now + LOCK_MARGIN_MS, ...since }))) return;
  await store.delete(url);
  await table.forget(url, owner); // last: until then the page stays due, should we die here
}

type Since = Pick<LockTimes, 'renderedAfter' | 'failedAfter'>;

/** Like tryRender, but a page that takes too long is left to the queue. */
async function renderOrQueue(url: string, deadline: number, since: Since, context: RenderContext) {
  try {
    return await tryRender(url, deadline, since, context);
  } catch (error) {
    if (!(error instanceof RenderTimeout)) throw error;
    await context.queue.add({ url, queuedAt: context.clock.now() });
    throw new NotReady(error.message);
  }
}

/** Renders under the lock; undefined when the lock was not to be had. */
async function tryRender(
  url: string,
  deadline: number,
  since: Since,
  { renderer, store, table, clock, random, log }: RenderContext,
): Promise<Snapshot | undefined> {
  const owner = uuid(random);
  const now = clock.now();
  if (!(await table.lock(url, owner, { now, until: now + deadline + LOCK_MARGIN_MS, ...since })))
    return undefined;
  try {
    const snapshot = { url, ...(await renderer.render(url, { deadline })) };
    log({ message: 'rendered', url, status: snapshot.status, ms: clock.now() - now });
    // A page that failed is answered as it is but never kept: an error must not live on in an index.
    if (snapshot.status >= 500) await table.failed(url, owner, clock.now());
    else {
      await store.put(snapshot);
      await table.rendered(url, owner, clock.now(), snapshot.status);
    }
    return snapshot;
  } catch (error) {
    await table.failed(url, owner, clock.now()).catch(() => undefined); // the lock ends by itself
    throw error;
  }
}
