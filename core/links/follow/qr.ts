import { PURGED_WITHIN_SECONDS } from '../../purged-within.ts';
import { addressIn } from '../qr/mark.ts';
import type { Answer } from './answer.ts';
import { keptFor } from './edge.ts';
import { shortUrlOf } from './leave.ts';
import { gone, notFound } from './refusals.ts';
import type { FollowContext, FollowRequest, Found } from './request.ts';

/**
 * The QR code of a link as anybody gets it, in the one usual style: at the edge there is no room for as many as a stranger could ask
 * for. Of one that was deleted there is none. A purge does not name it, and it is kept no longer than one takes.
 */
export async function qrAnswer(
  found: Found,
  request: FollowRequest,
  context: FollowContext,
): Promise<Answer> {
  const { link, until, isOneAddress, qr = 'svg' } = found;
  if (link.deletedAt !== undefined) return gone({ ...found, isOneAddress: false }, request, context);
  const shortUrl = shortUrlOf(link, context);
  if (shortUrl === undefined) return notFound(request);
  const { usualPictureOf } = await import('../qr/picture.ts');
  const { type, body } = usualPictureOf(addressIn(shortUrl), qr);
  const maxAge = Math.min(link.maxAge, PURGED_WITHIN_SECONDS);
  const headers = {
    'content-type': type,
    'cache-control': isOneAddress ? keptFor(maxAge, [until], request.now) : keptFor(0, [], request.now),
  };
  return typeof body === 'string'
    ? { status: 200, headers, body }
    : { status: 200, headers, body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
}
