import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type {
  APIGatewayProxyStructuredResultV2,
  LambdaFunctionURLEvent,
  SQSBatchResponse,
  SQSEvent,
} from 'aws-lambda';
import { systemClock } from '../core/clock.ts';
import { connectDynamoDb } from '../core/dynamodb.ts';
import { environment } from '../core/environment.ts';
import { systemRandom } from '../core/ids.ts';
import { Problem, problemFrom, ServiceFault } from '../core/problem.ts';
import { isSiteOrigin } from '../core/snapshots/hosts.ts';
import { type RenderJob, RenderQueue } from '../core/snapshots/jobs.ts';
import { snapshotKey } from '../core/snapshots/page.ts';
import { NotReady, obtainSnapshot, type RenderContext, renderQueued } from '../core/snapshots/render.ts';
import { createRenderer, OriginNotAllowed, RenderFailed } from '../core/snapshots/renderer.ts';
import { responseHeaders, SnapshotStore } from '../core/snapshots/snapshot.ts';
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

const store = new SnapshotStore(new S3Client({ maxAttempts: 2 }), SITE_BUCKET);
const context: RenderContext = {
  store,
  table: new PageTable({ client: connectDynamoDb(), name: SNAPSHOTS_TABLE }),
  queue: new RenderQueue(new SQSClient({ maxAttempts: 2 }), RENDER_QUEUE),
  renderer: createRenderer({
    isAllowedOrigin: origin => isSiteOrigin(origin, SITE_HOSTS),
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
    const url = requestedPage(event);
    const snapshot = await obtainSnapshot(url, Number(RENDER_DEADLINE_MS), context);
    if (snapshot.status >= 500) throw new NotReady(`${url} answered ${snapshot.status}`);
    return { statusCode: snapshot.status, headers: responseHeaders(snapshot), body: snapshot.html };
  } catch (error) {
    const problem = problemOf(error);
    return { statusCode: problem.status, headers: problem.headers(), body: problem.body() };
  }
}

/** The page CloudFront asks for. The edge has put it into a header, and its key into the path: the two must agree. */
function requestedPage(event: LambdaFunctionURLEvent): string {
  const url = event.headers['x-signpost-url'];
  if (!url) throw new Problem(404, 'There is no such file.');
  if (!URL.canParse(url) || event.rawPath !== `/${snapshotKey(url)}`)
    throw new Problem(404, 'The address of the page and the path of its snapshot do not belong together.');
  return url;
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
