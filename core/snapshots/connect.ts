import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../clock.ts';
import { connectDynamoDb } from '../dynamodb.ts';
import type { Variable } from '../environment.ts';
import { indexNow } from '../freshness/index-now.ts';
import { systemRandom } from '../ids.ts';
import { RenderQueue } from '../queue/jobs.ts';
import { createRenderer, type RendererOptions } from '../rendering/renderer.ts';
import { SiteName } from '../rendering/site-name.ts';
import { tell } from '../tell.ts';
import { AppFiles } from './app-files.ts';
import { isLocalSite, isOneOf, isSiteOrigin } from './hosts.ts';
import type { RenderContext } from './render.ts';
import { siteOf } from './site.ts';
import { SnapshotStore } from './snapshot.ts';
import { siteStandIn } from './stand-in.ts';
import { PageTable } from './table.ts';

/** What every renderer's environment names, in Lambda as in a container. */
export const RENDERER_VARIABLES = [
  'SITE_BUCKET',
  'SITE_HOSTS',
  'PAGE_PARAMETERS',
  'SNAPSHOTS_TABLE',
  'RENDER_QUEUE',
  'RENDER_ISOLATION',
  'INDEXNOW_KEY',
  'SITE_MARK',
  'SITE_API_DOMAIN',
  'SITE_APIS',
  'SITE_FILES',
  'PRIVATE_ORIGINS',
] as const satisfies Variable[];

type Settings = Record<(typeof RENDERER_VARIABLES)[number], string>;

/** Nobody waits for a queued page; the function's own timeout is 30 s, and the queue hides a job for 180 s. */
export const QUEUED_DEADLINE_MS = 20_000;

export interface Clients {
  s3: S3Client;
  sqs: SQSClient;
  dynamodb: DynamoDBDocumentClient;
}

export const connectClients = (): Clients => ({
  s3: new S3Client({ maxAttempts: 2 }),
  sqs: new SQSClient({ maxAttempts: 2 }),
  dynamodb: connectDynamoDb(),
});

/**
 * All a renderer works with: the bucket, the table, the queue, and a Chromium that starts with the first page.
 *
 * @param pages how many pages are rendered at once, where it is not the renderer's own number
 */
export function connectRenderer(
  settings: Settings,
  { s3, sqs, dynamodb }: Clients,
  pages?: number,
): RenderContext {
  const store = new SnapshotStore(s3, settings.SITE_BUCKET);
  return {
    store,
    table: new PageTable({ client: dynamodb, name: settings.SNAPSHOTS_TABLE }),
    queue: new RenderQueue(sqs, settings.RENDER_QUEUE),
    site: siteOf(settings.SITE_HOSTS, settings.PAGE_PARAMETERS),
    renderer: createRenderer({
      ...rulesOf(settings, s3, store),
      ...(pages !== undefined && { pages }),
      log: line => tell('info', line),
      clock: systemClock,
      random: systemRandom,
    }),
    clock: systemClock,
    random: systemRandom,
    announce: indexNow({ key: settings.INDEXNOW_KEY, fetch, log: line => tell('warn', line) }),
    log: ({ message, ...details }) => tell('info', message, details),
  };
}

/** What of the site is rendered, what its pages may reach, and what stands in for it. */
function rulesOf(settings: Settings, s3: S3Client, store: SnapshotStore) {
  const { SITE_HOSTS, PRIVATE_ORIGINS } = settings;
  const name = new SiteName({ mark: settings.SITE_MARK, clock: systemClock });
  // While Chromium starts there is time for it.
  for (const host of SITE_HOSTS.split(',')) if (!host.includes('*')) void name.leadsHere(`https://${host}`);
  const loadShell = async () => {
    const { html, build } = await store.shell();
    return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: html, build };
  };
  return {
    isAllowedOrigin: origin => isSiteOrigin(origin, SITE_HOSTS),
    isOwnApi: ({ origin }) => PRIVATE_ORIGINS.split(',').includes(origin),
    gate: {
      allows: (host, port) => isLocalSite(host, port, SITE_HOSTS) || isOneOf(PRIVATE_ORIGINS, host, port),
      refuses: host => name.isElsewhere(host), // what a stand-in does not see, such as a worker's requests
    },
    // The shell comes from the bucket: the renderer never passes the edge's classifier, so it cannot meet itself.
    loadDocument: loadShell,
    standIn: siteStandIn({
      name,
      files: new AppFiles({ s3, bucket: settings.SITE_BUCKET, clock: systemClock }),
      shell: loadShell,
      apiDomain: settings.SITE_API_DOMAIN,
      apis: settings.SITE_APIS,
      filePaths: settings.SITE_FILES,
    }),
    isolation: settings.RENDER_ISOLATION === 'strict' ? 'strict' : 'shared',
  } satisfies Partial<RendererOptions>;
}
