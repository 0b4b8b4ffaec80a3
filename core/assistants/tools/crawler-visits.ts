import { z } from 'zod';
import { VISITS_BY } from '../../../client/by.ts';
import type { Schemas, SignpostClient } from '../../../client/client.ts';
import { called } from '../called.ts';
import { defineTool, READS } from '../tool.ts';
import { defined } from './defined.ts';
import { counted, keptRows, SPAN, textOfCounts } from './time-span.ts';

const input = z.strictObject({
  by: z
    .enum(VISITS_BY)
    .default('name')
    .describe(
      'a row for each: name (which crawler), purpose (search, ai-training, ai-search, …), status or cause (what they got, and why), time (how long they waited), page (the pages read most, and those that failed most), or over time',
    ),
  name: z.string().max(100).optional().describe('of this crawler alone, e.g. GPTBot'),
  kind: z.enum(['crawler', 'tool']).optional(),
  ...SPAN,
});
type Input = z.output<typeof input>;

const row = z.object({
  time: z.string().optional(),
  value: z.string().optional(),
  count: z.number().describe('visits'),
  failed: z.number().optional().describe('visits to which no page came'),
});
type Row = z.output<typeof row>;

const failedPage = z.object({
  url: z.string(),
  count: z.number(),
  status: z.number(),
  cause: z.string(),
  lastError: z.string().optional(),
});
type FailedPage = z.output<typeof failedPage>;

export const crawlerVisits = defineTool({
  name: 'crawler_visits',
  title: 'Crawlers of the site',
  description:
    'Which crawlers (search engines, AI, social cards) and tools came to the site, what they got, which pages they read and which failed for them. Use it for "does GPTBot read us", "what do crawlers get errors for", "which AI reads which page".',
  input,
  output: z.object({
    by: z.string(),
    from: z.string(),
    to: z.string(),
    total: z.record(z.string(), z.number()).optional().describe('what is 0 is not named'),
    rows: z.array(row),
    failedPages: z.array(failedPage).optional(),
    shortened: z.boolean().optional(),
  }),
  hints: READS,
  needs: ['stats:read'],
  async run(asked, client) {
    if (asked.by === 'page') return await pages(asked, client);
    const { by, from, to, total, rows } = await called(
      client.GET('/api/crawlers', { params: { query: defined({ ...asked, by: asked.by }) } }),
    );
    const { kept, left } = keptRows(rows.map(rowOf), by);
    const counts = counted(total);
    return {
      text: [
        `From ${from} to ${to}: ${textOfCounts(counts)}.`,
        ...kept.filter(({ count }) => count > 0).map(textOfRow),
        ...left,
      ].join('\n'),
      data: { by, from, to, total: counts, rows: kept },
    };
  },
});

async function pages({ from, to, name }: Input, client: SignpostClient) {
  const query = { ...defined({ from, to, name }), limit: 15 };
  const visited = await called(client.GET('/api/crawlers/pages', { params: { query } }));
  const rows: Row[] = visited.read.pages.map(({ url, count }) => ({ value: url, count }));
  const failedPages: FailedPage[] = visited.failed.pages.map(({ url, count, status, cause, lastError }) => ({
    url,
    count,
    status,
    cause,
    ...(lastError?.reason !== undefined && { lastError: lastError.reason }),
  }));
  return {
    text: [
      `Pages that crawlers read most from ${visited.from} to ${visited.to}:`,
      ...rows.map(textOfRow),
      failedPages.length === 0 ? 'None failed.' : 'Pages that failed most:',
      ...failedPages.map(
        ({ url, count, status, cause, lastError }) =>
          `${url}: ${count} (status ${status}, ${cause}${lastError === undefined ? '' : `; ${lastError}`})`,
      ),
    ].join('\n'),
    data: { by: 'page', from: visited.from, to: visited.to, rows, failedPages },
  };
}

function rowOf(row: Schemas['Visits']['rows'][number]): Row {
  return 'value' in row
    ? { value: row.value, count: row.count }
    : { time: row.time, count: row.visits, failed: row.failed };
}

const textOfRow = ({ time, value, count, failed }: Row): string =>
  `${time ?? value}: ${count}${failed ? ` (${failed} failed)` : ''}`;
