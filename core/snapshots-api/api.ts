import { z } from '@hono/zod-openapi';
import { createApi } from '../api/api.ts';
import { fromCursor, toCursor, wrongCursor } from '../api/cursor.ts';
import type { Calls } from '../keys/calls.ts';
import type { KeyStore } from '../keys/keys.ts';
import { invalid } from '../problem.ts';
import { orderPages } from '../queue/orders.ts';
import { SitemapError } from '../sitemaps/sitemap.ts';
import { snapshotKey } from '../snapshots/page.ts';
import type { PageRecord } from '../snapshots/record.ts';
import { type Prefix, readPages, readPrefix, wholeSite } from '../snapshots/site.ts';
import type { IndexEntry, StoredPages } from '../snapshots/stored-pages.ts';
import { listPages } from './listing.ts';
import { type OrderContext, orderBelow, orderSitemap } from './orders.ts';
import { DOCUMENT, getSnapshots, postRerender } from './routes.ts';
import {
  EXPECTED_ORDER,
  EXPECTED_QUERY,
  type ListQuery,
  type RerenderOrder,
  type SnapshotAnswer,
  WAYS,
} from './schema.ts';

const ALLOWED = { '/api/snapshots': 'GET, HEAD', '/api/snapshots/rerender': 'POST' };

/** The snapshots API as an app for `fetch(request, { host })`: what is stored, and orders to render again. */
export function createSnapshotsApi({
  keys,
  calls,
  ...context
}: OrderContext & { keys: KeyStore; calls: Calls; pages: StoredPages }) {
  const { site, pages, clock } = context;
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
      const below = query.prefix === undefined ? wholeSite(site) : readPrefix('prefix', query.prefix, site);
      const after = query.cursor === undefined ? undefined : entryFrom(query.cursor, below);
      const { records, next } = await listPages({ ...query, below, after }, pages);
      const snapshots = records.map(record => answerFor(record, now));
      return c.json({ snapshots, ...(next && { cursor: toCursor(next) }) }, 200);
    });

    api.openapi(guarded(postRerender), async c => {
      const { next, queuedAt, ...ordered } = await order(c.req.valid('json'), context);
      const answer = { ...ordered, queuedAt: time(queuedAt), ...(next && { cursor: toCursor(next) }) };
      return c.json(answer, 202);
    });
  });
}

async function order(request: z.infer<typeof RerenderOrder>, context: OrderContext) {
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

const listed = (name: string, addresses: readonly string[]) =>
  addresses.map((address, i) => ({ field: `${name}.${i}`, address }));

/** Throws a 422 problem unless the order says in exactly one way which pages it is about. */
function oneWay(request: z.infer<typeof RerenderOrder>): z.infer<typeof RerenderOrder> {
  const ways = WAYS.filter(field => request[field] !== undefined);
  const expected = `exactly one of ${WAYS.join(', ')}`;
  if (ways.length === 0) throw invalid([{ field: 'body', reason: 'does not say which pages', expected }]);
  if (ways.length > 1)
    throw invalid(ways.map(field => ({ field, reason: 'is not the only way to say which pages', expected })));
  if (request.cursor !== undefined && (request.url ?? request.urls) !== undefined) throw wrongCursor();
  return request;
}

/** The pages asked for by their addresses; throws a 422 problem when other parameters come with them. */
function alone(urls: readonly string[], query: z.infer<typeof ListQuery>) {
  const others = (['prefix', 'status', 'cursor'] as const).filter(field => query[field] !== undefined);
  if (others.length > 0)
    throw invalid(
      others.map(field => ({ field, reason: 'does not go with url', expected: 'either of the two' })),
    );
  return urls.length === 1 ? urls.map(address => ({ field: 'url', address })) : listed('url', urls);
}

const Entry = z.object({ host: z.string(), path: z.string(), page: z.string(), url: z.string() });
const count = z.number().int().min(0);
const Position = z.object({ file: count, entry: count });

/** The place in a list of pages where the last answer ended; it must be of the same list. */
function entryFrom(cursor: string, { host, path }: Prefix): IndexEntry {
  const entry = fromCursor(cursor, Entry);
  if (entry.host !== host || !entry.path.startsWith(path)) throw wrongCursor();
  return entry;
}

const time = (milliseconds: number) => new Date(milliseconds).toISOString();

/** A page that nobody has rendered has an address alone. */
type Stored = Partial<PageRecord> & Pick<PageRecord, 'url'>;

function answerFor(record: Stored, now: number): z.infer<typeof SnapshotAnswer> {
  const { url, status, renderedAt, changedAt, dueAt, dueShard, build, givenUp, failedAt, error } = record;
  return {
    url,
    key: snapshotKey(url),
    status,
    ...(renderedAt !== undefined && {
      renderedAt: time(renderedAt),
      ageSeconds: Math.max(0, Math.floor((now - renderedAt) / 1000)),
    }),
    ...(changedAt !== undefined && { changedAt: time(changedAt) }),
    ...(dueAt !== undefined && dueShard !== undefined && { dueAt: time(dueAt) }),
    build,
    givenUp,
    ...(failedAt !== undefined && { lastError: { at: time(failedAt), reason: error } }),
  };
}
