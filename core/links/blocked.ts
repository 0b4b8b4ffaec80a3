import { invalid } from '../problem.ts';
import type { LinkSettings } from './link.ts';

/** Every address that a link with such settings may lead to, with the field it is in. */
export function destinationsOf({
  url,
  expiredUrl,
  rules,
}: Pick<LinkSettings, 'url' | 'expiredUrl' | 'rules'>): { field: string; url: string }[] {
  return [
    { field: 'url', url },
    ...(expiredUrl === undefined ? [] : [{ field: 'expiredUrl', url: expiredUrl }]),
    ...rules.map((rule, index) => ({ field: `rules.${index}.url`, url: rule.url })),
  ];
}

/** @throws a 422 problem for the addresses that the block list knows */
export async function refuseBlocked(
  settings: LinkSettings,
  { isBlocked }: { isBlocked(urls: string[]): Promise<string | undefined> },
): Promise<void> {
  const places = destinationsOf(settings);
  const blocked = await isBlocked(places.map(({ url }) => url));
  if (blocked === undefined) return;
  throw invalid(
    places
      .filter(({ url }) => url === blocked)
      .map(({ field }) => ({
        field,
        reason: 'leads to a host that is blocked',
        expected: 'another address',
      })),
  );
}
