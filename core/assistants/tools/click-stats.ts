import { z } from 'zod';
import { CLICKS_BY } from '../../../client/by.ts';
import type { Schemas, SignpostClient } from '../../../client/client.ts';
import { called } from '../called.ts';
import { defineTool, READS, ToolProblem } from '../tool.ts';
import { defined } from './defined.ts';
import { SLUG } from './link-shapes.ts';
import { counted, keptRows, SPAN, textOfCounts } from './time-span.ts';

const input = z.strictObject({
  by: z
    .enum([...CLICKS_BY, 'link'])
    .default('day')
    .describe('a row for each; "link": the links clicked most'),
  slug: SLUG.optional().describe('of this link alone; of all links without it'),
  domain: z.string().max(253).optional().describe('of this short domain'),
  tag: z.string().max(50).optional().describe('of links that had this tag when they were clicked'),
  ...SPAN,
});
type Input = z.output<typeof input>;

const row = z.object({
  time: z.string().optional(),
  value: z.string().optional().describe('"(none)" had no value'),
  clicks: z.number(),
  visitors: z.number().optional(),
  url: z.string().optional(),
});
type Row = z.output<typeof row>;

export const clickStats = defineTool({
  name: 'click_stats',
  title: 'Clicks of links',
  description:
    'How many people clicked: one link, all links, those of a domain or a tag; over time, by country, referrer, device and so on, or the most clicked links (by "link"). Clicks are of people; crawlers, previews of chat apps and scanners are in `total` under names of their own. Counts come from logs and are some minutes behind.',
  input,
  output: z.object({
    by: z.string(),
    from: z.string(),
    to: z.string(),
    total: z.record(z.string(), z.number()).optional().describe('what is 0 is not named'),
    rows: z.array(row),
    shortened: z.boolean().optional(),
  }),
  hints: READS,
  needs: ['stats:read'],
  async run(asked, client) {
    if (asked.by === 'link') return await topLinks(asked, client);
    const { by, from, to, total, rows } = await clicksOf(asked, client);
    const { kept, left } = keptRows(rows.map(rowOf), by);
    const counts = counted(total);
    return {
      text: [
        `From ${from} to ${to}: ${textOfCounts(counts)}.`,
        ...kept.filter(({ clicks }) => clicks > 0).map(textOfRow),
        ...left,
      ].join('\n'),
      data: { by, from, to, total: counts, rows: kept },
    };
  },
});

async function clicksOf({ slug, tag, by, ...rest }: Input, client: SignpostClient) {
  const query = { ...defined(rest), by: by as Schemas['Clicks']['by'] };
  if (slug === undefined)
    return await called(client.GET('/api/clicks', { params: { query: { ...query, ...defined({ tag }) } } }));
  if (tag !== undefined) throw new ToolProblem('Name a slug or a tag, not both.');
  return await called(client.GET('/api/links/{slug}/clicks', { params: { path: { slug }, query } }));
}

async function topLinks({ slug, tag, from, to, domain }: Input, client: SignpostClient) {
  if (slug !== undefined || tag !== undefined)
    throw new ToolProblem('by "link" takes neither slug nor tag. find_links with sort "clicks" takes a tag.');
  const query = { ...defined({ from, to, domain }), limit: 20 };
  const top = await called(client.GET('/api/clicks/top', { params: { query } }));
  const rows: Row[] = top.links.map(({ shortUrl, clicks, url }) => ({ value: shortUrl, clicks, url }));
  return {
    text: [
      `The most clicked links from ${top.from} to ${top.to}${top.exact ? '' : ' (others may have as many)'}:`,
      ...rows.map(({ value, clicks, url }) => `${value}: ${clicks} (→ ${url})`),
    ].join('\n'),
    data: { by: 'link', from: top.from, to: top.to, rows },
  };
}

function rowOf(row: Schemas['Clicks']['rows'][number]): Row {
  if ('value' in row) return { value: row.value, clicks: row.count };
  const { time, clicks, visitors } = row;
  return { time, clicks, ...(visitors !== undefined && { visitors }) };
}

const textOfRow = ({ time, value, clicks, visitors }: Row): string =>
  `${time ?? value}: ${clicks}${visitors === undefined ? '' : ` (${visitors} visitors)`}`;
