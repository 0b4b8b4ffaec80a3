import { hasTag, isBelow, type Limits } from '../keys/key.ts';
import type { FieldError } from '../problem.ts';
import { destinationsOf } from './blocked.ts';
import type { Link, LinkSettings } from './link.ts';
import { isOfTheWeb } from './schemes.ts';
import { MAX_TAGS } from './sizes.ts';

/**
 * Whether a link is within the limits of a key. One that is not is not there for that key: it cannot be read, listed or changed.
 * What a link was in an earlier version is asked for by itself.
 */
export function mayTouch(
  { limits }: { limits: Limits },
  link: Pick<Link, 'slug' | 'tags' | 'url' | 'expiredUrl' | 'rules' | 'appLinks'>,
): boolean {
  const { tags, slugPrefix = '', hosts } = limits;
  return (
    link.slug.startsWith(slugPrefix) &&
    (tags === undefined || link.tags.some(tag => hasTag(tags, tag))) &&
    (hosts === undefined || destinationsOf(link).every(({ url }) => isWithin(url, hosts)))
  );
}

/**
 * Brings what a request leaves a link with within the limits of the key that asks: a key of one tag gives it to its links.
 *
 * @param settings get the tag
 * @param slug undefined for one that is generated
 * @returns what is not within the limits
 */
export function keepWithin(limits: Limits, settings: LinkSettings, slug: string | undefined): FieldError[] {
  const { tags, slugPrefix = '', hosts } = limits;
  const errors: FieldError[] = [];
  if (slug !== undefined && !slug.startsWith(slugPrefix))
    errors.push({
      field: 'slug',
      reason: 'is not one of those the key is for',
      expected: `a slug that begins with "${slugPrefix}"`,
    });
  if (tags !== undefined && !settings.tags.some(tag => hasTag(tags, tag))) {
    const [tag, ...others] = tags;
    if (tag !== undefined && others.length === 0 && settings.tags.length < MAX_TAGS)
      settings.tags = [...settings.tags, tag];
    else
      errors.push({
        field: 'tags',
        reason: 'has none of those the key is for',
        expected: `one of ${tags.join(', ')}`,
      });
  }
  // What cannot be read as an address is refused for that already.
  for (const { field, url } of hosts === undefined ? [] : destinationsOf(settings))
    if (URL.canParse(url) && !isWithin(url, hosts ?? []))
      errors.push({
        field,
        reason: 'leads to a host that the key is not for',
        expected: `an address on ${hosts?.join(', ')}`,
      });
  return errors;
}

/** What is not of the web has no host, whatever its address looks like. */
function isWithin(url: string, hosts: readonly string[]): boolean {
  if (!isOfTheWeb(url)) return false;
  const host = new URL(url).hostname.replace(/\.$/, '');
  return hosts.some(each => isBelow(host, each));
}
