import { domainToUnicode } from 'node:url';
import { isLoopback } from '../origin.ts';
import { parseUrl } from '../parse-url.ts';

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
 * hosts in punycode, no default port, dot segments resolved, anything else percent-encoded. So it is valid in
 * a Location header, and every browser reads it as we do. Nothing more is normalised (no sorting of
 * parameters, no removal of a trailing slash, "www." or a fragment): servers may tell such urls apart, and
 * then two pages would share one link.
 * Spec: https://url.spec.whatwg.org/#concept-url-serializer
 *
 * `ownHost` is the short domain, with its port if it has one: a link to it would lead round in circles.
 */
export function readUrl(input: string, ownHost: string): UrlReading {
  const wrong = wrongText(input);
  if (wrong) return wrong;
  const parsed = parseUrl(input);
  if (!parsed || hasBrokenPunycode(parsed.hostname))
    return refuse('cannot be read as a web address', URL_EXPECTED);
  return wrongHost(parsed, new URL(`http://${ownHost}`)) ?? tooLong(parsed.href) ?? { url: parsed.href };
}

const refuse = (reason: string, expected: string) => ({ reason, expected });

// Controls, every kind of space, lone surrogates, and the invisible characters that join or turn text around.
// The URL standard drops some of them silently, so that the address seen is not the address kept.
const UNSEEN = /[\p{Cc}\p{Z}\p{Cs}\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]/u;

// The standard also reads "https:example.com" and "https:///example.com"; people who write
// that meant something else.
const ABSOLUTE = /^https?:\/\/[^/\\]/i;
const AUTHORITY = /^[^/]*\/\/([^/\\?#]*)/;

/** What can only be seen in the text as it was given, because parsing would mend or drop it. */
function wrongText(input: string) {
  if (UNSEEN.test(input))
    return refuse(
      'holds a space or an invisible character',
      'an address with those percent-encoded, e.g. %20',
    );
  if (!ABSOLUTE.test(input)) return refuse('is not an absolute http or https address', URL_EXPECTED);
  if (AUTHORITY.exec(input)?.[1]?.includes('@'))
    return refuse('holds a user name or a password', 'an address without anything before an @ in its host');
  return tooLong(input);
}

function tooLong(url: string) {
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

// Underscores are not for host names, but DNS has them and browsers follow them.
const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;
const MAX_HOST_LENGTH = 253;

function wrongHost(url: URL, own: URL) {
  const host = withoutFinalDot(url.hostname);
  if (isOwn(url, own)) return refuse('leads to the short domain itself', 'an address on another host');
  const plausible =
    host.startsWith('[') ||
    (host.length <= MAX_HOST_LENGTH &&
      host.split('.').every(label => LABEL.test(label)) &&
      // A bare name is some machine of the reader's own network; in the local cloud it is this one.
      (host.includes('.') || (isLoopback(host) && isLoopback(own.hostname))));
  return plausible
    ? undefined
    : refuse('has a host that cannot be on the internet', 'a full host name, e.g. www.example.com');
}

/** A host has one owner whatever the port, but on loopback each port is another site. */
function isOwn(url: URL, own: URL): boolean {
  const host = withoutFinalDot(url.hostname);
  if (isLoopback(own.hostname)) return isLoopback(host) && portOf(url) === portOf(own);
  return host === withoutFinalDot(own.hostname);
}

const withoutFinalDot = (host: string) => host.replace(/\.$/, '');

const portOf = (url: URL) => url.port || (url.protocol === 'https:' ? '443' : '80');
