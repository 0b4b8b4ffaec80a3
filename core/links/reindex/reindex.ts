import type { Place } from '../hints/table.ts';
import { mendHints } from './mend-hints.ts';
import { mendLinks } from './mend-links.ts';
import { type Mended, NOTHING, type ReindexContext, type Work } from './work.ts';

/** Another number has all links looked at again, at once: for when links are to be found otherwise than before. */
const EDITION = 2;

/** What nobody mends is only in the way; so the tables are gone through seldom. */
const REST_MS = 7 * 24 * 3_600_000;

/** How long a run goes on: less than from one to the next (`reindex` in serverless.yml). */
export const RUN_MS = 4 * 60_000;

/** Of a table that is new one partition takes 1,000 writes a second, and people's come first. */
const READS_PER_SECOND = 3000;
const WRITES_PER_SECOND = 300;

/** A link has some thirty hints. */
const LINKS = 50;
const HINTS = 500;

/** How far it is, kept in the table of hints. */
interface Progress extends Place {
  edition: number;
  /** When the tables were begun to be gone through, in milliseconds. */
  since: number;
  part: 'links' | 'hints' | 'done';
  /** Behind what to go on. */
  link?: string | undefined;
  hint?: Place | undefined;
}

const LIST = 'reindex';

/**
 * Goes on through the links, and then through the hints, page by page, and mends what is wrong. How far it is is written down
 * behind each page: who stops it anywhere has at most a page gone through once more, which does no harm.
 *
 * @returns what was mended; undefined while it rests
 * @throws ServiceFault
 */
export async function reindex(context: ReindexContext): Promise<(Mended & { done: boolean }) | undefined> {
  const { clock, hints } = context;
  const started = clock.now();
  let progress = (await hints.page<Progress>(LIST, { limit: 1, consistent: true })).items[0];
  if (!progress || progress.edition !== EDITION || started - progress.since >= REST_MS)
    progress = { list: LIST, place: 'progress', edition: EDITION, since: started, part: 'links' };
  if (progress.part === 'done') return undefined;
  const mended = { ...NOTHING };
  while (progress.part !== 'done' && clock.now() - started < RUN_MS) {
    const begun = clock.now();
    const { work, next }: { work: Work; next: Progress } = await goOn(progress, context);
    await hints.write([next]);
    progress = next;
    for (const [what, count] of Object.entries(work.mended)) mended[what as keyof Mended] += count;
    const due = begun + 1000 * Math.max(work.reads / READS_PER_SECOND, work.writes / WRITES_PER_SECOND);
    if (progress.part !== 'done' && due > clock.now()) await clock.sleep(due - clock.now());
  }
  return { ...mended, done: progress.part === 'done' };
}

async function goOn(progress: Progress, context: ReindexContext): Promise<{ work: Work; next: Progress }> {
  if (progress.part === 'links') {
    const { entries, next } = await context.store.scan(LINKS, progress.link);
    const work = await mendLinks(entries, context);
    return { work, next: { ...progress, part: next === undefined ? 'hints' : 'links', link: next } };
  }
  const { items, next } = await context.hints.scan<Place>(HINTS, progress.hint);
  const work = await mendHints(items, context);
  return { work, next: { ...progress, part: next === undefined ? 'done' : 'hints', hint: next } };
}
