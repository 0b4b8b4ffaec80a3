import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { uploadConsole } from '../../core/app/console.ts';
import { type Clock, systemClock } from '../../core/clock.ts';
import { systemRandom } from '../../core/ids.ts';
import { startShopApi } from '../../examples/shop/api.ts';
import { buildShop } from '../../examples/shop/build.ts';
import { writeSitemap } from '../../examples/shop/sitemap.ts';
import { type Cloud, type CloudOptions, startCloud } from '../../local/cloud.ts';
import type { FailoverStatus, RequestRecord } from '../../local/services/cloudfront/context.ts';
import { uploadApp } from '../../local/start/app.ts';
import { firstKey } from '../../local/start/first-key.ts';
import { forwardTo } from '../../local/start/forward.ts';
import { operatorClients } from '../../local/start/operator.ts';
import { ownPages } from '../../local/start/verdict-page.ts';
import { builtConsole } from '../../local/template/console.ts';
import { packagedSettings, packagedTemplate } from '../../local/template/package.ts';
import type { Template } from '../../local/template/template.ts';
import { askApi } from './documented.ts';

export { until } from '../until.ts';

export const ROOT = resolve(import.meta.dirname, '../..');
export const KEY = 'e2e-key-0123456789';

export const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';
/** https://developers.google.com/search/docs/crawling-indexing/google-common-crawlers */
export const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

// The local cloud's own clients speak of the next Node version otherwise.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

export interface Booted extends ReturnType<typeof operatorClients> {
  cloud: Cloud;
  /** The folder of its data. */
  data: string;
  /** `http://localhost:PORT` of the short domain and of the site. */
  short: string;
  site: string;
  /** What functions, IAM and the services printed. */
  logs: string[];
  /** Each viewer's request as it went. */
  records: RequestRecord[];
  /** Ends the cloud; its data stays. Throws the first call that was refused for want of a permission, unless that is expected. */
  stop(): Promise<void>;
}

export interface BootOptions {
  /** Where data is kept; its owner removes it. */
  data: string;
  clock?: Clock;
  /** The site's port, for a second start under the same address; any free one otherwise. */
  sitePort?: number;
  /** Other values of the template's parameters than those of the local cloud. */
  parameters?: Record<string, string>;
  /** Another folder of the project than this one. */
  root?: string;
  /** Clients of this machine count as strangers. */
  strict?: boolean;
  /** The country of a viewer, of two letters. */
  countryOf?: CloudOptions['countryOf'];
  /** The processor cores that instances of functions share; those of this machine otherwise. */
  cores?: number;
  /** Awaited by the shop's API before each answer, in place of its own delay. */
  apiDelay?: () => Promise<void>;
  /** Changes a copy of the packaged template before it boots. */
  change?(template: Template): void;
  /** How long each new instance of a function takes to start, by its logical id. */
  coldStartMs?: Record<string, number>;
  /** How long a change of a distribution takes to be at each edge. */
  rolloutMs?(): number;
  /** Chromium's executable, where it is not the usual one. */
  chromium?: string;
  /** The status that origin groups fail over by. */
  failoverStatus?: FailoverStatus;
  /** Brings the console into the bucket, as a deploy does. */
  console?: boolean;
  /** Whether a call may be refused for want of a permission. */
  expectDenied?: boolean;
}

/**
 * One cloud for all tests of a file, with data of its own; both are gone after the last test.
 *
 * @param use is given the cloud before the first test, and the new one after each restart
 * @returns restart: ends the cloud and boots it again with the same data under the same address of the site
 */
export function cloudForFile(
  use: (app: Booted) => void,
  options: Omit<BootOptions, 'data' | 'sitePort'> = {},
): { restart(): Promise<void> } {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let app: Booted | undefined;
  const start = async (sitePort: number) => {
    app = await boot({ ...options, data: folder.data, sitePort });
    use(app);
  };
  beforeAll(async () => {
    folder = await temporaryFolder();
    await start(0);
  });
  afterAll(async () => {
    try {
      await app?.stop();
    } finally {
      await folder.remove();
    }
  });
  return {
    restart: async () => {
      await app?.stop();
      await start(Number(new URL(app?.site ?? '').port));
    },
  };
}

