import { askAws, callAws, tagOf } from '../aws.ts';
import { untilDone } from './patience.ts';

/** The header as CloudFront's API writes it. The secrets of ours have no character that XML writes otherwise. */
const HEADER = /(<HeaderName>x-origin-secret<\/HeaderName>\s*<HeaderValue>)([^<]*)(?=<\/HeaderValue>)/gi;

/** The secrets that a distribution is set to send: one, where nothing was broken off. Throws AwsRefusal. */
export async function sentSecrets(id: string): Promise<string[]> {
  const { text } = await readConfig(id);
  const found = [...text.matchAll(HEADER)].map(([, , value = '']) => value);
  if (found.length === 0) throw new Error(`the distribution ${id} sends no x-origin-secret`);
  return [...new Set(found)];
}

/** Has a distribution send this secret, and waits until each edge does. Throws AwsRefusal. */
export async function sendSecret(id: string, secret: string): Promise<void> {
  const { text, headers } = await readConfig(id);
  const body = text.replace(HEADER, (_, before: string) => before + secret);
  if (body !== text)
    await callAws({
      service: 'cloudfront',
      method: 'PUT',
      path: `${pathOf(id)}/config`,
      headers: { 'content-type': 'text/xml', 'if-match': headers.get('etag') ?? '' },
      body,
    });
  await untilDone('what CloudFront tells its edges', async () => {
    const distribution = await callAws({ service: 'cloudfront', method: 'GET', path: pathOf(id) });
    return tagOf(distribution, 'Status') === 'Deployed';
  });
}

const readConfig = (id: string) =>
  askAws({ service: 'cloudfront', method: 'GET', path: `${pathOf(id)}/config` });

const pathOf = (id: string) => `/2020-05-31/distribution/${id}`;
