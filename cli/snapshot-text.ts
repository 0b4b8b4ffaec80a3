import type { Schemas } from '../client/client.ts';
import { type Column, minute, table } from './output/output.ts';

type Snapshot = Schemas['Snapshot'];
type Order = Schemas['LaterOrder'];

const COLUMNS: Column<Snapshot>[] = [
  { head: 'status', cell: ({ status }) => status ?? 'none', isNumber: true },
  { head: 'page', cell: ({ url }) => url, gives: true },
  { head: 'rendered', cell: ({ renderedAt }) => minute(renderedAt) },
  { head: 'due', cell: ({ dueAt }) => minute(dueAt) },
  { head: 'last error', cell: ({ lastError }) => lastError && (lastError.reason ?? 'yes'), gives: true },
];

/** Stored pages as a table. */
export const listSnapshots = (snapshots: readonly Snapshot[], width: number | undefined): string =>
  table(snapshots, COLUMNS, width);

const ORDERS: Column<Order>[] = [
  { head: 'id', cell: ({ id }) => id },
  { head: 'at', cell: ({ at }) => minute(at) },
  { head: 'repeats', cell: ({ repeat, timeZone }) => repeat && [repeat, timeZone].filter(Boolean).join(' ') },
  { head: 'what', cell: whatOf, gives: true },
  { head: 'state', cell: ({ state }) => (state === 'pending' ? undefined : state) },
  { head: 'last', cell: lastOf, gives: true },
];

/** Orders for later as a table. */
export const listOrders = (orders: readonly Order[], width: number | undefined): string =>
  table(orders, ORDERS, width);

function whatOf({ url, urls, prefix, sitemap }: Order): string | undefined {
  if (urls) return urls.length === 1 ? urls[0] : `${urls.length} pages`;
  return url ?? (prefix !== undefined ? `${prefix}…` : sitemap);
}

function lastOf({ lastDone, lastDropped }: Order): string | undefined {
  if (lastDropped) return `dropped ${minute(lastDropped.at)}: ${lastDropped.reason}`;
  return lastDone && `${lastDone.queued} pages ${minute(lastDone.at)}`;
}
