import type {
  APIGatewayProxyStructuredResultV2,
  LambdaFunctionURLEvent,
  SQSBatchResponse,
  SQSEvent,
} from 'aws-lambda';
import { systemClock } from '../core/clock.ts';
import { IdentityStore } from '../core/crawlers/identity-store.ts';
import { judge } from '../core/crawlers/judge.ts';
import { environment } from '../core/environment.ts';
import { cardPage } from '../core/misses/card.ts';
import { Limits } from '../core/misses/limits.ts';
import { noPage } from '../core/misses/miss.ts';
import { type Client, type ServeContext, type Served, serve } from '../core/misses/serve.ts';
import { watchedRenderer } from '../core/misses/watched-renderer.ts';
import { parseUrl } from '../core/parse-url.ts';
import { PROBLEM_TYPE, Problem, problemFrom, ServiceFault } from '../core/problem.ts';
import type { RenderJob } from '../core/queue/jobs.ts';
import { OriginNotAllowed } from '../core/rendering/renderer.ts';
import { type Answered, typeWith } from '../core/snapshots/answered.ts';
import {
  connectClients,
  connectRenderer,
  QUEUED_DEADLINE_MS,
  RENDERER_VARIABLES,
} from '../core/snapshots/connect.ts';
import { isSiteOrigin } from '../core/snapshots/hosts.ts';
import { type SnapshotForm, snapshotKey } from '../core/snapshots/page.ts';
import { renderQueued } from '../core/snapshots/render.ts';
import { responseHeaders, textOf } from '../core/snapshots/snapshot.ts';
import { tell } from '../core/tell.ts';

const settings = environment(
  ...RENDERER_VARIABLES,
  'LIMITS_TABLE',
  'RENDER_DEADLINE_MS',
  'RENDERS_PER_MINUTE',
  'RENDERS_PER_CLIENT',
);

/** Crawlers that were told to come back find the page rendered from the queue by then. */
const RETRY_AFTER_SECONDS = 30;

const clock = systemClock;
const clients = connectClients();
const shared = connectRenderer(settings, clients);
const { store, table, renderer } = shared;
const identities = new IdentityStore(clients.s3, settings.SITE_BUCKET, clock);
const limits = new Limits(
  { client: clients.dynamodb, name: settings.LIMITS_TABLE },
  {
    rendersPerMinute: Number(settings.RENDERS_PER_MINUTE),
    rendersPerClient: Number(settings.RENDERS_PER_CLIENT),
  },
);
// While the function loads it has a whole processor, and the first page has not to wait for all of it.
void renderer.warm();
const context: ServeContext = {
  ...shared,
  limits,
  renderer: watchedRenderer(renderer, { limits, table, clock }),
};

/** What the schedule says, so that one instance is there with its browser started when a crawler comes. */
interface Warming {
  warm: true;
}

type Event = LambdaFunctionURLEvent | SQSEvent | Warming;
type Answer = APIGatewayProxyStructuredResultV2 | SQSBatchResponse | Warming;

/** Called by CloudFront for a crawler whose page has no snapshot yet, by the render queue, and by a schedule. */
export async function handler(event: Event): Promise<Answer> {
  const answer = await answerTo(event);
  await renderer.idle(); // what runs on after an answer is frozen
  return answer;
}

async function answerTo(event: Event): Promise<Answer> {
  if ('Records' in event) return renderBatch(event);
  if (!('warm' in event)) return renderNow(event);
  await renderer.warm();
  return event;
}

async function renderNow(event: LambdaFunctionURLEvent): Promise<APIGatewayProxyStructuredResultV2> {
  try {
    const { url, form } = requestedPage(event);
    if (!isSiteOrigin(new URL(url).origin, settings.SITE_HOSTS))
      throw new OriginNotAllowed(`${url} is not of this site`);
    const client = await clientOf(event, url);
    const asked = { url, form, client, deadline: deadlineOf(event) };
    const began = clock.now();
    const served = await serve(asked, { ...context, announce: undefined }); // a crawler waits
    tellOf(served, { url, client, ms: clock.now() - began });
    if (served.kind === 'page') {
      const { snapshot, answered } = served;
      const headers = responseHeaders(snapshot, form, answered);
      return { statusCode: snapshot.status, headers, body: textOf(snapshot, form) };
    }
    const { kind, cause, head } = served;
    const answered: Answered = `${kind}-${cause}`;
    if (kind === 'retry') throw comeBack(answered, served.againIn);
    const { html: shell } = await store.shell();
    return standIn(kind === 'card' ? cardPage(shell, url, head) : shell, answered);
  } catch (error) {
    const problem = problemOf(error);
    if (error instanceof OriginNotAllowed) tell('warn', 'refused', { reason: error.message });
    return { statusCode: problem.status, headers: problem.headers(), body: problem.body() };
  }
}

