import { systemClock } from '../core/clock.ts';
import { connectDynamoDb } from '../core/dynamodb.ts';
import { environment } from '../core/environment.ts';
import { HintTable } from '../core/links/hints/table.ts';
import { reindex } from '../core/links/reindex/reindex.ts';
import { createLinkStore } from '../core/links/store.ts';
import { tell } from '../core/tell.ts';

const { LINKS_TABLE, HINTS_TABLE } = environment('LINKS_TABLE', 'HINTS_TABLE');
const client = connectDynamoDb();
const context = {
  store: createLinkStore({ client, name: LINKS_TABLE }),
  hints: new HintTable({ client, name: HINTS_TABLE }),
  clock: systemClock,
};

/** On a schedule: goes on looking through links and hints, and mends what is wrong. */
export const handler = async (): Promise<Awaited<ReturnType<typeof reindex>> | { resting: true }> => {
  const mended = await reindex(context);
  tell('info', 'links re-indexed', mended ?? { resting: true });
  return mended ?? { resting: true };
};
