import { constants, createHash, createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import {
  type BareItem,
  type InnerList,
  isInnerList,
  type Parameters,
  parseDictionary,
  serializeInnerList,
  serializeItem,
} from 'structured-headers';
import { parseUrl } from '../parse-url.ts';

/**
 * Web Bot Auth: a crawler signs its requests (RFC 9421) with a key its operator publishes.
 * https://datatracker.ietf.org/doc/draft-ietf-webbotauth-httpsig-protocol/
 *
 * The npm package `web-bot-auth` 0.1.3 is used to sign in the tests only. To verify, it reads the time itself, refuses a
 * request with two signatures, takes all of `Signature-Agent` where one member was signed (so it fails its own second set
 * of vectors), and accepts a signature that leaves out a `Signature-Agent` that is there.
 *
 * A nonce is not remembered: a signature that somebody repeats before it ends buys pages of the same host, no more.
 */
export const TAG = 'web-bot-auth';

/** What was signed. Header names in lower case, repeated headers joined by a comma. */
export interface SignedMessage {
  method: string;
  /** The target URI. Its path may be spelt otherwise than it was signed. */
  url: string;
  headers: Readonly<Record<string, string | undefined>>;
}

/** A published key; its name (`keyid`) is its thumbprint. */
export interface PublishedKey {
  key: KeyObject;
  algorithm: 'ed25519' | 'rsa-pss-sha512';
  /** Milliseconds since 1970 between which it counts. */
  from: number;
  until: number;
}

/**
 * valid: signed by the key's owner. invalid: pretends to be, with a key we know. unknown: nothing can be said, since there is
 * no signature, nobody we know has its key, or it covers what does not reach us as it was signed.
 */
export type SignatureCheck<Key> =
  | { outcome: 'valid'; key: Key }
  | { outcome: 'invalid' | 'unknown'; reason: string };

/** How far the signer's clock may be ahead of ours. */
const CLOCK_SKEW_MS = 60_000;
/** The draft asks for signatures that end within a day; one that lives longer is not worth more. */
const MAX_AGE_MS = 24 * 3_600_000;
/** More signatures of this kind than that are not looked at. */
const MAX_SIGNATURES = 4;
/** On the way to us a path may be spelt anew and a query cut, so a mismatch of these proves nothing. */
const RESPELT = ['@path', '@query', '@target-uri', '@request-target'];

/**
 * Checks the Web Bot Auth signatures of a request; one that is valid is enough. Never throws, whatever a client sends.
 *
 * @param keys the published keys by thumbprint
 * @param now milliseconds since 1970
 */
export function checkSignature<Key extends PublishedKey>(
  message: SignedMessage,
  keys: ReadonlyMap<string, Key>,
  now: number,
): SignatureCheck<Key> {
  const inputs = dictionary(message.headers['signature-input']);
  const signatures = dictionary(message.headers.signature);
  let worst: SignatureCheck<Key> = { outcome: 'unknown', reason: 'no Web Bot Auth signature' };
  for (const [label, input] of taggedInputs(inputs)) {
    const check = checkOne(message, input, signatures.get(label)?.[0], keys, now);
    if (check.outcome === 'valid') return check;
    if (worst.outcome !== 'invalid') worst = check;
  }
  return worst;
}

/** A dictionary of structured fields (RFC 8941); an empty one in place of what is none. */
function dictionary(header: string | undefined): ReturnType<typeof parseDictionary> {
  try {
    return parseDictionary(header ?? '');
  } catch {
    return new Map();
  }
}

function taggedInputs(inputs: ReturnType<typeof parseDictionary>): [label: string, input: InnerList][] {
  return [...inputs]
    .filter((entry): entry is [string, InnerList] => isInnerList(entry[1]) && entry[1][1].get('tag') === TAG)
    .slice(0, MAX_SIGNATURES);
}

function checkOne<Key extends PublishedKey>(
  message: SignedMessage,
  input: InnerList,
  signature: unknown,
  keys: ReadonlyMap<string, Key>,
  now: number,
): SignatureCheck<Key> {
  const [components, parameters] = input;
  const keyid = parameters.get('keyid');
  const key = typeof keyid === 'string' ? keys.get(keyid) : undefined;
  if (!key) return { outcome: 'unknown', reason: 'signed with a key nobody we know has published' };
  if (now < key.from || now >= key.until)
    return { outcome: 'unknown', reason: 'signed with a key outside its time' };
  const fault = faultOf(components, parameters, key, message, now);
  if (fault) return { outcome: 'invalid', reason: fault };
  const base = signatureBase(message, input);
  if (base === undefined)
    return { outcome: 'unknown', reason: 'the signature covers what does not reach us' };
  if (isSigned(base, signature, key)) return { outcome: 'valid', key };
  return components.some(([name]) => RESPELT.includes(String(name)))
    ? { outcome: 'unknown', reason: 'the signature covers a path that may have been spelt otherwise' }
    : { outcome: 'invalid', reason: 'the signature is not of this request' };
}

/** What the signature's own description lacks, in words. */
function faultOf(
  components: InnerList[0],
  parameters: Parameters,
  key: PublishedKey,
  { headers }: SignedMessage,
  now: number,
): string | undefined {
  const [created, expires] = [seconds(parameters.get('created')), seconds(parameters.get('expires'))];
  if (created === undefined || expires === undefined)
    return 'the signature does not say when it was made and ends';
  if (now >= expires) return 'the signature has expired';
  if (created > now + CLOCK_SKEW_MS) return 'the signature is from the future';
  if (created < now - MAX_AGE_MS) return 'the signature is more than a day old';
  const algorithm = parameters.get('alg');
  if (algorithm !== undefined && algorithm !== key.algorithm) return 'the signature names another algorithm';
  const names = components.map(([name]) => name);
  if (!names.includes('@authority') && !names.includes('@target-uri')) return 'the signature is for any host';
  if (headers['signature-agent'] !== undefined && !names.includes('signature-agent'))
    return 'the signature leaves out Signature-Agent';
  if (new Set(components.map(item => serializeItem(item))).size < components.length)
    return 'the signature covers something twice';
  return undefined;
}

function seconds(value: BareItem | undefined): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) ? value * 1000 : undefined;
}

