import { createHmac } from 'node:crypto';
import type { Domain } from './domains.ts';
import { DEFAULTS, type LinkSettings, SETTINGS } from './link.ts';

/** The most characters of a slug, slashes included. */
export const MAX_SLUG_LENGTH = 64;

const SEGMENT = '[A-Za-z0-9][A-Za-z0-9_-]*';
const SEGMENT_WITH_DOTS = '[A-Za-z0-9][A-Za-z0-9._-]*';
const slugOf = (segment: string) => new RegExp(`^(?=.{1,${MAX_SLUG_LENGTH}}$)${segment}(?:/${segment})*$`);

/** What a slug may look like. Dots make files, so they are for domains that were moved here with such slugs. No percent-encoding. */
const SLUG = slugOf(SEGMENT);
const SLUG_WITH_DOTS = slugOf(SEGMENT_WITH_DOTS);

/** What a new one may look like: a "-" or "_" at the end of an address is taken for the text's around it. */
const CHOSEN_SLUG = slugOf(`${SEGMENT}(?<![_-])`);
const CHOSEN_SLUG_WITH_DOTS = slugOf(`${SEGMENT_WITH_DOTS}(?<![._-])`);

export const SLUG_EXPECTED = `1 to ${MAX_SLUG_LENGTH} letters, digits, "-" or "_", with "/" between segments; each begins and ends with a letter or a digit`;

/** Whether a text can be the slug of a link of the domain, now or of old. */
export const isSlug = (text: string, { slugsWithDots }: DotsRule): boolean =>
  (slugsWithDots ? SLUG_WITH_DOTS : SLUG).test(text);

type DotsRule = Pick<Domain, 'slugsWithDots'>;

/**
 * What the API has below a link. A slug of several segments ends in none of these: `docs/history` would be the history of `docs`.
 */
const BELOW_A_LINK = ['history', 'undo', 'restore', 'clicks', 'changes', 'qr'];

/** What the API has below that, in its last segment, which it is known by: `docs/changes/summer` is a slug. */
const BELOW_CHANGES = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * How many of the last segments of a path below /api/links/ are no part of the slug.
 *
 * @param segments decoded or not: what is counted holds nothing to decode
 */
export function segmentsBelow(segments: readonly string[]): number {
  const [before = '', last = ''] = segments.slice(-2);
  if (segments.length > 2 && before === 'changes' && BELOW_CHANGES.test(last)) return 2;
  return segments.length > 1 && BELOW_A_LINK.includes(last) ? 1 : 0;
}

/** Words no slug may be, in any letter case, each with the reason. */
const RESERVED: Record<string, string> = {
  api: 'the API is there',
  rest: 'clients of Shlink ask there',
  console: 'the console is there',
  app: 'the app may come to be there',
  assets: 'static files may come to be there',
  static: 'static files may come to be there',
  robots: 'it stands for robots.txt',
  'robots.txt': 'we answer it ourselves',
  'sitemap.xml': 'search engines look for it',
  'favicon.ico': 'browsers look for it',
  sitemap: 'it stands for sitemap.xml',
  favicon: 'it stands for favicon.ico',
  'well-known': 'it stands for .well-known',
  admin: 'people would take it for a page of the company',
  login: 'people would take it for a page of the company',
  logout: 'people would take it for a page of the company',
  signin: 'people would take it for a page of the company',
  signup: 'people would take it for a page of the company',
  health: 'health checks may come to be there',
  status: 'health checks may come to be there',
  signpost: 'it is our own name',
};

/** What is wrong with a chosen slug, or undefined. */
export function wrongSlug(
  slug: string,
  { slugsWithDots }: DotsRule,
): { reason: string; expected: string } | undefined {
  if (!(slugsWithDots ? CHOSEN_SLUG_WITH_DOTS : CHOSEN_SLUG).test(slug))
    return {
      reason: 'is not a slug',
      expected: slugsWithDots ? `${SLUG_EXPECTED}; dots in between` : SLUG_EXPECTED,
    };
  const why = reservedFor(slug);
  return why === undefined ? undefined : { reason: `is reserved: ${why}`, expected: 'another word' };
}

/** What stands in front counts, as behaviours go by that: `api/x` is the API's as `api` is. */
function reservedFor(slug: string): string | undefined {
  if (/\.qr(?:\.(?:svg|png))?$/i.test(slug)) return 'the QR code of a link is there';
  const segments = slug.toLowerCase().split('/');
  const [first = ''] = segments;
  if (segmentsBelow(segments) > 0) return 'the API has it below each link, at the end';
  return Object.hasOwn(RESERVED, first) ? RESERVED[first] : undefined;
}

/**
 * Digits and letters that are not taken for one another when somebody reads them from a poster (I l 1, O 0), and no vowels:
 * they make no words, so none that offends and none that is reserved.
 */
const ALPHABET = '23456789BCDFGHJKLMNPQRSTVWXZbcdfghjkmnpqrstvwxz';

/** 47^7 = half a million million slugs: a million links use one in half a million, so guessing finds next to none. */
const GENERATED_LENGTH = 7;

/**
 * With a thousand million links, sixteen clashes in a row happen once in 10^43 creations. They also happen when a request was
 * made as often, and each link it made was changed since: whoever comes then gets a slug by chance.
 */
const CANDIDATES = 16;

/**
 * The slugs a link may get, best first: the same identity and secret always give the same ones, and without the
 * secret nobody can tell them. Each is the next 7 characters of one endless text (see `characters`).
 *
 * @param identity from `identityOf`
 */
export function* generatedSlugs(secret: string, identity: string): Generator<string> {
  const text = characters(secret, identity);
  for (let made = 0; made < CANDIDATES; made++) {
    let slug = '';
    while (slug.length < GENERATED_LENGTH) slug += text.next().value;
    yield slug;
  }
}

/**
 * What makes two requests ask for the same link. Only settings that differ from their default appear, so that
 * a new setting leaves every existing link its slug. A canonical url holds no line break, so nothing can be
 * mistaken.
 *
 * @param password in clear: the hash that is kept of it is another one each time
 */
export function identityOf(settings: LinkSettings, password: string | undefined): string {
  const others = SETTINGS.filter(name => name !== 'url' && name !== 'forwardQuery')
    .map(name => [name, JSON.stringify(settings[name])])
    .filter(([name, value]) => value !== undefined && value !== JSON.stringify(DEFAULTS[name as 'tags']))
    .map(([name, value]) => `${name}=${value}`);
  return [
    settings.url,
    ...(settings.forwardQuery ? ['forwardQuery'] : []),
    ...others,
    ...(password === undefined ? [] : [`password=${password}`]),
  ].join('\n');
}

/** The largest multiple of the alphabet's length that a byte can reach: what is above would make some characters likelier. */
const FAIR = 256 - (256 % ALPHABET.length);

/**
 * HMAC-SHA256 written in the alphabet, for ever: when a digest is used up, the next one is of the text and a counter.
 * Spec: https://www.rfc-editor.org/rfc/rfc2104
 */
function* characters(secret: string, text: string): Generator<string, never> {
  for (let round = 0; ; round++) {
    const digest = createHmac('sha256', secret)
      .update(round === 0 ? text : `${text}\n${round}`)
      .digest();
    for (const byte of digest) if (byte < FAIR) yield ALPHABET.charAt(byte % ALPHABET.length);
  }
}
