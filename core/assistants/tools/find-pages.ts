import { z } from 'zod';
import type { Schemas, SignpostClient } from '../../../client/client.ts';
import { called } from '../called.ts';
import { defineTool, READS } from '../tool.ts';
import { defined } from './defined.ts';

const page = z.object({
  url: z.string(),
  status: z.number().optional().describe('what a crawler gets; missing where nothing is stored'),
  renderedAt: z.string().optional(),
  dueAt: z.string().optional().describe('when it is rendered again by itself'),
  lastError: z.string().optional().describe('the last render failed; an older snapshot goes on serving'),
  givenUp: z.string().optional().describe('what the page was not waited for'),
});
type Page = z.output<typeof page>;

export const findPages = defineTool({
  name: 'find_pages',
  title: 'Stored pages of the site',
  description:
    'Which pages of the site are stored for crawlers: the status each answers with, how old it is, when it is due, and why the last render failed. Name `urls` for single pages, `prefix` for a part of the site, `status` "failed" or "4xx" to find broken ones.',
  input: z.strictObject({
    urls: z.array(z.string().max(8192)).min(1).max(20).optional(),
    prefix: z.string().max(8192).optional().describe('e.g. https://www.example.com/products/'),
    status: z.string().max(10).optional().describe('404, 4xx or failed, for example'),
    limit: z.number().int().min(1).max(20).default(10),
    cursor: z.string().max(10_000).optional().describe('`next` of the last answer to the same call'),
  }),
  output: z.object({
    pages: z.array(page),
    next: z.string().optional().describe('pass it as `cursor` for more'),
    shortened: z.boolean().optional(),
  }),
  hints: READS,
  needs: ['pages'],
  async run({ urls, limit, ...rest }, client) {
    const { snapshots, cursor } =
      urls === undefined
        ? await called(client.GET('/api/snapshots', { params: { query: { ...defined(rest), limit } } }))
        : await snapshotsOf(urls, client);
    const pages = snapshots.map(pageOf);
    const more = cursor === undefined ? [] : ['There may be more: call again with `cursor` set to `next`.'];
    return {
      text: [
        pages.length === 0 ? 'No pages here.' : `${pages.length} pages:`,
        ...pages.map(textOf),
        ...more,
      ].join('\n'),
      data: { pages, ...(cursor !== undefined && { next: cursor }) },
    };
  },
});

/** CloudFront takes 8,192 bytes of an address. */
const MOST_BYTES = 6000;

/** What is known of single pages, by as many requests as their addresses have room in. */
export async function snapshotsOf(
  urls: readonly string[],
  client: SignpostClient,
): Promise<{ snapshots: Schemas['Snapshot'][]; cursor?: undefined }> {
  const groups: string[][] = [];
  let bytes = 0;
  for (const url of urls) {
    bytes += encodeURIComponent(url).length;
    if (groups.length === 0 || bytes > MOST_BYTES) {
      groups.push([]);
      bytes = encodeURIComponent(url).length;
    }
    groups.at(-1)?.push(url);
  }
  const asked = groups.map(group => client.GET('/api/snapshots', { params: { query: { url: group } } }));
  const answers = await Promise.all(asked.map(each => called(each)));
  return { snapshots: answers.flatMap(({ snapshots }) => snapshots) };
}

export function pageOf({ url, status, renderedAt, dueAt, lastError, givenUp }: Schemas['Snapshot']): Page {
  const failure =
    lastError && `${lastError.at}${lastError.reason === undefined ? '' : ` ${lastError.reason}`}`;
  return { url, ...defined({ status, renderedAt, dueAt, lastError: failure, givenUp }) };
}

export function textOf({ url, status, renderedAt, dueAt, lastError, givenUp }: Page): string {
  const more = [
    status === undefined ? 'nothing stored' : `status ${status}`,
    ...(renderedAt === undefined ? [] : [`rendered ${renderedAt}`]),
    ...(dueAt === undefined ? [] : [`due ${dueAt}`]),
    ...(lastError === undefined ? [] : [`last render failed: ${lastError}`]),
    ...(givenUp === undefined ? [] : [`not waited for: ${givenUp}`]),
  ];
  return `${url} (${more.join('; ')})`;
}
