import { pagesOf } from './api.ts';
import { json, print, width } from './output/output.ts';

/** What is asked of the API for a page of a list. */
export interface PageQuery {
  limit?: number;
  cursor?: string;
}

interface Listing<Page extends { next?: string }, Row> {
  limit: number;
  all?: true | undefined;
  json?: true | undefined;
  ask(page: PageQuery): Promise<Page>;
  rowsOf(page: Page): readonly Row[];
  /** The API's own shape, of all that is listed. */
  jsonOf(rows: readonly Row[]): object;
  textOf(rows: readonly Row[], width: number | undefined): string;
  /** What is said where there is nothing. */
  none: string;
}

/** So many in one answer, where all are wanted. */
const PAGE = 100;

/** Prints a list of the API: so many of it, or all; where there are more, stderr says so. Rejects as the API's client does. */
export async function listed<Page extends { next?: string }, Row>({
  limit,
  all,
  json: isJson,
  ask,
  rowsOf,
  jsonOf,
  textOf,
  none,
}: Listing<Page, Row>): Promise<void> {
  const most = all ? Number.POSITIVE_INFINITY : limit;
  const rows: Row[] = [];
  let hasMore = false;
  const page = (cursor: string | undefined) =>
    ask({ limit: Math.min(PAGE, most - rows.length), ...(cursor !== undefined && { cursor }) });
  for await (const answer of pagesOf(page)) {
    rows.push(...rowsOf(answer));
    hasMore = answer.next !== undefined || rows.length > most;
    if (rows.length >= most) break;
  }
  const shown = rows.slice(0, most);
  if (isJson) return await print(json(jsonOf(shown)));
  if (shown.length > 0) await print(textOf(shown, width()));
  else process.stderr.write(`${none}\n`);
  if (hasMore) process.stderr.write(`There are more: --all lists them, --limit so many.\n`);
}
