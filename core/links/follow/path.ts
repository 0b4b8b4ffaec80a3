import type { Domain } from '../domains.ts';
import type { Format } from '../qr/style.ts';
import { isSlug, MAX_SLUG_LENGTH } from '../slug.ts';

/** What a path may mean: a link's slug, and what stands behind it for the link to pass on. */
export interface Candidate {
  slug: string;
  /** Begins with "/", decoded; '' where nothing is to be passed on. */
  rest: string;
  /** Whether the path is the slug to the letter. */
  isExact: boolean;
  /** Where the QR code of the link is asked for, and not the link: how it shall be drawn. */
  qr?: Format;
}

export interface ReadPath {
  /** The likelier ones first; at most `MAX_READS` of them. */
  candidates: Candidate[];
  /** Whether it is asked where the link leads: a "+" behind the slug. */
  isLook: boolean;
}

/** Each candidate is a read of the table, when there is no link; so they are few, whoever asks for whatever. */
export const MAX_READS = 4;

const START = /^[a-z0-9][a-z0-9_-]*(?:\/[a-z0-9][a-z0-9_-]*)*/i;
const START_WITH_DOTS = /^[a-z0-9][a-z0-9._-]*(?:\/[a-z0-9][a-z0-9._-]*)*/i;

// Signs, spaces and what shows nothing. Not "?" and "#": an address has them in front of something else than the path.
const LEFT_BEHIND = /^[\p{P}\p{S}\p{Z}\p{M}\p{C}]*$/u;

/**
 * Reads the path of a short url. People paste addresses together with the dot, the bracket or the space that stood behind them
 * in a text, so these are left off. A slug may end in "-" or "_", if it is an old one. What stands behind a shorter beginning is
 * for a link that forwards its path. Nothing where no link can be, so that most of what scanners try costs no read.
 *
 * @param path as the gateway has decoded it
 */
export function readPath(path: string, domain: Pick<Domain, 'slugsWithDots'>): ReadPath {
  const text = path.slice(1);
  const [start = ''] = (domain.slugsWithDots ? START_WITH_DOTS : START).exec(text) ?? [];
  const behind = decoded(text.slice(start.length));
  const isWhole = LEFT_BEHIND.test(behind) && !/[?#%]/.test(behind);
  const whole = isWhole ? [start, withoutEnd(start)] : [];
  const candidates = [...new Set(whole)]
    .filter(slug => isSlug(slug, domain))
    .map(slug => ({ slug, rest: '', isExact: slug === text }));
  const isLook = isWhole && behind.startsWith('+');
  const likely = [...candidates, ...codeIn(text, domain)];
  return {
    candidates: [...likely, ...beginnings(text, start, domain).slice(likely.length - MAX_READS)],
    isLook,
  };
}

/** The address of a link's QR code: its slug and what nobody could have for one, unless slugs may have dots. */
function codeIn(text: string, domain: Pick<Domain, 'slugsWithDots'>): Candidate[] {
  const [, slug = '', format = 'svg'] = /^(.+)\.qr(?:\.(svg|png))?$/.exec(text) ?? [];
  return isSlug(slug, domain) ? [{ slug, rest: '', isExact: true, qr: format as Format }] : [];
}

/** The gateway has decoded the path once; some programs encode it twice. What cannot be decoded stays. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function withoutEnd(slug: string): string {
  const [, shorter = ''] = /^(.*[a-z0-9])[._-]*$/i.exec(slug) ?? [];
  return shorter;
}

/**
 * The shorter slugs that a path of several segments begins with, the longest first. Of more than are looked for, those of fewer
 * segments count: few links forward what is behind a long slug.
 */
function beginnings(text: string, start: string, domain: Pick<Domain, 'slugsWithDots'>): Candidate[] {
  const found: Candidate[] = [];
  for (let end = text.indexOf('/'); end !== -1; end = text.indexOf('/', end + 1)) {
    if (end > Math.min(start.length, MAX_SLUG_LENGTH)) break;
    const slug = text.slice(0, end);
    const rest = text.slice(end);
    if (isSlug(slug, domain) && isPassedOn(rest)) found.unshift({ slug, rest, isExact: false });
  }
  return found;
}

/** No browser sends segments of dots alone: who does tries to get out of the url's own path. Signs alone were left behind. */
const isPassedOn = (rest: string) =>
  !/(?:^|\/)\.{1,2}(?=\/|$)/.test(rest) && (/[?#%]/.test(rest) || !LEFT_BEHIND.test(rest));
