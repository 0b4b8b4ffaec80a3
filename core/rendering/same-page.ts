/**
 * Two addresses of one page, in whatever form its router writes them: a slash at the end or a doubled one and the way of
 * encoding do not count, nor do query and fragment. Letter case does.
 */
export const isSamePage = (a: URL, b: URL): boolean =>
  a.origin === b.origin && loosePath(a.pathname) === loosePath(b.pathname);

/** A path in the one form that all of its routers' forms share. An encoded slash stays part of its segment. */
export const loosePath = (path: string): string =>
  `/${path
    .split('/')
    .filter(segment => segment !== '')
    .map(segment => encodeURIComponent(decoded(segment)))
    .join('/')}`;

/** A stray "%" and bytes that are no UTF-8 stand for themselves, as a router that encodes once more takes them. */
const decoded = (segment: string) =>
  segment.replace(/%[0-7][\da-f]|(?:%[89a-f][\da-f])+/gi, escapes => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes.toUpperCase();
    }
  });
