import { parseUrl } from '../parse-url.ts';
import { holdsUnseen, readUrl, tooLong, URL_EXPECTED, type UrlReading } from './url.ts';

/**
 * Schemes that no link may ever have, whatever a deployment allows: these run what stands in the address, show it as a page of
 * somebody's own making, or lead by it to any other address.
 */
export const NEVER = [
  'javascript',
  'data',
  'vbscript',
  'file',
  'blob',
  'about',
  'filesystem',
  'view-source',
  'intent',
];

/** Whether an address has a scheme that no link may have. */
export const isNever = (url: string): boolean => NEVER.includes(schemeOf(url) ?? '');

/** Whether an address is one of the web: only those have hosts that mean anything to us. */
export const isOfTheWeb = (url: string): boolean => /^https?:/i.test(url);

/** https://www.rfc-editor.org/rfc/rfc3986#section-3.1 */
const schemeOf = (text: string) => /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();

/** Where links may lead. */
export interface AddressRules {
  /** The names of all short domains: a link to one of them would lead round in circles. */
  ownHosts: readonly string[];
  /** The schemes that links may have besides http and https. */
  schemes?: readonly string[] | undefined;
}

/**
 * Reads the address of a link that may have one of some further schemes, such as `mailto` or an app's own; all others as `readUrl`
 * does. Its canonical form is what the URL standard writes.
 *
 * @param schemes what the deployment allows, in small letters
 */
export function readAddress(
  input: string,
  schemes: readonly string[],
  ownHosts: readonly string[],
): UrlReading {
  const scheme = schemeOf(input);
  const isFurther = scheme !== undefined && schemes.includes(scheme) && !NEVER.includes(scheme);
  const further = isFurther ? readFurther(input) : readUrl(input, ...ownHosts);
  if (!('reason' in further) || schemes.length === 0) return further;
  const expected =
    further.expected === URL_EXPECTED ? `${URL_EXPECTED}, or one of ${listed(schemes)}` : undefined;
  return { ...further, ...(expected && { expected }) };
}

const listed = (schemes: readonly string[]) => schemes.map(scheme => `${scheme}:`).join(', ');

function readFurther(input: string): UrlReading {
  if (holdsUnseen(input))
    return {
      reason: 'holds a space or an invisible character',
      expected: 'an address with those percent-encoded, e.g. %20',
    };
  const url = parseUrl(input);
  if (!url || !/^[^:]+:\/*[^/]/.test(url.href))
    return {
      reason: 'says nothing behind its scheme',
      expected: 'a whole address, e.g. mailto:a@example.com',
    };
  if (url.password !== '')
    return { reason: 'holds a password', expected: 'an address without anything before an @ in its host' };
  return tooLong(input) ?? tooLong(url.href) ?? { url: url.href };
}
