import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type {
  APIGatewayProxyStructuredResultV2,
  LambdaFunctionURLEvent,
  SQSBatchResponse,
  SQSEvent,
} from 'aws-lambda';
import { systemClock } from '../core/clock.ts';
import { IdentityStore } from '../core/crawlers/identity-store.ts';
import { judge } from '../core/crawlers/judge.ts';
import { connectDynamoDb } from '../core/dynamodb.ts';
import { environment } from '../core/environment.ts';
import { systemRandom } from '../core/ids.ts';
import { Problem, problemFrom, ServiceFault } from '../core/problem.ts';
import { isLocalSite, isSiteOrigin } from '../core/snapshots/hosts.ts';
import { type RenderJob, RenderQueue } from '../core/snapshots/jobs.ts';
import { type SnapshotForm, snapshotKey } from '../core/snapshots/page.ts';
import {
  NotReady,
  obtainMarkdown,
  obtainSnapshot,
  type RenderContext,
  renderQueued,
} from '../core/snapshots/render.ts';
import { createRenderer, OriginNotAllowed, RenderFailed } from '../core/snapshots/renderer.ts';
import { responseHeaders, SnapshotStore, textOf } from '../core/snapshots/snapshot.ts';
import { PageTable } from '../core/snapshots/table.ts';

const { SITE_BUCKET, SITE_HOSTS, SNAPSHOTS_TABLE, RENDER_QUEUE, RENDER_DEADLINE_MS } = environment(
  'SITE_BUCKET',
  'SITE_HOSTS',
  'SNAPSHOTS_TABLE',
  'RENDER_QUEUE',
  'RENDER_DEADLINE_MS',
);

/** Nobody waits for a queued page; the function's own timeout is 30 s. */
const QUEUED_DEADLINE_MS = 20_000;
/** Crawlers that were told to come back find the page rendered from the queue by then. */
const RETRY_AFTER_SECONDS = 30;

const s3 = new S3Client({ maxAttempts: 2 });
const store = new SnapshotStore(s3, SITE_BUCKET);
const identities = new IdentityStore(s3, SITE_BUCKET, systemClock);
const context: RenderContext = {
  store,
  table: new PageTable({ client: connectDynamoDb(), name: SNAPSHOTS_TABLE }),
  queue: new RenderQueue(new SQSClient({ maxAttempts: 2 }), RENDER_QUEUE),
  renderer: createRenderer({
    isAllowedOrigin: origin => isSiteOrigin(origin, SITE_HOSTS),
    mayReach: (host, port) => isLocalSite(host, port, SITE_HOSTS),
    // The shell comes from the bucket: the renderer never passes the edge's classifier, so it cannot meet itself.
    loadDocument: async () => ({
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      body: await store.shell(),
    }),
    log: line => console.log(line),
    clock: systemClock,
    random: systemRandom,
  }),
  clock: systemClock,
  random: systemRandom,
  log: entry => console.log(JSON.stringify({ level: 'info', ...entry })),
};

/** Called by CloudFront for a crawler whose page has no snapshot yet, and by the render queue. */
export const handler = (
  event: LambdaFunctionURLEvent | SQSEvent,
): Promise<APIGatewayProxyStructuredResultV2 | SQSBatchResponse> =>
  'Records' in event ? renderBatch(event) : renderNow(event);

async function renderNow(event: LambdaFunctionURLEvent): Promise<APIGatewayProxyStructuredResultV2> {
  try {
    const { url, form } = requestedPage(event);
    const obtain = form === 'md' ? obtainMarkdown : obtainSnapshot;
    const snapshot = (await mayRender(event, url))
      ? await obtain(url, Number(RENDER_DEADLINE_MS), context)
      : await store.get(url);
    if (!snapshot) return await appShell();
    if (snapshot.status >= 500) throw new NotReady(`${url} answered ${snapshot.status}`);
    const headers = responseHeaders(snapshot, form);
    return { statusCode: snapshot.status, headers, body: textOf(snapshot, form) };
  } catch (error) {
    const problem = problemOf(error);
    return { statusCode: problem.status, headers: problem.headers(), body: problem.body() };
  }
}

/** The page CloudFront asks for. The edge has put it into a header, and its key into the path: the two must agree. */
function requestedPage({ headers, rawPath }: LambdaFunctionURLEvent): { url: string; form: SnapshotForm } {
  const url = headers['x-signpost-url'];
  if (!url) throw new Problem(404, 'There is no such file.');
  const form = rawPath.endsWith('.md') ? 'md' : 'html';
  if (!URL.canParse(url) || rawPath !== `/${snapshotKey(url, form)}`)
    throw new Problem(404, 'The address of the page and the path of its snapshot do not belong together.');
  return { url, form };
}

/** Whether a page may be rendered for a client. One that does not prove the name it has gets what is there. */
async function mayRender({ headers, requestContext }: LambdaFunctionURLEvent, url: string): Promise<boolean> {
  const request = {
    userAgent: headers['user-agent'] ?? '',
    address: headers['cloudfront-viewer-address'] ?? '',
    method: requestContext.http.method,
    headers,
    url,
  };
  const { mayRender, name, reason } = judge(request, await identities.known(), systemClock.now());
  if (!mayRender) console.log(JSON.stringify({ level: 'info', message: 'not rendered', url, name, reason }));
  return mayRender;
}

/** The app, as a person gets it. It stands in for a page for this one client, so the edge must not keep it. */
async function appShell(): Promise<APIGatewayProxyStructuredResultV2> {
  const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' };
  return { statusCode: 200, headers, body: await store.shell() };
}

function problemOf(error: unknown): Problem {
  if (error instanceof OriginNotAllowed) return new Problem(403, 'Pages of this host are not rendered here.');
  if (!(error instanceof NotReady || error instanceof RenderFailed)) return problemFrom(error);
  console.warn(JSON.stringify({ level: 'warn', message: error.message, error: error.name }));
  return new Problem(503, 'This page is not ready yet. Please come back in a moment.', {
    headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
  });
}

async function renderBatch(event: SQSEvent): Promise<SQSBatchResponse> {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const { messageId, body } of event.Records) {
    const job = JSON.parse(body) as RenderJob;
    try {
      await renderQueued(job, QUEUED_DEADLINE_MS, context);
    } catch (error) {
      const cause = error instanceof ServiceFault ? error.cause : error;
      console.error(
        JSON.stringify({
          level: 'error',
          message: 'a queued page failed',
          url: job.url,
          error: String(cause),
        }),
      );
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}
