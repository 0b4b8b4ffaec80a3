import { systemClock as clock } from '../core/clock.ts';
import { connectDynamoDb } from '../core/dynamodb.ts';
import { environment } from '../core/environment.ts';
import { systemRandom } from '../core/ids.ts';
import { createKeyStore } from '../core/keys/keys.ts';
import { createLinksApi } from '../core/links/api.ts';
import { Domains } from '../core/links/domains.ts';
import { HintTable } from '../core/links/hints/table.ts';
import { createLinkStore } from '../core/links/store.ts';
import { httpApiHandler } from './http-api/http-api.ts';

const { LINKS_TABLE, HINTS_TABLE, KEYS_TABLE, SHORT_DOMAINS, SLUG_SECRET, ORIGIN_SECRET } = environment(
  'LINKS_TABLE',
  'HINTS_TABLE',
  'SHORT_DOMAINS',
  'KEYS_TABLE',
  'SLUG_SECRET',
  'ORIGIN_SECRET',
);
const client = connectDynamoDb();
const api = createLinksApi({
  store: createLinkStore({ client, name: LINKS_TABLE }),
  keys: createKeyStore({ client, name: KEYS_TABLE }, clock, systemRandom),
  hints: new HintTable({ client, name: HINTS_TABLE }),
  domains: new Domains(SHORT_DOMAINS),
  clock,
  random: systemRandom,
  slugSecret: SLUG_SECRET,
  isBlocked: async () => undefined,
  purge: async () => {},
});

/** The links API. */
export const handler = httpApiHandler(api, ORIGIN_SECRET);
