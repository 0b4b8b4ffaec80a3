import { createHash } from 'node:crypto';
import { isAhead } from '../../crawlers/ahead.ts';

/** Who follows a link, as far as the request says. */
export interface Visitor {
  userAgent: string;
  /** As `CloudFront-Viewer-Address` says it: the address and the port. */
  address: string;
  /** Accept-Language, as it was sent. */
  languages: string;
  /** ISO 3166-1 of two letters, as CloudFront knows it from the address; '' where it does not. */
  country: string;
  /** Whether a browser asks before anybody does: prefetch, prerender, preview. */
  isAhead: boolean;
}

type Headers = Readonly<Record<string, string | undefined>>;

/** @param headers names in lower case */
export function visitorFrom(headers: Headers): Visitor {
  return {
    userAgent: headers['user-agent'] ?? '',
    address: headers['cloudfront-viewer-address'] ?? '',
    languages: headers['accept-language'] ?? '',
    country: (headers['cloudfront-viewer-country'] ?? '').toUpperCase(),
    isAhead: isAhead(headers),
  };
}

/** Where in 0 to 100 a visitor stands among those of a link: always at the same place, and without a cookie. */
export function placeOf({ address, userAgent }: Visitor, linkId: string): number {
  const host = address.replace(/:\d+$/, '');
  const digest = createHash('sha256').update([linkId, host, userAgent].join('\n')).digest();
  return (digest.readUInt32BE() / 2 ** 32) * 100;
}
