import { isUtf8 } from 'node:buffer';
import mime from 'mime';

/** What the owner of a file says of it by its name alone. */
const BY_NAME: ReadonlyMap<string, string> = new Map([
  // https://developer.apple.com/documentation/xcode/supporting-associated-domains
  ['apple-app-site-association', 'application/json'],
]);

/** Where the library's table is of another mind than what clients expect. */
const BY_ENDING: ReadonlyMap<string, string> = new Map([
  // https://html.spec.whatwg.org/multipage/links.html#rel-icon
  ['ico', 'image/x-icon'],
  // https://www.rfc-editor.org/rfc/rfc6350#section-10.1
  ['vcf', 'text/vcard'],
]);

const UNKNOWN = 'application/octet-stream';

/**
 * The type a file is served with: by its name, or, where that has no ending, by what is in it, as there `LICENSE` and
 * `openid-configuration` look alike. No byte of it is touched, so a text that is not UTF-8 is not said to be.
 *
 * @param path its path in the app's folder
 */
export function contentTypeOf(path: string, bytes: Buffer): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const ending = /[^.]\.([^.]+)$/.exec(name)?.[1]?.toLowerCase();
  const byName = BY_NAME.get(name) ?? (ending && (BY_ENDING.get(ending) ?? mime.getType(ending)));
  const type = byName || (ending === undefined ? typeByContent(bytes) : UNKNOWN);
  const isText = /^text\/|[/+]xml$/.test(type); // https://www.rfc-editor.org/rfc/rfc7303#section-3
  return isText && isUtf8(bytes) ? `${type}; charset=utf-8` : type;
}

/** Nobody writes JSON by hand that is longer. */
const LONGEST_JSON = 1024 * 1024;

function typeByContent(bytes: Buffer): string {
  if (!isUtf8(bytes) || bytes.includes(0)) return UNKNOWN;
  return isJson(bytes) ? 'application/json' : 'text/plain';
}

function isJson(bytes: Buffer): boolean {
  if (bytes.length > LONGEST_JSON || !/^\s*[[{]/.test(bytes.toString('utf8', 0, 256))) return false;
  try {
    JSON.parse(bytes.toString());
    return true;
  } catch {
    return false;
  }
}
