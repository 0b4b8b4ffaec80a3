import type { z } from '@hono/zod-openapi';
import { Problem, shortened } from '../problem.ts';
import { PURGED_WITHIN_SECONDS } from '../purged-within.ts';
import { type ForgetContext, forgetPage } from '../snapshots/forget.ts';
import { snapshotKey } from '../snapshots/page.ts';
import type { StoredPages } from '../snapshots/stored-pages.ts';
import { FORMS, type StoredSnapshots } from '../snapshots/stored-snapshots.ts';
import type { DroppedAnswer } from './page-schema.ts';
import { answerFor } from './snapshot-answer.ts';

export interface DropContext extends Omit<ForgetContext, 'store'> {
  pages: Pick<StoredPages, 'records'>;
  store: Pick<StoredSnapshots, 'holdsAny' | 'delete'>;
  /** Has the edges forget paths of the site, as they are behind viewer-request. Rejects with a ServiceFault. */
  purge(paths: readonly string[]): Promise<void>;
}

/**
 * Drops what is stored of a page, and what is known of it: the objects, then the edges' copies of them, and the record last. Whoever
 * is stopped in between leaves the record, so that the same call goes on where it ended.
 *
 * @returns the page as it was
 * @throws a 404 problem where there is nothing of it, a 409 one while it is being rendered, a ServiceFault
 */
export async function dropPage(url: string, context: DropContext): Promise<z.infer<typeof DroppedAnswer>> {
  const { pages, store, purge, clock } = context;
  const [records, isStored] = await Promise.all([pages.records([url]), store.holdsAny(url)]);
  const record = records.get(url);
  if (!record && !isStored) throw new Problem(404, `Nothing of ${shortened(url, 200)} is stored.`);
  const everywhere = {
    delete: async () => {
      await store.delete(url);
      await purge(FORMS.map(form => `/${snapshotKey(url, form)}`));
    },
  };
  if (!(await forgetPage(url, { ...context, store: everywhere })))
    throw new Problem(409, 'The page is being rendered at the moment. Try again in some seconds.');
  return { ...answerFor(record ?? { url }, clock.now()), effectiveWithinSeconds: PURGED_WITHIN_SECONDS };
}
