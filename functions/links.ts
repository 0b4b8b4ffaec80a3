import { rankingOf } from '../core/clicks/ranking.ts';
import { ClicksTable } from '../core/clicks/table/clicks-table.ts';
import { createClicksApi } from '../core/clicks-api/api.ts';
import { CLICK_ROUTES } from '../core/clicks-api/routes.ts';
import { systemClock as clock } from '../core/clock.ts';
import { invalidate } from '../core/cloudfront.ts';
import { Counters } from '../core/counters.ts';
import { connectDynamoDb, itemsOf } from '../core/dynamodb.ts';
import { environment } from '../core/environment.ts';
import { systemRandom } from '../core/ids.ts';
import { KeptAnswers } from '../core/kept-answers.ts';
import { Calls } from '../core/keys/calls.ts';
import { createKeyStore } from '../core/keys/keys.ts';
import { createKeysApi } from '../core/keys-api/api.ts';
import { KEY_ROUTES } from '../core/keys-api/routes.ts';
import { createLinksApi } from '../core/links/api.ts';
import { createBlockList } from '../core/links/block-list.ts';
import { blockedBy } from '../core/links/blocked.ts';
import { Domains } from '../core/links/domains.ts';
import { HintTable } from '../core/links/hints/table.ts';
import { createLinkStore } from '../core/links/store.ts';
import { createWebRisk } from '../core/links/web-risk.ts';
import { createSettingsApi } from '../core/settings-api/api.ts';
import type { InForce } from '../core/settings-api/in-force.ts';
import { SETTINGS_ROUTES } from '../core/settings-api/routes.ts';
import { createShlinkApi } from '../core/shlink/api.ts';
import { StoredPages } from '../core/snapshots/stored-pages.ts';
import { SNAPSHOT_ROUTES } from '../core/snapshots-api/routes.ts';
import { tell } from '../core/tell.ts';
import { createVisitsApi } from '../core/visits-api/api.ts';
import { VISIT_ROUTES } from '../core/visits-api/routes.ts';
import { type Hosts, httpApiHandler } from './http-api/http-api.ts';

/** What the build puts here of the stage's settings: the environment has no room for them. */
declare const IN_FORCE: InForce;

const settings = environment(
  'LINKS_TABLE',
  'HINTS_TABLE',
  'COUNTERS_TABLE',
  'CLICKS_TABLE',
  'SNAPSHOTS_TABLE',
  'SHORT_DOMAINS',
  'LINKS_DISTRIBUTION',
  'BLOCKED_HOSTS',
  'URL_SCHEMES',
  'WEB_RISK_KEY',
  'KEYS_TABLE',
  'READS_PER_KEY',
  'WRITES_PER_KEY',
  'STAGE',
  'SLUG_SECRET',
  'ORIGIN_SECRET',
  'SITE_HOSTS',
  'LOKI_URL',
);
const client = connectDynamoDb();
const counted = { client, name: settings.COUNTERS_TABLE };
const keys = createKeyStore({ client, name: settings.KEYS_TABLE }, clock, systemRandom);
const perMinute = { reads: Number(settings.READS_PER_KEY), writes: Number(settings.WRITES_PER_KEY) };
const calls = new Calls(new Counters(itemsOf(counted)), perMinute, clock);
const { BLOCKED_HOSTS, WEB_RISK_KEY, LINKS_DISTRIBUTION: distribution } = settings;
const isBlockedHost = createBlockList(BLOCKED_HOSTS.split(','));
const webRisk =
  WEB_RISK_KEY === ''
    ? []
    : [createWebRisk({ key: WEB_RISK_KEY, clock, log: message => tell('warn', message) })];

const maker = {
  store: createLinkStore({ client, name: settings.LINKS_TABLE }),
  hints: new HintTable({ client, name: settings.HINTS_TABLE }),
  domains: new Domains(settings.SHORT_DOMAINS),
  clock,
  random: systemRandom,
  slugSecret: settings.SLUG_SECRET,
  isBlockedHost,
  isBlocked: blockedBy(isBlockedHost, ...webRisk),
  ...(webRisk.length > 0 && { isThreat: blockedBy(...webRisk) }),
  urlSchemes: settings.URL_SCHEMES.split(',').filter(Boolean),
};
const table = new ClicksTable({ client, name: settings.CLICKS_TABLE });
const links = createLinksApi({
  ...maker,
  ranking: rankingOf(table),
  keys,
  calls,
  answers: new KeptAnswers(counted, clock),
  described: [...KEY_ROUTES, ...CLICK_ROUTES, ...VISIT_ROUTES, ...SNAPSHOT_ROUTES, ...SETTINGS_ROUTES],
  purge: paths => invalidate(paths, { distribution, client, random: systemRandom }),
});

const keysApi = createKeysApi({ keys, calls, clock });
const clicks = createClicksApi({ maker, keys, calls, table, clock });
const pages = new StoredPages({ client, name: settings.SNAPSHOTS_TABLE });
const visits = createVisitsApi({ keys, calls, table, pages, policy: IN_FORCE.policy, clock });
const settingsApi = createSettingsApi({
  keys,
  calls,
  inForce: IN_FORCE,
  stage: settings.STAGE,
  domains: maker.domains,
  hosts: settings.SITE_HOSTS.split(','),
  webRisk: webRisk.length > 0,
  loki: settings.LOKI_URL !== '',
});

const api = { fetch: (request: Request, hosts: Hosts) => apiOf(request).fetch(request, hosts) };
const shlink = createShlinkApi({ api, domains: maker.domains, clock });

/** Which API a path is of. Whatever none knows the links API answers. */
function apiOf({ url }: Request) {
  const { pathname } = new URL(url);
  if (pathname.startsWith('/rest/v3/')) return shlink;
  if (/^\/api\/keys(\/|$)/.test(pathname)) return keysApi;
  if (/^\/api\/settings(\/|$)/.test(pathname)) return settingsApi;
  if (/^\/api\/crawlers(\/|$)/.test(pathname)) return visits;
  return /^\/api\/(clicks(\/|$)|links\/.+\/clicks$)/.test(pathname) ? clicks : links;
}

/** The links API, those of their clicks and of the site's crawlers, those of the keys and of the settings, and Shlink's for its clients. */
export const handler = httpApiHandler(api, settings.ORIGIN_SECRET);
