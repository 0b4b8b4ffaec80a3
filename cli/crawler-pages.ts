import type { Schemas } from '../client/client.ts';
import { answered, apiOf } from './api.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { defined } from './link-fields.ts';
import { json, minute, print, table, width } from './output/output.ts';

interface PagesFlags extends ConnectionOptions {
  name?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
  limit: number;
  json?: true | undefined;
}

/** `signpost crawlers pages`. Rejects with what the API refuses. */
export async function crawlerPagesCommand(flags: PagesFlags): Promise<void> {
  const { name, since, until, limit } = flags;
  const query = { limit, ...defined({ from: since, to: until, name }) };
  const pages = await answered(apiOf(flags).GET('/api/crawlers/pages', { params: { query } }));
  await print(flags.json ? json(pages) : describePages(pages));
}

function describePages({ read, failed, from, to }: Schemas['VisitedPages']): string {
  const readTable = table(
    read.pages,
    [
      { head: 'visits', cell: ({ count }) => count, isNumber: true },
      { head: 'page', cell: ({ url }) => url, gives: true },
      { head: 'rendered', cell: ({ renderedAt }) => minute(renderedAt) },
    ],
    width(),
  );
  const failedTable = table(
    failed.pages,
    [
      { head: 'visits', cell: ({ count }) => count, isNumber: true },
      { head: 'page', cell: ({ url }) => url, gives: true },
      { head: 'status', cell: ({ status }) => status, isNumber: true },
      { head: 'why', cell: ({ cause }) => cause },
    ],
    width(),
  );
  const none = 'none\n';
  return [
    `Read most, ${minute(from)} to ${minute(to)} (UTC):\n`,
    read.pages.length > 0 ? readTable : none,
    '\nFailed most:\n',
    failed.pages.length > 0 ? failedTable : none,
  ].join('');
}
