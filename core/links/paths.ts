import { BELOW_A_LINK } from './slug.ts';

const LINKS = '/api/links/';

/**
 * The path of a request as routes know it: a slug is one segment of it, with its slashes encoded. The gateway has decoded them,
 * and people write them as they are.
 */
export function pathOfLinks(path: string): string {
  if (!path.startsWith(LINKS)) return path;
  const segments = path.slice(LINKS.length).split('/');
  const isBelow = segments.length > 1 && BELOW_A_LINK.includes(segments.at(-1) ?? '');
  const below = isBelow ? `/${segments.pop()}` : '';
  return `${LINKS}${segments.join('%2F')}${below}`;
}
