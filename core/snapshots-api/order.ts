import { z } from '@hono/zod-openapi';
import { fromCursor, toCursor, wrongCursor } from '../api/cursor.ts';
import { invalid } from '../problem.ts';
import { orderPages } from '../queue/orders.ts';
import { SitemapError } from '../sitemaps/sitemap.ts';
import { type Prefix, readPage, readPages, readPrefix, type Site } from '../snapshots/site.ts';
import type { DuePlace, IndexEntry } from '../snapshots/stored-pages.ts';
import { type OrderContext, orderBelow, orderSitemap } from './orders.ts';
import { EXPECTED_ORDER, type Pages, WAYS } from './schema.ts';

type Asked = Pages & { cursor?: string | undefined };

/** Queues the pages that an order is about. Throws a 422 problem, a ServiceFault. */
export async function order(request: Asked, context: OrderContext) {
  const { site } = context;
  const { url, urls, prefix, sitemap, cursor } = oneWay(request);
  if (prefix !== undefined) {
    const below = readPrefix('prefix', prefix, site);
    return await orderBelow(below, cursor === undefined ? undefined : entryFrom(cursor, below), context);
  }
  if (sitemap !== undefined) {
    const from = cursor === undefined ? undefined : fromCursor(cursor, Position);
    return await orderSitemap(sitemap, from, context).catch(error => {
      if (!(error instanceof SitemapError)) throw error;
      throw invalid([
        {
          field: 'sitemap',
          reason: `cannot be read: ${error.message}`,
          expected: EXPECTED_ORDER.sitemap ?? '',
        },
      ]);
    });
  }
  const fields = url === undefined ? listed('urls', urls ?? []) : [{ field: 'url', address: url }];
  return { ...(await orderPages(readPages(fields, site), context)), next: undefined };
}

export const listed = (name: string, addresses: readonly string[]) =>
  addresses.map((address, i) => ({ field: `${name}.${i}`, address }));

/** Throws a 422 problem unless the order says in exactly one way which pages it is about. */
export function oneWay(request: Asked): Asked {
  const ways = WAYS.filter(field => request[field] !== undefined);
  const expected = `exactly one of ${WAYS.join(', ')}`;
  if (ways.length === 0) throw invalid([{ field: 'body', reason: 'does not say which pages', expected }]);
  if (ways.length > 1)
    throw invalid(ways.map(field => ({ field, reason: 'is not the only way to say which pages', expected })));
  if (request.cursor !== undefined && (request.url ?? request.urls) !== undefined) throw wrongCursor();
  return request;
}

/** What an order came to, as the API answers it. */
export function orderAnswer({ next, queuedAt, ...ordered }: Awaited<ReturnType<typeof order>>) {
  return {
    ...ordered,
    queuedAt: new Date(queuedAt).toISOString(),
    ...(next && { cursor: toCursor(next) }),
  };
}

/** Looks at what an order for later is about, as far as that can be said now. Throws a 422 problem. */
export function checkPages(request: Asked, site: Site): void {
  const { url, urls, prefix, sitemap, cursor } = oneWay(request);
  if (cursor !== undefined)
    throw invalid([{ field: 'cursor', reason: 'does not go with an order for later', expected: 'nothing' }]);
  if (prefix !== undefined) readPrefix('prefix', prefix, site);
  else if (sitemap !== undefined) {
    const reading = readPage(sitemap, site);
    if ('reason' in reading) throw invalid([{ field: 'sitemap', ...reading }]);
  } else readPages(url === undefined ? listed('urls', urls ?? []) : [{ field: 'url', address: url }], site);
}

const Entry = z.object({ host: z.string(), path: z.string(), page: z.string(), url: z.string() });
const Due = z.object({ page: z.string().regex(/[\da-f]\.html$/), dueAt: z.number().int().min(0) });
const count = z.number().int().min(0);
const Position = z.object({ file: count, entry: count });

/** The place in a list by time where the last answer ended. */
export const duePlaceFrom = (cursor: string): DuePlace => fromCursor(cursor, Due);

/** The place in a list of pages where the last answer ended; it must be of the same list. */
export function entryFrom(cursor: string, { host, path }: Prefix): IndexEntry {
  const entry = fromCursor(cursor, Entry);
  if (entry.host !== host || !entry.path.startsWith(path)) throw wrongCursor();
  return entry;
}
