/** The scheme, and the host where there is one; the path; the query with its "?"; the fragment. */
const PARTS = /^([^:/?#]*:(?:\/\/[^/?#]*)?)([^?#]*)(\?[^#]*)?(?:#(.*))?$/su;

// What a path, a query and a fragment may hold: pchar, "/" and, behind the path, "?". A "%" must begin an escape.
const NOT_ALLOWED = /%(?![0-9a-f]{2})|[^a-z0-9\-._~!$&'()*+,;=:@/?%]/giu;

/**
 * The URI of a url. The URL standard leaves some characters as they are that RFC 3986 does not know, such as "|" and "[", and
 * a "%" that begins no escape; clients that go by the RFC refuse a Location with them. Percent-encoded they mean the same.
 * Spec: https://www.rfc-editor.org/rfc/rfc3986#appendix-A
 *
 * @param url as the URL standard writes it
 */
export function uriOf(url: string): string {
  const [, start = '', path = '', query = '', fragment] = PARTS.exec(url) ?? [];
  const rest = `${encoded(path)}${encoded(query)}`;
  return `${start}${rest}${fragment === undefined ? '' : `#${encoded(fragment)}`}`;
}

const encoded = (part: string) => part.replace(NOT_ALLOWED, encodeURIComponent);
