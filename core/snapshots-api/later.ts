import type { z } from '@hono/zod-openapi';
import type { Clock } from '../clock.ts';
import { type RandomBytes, uuid } from '../ids.ts';
import { invalid, Problem, ServiceFault } from '../problem.ts';
import { isToCome, type Timed, timeOf, told } from '../schedule/timed.ts';
import { asWhen } from '../schedule/when.ts';
import type { StoredPages } from '../snapshots/stored-pages.ts';
import type { AlterOrder, Pages, RerenderOrder } from './schema.ts';

/** An order to render pages that was given for later. */
export interface LaterOrder extends Timed {
  /** Which pages: one of the ways to say that. */
  pages: Pages;
  /** Where to go on, while it is being done. */
  cursor?: string | undefined;
  /** How many pages were queued until then. */
  queued?: number | undefined;
  done?: { at: string; queued: number } | undefined;
}

export interface LaterContext {
  pages: Pick<StoredPages, 'orders' | 'saveOrders'>;
  clock: Clock;
  random: RandomBytes;
}

/** All of them lie in one item, which is read each minute. */
export const MAX_ORDERS = 50;
export const MAX_ORDERS_BYTES = 128 * 1024;

type Given = z.infer<typeof RerenderOrder>;

/** Keeps an order for later; an equal one that the same key gave is found. Throws a 422 or a 409 problem, a ServiceFault. */
export async function orderLater(
  { at, repeat, timeZone, cursor: _, ...pages }: Given,
  by: string,
  context: LaterContext,
): Promise<{ order: LaterOrder; isNew: boolean }> {
  const now = context.clock.now();
  const when = asWhen({ at, repeat, timeZone }, now);
  const order: LaterOrder = {
    id: uuid(context.random),
    ...when,
    pages,
    by,
    orderedAt: new Date(now).toISOString(),
  };
  let same: LaterOrder | undefined;
  await changeOrders(context, orders => {
    same = orders.find(each => each.by === by && isSame(each, order));
    if (same) return undefined;
    if (orders.filter(isToCome).length >= MAX_ORDERS)
      throw new Problem(
        409,
        `There are ${MAX_ORDERS} orders to come, the most there can be. Call one off first.`,
      );
    return [...orders, order];
  });
  return { order: same ?? order, isNew: same === undefined };
}

/** Gives an order for another time, or of other pages. Throws a 404, 410 or 422 problem, a ServiceFault. */
export async function alterLater(
  id: string,
  { at, repeat, timeZone, ...given }: z.infer<typeof AlterOrder>,
  by: string,
  context: LaterContext,
): Promise<LaterOrder> {
  const now = context.clock.now();
  const isOther = Object.values(given).some(value => value !== undefined);
  let altered: LaterOrder | undefined;
  await changeOrders(context, orders => {
    const before = orderOf(orders, id);
    if (!isToCome(before)) throw new Problem(410, 'The order has come. Give another one.');
    const when = asWhen({ at, repeat, timeZone }, now, before);
    const order = {
      id,
      ...when,
      pages: isOther ? given : before.pages,
      by,
      orderedAt: new Date(now).toISOString(),
    };
    altered = isSame(before, order) ? before : order;
    return altered === before ? undefined : orders.map(each => (each === before ? order : each));
  });
  return altered as LaterOrder;
}

/** Calls an order off, or has one forgotten that has come; answers it as it was. Throws a 404 problem, a ServiceFault. */
export async function callOffLater(id: string, context: LaterContext): Promise<LaterOrder> {
  let gone: LaterOrder | undefined;
  await changeOrders(context, orders => {
    gone = orderOf(orders, id);
    return orders.filter(each => each !== gone);
  });
  return gone as LaterOrder;
}

/** What is to come, the next first, and what has come lately. Rejects with a ServiceFault. */
export async function laterOrders({ pages }: Pick<LaterContext, 'pages'>): Promise<LaterOrder[]> {
  const { orders = [] } = (await pages.orders<LaterOrder>()) ?? {};
  return orders.toSorted((one, other) => (timeOf(one) < timeOf(other) ? -1 : 1));
}

/** Throws a 404 problem where there is none. */
export function orderOf(orders: readonly LaterOrder[], id: string): LaterOrder {
  const found = orders.find(each => each.id === id);
  if (!found) throw new Problem(404, 'There is no such order.');
  return found;
}

const isSame = (one: LaterOrder, other: LaterOrder) => comparable(one) === comparable(other);
const comparable = ({ times, repeat, pages }: LaterOrder) => JSON.stringify([times[0], repeat, pages]);

/** Two that change the orders take turns. */
const ATTEMPTS = 10;

/**
 * Changes the orders that are kept, by one conditional write; it is made again where another came first.
 *
 * @param make undefined from it is no change
 */
export async function changeOrders(
  { pages, clock, random }: LaterContext,
  make: (orders: LaterOrder[]) => LaterOrder[] | undefined,
): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const kept = await pages.orders<LaterOrder>();
    const changed = make(kept?.orders ?? []);
    if (!changed) return;
    const orders = told(changed, clock.now());
    const bytes = Buffer.byteLength(JSON.stringify(orders));
    if (bytes > MAX_ORDERS_BYTES)
      throw invalid([
        {
          field: 'urls',
          reason: `makes the orders to come ${bytes} bytes`,
          expected: `at most ${MAX_ORDERS_BYTES} for all of them`,
        },
      ]);
    if (await pages.saveOrders({ change: uuid(random), orders }, kept?.change)) return;
  }
  throw new ServiceFault('DynamoDB', new Error('Every attempt to change the orders came second'));
}
