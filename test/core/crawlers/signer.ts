import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readKey } from '../../../core/crawlers/web-bot-auth.ts';

/** A crawler's key: what its directory lists, and the name by which signatures call it. */
export interface SigningKey {
  jwk: unknown;
  keyid: string;
  privateKey: KeyObject;
}

export function signingKey(): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const jwk = publicKey.export({ format: 'jwk' });
  const read = readKey(jwk);
  if (!read) throw new Error('not a key');
  return { jwk, keyid: read.thumbprint, privateKey };
}

/** What a signature covers: each line of its base, as the component and its value; and its parameters. */
export interface Signed {
  covers: readonly (readonly [component: string, value: string])[];
  parameters: string;
  label?: string;
}

/** The headers of a signature made by hand, line by line: https://www.rfc-editor.org/rfc/rfc9421#section-2.5 */
export function signedHeaders(
  { privateKey }: SigningKey,
  { covers, parameters, label = 'sig' }: Signed,
): { 'signature-input': string; signature: string } {
  const input = `(${covers.map(([component]) => component).join(' ')})${parameters}`;
  const base = [
    ...covers.map(([component, value]) => `${component}: ${value}`),
    `"@signature-params": ${input}`,
  ];
  const bytes = sign(null, Buffer.from(base.join('\n')), privateKey);
  return { 'signature-input': `${label}=${input}`, signature: `${label}=:${bytes.toString('base64')}:` };
}
