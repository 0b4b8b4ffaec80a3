import { PURGED_WITHIN_SECONDS } from '../link.ts';
import { pictureOf } from '../qr/picture.ts';
import { USUAL_STYLE } from '../qr/style.ts';
import type { Answer } from './answer.ts';
import { keptFor } from './edge.ts';
import { shortUrlOf } from './leave.ts';
import { gone, notFound } from './refusals.ts';
import type { FollowContext, FollowRequest, Found } from './request.ts';

/**
 * The QR code of a link as anybody gets it, in the one usual style: at the edge there is no room for as many as a stranger could ask
 * for. Of one that was deleted there is none. A purge does not name it, and it is kept no longer than one takes.
 */
export function qrAnswer(found: Found, request: FollowRequest, context: FollowContext): Answer {
  const { link, until, isOneAddress, qr = 'svg' } = found;
  if (link.deletedAt !== undefined) return gone({ ...found, isOneAddress: false }, request, context);
  const shortUrl = shortUrlOf(link, context);
  if (shortUrl === undefined) return notFound(request);
  const picture = pictureOf(shortUrl, qr, USUAL_STYLE);
  if ('errors' in picture) throw new Error(`The code of ${shortUrl} cannot be drawn in the usual style`);
  const { type, body } = picture;
  const maxAge = Math.min(link.maxAge, PURGED_WITHIN_SECONDS);
  const headers = {
    'content-type': type,
    'cache-control': isOneAddress ? keptFor(maxAge, [until], request.now) : keptFor(0, [], request.now),
  };
  return typeof body === 'string'
    ? { status: 200, headers, body }
    : { status: 200, headers, body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
}
