import { invalid } from '../problem.ts';
import { type LinkSettings, SYSTEMS_WITH_APPS } from './link.ts';
import { type AddressRules, readAddress } from './schemes.ts';

/** Every address that a link with such settings may lead to, with the field it is in. */
export function destinationsOf({
  url,
  expiredUrl,
  rules,
  appLinks,
}: Pick<LinkSettings, 'url' | 'expiredUrl' | 'rules' | 'appLinks'>): { field: string; url: string }[] {
  return [
    { field: 'url', url },
    ...(expiredUrl === undefined ? [] : [{ field: 'expiredUrl', url: expiredUrl }]),
    ...rules.map((rule, index) => ({ field: `rules.${index}.url`, url: rule.url })),
    ...SYSTEMS_WITH_APPS.flatMap(system =>
      (['url', 'store'] as const).flatMap(name => {
        const url = appLinks?.[system]?.[name];
        return url === undefined ? [] : [{ field: `appLinks.${system}.${name}`, url }];
      }),
    ),
  ];
}

type Check = (url: string) => boolean | Promise<boolean>;

/** What `LinkMaker` wants: the first of some urls that one of the checks knows; a later check is asked only of what earlier ones let pass. */
export function blockedBy(...checks: Check[]): (urls: string[]) => Promise<string | undefined> {
  return async urls => {
    for (const check of checks) {
      const found = await Promise.all(urls.map(check));
      const blocked = urls.find((_, index) => found[index]);
      if (blocked !== undefined) return blocked;
    }
    return undefined;
  };
}

/** What is said of an address that leads where no link may lead. */
export const BLOCKED = { reason: 'leads to a host that is blocked', expected: 'another address' };

/** Where a link with such settings may lead, and the link that is changed does not. */
export function newDestinations(
  settings: LinkSettings,
  before: LinkSettings | undefined,
): ReturnType<typeof destinationsOf> {
  const known = new Set(before && destinationsOf(before).map(({ url }) => url));
  return destinationsOf(settings).filter(({ url }) => !known.has(url));
}

/**
 * @param before the link that is changed: where it leads already is not looked at again
 * @param path what stands in front of the fields' names in the request
 * @throws a 422 problem for the addresses that the block list knows
 */
export async function refuseBlocked(
  settings: LinkSettings,
  { isBlocked }: { isBlocked(urls: string[]): Promise<string | undefined> },
  before?: LinkSettings,
  path = '',
): Promise<void> {
  const places = newDestinations(settings, before);
  const blocked = await isBlocked([...new Set(places.map(({ url }) => url))]);
  if (blocked === undefined) return;
  throw invalid(
    places
      .filter(({ url }) => url === blocked)
      .map(({ field }) => ({ field: `${path}${field}`, ...BLOCKED })),
  );
}

/**
 * For settings that were right once and shall be in force again: a host may have become one of the short domains since, and a scheme
 * be allowed no more.
 *
 * @throws a 422 problem for the addresses that are not right now
 */
export function refuseOwn(settings: LinkSettings, { ownHosts, schemes = [] }: AddressRules): void {
  const errors = destinationsOf(settings).flatMap(({ field, url }) => {
    const reading = readAddress(url, schemes, ownHosts);
    return 'reason' in reading ? [{ field, ...reading }] : [];
  });
  if (errors.length > 0) throw invalid(errors);
}
