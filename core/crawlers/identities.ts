import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Clock } from '../clock.ts';
import { ServiceFault } from '../problem.ts';
import { type Address, parsePrefix, Ranges } from './addresses.ts';
import { directoryOf, OPERATORS, type Operator } from './operators.ts';
import { type PublicJwk, type PublishedKey, readKey } from './web-bot-auth.ts';

/** What one address on the web said last: ranges of addresses, or keys. */
export interface Source {
  /** Milliseconds since 1970. */
  fetchedAt: number;
  prefixes?: string[];
  keys?: PublicJwk[];
}

/** What operators publish of their crawlers, by the address it was fetched from. Kept as one JSON object. */
export interface Identities {
  sources: Record<string, Source>;
}

export const NO_IDENTITIES: Identities = { sources: {} };

/** A key, and whose it is. */
export interface OperatorKey extends PublishedKey {
  operator: string;
}

/** Identities made ready to be asked, once for many requests. */
export interface KnownIdentities {
  /** By thumbprint. */
  keys: ReadonlyMap<string, OperatorKey>;
  /** Whether an address is in a list of an operator's; undefined when none of its lists is known. */
  isAddressOf(operator: string, address: Address): boolean | undefined;
  /** When the oldest of an operator's lists was fetched; undefined when none is known. */
  listedSince(operator: string): number | undefined;
}

/** Makes identities ready to be asked. */
export function compileIdentities({ sources }: Identities): KnownIdentities {
  const keys = new Map<string, OperatorKey>();
  const lists = new Map<string, { ranges: Ranges; since: number }>();
  for (const { id, lists: urls, agents } of OPERATORS) {
    for (const jwk of agents.flatMap(agent => sources[directoryOf(agent)]?.keys ?? [])) {
      const read = readKey(jwk);
      if (read) keys.set(read.thumbprint, { ...read.key, operator: id });
    }
    const known = urls.flatMap(url => sources[url] ?? []);
    if (known.length === 0) continue;
    const prefixes = known.flatMap(source => source.prefixes ?? []).flatMap(text => parsePrefix(text) ?? []);
    const since = Math.min(...known.map(({ fetchedAt }) => fetchedAt));
    lists.set(id, { ranges: new Ranges(prefixes), since });
  }
  return {
    keys,
    isAddressOf: (operator, address) => lists.get(operator)?.ranges.has(address),
    listedSince: operator => lists.get(operator)?.since,
  };
}

/** Reads what `JSON.stringify` made of identities. What is not of their shape is left out; never throws. */
export function parseIdentities(text: string): Identities {
  const { sources } = objectOf(parseJson(text));
  const read = Object.entries(objectOf(sources)).flatMap(([url, value]) => {
    const { fetchedAt, prefixes, keys } = objectOf(value);
    if (typeof fetchedAt !== 'number') return [];
    const source: Source = {
      fetchedAt,
      ...(Array.isArray(prefixes) && { prefixes: prefixes.filter(isPlausible) }),
      ...(Array.isArray(keys) && { keys: keys.flatMap(key => readKey(key)?.jwk ?? []) }),
    };
    return [[url, source] as const];
  });
  return { sources: Object.fromEntries(read) };
}

/** One source that could not be refreshed; its older copy is kept. */
export interface Failure {
  url: string;
  reason: string;
}

export interface RefreshOptions {
  fetch: typeof fetch;
  clock: Clock;
  /** Only these operators; all when left out. */
  operators?: readonly Operator[];
  /** What was fetched within so many milliseconds is not fetched again; all is when left out. */
  maxAge?: number;
  /** Milliseconds for one source, its redirects included. */
  timeout?: number;
}

/**
 * Fetches what the operators publish, each source by itself: one that fails keeps its older copy. Never rejects.
 *
 * @returns the identities as they are now, and the sources that were fetched or could not be
 */
export async function refresh(
  previous: Identities,
  { fetch, clock, operators = OPERATORS, maxAge = 0, timeout = 10_000 }: RefreshOptions,
): Promise<{ identities: Identities; fetched: string[]; failures: Failure[] }> {
  const sources = { ...previous.sources };
  const fetched: string[] = [];
  const failures: Failure[] = [];
  const one = async (url: string, read: (json: unknown) => Omit<Source, 'fetchedAt'>) => {
    if (clock.now() - (sources[url]?.fetchedAt ?? Number.NEGATIVE_INFINITY) < maxAge) return;
    try {
      const json = parseJson(await download(url, fetch, AbortSignal.timeout(timeout)));
      sources[url] = { fetchedAt: clock.now(), ...read(json) };
      fetched.push(url);
    } catch (error) {
      failures.push({ url, reason: error instanceof Error ? error.message : String(error) });
    }
  };
  await Promise.all(
    operators.flatMap(({ lists, agents }) => [
      ...lists.map(url => one(url, readList)),
      ...agents.map(agent => one(directoryOf(agent), readDirectory)),
    ]),
  );
  return { identities: { sources }, fetched, failures };
}

const MAX_REDIRECTS = 3;
/** The longest list known has some thousand ranges, 100 KB. */
const MAX_BYTES = 2 * 1024 * 1024;

