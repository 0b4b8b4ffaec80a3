import type { Said } from './said.ts';

/** The host of a short url, with its scheme or without, and what stands behind it; undefined where it has no such host. */
export function partsOf(short: string): { host: string; path: string } | undefined {
  const [, host = '', path = ''] =
    /^(?:https?:)?(?:\/\/)?([^/?#\s]+\.[^/?#\s]+|localhost(?::\d+)?)(?:\/([^?#]*))?(?:[?#]|$)/i.exec(short) ??
    [];
  if (host === '') return undefined;
  return { host: hostIn(host), path: decoded(path).replace(/^\/+|\/+$/g, '') };
}

/** A host as URLs have it, in small letters of ASCII; what is none stays. Spec: https://url.spec.whatwg.org/#host-parsing */
export const hostIn = (text: string): string =>
  URL.canParse(`http://${text}`) ? new URL(`http://${text}`).host : text.toLowerCase();

/** A path as people write it. */
export function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/**
 * The slug of a link by what a row says of it.
 *
 * @param slug what its column says; '' where there is none
 * @param path what stands in its short url; undefined where there is none
 * @returns the slug, or why there is none
 */
export function slugIn(slug: string, path: string | undefined): { slug: string } | Said {
  const named = slug.replace(/^\/+|\/+$/g, '');
  if (path === undefined || path === '') {
    if (named !== '') return { slug: named };
    return { says: path === undefined ? 'no-slug' : 'domain-root' };
  }
  // Where the service is below a path of its domain, people have that path in front of the slug.
  if (named === '' || isSame(named, path) || isSame(`/${named}`, path.slice(-named.length - 1)))
    return { slug: path };
  return { says: 'slug-differs', slug: named, path };
}

/** Services differ in whether the letter case and escapes of an address are kept. */
const isSame = (one: string, other: string) => decoded(one).toLowerCase() === decoded(other).toLowerCase();
