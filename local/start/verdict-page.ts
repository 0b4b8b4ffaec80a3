import type { Clock } from '../../core/clock.ts';
import { classify } from '../../core/crawlers/classify.ts';
import { explain, formOf } from '../../core/crawlers/explain.ts';
import type { KnownIdentities } from '../../core/crawlers/identities.ts';
import { IdentityStore } from '../../core/crawlers/identity-store.ts';
import { judge } from '../../core/crawlers/judge.ts';
import { NAMES } from '../../core/crawlers/names.generated.ts';
import { packed } from '../../core/crawlers/names.ts';
import { type Policy, policyOf } from '../../core/crawlers/policy.ts';
import { looksLikeFile } from '../../core/file-endings.ts';
import { originOf } from '../../core/origin.ts';
import { parseUrl } from '../../core/parse-url.ts';
import { pageUrl } from '../../core/snapshots/page.ts';
import { pageRouter } from '../../edge/route-page.ts';
import type { StageSettings } from '../../infra/edge-settings.ts';
import type { CloudOptions } from '../cloud.ts';
import { type HttpHandler, type HttpRequest, type HttpResponse, respond } from '../http.ts';
import { behaviourFor } from '../services/cloudfront/behaviours.ts';
import { readConfig } from '../services/cloudfront/config.ts';
import { operatorClients } from './operator.ts';
import type { Answer, Question } from './verdict-answer.ts';
import { VERDICT_CSP, verdictHtml } from './verdict-html.ts';

/** Where the site of the local cloud explains its verdicts. No path of what deploys. */
export const VERDICT_PATH = '/__signpost/verdict';

export interface VerdictOptions {
  settings: Pick<StageSettings, 'pageParameters' | 'crawlers'>;
  /** The path patterns that no verdict is made for, */
  assets: readonly string[];
  /** and those of pages that come before them. */
  pages: readonly string[];
  identities(): Promise<KnownIdentities>;
  clock: Clock;
}

/** The pages that a local cloud has of its own, for `startCloud`. */
export function ownPages(settings: StageSettings, clock: Clock): NonNullable<CloudOptions['pages']> {
  return ({ endpoint, stack }) => {
    const site = stack.all('AWS::CloudFront::Distribution').find(({ id }) => id === 'Site');
    const { CacheBehaviors = [] } = readConfig(site?.properties.DistributionConfig);
    const store = new IdentityStore(operatorClients(endpoint).s3, stack.ref('SiteBucket'), clock);
    const patternsOf = (isPage: boolean) =>
      CacheBehaviors.filter(each => (each.LambdaFunctionAssociations !== undefined) === isPage).map(
        ({ PathPattern }) => PathPattern,
      );
    const paths = { assets: patternsOf(false), pages: patternsOf(true) };
    return {
      Site: { [VERDICT_PATH]: verdictPage({ settings, ...paths, identities: () => store.known(), clock }) },
    };
  };
}

/** What stays the same from request to request. */
interface Context extends VerdictOptions {
  policy: Policy;
  /** As at the edge, which decides alike: there the table holds fewer names. */
  route: ReturnType<typeof pageRouter>;
}

/** Answers who a client is, what it gets and why: as a page with a form, or as JSON for who asks for that. */
export function verdictPage(options: VerdictOptions): HttpHandler {
  const { pageParameters, crawlers } = options.settings;
  const policy = policyOf(crawlers);
  const context = { ...options, policy, route: pageRouter({ pageParameters, policy, names: packed(NAMES) }) };
  return async request => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return respond(405, { allow: 'GET, HEAD' });
    if (!isHost(request.headers.get('host') ?? ''))
      return respond(400, {}, 'The Host header names no host.\n');
    const parameters = new URLSearchParams(request.query);
    const answer = await answerTo(questionOf(parameters, request), request, context);
    return wantsJson(parameters, request) ? json(answer) : page(answer, policy);
  };
}

function isHost(host: string): boolean {
  try {
    return originOf(host) !== '';
  } catch {
    return false;
  }
}

/** What is not asked for is taken of the client that asks. */
function questionOf(parameters: URLSearchParams, { headers, clientIp }: HttpRequest): Question {
  const header = (name: string) => headers.get(name) ?? '';
  return {
    userAgent: parameters.get('ua') ?? header('user-agent'),
    path: spelt(parameters.get('path') ?? '/'),
    accept: parameters.get('accept') ?? header('accept'),
    address: parameters.get('address')?.trim() || clientIp,
  };
}

/** A path as a browser would send it; of a whole address its path. */
function spelt(text: string): string {
  const base = 'http://site';
  const trimmed = text.trim();
  const url = parseUrl(/^[/\\]/.test(trimmed) ? base + trimmed : trimmed, base); // "//a" is a path here, and no host
  if (!url) return '/';
  const { pathname, search } = url;
  return pathname + search;
}

async function answerTo(
  question: Question,
  { headers }: HttpRequest,
  { settings, assets, pages, identities, clock, policy, route }: Context,
): Promise<Answer> {
  const { userAgent, accept, path, address } = question;
  const [uri = '/', query = ''] = path.split(/\?(.*)/s);
  const asset = assetOf(uri, assets, pages);
  if (asset !== undefined) return { question, asset };
  const host = headers.get('host') ?? '';
  const verdict = classify(userAgent, policy);
  const client = {
    userAgent,
    address: `${address}:443`,
    method: 'GET',
    headers: Object.fromEntries(headers), // of who asks: so a crawler that signs can see whether that is understood
    url: pageUrl(host, uri, query, settings.pageParameters),
  };
  const { identity, proof, operator, mayRender, view, reason } = judge(
    client,
    await identities(),
    clock.now(),
    verdict,
  );
  return {
    question,
    gets: formOf(verdict, accept),
    explanation: explain(verdict, { userAgent, policy, accept }),
    verdict,
    edge: route({ host, uri, query, userAgent, accept }),
    identity: {
      identity,
      ...(proof && { proof }),
      ...(operator && { operator }),
      mayRender,
      view,
      reason: reason.slice(`${verdict.reason}; `.length), // what the verdict says is explained above
    },
  };
}

const PAGES = '*';

function assetOf(uri: string, assets: readonly string[], pages: readonly string[]): string | undefined {
  const { pattern } = behaviourFor(
    [...pages, ...assets, PAGES].map(pattern => ({ pattern })),
    uri,
  );
  if (looksLikeFile(uri) && pattern === PAGES) return `*${/\.\w+$/.exec(uri)?.[0]}`;
  return pattern === PAGES || pages.includes(pattern) ? undefined : pattern;
}

function wantsJson(parameters: URLSearchParams, { headers }: HttpRequest): boolean {
  const accept = headers.get('accept') ?? '';
  return (
    parameters.get('format') === 'json' ||
    (accept.includes('application/json') && !accept.includes('text/html'))
  );
}

function page(answer: Answer, policy: Policy): HttpResponse {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': VERDICT_CSP,
  };
  return respond(200, headers, verdictHtml(answer, policy));
}

function json(answer: Answer): HttpResponse {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  return respond(200, headers, `${JSON.stringify(answer, undefined, 2)}\n`);
}
