import { systemClock as clock } from '../core/clock.ts';
import { connectDynamoDb } from '../core/dynamodb.ts';
import { environment } from '../core/environment.ts';
import { systemRandom } from '../core/ids.ts';
import { type Woken, wake } from '../core/links/changes/wake.ts';
import { Domains } from '../core/links/domains.ts';
import { HintTable } from '../core/links/hints/table.ts';
import { createLinkStore } from '../core/links/store.ts';
import { tell } from '../core/tell.ts';

const { LINKS_TABLE, HINTS_TABLE, SHORT_DOMAINS } = environment('LINKS_TABLE', 'HINTS_TABLE', 'SHORT_DOMAINS');
const client = connectDynamoDb();
const context = {
  store: createLinkStore({ client, name: LINKS_TABLE }),
  hints: new HintTable({ client, name: HINTS_TABLE }),
  clock,
  random: systemRandom,
  ownHosts: new Domains(SHORT_DOMAINS).all.map(({ host }) => host).filter(Boolean),
};

/** On a schedule: writes down what has come of what was ordered for later. */
export const handler = async (): Promise<Woken> => {
  const woken = await wake(context);
  tell('info', 'what was ordered was looked at', woken);
  return woken;
};