/** CloudFront waits no longer: OriginReadTimeout in infra/site-distribution.yml. */
const LONGEST_WAIT_MS = 30_000;

/** How long the crawler may still wait: it has waited for the start of this instance already. */
function deadlineOf({ requestContext }: LambdaFunctionURLEvent): number {
  const waited = clock.now() - (requestContext.timeEpoch ?? clock.now());
  const isLikely = waited > 0 && waited <= LONGEST_WAIT_MS; // else the two clocks do not agree
  return Math.max(0, Number(settings.RENDER_DEADLINE_MS) - (isLikely ? waited : 0));
}
/**
 * The edge keeps it for a minute, as it does the app: until one is uploaded, each person's view would start this function.
 * Every route of the app is this one object there.
 */
const noApp = () =>
  new Problem(503, 'There is no app here yet.', {
    headers: { 'retry-after': '60', 'cache-control': 'max-age=0, s-maxage=60' },
  });

/** Of a path that can only be a file's. The edge keeps it as long as it keeps files. */
const noFile = () =>
  new Problem(404, 'There is no such file.', { headers: { 'cache-control': 'max-age=0, s-maxage=60' } });

/** The page CloudFront asks for. The edge has put it into a header, and its key into the path: the two must agree. */
function requestedPage({ headers, rawPath }: LambdaFunctionURLEvent): { url: string; form: SnapshotForm } {
  const url = headers['x-signpost-url'];
  if (rawPath === '/app/index.html') throw noApp();
  if (!url) throw noFile();
  const form = rawPath.endsWith('.md') ? 'md' : 'html';
  if (!parseUrl(url) || rawPath !== `/${snapshotKey(url, form)}`)
    throw new Problem(404, 'The address of the page and the path of its snapshot do not belong together.');
  return { url, form };
}

/** A client, and by what it was judged. */
interface Judged extends Client {
  name?: string | undefined;
  reason: string;
}

async function clientOf({ headers, requestContext }: LambdaFunctionURLEvent, url: string): Promise<Judged> {
  const address = headers['cloudfront-viewer-address'] ?? '';
  const request = {
    userAgent: headers['user-agent'] ?? '',
    address,
    method: requestContext.http.method,
    headers,
    url,
  };
  const { mayRender, identity, category, name, reason } = judge(
    request,
    await identities.known(),
    clock.now(),
  );
  return { mayRender, isProved: identity === 'proved', category, address, name, reason };
}

/** Who asked, and what he got: a page, or what there is instead, and why. */
function tellOf(served: Served, { url, client, ms }: { url: string; client: Judged; ms: number }): void {
  const { name, category, isProved } = client;
  const who = { url, name, category, isProved, ms };
  if (served.kind === 'page') tell('info', 'page answered', { ...who, status: served.snapshot.status });
  else if (served.cause === 'unproved') tell('info', 'not rendered', { ...who, reason: client.reason });
  else {
    const { kind: instead, cause, reason } = served;
    tell('warn', noPage(cause, isProved), { ...who, instead, cause, reason });
  }
}

/** It stands in for a page for this one client, so the edge must not keep it. */
const standIn = (body: string, answered: Answered): APIGatewayProxyStructuredResultV2 => ({
  statusCode: 200,
  headers: {
    'content-type': typeWith('text/html; charset=utf-8', answered),
    'cache-control': 'no-store',
  },
  body,
});

const comeBack = (answered: Answered, againIn = 0) =>
  new Problem(503, 'This page is not ready yet. Please come back in a moment.', {
    headers: {
      'content-type': typeWith(PROBLEM_TYPE, answered),
      'retry-after': String(Math.max(RETRY_AFTER_SECONDS, Math.ceil(againIn / 1_000))),
    },
  });

const problemOf = (error: unknown): Problem =>
  error instanceof OriginNotAllowed
    ? new Problem(403, 'Pages of this host are not rendered here.')
    : problemFrom(error);

async function renderBatch(event: SQSEvent): Promise<SQSBatchResponse> {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const { messageId, body } of event.Records) {
    const job = JSON.parse(body) as RenderJob;
    try {
      await renderQueued(job, QUEUED_DEADLINE_MS, context);
    } catch (error) {
      const cause = error instanceof ServiceFault ? error.cause : error;
      tell('error', 'a queued page failed', { url: job.url, error: String(cause) });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}
