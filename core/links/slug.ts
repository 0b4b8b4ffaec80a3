import { createHmac } from 'node:crypto';

/** What a slug may look like; letter case counts. One path segment, no dot (files), no percent-encoding. */
export const SLUG = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** What a new one may look like: a "-" or "_" at the end of an address is taken for the text's around it. */
export const CHOSEN_SLUG = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62}[A-Za-z0-9])?$/;

export const SLUG_EXPECTED =
  '1 to 64 letters, digits, "-" or "_", beginning and ending with a letter or a digit';

/** Words no slug may be, in any letter case, each with the reason. */
const RESERVED: Record<string, string> = {
  api: 'the API is there',
  console: 'the console is there',
  app: 'the app may come to be there',
  assets: 'static files may come to be there',
  static: 'static files may come to be there',
  robots: 'it stands for robots.txt',
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
export function wrongSlug(slug: string): { reason: string; expected: string } | undefined {
  if (!CHOSEN_SLUG.test(slug)) return { reason: 'is not a slug', expected: SLUG_EXPECTED };
  const why = reservedFor(slug);
  return why === undefined ? undefined : { reason: `is reserved: ${why}`, expected: 'another word' };
}

const reservedFor = (slug: string) =>
  Object.hasOwn(RESERVED, slug.toLowerCase()) ? RESERVED[slug.toLowerCase()] : undefined;

/**
 * Digits and letters that are not taken for one another when somebody reads them from a poster (I l 1, O 0), and no vowels:
 * they make no words, so none that offends and none that is reserved.
 */
const ALPHABET = '23456789BCDFGHJKLMNPQRSTVWXZbcdfghjkmnpqrstvwxz';

/** 47^7 = half a million million slugs: a million links use one in half a million, so guessing finds next to none. */
const GENERATED_LENGTH = 7;

/** With a thousand million links, sixteen clashes in a row happen once in 10^43 creations. */
const CANDIDATES = 16;

/**
 * The slugs a link may get, best first: the same link and secret always give the same ones, and without the
 * secret nobody can tell them. Each is the next 7 characters of one endless text (see `characters`).
 */
export function* generatedSlugs(
  secret: string,
  link: { url: string; forwardQuery: boolean },
): Generator<string> {
  const text = characters(secret, identity(link));
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
 */
function identity({ url, forwardQuery }: { url: string; forwardQuery: boolean }): string {
  return forwardQuery ? `${url}\nforwardQuery` : url;
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
