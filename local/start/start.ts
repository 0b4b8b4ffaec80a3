import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { uploadConsole } from '../../core/app/console.ts';
import { prepareChromium } from '../../core/browser/chromium.ts';
import { systemClock } from '../../core/clock.ts';
import { policyOf } from '../../core/crawlers/policy.ts';
import { systemRandom } from '../../core/ids.ts';
import { harmless } from '../../core/terminal.ts';
import { startShopApi } from '../../examples/shop/api.ts';
import { buildShop } from '../../examples/shop/build.ts';
import { writeSitemap } from '../../examples/shop/sitemap.ts';
import type { StageSettings } from '../../infra/edge-settings.ts';
import { type Cloud, type CloudOptions, startCloud } from '../cloud.ts';
import { builtConsole } from '../template/console.ts';
import { packagedSettings, packagedTemplate } from '../template/package.ts';
import { hasSources } from '../template/sources.ts';
import { type Apis, USUAL_PATH, unanswered } from './apis.ts';
import { uploadApp } from './app.ts';
import { banner } from './banner.ts';
import { reachFiles } from './files.ts';
import { firstKey } from './first-key.ts';
import { forwardApis } from './forward.ts';
import { Notices } from './notices.ts';
import { operatorClients } from './operator.ts';
import type { Options } from './options.ts';
import { requestLine } from './request-log.ts';
import { paint, say, sentence, step } from './say.ts';
import { localSite } from './site.ts';
import { ownPages } from './verdict-page.ts';

/**
 * Starts the local cloud with an app, and tells of it until the process is ended.
 *
 * @param root the project's folder
 * @throws an error of one sentence when it does not start
 */
export async function start(options: Options, root: string): Promise<void> {
  const started = performance.now();
  const closers: Closers = [];
  endOnSignal(closers);
  say('Packaging the template, preparing the app …');
  const built = builtConsole(root);
  built.catch(() => undefined); // is heard of where it is awaited
  const [template, app] = await Promise.all([
    step('template packaged', packagedTemplate(root)),
    options.app === undefined
      ? sample(options, root, closers)
      : { ...ownApp(options.app), apis: options.apis },
  ]);
  const settings = packagedSettings(root);
  const { parameters, outside } = forwardApis(template, app.apis);
  // The sample has but usual ones, and is not built yet.
  const files = options.app === undefined ? undefined : await reachFiles(template, options.app, app.apis);
  const cloud = await startCloud({
    ...usual(options, settings),
    ...siteOf(app, built, options.dataDirectory),
    ...telling(settings),
    template,
    root,
    parameters: {
      ShortDomain: '{Links}',
      SiteDomain: '{Site}',
      PrivateOrigins: options.allowed.join(),
      WebRiskSecret: '', // nobody on the web is asked, nor told
      LokiUrl: options.loki ?? '',
      LokiTenant: '',
      LokiSecret: '',
      ...parameters,
    },
    outside,
  });
  closers.push(() => cloud.close());
  functionOf(cloud, 'RedirectLambdaFunction').start();
  const pages = warmPages(cloud);
  const key = await keyOf(cloud, options.apiKey);
  goOnWhateverHappens();
  const shown = {
    key,
    page: app.page,
    apis: app.apis,
    allowed: options.allowed,
    unanswered: unanswered(settings, app.apis),
    pageParameters: settings.pageParameters,
    shortDomains: Object.keys(settings.shortDomains ?? {}),
    files,
  };
  say(banner(cloud, shown, (performance.now() - started) / 1000));
  await pages;
}

type Closers = (() => Promise<void>)[];

/** What of the local cloud depends neither on the app nor on who watches. */
function usual({ dataDirectory, ports, chromium, strict, country }: Options, settings: StageSettings) {
  return {
    dataDirectory,
    ports,
    pages: ownPages(settings, systemClock),
    environment: chromium ? { CHROMIUM_PATH: chromium } : {},
    strict,
    countryOf: () => country,
    // An instance here is never dropped: once warm is enough. And where every client is this machine nothing need be proved, and
    // nobody on the web is asked for what would prove it.
    unscheduled: ['RenderLambdaFunction', ...(strict ? [] : ['IdentitiesLambdaFunction'])],
    clock: systemClock,
    random: systemRandom,
  } satisfies Partial<CloudOptions>;
}

/** The app that is served. */
interface App {
  /** What its site is known by in the data folder. */
  name: string;
  folder: string;
  /** One that is worth a try. */
  page: string;
  /** Awaited before anything is read from the folder. */
  built?: Promise<unknown>;
  /** Finishes the folder once the site's address is known. */
  finish?(site: string): Promise<void>;
}

