import { systemClock as clock } from '../core/clock.ts';
import { invalidate } from '../core/cloudfront.ts';
import { connectDynamoDb } from '../core/dynamodb.ts';
import { environment } from '../core/environment.ts';
import { systemRandom } from '../core/ids.ts';
import { createKeyStore } from '../core/keys/keys.ts';
import { createLinksApi } from '../core/links/api.ts';
import { createBlockList } from '../core/links/block-list.ts';
import { blockedBy } from '../core/links/blocked.ts';
import { Domains } from '../core/links/domains.ts';
import { HintTable } from '../core/links/hints/table.ts';
import { createLinkStore } from '../core/links/store.ts';
import { createWebRisk } from '../core/links/web-risk.ts';
import { httpApiHandler } from './http-api/http-api.ts';

const {
  LINKS_TABLE,
  HINTS_TABLE,
  KEYS_TABLE,
  SHORT_DOMAINS,
  LINKS_DISTRIBUTION,
  BLOCKED_HOSTS,
  WEB_RISK_KEY,
  SLUG_SECRET,
  ORIGIN_SECRET,
} = environment(
  'LINKS_TABLE',
  'HINTS_TABLE',
  'SHORT_DOMAINS',
  'LINKS_DISTRIBUTION',
  'BLOCKED_HOSTS',
  'WEB_RISK_KEY',
  'KEYS_TABLE',
  'SLUG_SECRET',
  'ORIGIN_SECRET',
);
const client = connectDynamoDb();
const checks = [
  createBlockList(BLOCKED_HOSTS.split(',')),
  ...(WEB_RISK_KEY === '' ? [] : [createWebRisk({ key: WEB_RISK_KEY, clock, log: warn })]),
];
const api = createLinksApi({
  store: createLinkStore({ client, name: LINKS_TABLE }),
  keys: createKeyStore({ client, name: KEYS_TABLE }, clock, systemRandom),
  hints: new HintTable({ client, name: HINTS_TABLE }),
  domains: new Domains(SHORT_DOMAINS),
  clock,
  random: systemRandom,
  slugSecret: SLUG_SECRET,
  isBlocked: blockedBy(...checks),
  purge: paths => invalidate(paths, { distribution: LINKS_DISTRIBUTION, client, random: systemRandom }),
});

function warn(message: string): void {
  console.warn(JSON.stringify({ level: 'warn', message }));
}

/** The links API. */
export const handler = httpApiHandler(api, ORIGIN_SECRET);
