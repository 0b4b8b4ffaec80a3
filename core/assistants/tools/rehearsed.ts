import type { Schemas, SignpostClient } from '../../../client/client.ts';
import { called, sentenceOf } from '../called.ts';
import { type Difference, differenceOf } from './difference.ts';
import type { Link } from './link-shapes.ts';

/** What a link has that it can be made with again. */
const SETTINGS = [
  'url',
  'title',
  'tags',
  'note',
  'startsAt',
  'expiresAt',
  'expiredUrl',
  'status',
  'maxAge',
  'forwardQuery',
  'forwardPath',
  'utm',
  'rules',
  'maxClicks',
  'unfurl',
  'appLinks',
] as const satisfies (keyof Link & keyof Schemas['CreateLink'])[];

/**
 * What a change would make of a link. The API has no dry run of a change, but one of a new link: one with the settings that
 * would come of it is tried, and told is what is wrong with the settings that change.
 */
export async function rehearsed(
  link: Link,
  change: Schemas['EditLink'],
  client: SignpostClient,
): Promise<{ changes?: Difference[]; problem?: string }> {
  const settings = settingsAfter(link, change);
  const body = { links: [settings], dryRun: true };
  const { results } = await called(client.POST('/api/links/batch', { body }));
  const [{ status = 500, problem, holder, link: tried } = {}] = results;
  // An earlier slug of the link itself is free for it.
  const isOwn = status === 409 && holder?.shortUrl === link.shortUrl;
  if (problem && !isOwn && isAbout(problem, change)) return { problem: sentenceOf(problem, status) };
  const before = Object.fromEntries(SETTINGS.map(name => [name, link[name]]));
  const after = Object.fromEntries(SETTINGS.map(name => [name, (tried ?? settings)[name]]));
  const { slug, password } = change;
  return {
    changes: [
      ...(slug === undefined ? [] : differenceOf({ slug: link.slug }, { slug })),
      ...differenceOf(before, after),
      ...(password === undefined
        ? []
        : differenceOf({ hasPassword: link.hasPassword }, { hasPassword: password !== null })),
    ],
  };
}

function settingsAfter(link: Link, { slug, ...change }: Schemas['EditLink']): Schemas['CreateLink'] {
  const merged: Record<string, unknown> = {
    ...Object.fromEntries(SETTINGS.map(name => [name, link[name]])),
    ...change,
  };
  const { domain, url } = link;
  return {
    ...Object.fromEntries(
      Object.entries(merged).filter(([, value]) => value !== null && value !== undefined),
    ),
    url: change.url ?? url,
    ...(slug !== undefined && slug !== link.slug && { slug }),
    ...(domain !== undefined && { domain }),
  };
}

/** What is wrong with a setting that stays is no matter of the change; of a span the end is told for both. */
function isAbout({ errors }: Schemas['Problem'], change: Schemas['EditLink']): boolean {
  if (errors === undefined) return true;
  const changed = new Set([...Object.keys(change), ...('startsAt' in change ? ['expiresAt'] : [])]);
  return errors.some(({ field }) => changed.has(field.split('.')[0] ?? ''));
}
