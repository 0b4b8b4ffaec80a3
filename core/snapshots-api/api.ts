import type { z } from '@hono/zod-openapi';
import { createApi } from '../api/api.ts';
import { toCursor } from '../api/cursor.ts';
import type { Calls } from '../keys/calls.ts';
import type { KeyStore } from '../keys/keys.ts';
import { originOf } from '../origin.ts';
import { invalid } from '../problem.ts';
import { readPages, readPrefix, type Site, wholeSite } from '../snapshots/site.ts';
import type { StoredPages } from '../snapshots/stored-pages.ts';
import { type DropContext, dropPage } from './drop.ts';
import { alterLater, callOffLater, type LaterContext, laterOrders, orderLater, orderOf } from './later.ts';
import { laterAnswer } from './later-answer.ts';
import { byDue, byPath, listPages } from './listing.ts';
import { checkPages, duePlaceFrom, entryFrom, listed, order, orderAnswer } from './order.ts';
import type { OrderContext } from './orders.ts';
import { type PageContext, pageAnswer } from './page.ts';
import {
  DOCUMENT,
  deleteOrder,
  deleteSnapshot,
  getOrder,
  getOrders,
  getPage,
  getSnapshots,
  patchOrder,
  postRerender,
} from './routes.ts';
import { EXPECTED_ORDER, EXPECTED_QUERY, isForLater, type ListQuery, WAYS } from './schema.ts';
import { answerFor } from './snapshot-answer.ts';

const ALLOWED = {
  '/api/snapshots': 'GET, HEAD, DELETE',
  '/api/snapshots/page': 'GET, HEAD',
  '/api/snapshots/rerender': 'POST',
  '/api/snapshots/orders': 'GET, HEAD',
  '/api/snapshots/orders/:id': 'GET, HEAD, PATCH, DELETE',
};

/** The snapshots API as an app for `fetch(request, { host })`: what is stored, and orders to render again. */
export function createSnapshotsApi({
  keys,
  calls,
  ...context
}: OrderContext &
  LaterContext & {
    keys: KeyStore;
    calls: Calls;
    pages: StoredPages;
    store: PageContext['store'] & DropContext['store'];
  } & Pick<DropContext, 'table' | 'purge'>) {
  const { site, pages, store, clock } = context;
  const only = (url: string) => readPages([{ field: 'url', address: url }], site)[0] ?? '';
  const options = {
    title: 'Signpost snapshots',
    document: DOCUMENT,
    keys,
    calls,
    allowed: ALLOWED,
    expected: { json: EXPECTED_ORDER, query: EXPECTED_QUERY },
  };
  return createApi(options, (api, guarded) => {
    api.openapi(guarded(getSnapshots), async c => {
      const query = c.req.valid('query');
      const now = clock.now();
      if (query.url) {
        const urls = readPages(alone(query.url, query), site);
        const records = await pages.records(urls);
        return c.json({ snapshots: urls.map(url => answerFor(records.get(url) ?? { url }, now)) }, 200);
      }
      const { records, next } = await found(query, context);
      const snapshots = records.map(record => answerFor(record, now));
      return c.json({ snapshots, ...(next && { cursor: toCursor(next) }) }, 200);
    });

    api.openapi(guarded(getPage), async c => {
      const url = only(c.req.valid('query').url);
      return c.json(await pageAnswer(url, { pages, store, clock }), 200);
    });

    api.openapi(guarded(deleteSnapshot), async c =>
      c.json(await dropPage(only(c.req.valid('query').url), context), 200),
    );

    api.openapi(guarded(postRerender), async c => {
      const given = c.req.valid('json');
      if (!isForLater(given)) return c.json(orderAnswer(await order(given, context)), 202);
      checkPages(given, site);
      const { order: later, isNew } = await orderLater(given, c.get('key').id, context);
      if (!isNew) return c.json(laterAnswer(later), 200);
      c.header('location', `${originOf(c.env.host)}/api/snapshots/orders/${later.id}`);
      return c.json(laterAnswer(later), 201);
    });

    api.openapi(guarded(getOrders), async c =>
      c.json({ orders: (await laterOrders(context)).map(laterAnswer) }, 200),
    );

    api.openapi(guarded(getOrder), async c =>
      c.json(laterAnswer(orderOf(await laterOrders(context), c.req.valid('param').id)), 200),
    );

    api.openapi(guarded(patchOrder), async c => {
      const given = c.req.valid('json');
      if (WAYS.some(way => given[way] !== undefined)) checkPages(given, site);
      const { id } = c.req.valid('param');
      return c.json(laterAnswer(await alterLater(id, given, c.get('key').id, context)), 200);
    });

    api.openapi(guarded(deleteOrder), async c =>
      c.json(laterAnswer(await callOffLater(c.req.valid('param').id, context)), 200),
    );
  });
}

/** The pages of a list. Throws a 422 problem, a ServiceFault. */
function found(query: z.infer<typeof ListQuery>, { site, pages }: { site: Site; pages: StoredPages }) {
  const { prefix, sort, cursor } = query;
  const below = prefix === undefined ? undefined : readPrefix('prefix', prefix, site);
  if (sort === 'due') {
    const after = cursor === undefined ? undefined : duePlaceFrom(cursor);
    return listPages({ ...query, order: byDue(below, pages), after }, pages);
  }
  const all = below ?? wholeSite(site);
  const after = cursor === undefined ? undefined : entryFrom(cursor, all);
  return listPages({ ...query, order: byPath(all, pages), after }, pages);
}

/** The pages asked for by their addresses; throws a 422 problem when other parameters come with them. */
function alone(urls: readonly string[], query: z.infer<typeof ListQuery>) {
  const others = (['prefix', 'status', 'sort', 'cursor'] as const).filter(
    field => query[field] !== undefined,
  );
  if (others.length > 0)
    throw invalid(
      others.map(field => ({ field, reason: 'does not go with url', expected: 'either of the two' })),
    );
  return urls.length === 1 ? urls.map(address => ({ field: 'url', address })) : listed('url', urls);
}
