import { createHash } from 'node:crypto';
import type { Listed } from '../../infra/crawler-names.ts';

/**
 * Two halves of a list, no crawler in both: entries belong together where the pattern of one finds a User-Agent of the other.
 * The same list gives the same halves.
 */
export function halvesOf(list: readonly Listed[]): [Listed[], Listed[]] {
  const halves: [Listed[], Listed[]] = [[], []];
  const families = familiesOf(list).sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  families.forEach((family, n) => {
    halves[n % 2 === 0 ? 0 : 1].push(...family);
  });
  return halves;
}

/** By chance, but always alike: neighbours in the list are often of one maker. */
function orderOf(family: readonly Listed[]): string {
  return createHash('sha256')
    .update(family[0]?.pattern ?? '')
    .digest('hex');
}

function familiesOf(list: readonly Listed[]): Listed[][] {
  const family = new Map(list.map(listed => [listed, [listed]]));
  for (const finder of list) {
    const pattern = new RegExp(finder.pattern);
    for (const listed of list)
      if (listed.instances.some(userAgent => pattern.test(userAgent))) join(family, finder, listed);
  }
  return [...new Set(family.values())];
}

function join(family: Map<Listed, Listed[]>, a: Listed, b: Listed): void {
  const [one, other] = [family.get(a) ?? [], family.get(b) ?? []];
  if (one === other) return;
  const both = [...one, ...other];
  for (const listed of both) family.set(listed, both);
}

/** The listed crawlers none of whose patterns finds one of these User-Agents. */
export function unseenIn(userAgents: readonly string[], list: readonly Listed[]): Listed[] {
  return list.filter(({ pattern }) => {
    const finder = new RegExp(pattern);
    return !userAgents.some(userAgent => finder.test(userAgent));
  });
}