/** https://www.rfc-editor.org/rfc/rfc9421#section-2.5; undefined when a part of it is not to be had. */
function signatureBase(message: SignedMessage, input: InnerList): string | undefined {
  const lines: string[] = [];
  for (const component of input[0]) {
    const value = componentValue(message, component);
    if (value === undefined) return undefined;
    lines.push(`${serializeItem(component)}: ${value}`);
  }
  return [...lines, `"@signature-params": ${serializeInnerList(input)}`].join('\n');
}

function componentValue(
  message: SignedMessage,
  [name, parameters]: InnerList[0][number],
): string | undefined {
  if (typeof name !== 'string') return undefined;
  const header = Object.hasOwn(message.headers, name) ? message.headers[name] : undefined;
  if (name === 'signature-agent' && parameters.size === 1) return member(header, parameters.get('key'));
  if (parameters.size > 0) return undefined;
  return name.startsWith('@') ? derivedValue(message, name) : header?.trim();
}

/** One member of a dictionary header. https://www.rfc-editor.org/rfc/rfc9421#section-2.1.2 */
function member(header: string | undefined, key: BareItem | undefined): string | undefined {
  const value = typeof key === 'string' ? dictionary(header).get(key) : undefined;
  if (!value) return undefined;
  return isInnerList(value) ? serializeInnerList(value) : serializeItem(value);
}

/** https://www.rfc-editor.org/rfc/rfc9421#section-2.2 */
function derivedValue({ method, url }: SignedMessage, name: string): string | undefined {
  const parsed = parseUrl(url);
  if (!parsed) return undefined;
  const { host, href, protocol, pathname, search } = parsed;
  switch (name) {
    case '@method':
      return method;
    case '@authority':
      return host;
    case '@target-uri':
      return href;
    case '@scheme':
      return protocol.slice(0, -1);
    case '@request-target':
      return pathname + search;
    case '@path':
      return pathname;
    case '@query':
      return search || '?';
    default:
      return undefined;
  }
}

/** https://www.rfc-editor.org/rfc/rfc9421#section-3.3.6 (Ed25519) and #section-3.3.1 (RSA) */
function isSigned(base: string, signature: unknown, { key, algorithm }: PublishedKey): boolean {
  if (!(signature instanceof ArrayBuffer)) return false;
  const [data, bytes] = [Buffer.from(base), new Uint8Array(signature)];
  return algorithm === 'ed25519'
    ? verify(null, data, key, bytes)
    : verify('sha512', data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 }, bytes);
}

/** The public half of a key, as a directory lists it, and nothing else of it. */
export interface PublicJwk {
  kty: 'OKP' | 'RSA';
  crv?: string;
  x?: string;
  e?: string;
  n?: string;
  /** Seconds since 1970. */
  nbf?: number;
  exp?: number;
}

/**
 * A key of a directory with its thumbprint (RFC 7638, RFC 8037 A.3), which the signature names as `keyid`. A name the
 * directory itself gives the key is not looked at. Undefined for what is no Ed25519 or RSA key. Never throws.
 */
export function readKey(jwk: unknown): { thumbprint: string; jwk: PublicJwk; key: PublishedKey } | undefined {
  const shown = publicHalf(jwk);
  if (!shown) return undefined;
  const { nbf, exp, ...required } = shown;
  try {
    return {
      // The required members in the order of their names: publicHalf lists them so.
      thumbprint: createHash('sha256').update(JSON.stringify(required)).digest('base64url'),
      jwk: shown,
      key: {
        key: createPublicKey({ key: required as JsonWebKey, format: 'jwk' }),
        algorithm: shown.kty === 'OKP' ? 'ed25519' : 'rsa-pss-sha512',
        from: (nbf ?? 0) * 1000,
        until: exp === undefined ? Number.POSITIVE_INFINITY : exp * 1000,
      },
    };
  } catch {
    return undefined;
  }
}

function publicHalf(jwk: unknown): PublicJwk | undefined {
  if (typeof jwk !== 'object' || jwk === null) return undefined;
  const { kty, crv, x, e, n, nbf, exp } = jwk as Record<string, unknown>;
  const times = {
    ...(typeof nbf === 'number' && { nbf }),
    ...(typeof exp === 'number' && { exp }),
  };
  if (kty === 'OKP' && crv === 'Ed25519' && typeof x === 'string') return { crv, kty, x, ...times };
  if (kty === 'RSA' && typeof e === 'string' && typeof n === 'string') return { e, kty, n, ...times };
  return undefined;
}
