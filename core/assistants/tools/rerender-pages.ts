import { z } from 'zod';
import type { SignpostClient } from '../../../client/client.ts';
import { called } from '../called.ts';
import { defineTool, ToolProblem } from '../tool.ts';
import { DRY_RUN, NOTHING_WRITTEN } from './dry-run.ts';
import { pageOf, snapshotsOf, textOf } from './find-pages.ts';

const input = z.strictObject({
  urls: z.array(z.string().max(8192)).min(1).max(20).optional().describe('these pages'),
  prefix: z.string().max(8192).optional().describe('all stored pages whose addresses begin so'),
  sitemap: z.string().max(8192).optional().describe('all pages that this sitemap of the site lists'),
  dryRun: DRY_RUN,
});
type Order = Omit<z.output<typeof input>, 'dryRun'>;

/** So many stored pages a dry run counts. */
const COUNTED = 100;

export const rerenderPages = defineTool({
  name: 'rerender_pages',
  title: 'Render pages again',
  description:
    'Have pages of the site rendered again for crawlers, after their content changed or a render failed: single pages (`urls`), a part of the site (`prefix`), or those of a sitemap; exactly one of the three. They are queued and done within minutes; find_pages shows when (renderedAt). Until then crawlers get what is stored. Dry run by default.',
  input,
  output: z.object({
    dryRun: z.boolean(),
    queued: z.number().optional().describe('so many pages are in the queue now'),
    queuedAt: z.string().optional().describe('a page is done when its renderedAt is not before this'),
    pages: z.string().describe('which pages the order is of'),
    shortened: z.boolean().optional(),
  }),
  hints: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  needs: ['pages'],
  async run({ dryRun, ...order }, client) {
    if (Object.keys(order).length !== 1)
      throw new ToolProblem('Name exactly one of urls, prefix and sitemap.');
    if (dryRun) {
      const pages = await pagesOf(order, client);
      return { text: `${NOTHING_WRITTEN}\nWould be rendered: ${pages}`, data: { dryRun, pages } };
    }
    const answer = await called(client.POST('/api/snapshots/rerender', { body: order as { url: string } }));
    if (!('queued' in answer)) throw new ToolProblem('Signpost answered with another order than asked for.');
    const { queued, queuedAt, cursor, skipped = 0 } = answer;
    const rest =
      cursor === undefined
        ? ''
        : ' There are more than one order takes: name a smaller part of the site for those.';
    const left = skipped === 0 ? '' : ` ${skipped} addresses are not of the site.`;
    const pages = `${queued} pages are queued.${left}${rest}`;
    return { text: pages, data: { dryRun, queued, queuedAt, pages } };
  },
});

async function pagesOf({ urls, prefix, sitemap }: Order, client: SignpostClient): Promise<string> {
  if (sitemap !== undefined) return `the pages that ${sitemap} lists`;
  if (urls !== undefined) {
    const { snapshots } = await snapshotsOf(urls, client);
    return snapshots.map(page => textOf(pageOf(page))).join('\n');
  }
  const query = { prefix: prefix ?? '', limit: COUNTED };
  const { snapshots, cursor } = await called(client.GET('/api/snapshots', { params: { query } }));
  return `${cursor === undefined ? '' : 'more than '}${snapshots.length} stored pages below ${prefix}`;
}
