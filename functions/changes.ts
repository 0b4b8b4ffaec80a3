import { SQSClient } from '@aws-sdk/client-sqs';
import { systemClock as clock } from '../core/clock.ts';
import { connectDynamoDb } from '../core/dynamodb.ts';
import { environment } from '../core/environment.ts';
import { systemRandom as random } from '../core/ids.ts';
import { createBlockList } from '../core/links/block-list.ts';
import { blockedBy } from '../core/links/blocked.ts';
import { wake } from '../core/links/changes/wake.ts';
import { Domains } from '../core/links/domains.ts';
import { HintTable } from '../core/links/hints/table.ts';
import { createLinkStore } from '../core/links/store.ts';
import { createWebRisk } from '../core/links/web-risk.ts';
import { RenderQueue } from '../core/queue/jobs.ts';
import { fetchSitemapsOf } from '../core/sitemaps/fetch.ts';
import { siteOf } from '../core/snapshots/site.ts';
import { StoredPages } from '../core/snapshots/stored-pages.ts';
import { wakeOrders } from '../core/snapshots-api/wake-orders.ts';
import { tell } from '../core/tell.ts';

const settings = environment(
  'LINKS_TABLE',
  'HINTS_TABLE',
  'SHORT_DOMAINS',
  'BLOCKED_HOSTS',
  'URL_SCHEMES',
  'WEB_RISK_KEY',
  'SNAPSHOTS_TABLE',
  'RENDER_QUEUE',
  'SITE_HOSTS',
  'PAGE_PARAMETERS',
);
const { SITE_HOSTS, PAGE_PARAMETERS, WEB_RISK_KEY } = settings;
const client = connectDynamoDb();
const links = {
  store: createLinkStore({ client, name: settings.LINKS_TABLE }),
  hints: new HintTable({ client, name: settings.HINTS_TABLE }),
  clock,
  random,
  domains: new Domains(settings.SHORT_DOMAINS),
  urlSchemes: settings.URL_SCHEMES.split(',').filter(Boolean),
  isBlockedHost: createBlockList(settings.BLOCKED_HOSTS.split(',')),
  ...(WEB_RISK_KEY !== '' && {
    isThreat: blockedBy(createWebRisk({ key: WEB_RISK_KEY, clock, log: message => tell('warn', message) })),
  }),
};
const pages = {
  pages: new StoredPages({ client, name: settings.SNAPSHOTS_TABLE }),
  queue: new RenderQueue(new SQSClient({ maxAttempts: 2 }), settings.RENDER_QUEUE),
  site: siteOf(SITE_HOSTS, PAGE_PARAMETERS),
  open: fetchSitemapsOf(SITE_HOSTS),
  clock,
  random,
};

/** What a run came to: versions of links that were written, pages that were queued, and what has to be tried again. */
export interface Woken {
  versions: number;
  pages: number;
  failed: number;
}

/** On a schedule: does what was ordered for later and has come; a run that finds nothing says nothing. Fails where something has to be tried again, so that its alarm tells of it. */
export const handler = async (): Promise<Woken> => {
  const [changes, orders] = await Promise.all([wake(links), wakeOrders(pages)]);
  const woken = {
    versions: changes.written,
    pages: orders.queued,
    failed: changes.failed + orders.failed,
  };
  if (woken.versions + woken.pages > 0) tell('info', 'what was ordered for later was done', woken);
  if (woken.failed > 0) throw new Error(`${woken.failed} of what was ordered for later could not be done`);
  return woken;
};
