import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inspect, parseArgs } from 'node:util';
import { prepareChromium } from '../../core/browser/chromium.ts';
import { systemClock } from '../../core/clock.ts';
import { policyOf } from '../../core/crawlers/policy.ts';
import { systemRandom } from '../../core/ids.ts';
import { harmless } from '../../core/terminal.ts';
import { startShopApi } from '../../examples/shop/api.ts';
import { buildShop } from '../../examples/shop/build.ts';
import { writeSitemap } from '../../examples/shop/sitemap.ts';
import { type Cloud, startCloud } from '../cloud.ts';
import { packagedSettings, packagedTemplate } from '../template/package.ts';
import { type Apis, readApis, readOrigins, USUAL_PATH } from './apis.ts';
import { uploadApp } from './app.ts';
import { firstKey } from './first-key.ts';
import { forwardApis } from './forward.ts';
import { Notices } from './notices.ts';
import { operatorClients } from './operator.ts';
import { painter, requestLine } from './request-log.ts';
import { localSite } from './site.ts';
import { ownPages, VERDICT_PATH } from './verdict-page.ts';

const HELP = `Usage: npm start -- [--app DIR] [--api URL] … [--allow ORIGIN] … [--strict]

Starts all of Signpost on this machine, from the template that deploys.

  --app DIR          serve the built single-page app in DIR (it holds index.html) instead of the sample
  --api URL          forward /api/* of the site to URL, the app's own API
  --api /PATH=URL    forward /PATH of the site and all below it, such as /graphql; may be given several times
  --allow ORIGIN     let pages reach ORIGIN of this machine or network while they are rendered, such as an API at
                     http://localhost:3000 that the app asks by that address; may be given several times
  --strict           take clients of this machine for strangers: who has the name of a crawler must prove it
  --help             this text

Another --app is another site: pages of the one before are dropped; links and keys stay.
Query parameters of pages are dropped but those of the setting pageParameters in infra/settings.yml.

Environment:
  PORT        the short domain: links and /api             (4000)
  SITE_PORT   the site: the app, and pages for crawlers    (4001)
  DATA_DIR    where links and snapshots are kept           (.signpost)
  API_KEY     the first API key of an empty DATA_DIR       (made and printed once)
`;

// Signpost runs on Node 20 as well as it does on 22; the SDK's warning about its own next year would hide the key.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const root = resolve(import.meta.dirname, '../..');
const paint = painter(process.stdout.isTTY === true);
const say = (text: string) => process.stdout.write(`${text}\n`);

