import type { Clock } from '../clock.ts';
import { objectOf, parseJson } from '../json.ts';
import { type Identities, isPlausible, type Source } from './identities.ts';
import { directoryOf, OPERATORS, type Operator } from './operators.ts';
import { type PublicJwk, readKey } from './web-bot-auth.ts';

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
