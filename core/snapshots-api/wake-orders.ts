import { Problem, problemFrom } from '../problem.ts';
import { passed } from '../schedule/timed.ts';
import { SitemapError } from '../sitemaps/sitemap.ts';
import { tell } from '../tell.ts';
import { changeOrders, type LaterContext, type LaterOrder } from './later.ts';
import { order, orderAnswer } from './order.ts';
import type { OrderContext } from './orders.ts';

/** How long a run goes on with orders: what is left of one is for the next. */
const RUN_MS = 30_000;

/** What a run came to. */
export interface WokenOrders {
  queued: number;
  failed: number;
}

/**
 * Does the orders whose time has come. Pages are queued as of that time: who is stopped before it is written down queues them once more,
 * and one that was rendered since needs no render. Rejects with a ServiceFault where the orders cannot be read.
 */
export async function wakeOrders(context: OrderContext & LaterContext): Promise<WokenOrders> {
  const { clock, pages } = context;
  const end = clock.now() + RUN_MS;
  const woken = { queued: 0, failed: 0 };
  const { orders = [] } = (await pages.orders<LaterOrder>()) ?? {};
  const due = orders.filter(({ times: [at] }) => at !== undefined && Date.parse(at) <= clock.now());
  for (const each of due) {
    if (clock.now() >= end) break;
    try {
      woken.queued += await doOrder(each, end, context);
    } catch (error) {
      problemFrom(error); // writes it to the log
      woken.failed++;
    }
  }
  return woken;
}

/** Answers how many pages were queued. */
async function doOrder(
  ordered: LaterOrder,
  end: number,
  context: OrderContext & LaterContext,
): Promise<number> {
  const { clock } = context;
  const { times: [at = ''] = [], id, by } = ordered;
  const about = { order: id, at, by, lateMs: clock.now() - Date.parse(at) };
  let { cursor, queued = 0 } = ordered;
  const before = queued;
  try {
    do {
      const answer = orderAnswer(
        await order({ ...ordered.pages, cursor }, { ...context, queuedAt: Date.parse(at) }),
      );
      queued += answer.queued;
      cursor = answer.cursor;
    } while (cursor !== undefined && clock.now() < end);
  } catch (error) {
    if (!(error instanceof Problem || error instanceof SitemapError)) throw error;
    const reason = error.message;
    await note(ordered, { cursor: undefined, queued: undefined, dropped: { at, reason } }, context);
    tell('warn', 'an ordered rerender could not be done', { ...about, reason });
    return 0;
  }
  if (cursor !== undefined) await note(ordered, { cursor, queued }, context);
  else {
    await note(ordered, { cursor: undefined, queued: undefined, done: { at, queued } }, context);
    tell('info', 'an ordered rerender was queued', { ...about, queued });
  }
  return queued - before;
}

/** Writes down how far an order is. One that was called off or changed meanwhile stays as it is. */
async function note(
  { id, times }: LaterOrder,
  how: Pick<LaterOrder, 'cursor' | 'queued' | 'done' | 'dropped'>,
  context: LaterContext,
): Promise<void> {
  const now = context.clock.now();
  await changeOrders(context, orders => {
    const there = orders.find(each => each.id === id && each.times[0] === times[0]);
    if (!there) return undefined;
    const left = how.cursor === undefined ? passed(there, now) : there;
    return orders.map(each => (each === there ? { ...left, ...how } : each));
  });
}
