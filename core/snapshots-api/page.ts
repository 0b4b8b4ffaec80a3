import type { Clock } from '../clock.ts';
import { Problem, shortened } from '../problem.ts';
import type { PageRecord } from '../snapshots/record.ts';
import type { StoredPages } from '../snapshots/stored-pages.ts';
import type { StoredSnapshots } from '../snapshots/stored-snapshots.ts';
import { cutToFit } from './cut.ts';
import { pageFacts } from './page-facts.ts';
import type { PageAnswer } from './page-schema.ts';
import { answerFor } from './snapshot-answer.ts';

export interface PageContext {
  pages: Pick<StoredPages, 'records'>;
  store: Pick<StoredSnapshots, 'get' | 'markdown'>;
  clock: Clock;
}

/**
 * A Lambda answers 6 MB at most, and what is known of a page takes little of that.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const HTML_BYTES = 3_500_000;
const MARKDOWN_BYTES = 1_000_000;

/**
 * What a crawler gets of a page. The bucket says that, and the table what is known of it besides: right after a render one of them may be
 * a moment ahead.
 *
 * @param url as it stands for the page
 * @throws a 404 problem where nothing is stored, a ServiceFault
 */
export async function pageAnswer(url: string, { pages, store, clock }: PageContext): Promise<PageAnswer> {
  const [records, snapshot, markdown] = await Promise.all([
    pages.records([url]),
    store.get(url),
    store.markdown(url),
  ]);
  const record = records.get(url);
  if (!snapshot) throw noSnapshot(url, record);
  const { status, location, headers, html } = snapshot;
  const shown = { html: cutToFit(html, HTML_BYTES), markdown: cutToFit(markdown ?? '', MARKDOWN_BYTES) };
  return {
    ...answerFor(record ?? { url }, clock.now()),
    status,
    ...(location !== undefined && { location }),
    headers,
    html: shown.html,
    htmlBytes: Buffer.byteLength(html),
    ...(markdown !== undefined && { markdown: shown.markdown }),
    isCut: shown.html.length < html.length || shown.markdown.length < (markdown ?? '').length,
    facts: pageFacts(html, url),
  };
}

function noSnapshot(url: string, record: PageRecord | undefined): Problem {
  const failed = record?.failedAt === undefined ? '' : ` Its last render failed: ${record.error}.`;
  return new Problem(
    404,
    `No snapshot of ${shortened(url, 200)} is stored.${failed} POST /api/snapshots/rerender with its url has one made.`,
  );
}
