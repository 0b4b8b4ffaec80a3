import type { Clock } from '../clock.ts';
import { type RandomBytes, uuid } from '../ids.ts';
import type { LockTimes } from './record.ts';
import type { SnapshotStore } from './snapshot.ts';
import type { PageTable } from './table.ts';

export interface ForgetContext {
  store: Pick<SnapshotStore, 'delete'>;
  table: Pick<PageTable, 'lock' | 'forget'>;
  clock: Clock;
  random: RandomBytes;
}

/** For a page in neither form to be dropped. A function that dies meanwhile blocks it no longer than this. */
const LOCK_MS = 5_000;

/**
 * Drops all there is of a page: its snapshot in both forms, then what is known of it. Ended in between, it is due again.
 *
 * @param unless leaves a page that was rendered or failed after these times; by default none is left
 * @returns false when another renders it at the moment. Rejects with a ServiceFault
 */
export async function forgetPage(
  url: string,
  { store, table, clock, random }: ForgetContext,
  unless?: Pick<LockTimes, 'renderedAfter' | 'failedAfter'>,
): Promise<boolean> {
  const owner = uuid(random);
  const now = clock.now();
  const times = { now, until: now + LOCK_MS, renderedAfter: now + 1, failedAfter: now + 1, ...unless };
  if (!(await table.lock(url, owner, times))) return false;
  await store.delete(url);
  return table.forget(url, owner); // last: until then the page stays due, should we die here
}
