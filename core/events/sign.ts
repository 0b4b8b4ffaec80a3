import { createHmac } from 'node:crypto';

/** How many bytes a secret has, by the specification. */
const LEAST_BYTES = 24;
const MOST_BYTES = 64;

/**
 * The key of a secret as Standard Webhooks writes it: base64, with `whsec_` in front or without.
 * Spec: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 *
 * @throws an error of one sentence for what is no such secret, and does not show it
 */
export function keyOf(secret: string): Buffer {
  const text = secret.replace(/^whsec_/, '');
  const key = Buffer.from(text, 'base64');
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(text);
  if (!isBase64 || key.length < LEAST_BYTES || key.length > MOST_BYTES)
    throw new Error(`it takes whsec_ and ${LEAST_BYTES} to ${MOST_BYTES} bytes in base64`);
  return key;
}

/**
 * The headers by which whoever has one of the secrets knows that a body is ours, and of now: a signature of each, as the
 * specification has it for the time in which a secret is exchanged.
 *
 * @param keys of the secrets, the new one first
 * @param now milliseconds
 */
export function signatureOf(
  id: string,
  body: string,
  keys: readonly Buffer[],
  now: number,
): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const signatures = keys.map(
    key => `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
  );
  return {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}
