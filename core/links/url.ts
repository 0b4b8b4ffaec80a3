import { domainToUnicode } from 'node:url';
import { isLoopback, isThisMachine } from '../origin.ts';
import { parseUrl } from '../parse-url.ts';
import { holdsInvisible } from '../unseen.ts';
import { uriOf } from './uri.ts';

/**
 * The longest url we keep, in characters as given and in bytes as written; CloudFront takes none longer.
 * Spec: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-general
 */
export const MAX_URL_LENGTH = 8192;

export const URL_EXPECTED = `an absolute http or https address of at most ${MAX_URL_LENGTH} characters`;

export type UrlReading = { url: string } | { reason: string; expected: string };

/**
 * Reads the url of a link. Answers its canonical form, or what is wrong with it and what would be right.
 *
 * The canonical form is what the WHATWG URL standard writes: scheme and host in lower case, international
 * hosts in punycode, no default port, dot segments resolved, most of the rest percent-encoded. So every browser
 * reads it as we do. Nothing more is normalised (no sorting of parameters, no removal of a trailing slash,
 * "www." or a fragment): servers may tell such urls apart, and then two pages would share one link. What the
 * standard leaves raw is encoded when the url is sent (see `uriOf`).
 * Spec: https://url.spec.whatwg.org/#concept-url-serializer
 *
 * `ownHosts` are the names of the short domain, with a port if they have one: a link to it would lead round in
 * circles.
 */
export function readUrl(input: string, ...ownHosts: string[]): UrlReading {
  const wrong = wrongText(input);
  if (wrong) return wrong;
  const parsed = parseUrl(input);
  if (!parsed || hasBrokenPunycode(parsed.hostname))
    return refuse('cannot be read as a web address', URL_EXPECTED);
  const own = ownHosts.map(hostAsUrl);
  return wrongHost(parsed, own) ?? tooLong(uriOf(parsed.href)) ?? { url: parsed.href };
}

/** Whether a url, as `readUrl` wrote it, leads to one of the short domains: to be asked again when one was added since. */
export function leadsToOwn(url: string, ...ownHosts: string[]): boolean {
  // What stands where a host does in an app's own address is none.
  if (!/^https?:/.test(url)) return false;
  const parsed = new URL(url);
  return ownHosts.some(host => isOwn(parsed, hostAsUrl(host)));
}

const hostAsUrl = (host: string) => new URL(`http://${host}`);

const refuse = (reason: string, expected: string) => ({ reason, expected });

// Controls and every kind of space. The URL standard drops some of them silently, so that the address seen is not the
// address kept.
const BLANK = /[\p{Cc}\p{Z}]/u;
export const holdsUnseen = (text: string) => BLANK.test(text) || holdsInvisible(text);

// The standard also reads "https:example.com" and "https:///example.com"; people who write
// that meant something else.
const ABSOLUTE = /^https?:\/\/[^/\\]/i;
const AUTHORITY = /^[^/]*\/\/([^/\\?#]*)/;

/** What can only be seen in the text as it was given, because parsing would mend or drop it. */
function wrongText(input: string) {
  if (holdsUnseen(input))
    return refuse(
      'holds a space or an invisible character',
      'an address with those percent-encoded, e.g. %20',
    );
  if (!ABSOLUTE.test(input)) return refuse('is not an absolute http or https address', URL_EXPECTED);
  const authority = AUTHORITY.exec(input)?.[1] ?? '';
  if (authority.includes('@'))
    return refuse('holds a user name or a password', 'an address without anything before an @ in its host');
  // In a host the standard decodes what is encoded, and then drops it: nowhere else can encoding hide anything.
  if (holdsUnseen(decoded(authority)))
    return refuse('has a host with a space or an invisible character', 'a host name without those');
  return tooLong(input);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // no browser reads such a host either
  }
}

export function tooLong(url: string) {
  return url.length > MAX_URL_LENGTH ? refuse(`has ${url.length} characters`, URL_EXPECTED) : undefined;
}

/**
 * Punycode that stands for no name. Node 22 refuses it while parsing, Node 24 lets it pass, and no browser follows it.
 * What can be decoded is; so a label that is still punycode afterwards cannot.
 */
const hasBrokenPunycode = (host: string) =>
  domainToUnicode(host)
    .split('.')
    .some(label => label.startsWith('xn--'));

// Names of machines have no underscore, nor a hyphen at either end of a label. DNS has both, and browsers follow them.
const LABEL = /^[a-z0-9_-]{1,63}$/;
const MAX_HOST_LENGTH = 253;

function wrongHost(url: URL, own: URL[]) {
  const host = withoutFinalDot(url.hostname);
  if (own.some(each => isOwn(url, each)))
    return refuse('leads to the short domain itself', 'an address on another host');
  const isLocal = own.some(({ hostname }) => isLoopback(hostname));
  const plausible =
    host.startsWith('[') ||
    (host.length <= MAX_HOST_LENGTH &&
      host.split('.').every(label => LABEL.test(label)) &&
      // A bare name is some machine of the reader's own network; in the local cloud it is this one.
      (host.includes('.') || (isLoopback(host) && isLocal)));
  return plausible
    ? undefined
    : refuse('has a host that cannot be on the internet', 'a full host name, e.g. www.example.com');
}

/** A host has one owner whatever the port, but on this machine each port is another site. */
function isOwn(url: URL, own: URL): boolean {
  const host = withoutFinalDot(url.hostname);
  if (isLoopback(own.hostname)) return isThisMachine(host) && portOf(url) === portOf(own);
  return host === withoutFinalDot(own.hostname);
}

const withoutFinalDot = (host: string) => host.replace(/\.$/, '');

const portOf = (url: URL) => url.port || (url.protocol === 'https:' ? '443' : '80');
