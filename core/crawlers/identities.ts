import { objectOf, parseJson } from '../json.ts';
import { type Address, parsePrefix, Ranges } from './addresses.ts';
import { directoryOf, OPERATORS } from './operators.ts';
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

/** Some of what a source said so long ago may be somebody else's by now: it proves nothing any more. */
const OVER_MS = 30 * 24 * 3_600_000;

/** Makes identities ready to be asked at a time (`now`, in milliseconds since 1970) and for a while after. */
export function compileIdentities(identities: Identities, now: number): KnownIdentities {
  const recent = Object.entries(identities.sources).filter(([, { fetchedAt }]) => now - fetchedAt <= OVER_MS);
  const sources: Record<string, Source> = Object.fromEntries(recent);
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

/** No crawler has more than a 256th of IPv4 or a 65,536th of IPv6: such a range is a mistake, and would prove anybody. */
const WIDEST_BITS = { ipv4: 96 + 8, ipv6: 16 };

/** Whether a value is a range of addresses that a crawler may have. */
export function isPlausible(text: unknown): text is string {
  const prefix = typeof text === 'string' ? parsePrefix(text) : undefined;
  if (!prefix) return false;
  const isIpv4 = prefix.first[0] === 0 && prefix.first[1] === 0;
  return prefix.bits >= (isIpv4 ? WIDEST_BITS.ipv4 : WIDEST_BITS.ipv6);
}
