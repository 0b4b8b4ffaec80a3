import type { Clock } from '../core/clock.ts';
import { classify } from '../core/crawlers/classify.ts';
import { type Explanation, explain, type Form, formOf } from '../core/crawlers/explain.ts';
import { IdentityStore, type KnownIdentities } from '../core/crawlers/identities.ts';
import { type Judgement, judge } from '../core/crawlers/judge.ts';
import type { Verdict } from '../core/crawlers/verdict.ts';
import { originOf } from '../core/origin.ts';
import { pageUrl } from '../core/snapshots/page.ts';
import { type EdgeSettings, pageRouter, type Route } from '../edge/route-page.ts';
import { edgeSettings, type StageSettings } from '../infra/edge-settings.ts';
import type { CloudOptions } from './cloud.ts';
import { behaviourFor } from './cloudfront/behaviours.ts';
import { readConfig } from './cloudfront/config.ts';
import { type HttpHandler, type HttpRequest, type HttpResponse, respond } from './http.ts';
import { operatorClients } from './operator.ts';
import { VERDICT_CSP, verdictHtml } from './verdict-html.ts';

/** Where the site of the local cloud explains its verdicts. No path of what deploys. */
export const VERDICT_PATH = '/__signpost/verdict';

/** The client that is asked about. */
export interface Question {
  userAgent: string;
  /** The page's path, with its query. */
  path: string;
  accept: string;
  /** An IP address, without a port. */
  address: string;
}

/** All that is decided about a client before its page is made, by the code that decides it. */
export interface Answer {
  question: Question;
  gets: Form;
  explanation: Explanation;
  verdict: Verdict;
  /** The path pattern of a behaviour that makes no verdict: assets and the app's own API. */
  asset?: string;
  /** What the request becomes at the edge; absent for an asset. */
  edge?: Route;
  identity: Pick<Judgement, 'identity' | 'proof' | 'operator' | 'mayRender' | 'view'> & { reason: string };
}

export interface VerdictOptions {
  settings: EdgeSettings;
  /** The path patterns that come before pages. */
  assets: readonly string[];
  identities(): Promise<KnownIdentities>;
  clock: Clock;
}

/** The pages that a local cloud has of its own, for `startCloud`. */
export function ownPages(stage: StageSettings, clock: Clock): NonNullable<CloudOptions['pages']> {
  const settings = edgeSettings(stage);
  return ({ endpoint, stack }) => {
    const site = stack.all('AWS::CloudFront::Distribution').find(({ id }) => id === 'Site');
    const { CacheBehaviors = [] } = readConfig(site?.properties.DistributionConfig);
    const store = new IdentityStore(operatorClients(endpoint).s3, stack.ref('SiteBucket'), clock);
    const assets = CacheBehaviors.map(({ PathPattern }) => PathPattern);
    return {
      Site: { [VERDICT_PATH]: verdictPage({ settings, assets, identities: () => store.known(), clock }) },
    };
  };
}

/** Answers who a client is, what it gets and why: as a page with a form, or as JSON for who asks for that. */
export function verdictPage(options: VerdictOptions): HttpHandler {
  return async request => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return respond(405, { allow: 'GET, HEAD' });
    if (!isHost(request.headers.get('host') ?? ''))
      return respond(400, {}, 'The Host header names no host.\n');
    const parameters = new URLSearchParams(request.query);
    const answer = await answerTo(questionOf(parameters, request), request, options);
    if (wantsJson(parameters, request)) return json(answer);
    return respond(
      200,
      {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'content-security-policy': VERDICT_CSP,
      },
      verdictHtml(answer, options.settings.policy),
    );
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
  if (!URL.canParse(trimmed, base)) return '/';
  const { pathname, search } = new URL(trimmed, base);
  return pathname + search;
}

async function answerTo(
  question: Question,
  { headers }: HttpRequest,
  { settings, assets, identities, clock }: VerdictOptions,
): Promise<Answer> {
  const { userAgent, accept, path, address } = question;
  const [uri = '/', query = ''] = path.split(/\?(.*)/s);
  const host = headers.get('host') ?? '';
  const verdict = classify(userAgent, settings.policy);
  const asset = assetOf(uri, assets);
  const client = {
    userAgent,
    address: `${address}:443`,
    method: 'GET',
    headers: Object.fromEntries(headers), // of who asks: so a crawler that signs can see whether that is understood
    url: pageUrl(host, uri, query, settings.pageParameters),
  };
  const judged = judge(client, await identities(), clock.now(), verdict);
  const { identity, proof, operator, mayRender, view } = judged;
  return {
    question,
    gets: formOf(verdict, accept),
    explanation: explain(verdict, { userAgent, policy: settings.policy, accept }),
    verdict,
    ...(asset === undefined
      ? { edge: pageRouter(settings)({ host, uri, query, userAgent, accept }) }
      : { asset }),
    identity: {
      identity,
      ...(proof && { proof }),
      ...(operator && { operator }),
      mayRender,
      view,
      reason: judged.reason.slice(`${verdict.reason}; `.length),
    },
  };
}

const PAGES = '*';

function assetOf(uri: string, assets: readonly string[]): string | undefined {
  const { pattern } = behaviourFor(
    [...assets, PAGES].map(pattern => ({ pattern })),
    uri,
  );
  return pattern === PAGES ? undefined : pattern;
}

function wantsJson(parameters: URLSearchParams, { headers }: HttpRequest): boolean {
  const accept = headers.get('accept') ?? '';
  return (
    parameters.get('format') === 'json' ||
    (accept.includes('application/json') && !accept.includes('text/html'))
  );
}

function json(answer: Answer): HttpResponse {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  return respond(200, headers, `${JSON.stringify(answer, undefined, 2)}\n`);
}