try {
  const { values } = parseArgs({
    options: {
      app: { type: 'string' },
      api: { type: 'string', multiple: true },
      allow: { type: 'string', multiple: true },
      strict: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) say(HELP);
  else await start(values);
} catch (error) {
  process.stderr.write(`signpost: ${sentence(error)}\n`);
  process.exit(1);
}

interface Flags {
  app?: string | undefined;
  api?: string[] | undefined;
  allow?: string[] | undefined;
  strict?: boolean | undefined;
}

async function start(flags: Flags): Promise<void> {
  const started = performance.now();
  const dataDirectory = resolve(process.env.DATA_DIR || join(root, '.signpost'));
  const closers: (() => Promise<void>)[] = [];
  endOnSignal(closers);
  say('Packaging the template, preparing the app …');
  const [template, site] = await Promise.all([
    step('template packaged', packagedTemplate(root)),
    chooseApp(flags, dataDirectory, closers),
  ]);
  const settings = packagedSettings(root);
  const policy = policyOf(settings.crawlers);
  const notices = new Notices(settings.pageParameters);
  const notice = (lines: string[]) => {
    for (const line of lines) say(paint('yellow', `      ! ${harmless(line)}`));
  };
  const ownSite = localSite(dataDirectory, site.isSample ? 'the sample' : site.folder);
  const allowed = readOrigins(flags.allow ?? []);
  const { parameters, outside } = forwardApis(template, site.apis);
  const cloud = await startCloud({
    template,
    root,
    dataDirectory,
    parameters: {
      ShortDomain: '{Links}',
      SiteDomain: '{Site}',
      PrivateOrigins: allowed.join(),
      ...parameters,
    },
    ports: { Links: port('PORT', 4000), Site: port('SITE_PORT', 4001) },
    outside,
    emptied: () => ownSite.emptied(),
    prepare: async ({ stack, endpoint, addresses }) => {
      await step('app ready', site.built);
      if (site.isSample) await writeSitemap(site.folder, addresses.Site ?? '');
      const upload = await uploadApp(operatorClients(endpoint).s3, stack.ref('SiteBucket'), site.folder);
      if (upload.dropped > 0) say(`  another build of the app: ${upload.dropped} snapshots dropped`);
      ownSite.settled();
    },
    pages: ownPages(settings, systemClock),
    environment: process.env.CHROMIUM_PATH ? { CHROMIUM_PATH: process.env.CHROMIUM_PATH } : {},
    strict: flags.strict ?? false,
    // An instance here is never dropped: once warm is enough. And where every client is this machine nothing need be proved, and
    // nobody on the web is asked for what would prove it.
    unscheduled: ['RenderLambdaFunction', ...(flags.strict ? [] : ['IdentitiesLambdaFunction'])],
    clock: systemClock,
    random: systemRandom,
    observe: (id, record) => {
      say(requestLine(id === 'Site' ? 'site' : 'short', record, paint, policy));
      if (id === 'Site') notice(notices.ofRequest(record));
    },
    log: (source, line) => {
      say(paint('dim', `      ${source}: ${line}`));
      notice(notices.ofLine(line));
    },
  });
  closers.push(() => cloud.close());
  functionOf(cloud, 'RedirectLambdaFunction').start();
  const pages = warmPages(cloud);
  const { dynamodb } = operatorClients(cloud.endpoint);
  const key = await firstKey(
    { client: dynamodb, table: cloud.stack.ref('KeysTable'), clock: systemClock, random: systemRandom },
    process.env.API_KEY,
  );
  goOnWhateverHappens();
  const shown = { key, page: site.page, apis: site.apis, allowed, pageParameters: settings.pageParameters };
  say(banner(cloud, shown, (performance.now() - started) / 1000));
  await pages;
}

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

/** The sample with its API, unless another app was asked for; and a page of it that is worth a try. */
async function chooseApp(flags: Flags, dataDirectory: string, closers: (() => Promise<void>)[]) {
  const apis = readApis(flags.api ?? []);
  if (flags.app !== undefined) {
    const folder = resolve(flags.app);
    if (!existsSync(join(folder, 'index.html')))
      throw new Error(`--app ${flags.app}: there is no index.html in it. Name the folder your build writes.`);
    return { folder, apis, page: '/', isSample: false, built: undefined };
  }
  const page = '/products/3';
  const folder = join(dataDirectory, 'sample');
  const built = buildShop(folder);
  built.catch(() => undefined); // is heard of where it is awaited
  if (!apis.has(USUAL_PATH)) {
    const api = await startShopApi();
    closers.push(() => api.close());
    apis.set(USUAL_PATH, api.url);
  }
  return { folder, apis, page, isSample: true, built };
}

/** Shows that a long first step is under way, and what it took. */
async function step<Value>(done: string, work: Value): Promise<Awaited<Value>> {
  const started = performance.now();
  const value = await work;
  say(paint('dim', `  ${done} (${((performance.now() - started) / 1000).toFixed(1)} s)`));
  return value;
}

function port(variable: string, otherwise: number): number {
  const value = process.env[variable];
  if (value === undefined || value === '') return otherwise;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0 || number > 65535)
    throw new Error(`${variable}=${value}: this must be a port, 0 to 65535 (0 takes any free one)`);
  return number;
}

interface Shown {
  key: string | undefined;
  page: string;
  apis: Apis;
  allowed: string[];
  pageParameters: string[];
}

function banner({ addresses, endpoint, stack }: Cloud, shown: Shown, seconds: number): string {
  const { key, page, apis, allowed, pageParameters } = shown;
  const bold = (text: string) => paint('bold', text);
  const { Links = '', Site = '' } = addresses;
  const keyLine = key ?? 'the one that was printed at the first start; for another:';
  const newKey = `  AWS_ENDPOINT_URL=${endpoint} npx signpost key --table ${stack.ref('KeysTable')}\n`;
  const apiLines = [...apis].map(([path, url]) => `  ${'API'.padEnd(12)}  ${path}/* → ${url}\n`).join('');
  const allowedLine =
    allowed.length > 0 ? `  allowed       ${allowed.join(', ')}   may be asked by pages\n` : '';
  return `
${bold('Signpost')} is ready after ${seconds.toFixed(1)} s.

  short domain  ${bold(Links)}   links and /api
  site          ${bold(Site)}   the app, and pages for crawlers
  API key       ${bold(keyLine)}
${key === undefined ? newKey : ''}  verdicts      ${Site}${VERDICT_PATH}   who gets what, and why
  AWS endpoint  ${endpoint}   AWS_ENDPOINT_URL for the AWS CLI and \`npx signpost\`
${apiLines}${allowedLine}  query         ${queryOf(pageParameters)}

Try:
  curl -X POST ${Links}/api/links -H 'Authorization: Bearer ${key ?? 'KEY'}' -H 'Content-Type: application/json' -d '{"url":"https://example.com/spring","slug":"spring"}'
  curl -i ${Links}/spring
  curl -A 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' ${Site}${page}

Ctrl-C ends it. One line for each request follows.
`;
}

/** Which parameters make another page. */
function queryOf(kept: string[]): string {
  const setting = '(pageParameters in infra/settings.yml)';
  return kept.length > 0
    ? `?${kept.join(', ?')} makes another page; all other parameters are dropped ${setting}`
    : `all parameters are dropped ${setting}`;
}

/** The last resort: what none of the parts has caught is a fault of ours, and no reason to take the rest away. */
function goOnWhateverHappens(): void {
  const tell = (error: unknown) => process.stderr.write(`signpost: a fault of its own: ${inspect(error)}\n`);
  process.on('uncaughtException', tell);
  process.on('unhandledRejection', tell);
}

function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && 'port' in error && error.code === 'EADDRINUSE')
    return `port ${error.port} is taken by another program. Choose others with PORT and SITE_PORT.`;
  return error.message;
}

function endOnSignal(closers: (() => Promise<void>)[]): void {
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
