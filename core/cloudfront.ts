import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { SignatureV4 } from '@smithy/signature-v4';
import { type RandomBytes, uuid } from './ids.ts';
import { ServiceFault } from './problem.ts';

/** CloudFront is in no Region, and its signatures are of this one. https://docs.aws.amazon.com/general/latest/gr/cf_region.html */
const REGION = 'us-east-1';
const HOST = 'cloudfront.amazonaws.com';
/** Of one try; there are two. A person waits, and the change is made already. */
const TIMEOUT_MS = 2000;
const TRIES = 2;

export interface InvalidationOptions {
  /** The id of the distribution. */
  distribution: string;
  /** Has the credentials and what they sign with: a client of CloudFront's own would be half as large as all of the function. */
  client: Pick<DynamoDBDocumentClient, 'config'>;
  random: RandomBytes;
}

/**
 * Has a distribution's edges forget the objects of some paths, as they are after viewer-request: `/spring`. That takes CloudFront
 * a while, about which AWS promises nothing.
 *
 * @throws ServiceFault
 */
export async function invalidate(
  paths: readonly string[],
  { distribution, client, random }: InvalidationOptions,
): Promise<void> {
  const batch = {
    path: `/2020-05-31/distribution/${distribution}/invalidation`,
    body: bodyOf(paths, uuid(random)),
  };
  let failure: unknown;
  // The same caller reference makes it the same invalidation.
  for (let tried = 0; tried < TRIES; tried++) {
    try {
      const response = await send(batch, client);
      if (response.ok) return;
      failure = new Error(`${response.status}: ${(await response.text()).slice(0, 500)}`);
      if (response.status < 500 && response.status !== 429) break;
    } catch (error) {
      failure = error;
    }
  }
  throw new ServiceFault('CloudFront', failure);
}

async function send(
  { path, body }: { path: string; body: string },
  { config }: InvalidationOptions['client'],
) {
  const url = new URL(path, process.env.AWS_ENDPOINT_URL ?? `https://${HOST}`);
  const { credentials, sha256 } = config;
  const signed = await new SignatureV4({ service: 'cloudfront', region: REGION, credentials, sha256 }).sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    path,
    query: {},
    headers: { host: url.host, 'content-type': 'text/xml' },
    body,
  });
  return await fetch(url, {
    method: 'POST',
    headers: signed.headers,
    body,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
}

/** https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateInvalidation.html */
function bodyOf(paths: readonly string[], reference: string): string {
  const items = paths.map(path => `<Path>${path.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</Path>`);
  return (
    '<InvalidationBatch xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">' +
    `<Paths><Quantity>${items.length}</Quantity><Items>${items.join('')}</Items></Paths>` +
    `<CallerReference>${reference}</CallerReference></InvalidationBatch>`
  );
}
