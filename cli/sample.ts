/**
 * Some of a site's pages that stand for all: of each kind of address about as many, spread over where they are listed, and the same
 * ones each time.
 *
 * @param size at most so many
 * @param seed another number takes others
 * @returns them in the order they are listed
 */
export function sampleOf(urls: readonly string[], size: number, seed = 0): string[] {
  if (urls.length <= size) return [...urls];
  const kinds = new Map<string, string[]>();
  for (const url of urls) {
    const kind = kindOf(url);
    const alike = kinds.get(kind) ?? [];
    alike.push(url);
    kinds.set(kind, alike);
  }
  const taken = new Set<string>();
  // Small kinds first: what they do not take of their share is left to larger ones.
  const bySize = [...kinds.values()].sort((a, b) => a.length - b.length);
  const chosen = bySize.length > size ? spread(bySize, size, seed) : bySize;
  for (const [at, kind] of chosen.entries()) {
    const share = Math.floor((size - taken.size) / (chosen.length - at));
    for (const url of spread(kind, share, seed)) taken.add(url);
  }
  return urls.filter(url => taken.has(url));
}

/**
 * What an address is like: pages that one route of an app answers are mostly alike. The last part of a path names the page, and
 * what holds a digit is a number, a date or an id.
 */
export function kindOf(address: string): string {
  const { pathname, searchParams } = new URL(address);
  const parts = pathname.split('/').filter(part => part !== '');
  const named = parts.map((part, at) => (/\d/.test(part) || at === parts.length - 1 ? '*' : part));
  const names = [...new Set(searchParams.keys())].sort();
  return `/${named.join('/')}${names.length > 0 ? `?${names.join('&')}` : ''}`;
}

/** The golden ratio's part: numbers of seeds that follow each other lie as far from each other as they can. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** So many of a list, evenly spread over it; the first one among them where the seed is 0. */
function spread<Item>(items: readonly Item[], count: number, seed: number): Item[] {
  const offset = (seed * GOLDEN) % 1;
  return Array.from({ length: Math.min(count, items.length) }, (_, n) => {
    const at = Math.floor(((n + offset) * items.length) / Math.min(count, items.length));
    return items[at] as Item;
  });
}
