import { type Domains, keyOf } from '../links/domains.ts';
import { readPath } from '../links/follow/path.ts';
import type { Link } from '../links/link.ts';
import { resolveLinks } from '../links/resolve-all.ts';
import type { LinkStore } from '../links/store.ts';
import type { Followed } from './gather.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const BATCH = 100;

/**
 * The link of each path, found as the redirect finds it, but as it is now: by the new owner of a slug that was given away since.
 *
 * @returns by the path; what leads to no link is not in it
 * @throws ServiceFault
 */
export async function linksOf(
  paths: readonly Followed[],
  store: LinkStore,
  domains: Domains,
): Promise<Map<Followed, Link>> {
  const wanted = paths.map(followed => {
    const domain = domains.named(followed.domain) ?? domains.first;
    // Whoever looks at a QR code follows nothing.
    const followable = readPath(followed.path, domain).candidates.filter(({ qr }) => qr === undefined);
    return { followed, candidates: followable.map(each => ({ ...each, key: keyOf(domain, each.slug) })) };
  });
  const keys = [...new Set(wanted.flatMap(({ candidates }) => candidates.map(({ key }) => key)))];
  const known = new Map<string, Link>();
  for (let start = 0; start < keys.length; start += BATCH) {
    const { links } = await resolveLinks(keys.slice(start, start + BATCH), store);
    for (const [key, link] of links) known.set(key, link);
  }
  const found = new Map<Followed, Link>();
  for (const { followed, candidates } of wanted) {
    const leads = candidates.find(({ key, rest }) =>
      rest === '' ? known.has(key) : known.get(key)?.forwardPath,
    );
    const link = leads && known.get(leads.key);
    if (link) found.set(followed, link);
  }
  return found;
}
