import { problemFrom } from '../../problem.ts';
import { DUE, dueAt, type Pointer } from '../hints/hints.ts';
import { isSettled } from '../reindex/work.ts';
import { resolveLink } from '../resolve.ts';
import { type SettleContext, settle } from './settle.ts';
import { AHEAD_MS, lookAhead } from './threats.ts';

/** How long a run goes on: less than from one to the next (`changes` in serverless.yml). */
const RUN_MS = 45_000;
/** Links of one look, and those that are written at once. */
const LOOK = 100;
const AT_ONCE = 10;

/** What a run came to. */
export interface Woken {
  /** Versions of links that were written, for changes that were made and for such as could not be. */
  written: number;
  /** Links that could not be written right now; the next run tries again. */
  failed: number;
}

/**
 * Writes down what has come of all changes that were ordered. Who follows a link does not wait for this: the link is what it shall be at
 * its second. What comes soon is looked at once more, where others are asked about addresses. A hint leads to each link whose next change has come; one that is of no link any more is taken away.
 *
 * @throws a ServiceFault when the hints cannot be read
 */
export async function wake(context: SettleContext): Promise<Woken> {
  const { clock, hints } = context;
  const started = clock.now();
  const woken = { written: 0, failed: 0 };
  let after: string | undefined;
  do {
    const page: { items: Pointer[]; next?: string } = await hints.page<Pointer>(DUE, {
      limit: LOOK,
      descending: false,
      consistent: true,
      after,
    });
    const until = clock.now() + (context.isThreat ? AHEAD_MS : 0);
    const due = page.items.filter(hint => dueAt(hint) <= until);
    for (let start = 0; start < due.length && clock.now() - started < RUN_MS; start += AT_ONCE) {
      const written = await Promise.all(
        due.slice(start, start + AT_ONCE).map(hint => wakeOne(hint, context)),
      );
      for (const each of written) {
        if (each === undefined) woken.failed++;
        else woken.written += each;
      }
    }
    after = due.length < page.items.length ? undefined : page.next;
  } while (after !== undefined && clock.now() - started < RUN_MS);
  return woken;
}

/** Answers how many versions were written; undefined where that could not be done right now. */
async function wakeOne(hint: Pointer, context: SettleContext): Promise<number | undefined> {
  try {
    return await writeDown(hint, context);
  } catch (error) {
    problemFrom(error); // writes it to the log
    return undefined;
  }
}

async function writeDown(hint: Pointer, context: SettleContext): Promise<number> {
  const { clock, hints, store } = context;
  const link = await resolveLink(hint.link, store, clock.now(), { consistent: true });
  if (link?.change === hint.change) {
    // Whoever came first has changed the link as it was to be then.
    const after = await settle(link, context);
    if (after) await lookAhead(after, context);
    return after ? after.version - link.version : 0;
  }
  // Who wrote it may be about to write the link.
  if (isSettled(hint.at, clock.now())) await hints.remove([hint]);
  return 0;
}