/** A folder for one test file's data, and the function that removes it. */
export async function temporaryFolder(): Promise<{ data: string; remove: () => Promise<void> }> {
  const data = await mkdtemp(join(tmpdir(), 'signpost-e2e-'));
  // A Chromium that was just killed may be writing its list of fonts yet.
  const options = { recursive: true, force: true, maxRetries: 20, retryDelay: 50 };
  return { data, remove: () => rm(data, options) };
}

/** Boots the packaged template on free ports, with the sample shop and its API, and makes KEY an API key. */
export async function boot({
  data,
  clock = systemClock,
  sitePort = 0,
  parameters,
  root = ROOT,
  strict = false,
  countryOf,
  cores,
  apiDelay,
  change,
  failoverStatus,
  coldStartMs,
  rolloutMs,
  chromium = process.env.CHROMIUM_PATH ?? '',
  console = false,
  expectDenied = false,
}: BootOptions): Promise<Booted> {
  const logs: string[] = [];
  const records: RequestRecord[] = [];
  const template = await packagedTemplate(root);
  if (!apiDelay) bePatient(template);
  change?.(template);
  const api = await startShopApi(apiDelay && { delay: apiDelay });
  const cloud = await startCloud({
    template,
    root,
    dataDirectory: data,
    parameters: {
      ShortDomain: '{Links}',
      SiteDomain: '{Site}',
      SiteApiDomain: 'site-api.localhost',
      WebRiskSecret: '',
      LokiUrl: '',
      LokiSecret: '',
      ...parameters,
    },
    ports: { Links: 0, Site: sitePort },
    outside: { 'site-api.localhost': forwardTo(api.url) },
    pages: ownPages(packagedSettings(root), clock),
    environment: { TMPDIR: data, CHROMIUM_PATH: chromium },
    strict,
    countryOf,
    ...(failoverStatus && { failoverStatus }),
    ...(coldStartMs && { coldStartMs }),
    ...(rolloutMs && { rolloutMs }),
    ...(cores !== undefined && { cores }),
    // One asks the web; the others would render what no test has asked for, and mend what it has broken.
    unscheduled: [
      'IdentitiesLambdaFunction',
      'SitemapLambdaFunction',
      'RenderLambdaFunction',
      'ReindexLambdaFunction',
    ],
    clock,
    random: systemRandom,
    observe: (_, record) => records.push(record),
    log: (source, line) => logs.push(`${source}: ${line}`),
  }).catch(async error => {
    await api.close();
    throw error;
  });
  const clients = operatorClients(cloud.endpoint);
  await buildShop(join(data, 'sample'));
  await writeSitemap(join(data, 'sample'), cloud.addresses.Site ?? '');
  const bucket = cloud.stack.ref('SiteBucket');
  await uploadApp(clients.s3, bucket, join(data, 'sample'));
  if (console) await uploadConsole({ s3: clients.s3, bucket, folder: await builtConsole(root) });
  const table = cloud.stack.ref('KeysTable');
  await firstKey({ client: clients.dynamodb, table, clock, random: systemRandom }, KEY);
  return {
    ...clients,
    cloud,
    data,
    short: cloud.addresses.Links ?? '',
    site: cloud.addresses.Site ?? '',
    logs,
    records,
    stop: async () => {
      for (const client of Object.values(clients)) client.destroy();
      await cloud.close();
      await api.close();
      const denied = logs.find(line => line.startsWith('iam: AccessDenied'));
      if (denied && !expectDenied) throw new Error(denied);
    },
  };
}

/** The first page waits for the function and for Chromium to start, which on a busy machine takes longer than a crawler waits. */
function bePatient({ Resources }: Template): void {
  const environment = Resources.RenderLambdaFunction?.Properties?.Environment as {
    Variables: Record<string, string>;
  };
  environment.Variables.RENDER_DEADLINE_MS = '15000';
}

/** A request as a client sends it: redirects are not followed. */
export function get(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> {
  return fetch(url, { method, headers, redirect: 'manual' });
}

/** Asks the links API for a link; see `askApi`. */
export function createLink(short: string, body: unknown, key = KEY): Promise<Response> {
  return askApi(short, 'POST', '/api/links', { key, body });
}
