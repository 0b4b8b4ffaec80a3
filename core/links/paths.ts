import { segmentsBelow } from './slug.ts';

const LINKS = '/api/links/';
const TAGS = '/api/tags/';

/**
 * The path of a request as routes know it: a slug is one segment of it, with its slashes encoded, and so is a tag. The gateway has decoded them,
 * and people write them as they are.
 */
export function pathOfLinks(path: string): string {
  if (path.startsWith(TAGS)) return `${TAGS}${path.slice(TAGS.length).replaceAll('/', '%2F')}`;
  if (!path.startsWith(LINKS)) return path;
  const segments = path.slice(LINKS.length).split('/');
  const slug = segments.slice(0, segments.length - segmentsBelow(segments));
  return `${LINKS}${[slug.join('%2F'), ...segments.slice(slug.length)].join('/')}`;
}