/** The text at an address: https all the way, and no more of it than MAX_BYTES. */
async function download(
  address: string,
  fetch: RefreshOptions['fetch'],
  signal: AbortSignal,
): Promise<string> {
  let url = address;
  for (let left = MAX_REDIRECTS; ; left--) {
    if (new URL(url).protocol !== 'https:') throw new Error(`leads to ${url}, which is not https`);
    const response = await fetch(url, {
      redirect: 'manual',
      signal,
      headers: { accept: 'application/json, */*' },
    });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || !location) return await textOf(response);
    await response.body?.cancel();
    if (left === 0) throw new Error(`is redirected more than ${MAX_REDIRECTS} times`);
    url = new URL(location, url).href;
  }
}

async function textOf({ status, body }: Response): Promise<string> {
  if (status !== 200 || !body) throw new Error(`answers ${status}`);
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  for (let bytes = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks).toString('utf8');
    chunks.push(value);
    bytes += value.length;
    if (bytes <= MAX_BYTES) continue;
    await reader.cancel();
    throw new Error(`is longer than ${MAX_BYTES} bytes`);
  }
}

/**
 * Reads a list in the form Google began: `{ "prefixes": [{ "ipv4Prefix": "…" }, { "ipv6Prefix": "…" }] }`. What is no range
 * is left out. A list without any is refused: an operator does not lose all its addresses overnight. (When Google moved its
 * lists, the old addresses answered 200 with a JSON notice: https://merj.com/blog/update-your-google-crawler-ip-range-endpoints)
 */
function readList(json: unknown): { prefixes: string[] } {
  const { prefixes } = objectOf(json);
  const texts = (Array.isArray(prefixes) ? prefixes : []).flatMap(entry => {
    const { ipv4Prefix, ipv6Prefix } = objectOf(entry);
    return [entry, ipv4Prefix, ipv6Prefix].filter(isPlausible);
  });
  if (texts.length === 0) throw new Error('holds no range of addresses');
  return { prefixes: [...new Set(texts)] };
}

/** Reads a key directory, a JSON Web Key Set (RFC 7517). Keys of other kinds are left out. */
function readDirectory(json: unknown): { keys: PublicJwk[] } {
  const { keys } = objectOf(json);
  const read = (Array.isArray(keys) ? keys : []).flatMap(key => readKey(key)?.jwk ?? []);
  if (read.length === 0) throw new Error('holds no key of a kind we know');
  return { keys: read };
}

/** No crawler has more than a 256th of IPv4 or a 65,536th of IPv6: such a range is a mistake, and would prove anybody. */
const WIDEST_BITS = { ipv4: 96 + 8, ipv6: 16 };

function isPlausible(text: unknown): text is string {
  const prefix = typeof text === 'string' ? parsePrefix(text) : undefined;
  if (!prefix) return false;
  const isIpv4 = prefix.first[0] === 0 && prefix.first[1] === 0;
  return prefix.bits >= (isIpv4 ? WIDEST_BITS.ipv4 : WIDEST_BITS.ipv6);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** No behaviour leads here, and the bucket's policy lets CloudFront read other prefixes only. */
export const IDENTITIES_KEY = 'crawlers/identities.json';

/** How long a function goes on with what it has read. */
const REMEMBER_MS = 5 * 60_000;

/** Identities in the site's bucket. */
export class IdentityStore {
  readonly #s3: S3Client;
  readonly #bucket: string;
  readonly #clock: Clock;
  #until = Number.NEGATIVE_INFINITY;
  #known = Promise.resolve(compileIdentities(NO_IDENTITIES));

  constructor(s3: S3Client, bucket: string, clock: Clock) {
    this.#s3 = s3;
    this.#bucket = bucket;
    this.#clock = clock;
  }

  /** What is kept; NO_IDENTITIES when nothing is, or nothing that can be read. Rejects with a ServiceFault. */
  async load(): Promise<Identities> {
    const command = new GetObjectCommand({ Bucket: this.#bucket, Key: IDENTITIES_KEY });
    const object = await this.#s3.send(command).catch(undefinedWhenMissing);
    const text = await object?.Body?.transformToString();
    return text === undefined ? NO_IDENTITIES : parseIdentities(text);
  }

  /** Rejects with a ServiceFault. */
  async save(identities: Identities): Promise<void> {
    const command = new PutObjectCommand({
      Bucket: this.#bucket,
      Key: IDENTITIES_KEY,
      Body: JSON.stringify(identities),
      ContentType: 'application/json',
    });
    await this.#s3.send(command).catch(fault);
  }

  /**
   * What is kept, ready to be asked; read again after five minutes. Never rejects: when it can't be read, what was read
   * before counts on, if only nothing, and the next request tries again.
   */
  known(): Promise<KnownIdentities> {
    const now = this.#clock.now();
    if (now >= this.#until) {
      this.#until = now + REMEMBER_MS;
      const before = this.#known;
      this.#known = this.load()
        .then(compileIdentities)
        .catch(() => {
          this.#until = now;
          return before;
        });
    }
    return this.#known;
  }
}

function undefinedWhenMissing(error: unknown): undefined {
  if (error instanceof NoSuchKey) return undefined;
  // Without leave to list the bucket, S3 says of a missing object that access is denied.
  if (error instanceof Error && error.name === 'AccessDenied') return undefined;
  return fault(error);
}

function fault(error: unknown): never {
  throw new ServiceFault('S3', error);
}