const ownApp = (folder: string): App => ({ name: folder, folder, page: '/' });

/** Where the package has it. */
const SAMPLE = 'dist/sample';

async function copyBuilt(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await cp(from, to, { recursive: true });
}

/** The sample with its API, unless that is elsewhere. */
async function sample(
  { dataDirectory, apis: given }: Options,
  root: string,
  closers: Closers,
): Promise<App & { apis: Apis }> {
  const folder = join(dataDirectory, 'sample');
  const built = hasSources(root) ? buildShop(folder) : copyBuilt(join(root, SAMPLE), folder);
  built.catch(() => undefined); // is heard of where it is awaited
  const apis = new Map(given);
  if (!apis.has(USUAL_PATH)) {
    const api = await startShopApi();
    closers.push(() => api.close());
    apis.set(USUAL_PATH, api.url);
  }
  const finish = (site: string) => writeSitemap(folder, site);
  return { name: 'the sample', folder, page: '/products/3', built, finish, apis };
}

/** How the app comes into the cloud: another one than before finds it empty. */
function siteOf(
  app: App,
  consoleFolder: Promise<string>,
  dataDirectory: string,
): Pick<CloudOptions, 'emptied' | 'prepare'> {
  const site = localSite(dataDirectory, app.name);
  return {
    emptied: () => site.emptied(),
    prepare: async ({ stack, endpoint, addresses }) => {
      await step('app ready', app.built);
      await app.finish?.(addresses.Site ?? '');
      const { s3 } = operatorClients(endpoint);
      const bucket = stack.ref('SiteBucket');
      const upload = await uploadApp(s3, bucket, app.folder);
      await uploadConsole({ s3, bucket, folder: await consoleFolder });
      if (upload.dropped > 0) say(`  another build of the app: ${upload.dropped} snapshots dropped`);
      site.settled();
    },
  };
}

/** Prints a line for each request and each word of a function, and what is to be noticed of them. */
function telling(settings: StageSettings): Pick<CloudOptions, 'observe' | 'log'> {
  const policy = policyOf(settings.crawlers);
  const notices = new Notices(settings.pageParameters);
  const notice = (lines: string[]) => {
    for (const line of lines) say(paint('yellow', `      ! ${harmless(line)}`));
  };
  return {
    observe: (id, record) => {
      say(requestLine(id === 'Site' ? 'site' : 'short', record, paint, policy));
      if (id === 'Site') notice(notices.ofRequest(record));
    },
    log: (source, line) => {
      if (!SAID.test(line)) say(paint('dim', `      ${source}: ${line}`));
      notice(notices.ofLine(line));
    },
  };
}

/** What a function says of a request that has a line of its own here. */
const SAID = /^\{"level":"info","message":"(page )?answered"/;

/**
 * Has Chromium there and started before the first crawler asks; one that comes earlier waits. Never rejects: links and the app
 * need no Chromium.
 */
async function warmPages(cloud: Cloud): Promise<void> {
  const chromium = prepareChromium({ log: line => say(`  ${line}`) });
  try {
    await functionOf(cloud, 'RenderLambdaFunction').warm({ warm: true }, chromium);
    say(paint('dim', '  Chromium has started: pages are rendered'));
  } catch (error) {
    say(`  No pages are rendered for crawlers: ${sentence(error)}`);
  }
}

function functionOf({ functions, stack }: Cloud, id: string) {
  return functions.byArn(stack.attribute(id, 'Arn')).lambda;
}

function keyOf({ endpoint, stack }: Cloud, wanted: string | undefined): Promise<string | undefined> {
  const { dynamodb: client } = operatorClients(endpoint);
  return firstKey(
    { client, table: stack.ref('KeysTable'), clock: systemClock, random: systemRandom },
    wanted,
  );
}

/** The last resort: what none of the parts has caught is a fault of ours, and no reason to take the rest away. */
function goOnWhateverHappens(): void {
  const tell = (error: unknown) => process.stderr.write(`signpost: a fault of its own: ${inspect(error)}\n`);
  process.on('uncaughtException', tell);
  process.on('unhandledRejection', tell);
}

function endOnSignal(closers: Closers): void {
  let ending = false;
  const end = async () => {
    if (ending) process.exit(130); // a second Ctrl-C does not wait
    ending = true;
    for (const close of closers.reverse()) await close();
    process.exit(0);
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}
