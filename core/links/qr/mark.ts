/** The query's mark of a QR code: who scans it is told apart from who clicks. */
export const QR_MARK = 'qr';

/** The address that the code of a short url holds. */
export const addressIn = (shortUrl: string): string => `${shortUrl}?${QR_MARK}`;

/**
 * A query without the mark of QR codes, wherever it stands and whatever value it has; the rest stays to the letter.
 *
 * @param query as on the wire, without its "?"
 */
export function withoutMark(query: string): string {
  return query
    .split('&')
    .filter(part => nameOf(part) !== QR_MARK)
    .join('&');
}

/** As whoever counts reads it: decoded. The "&" keeps a "?" from being taken for the query's own. */
const nameOf = (part: string): string | undefined => new URLSearchParams(`&${part}`).keys().next().value;
