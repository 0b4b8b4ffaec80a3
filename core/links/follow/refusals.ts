import { Problem } from '../../problem.ts';
import { isSameForAll } from '../link.ts';
import { type Answer, NOT_KEPT, readsPages, redirect } from './answer.ts';
import { keptFor } from './edge.ts';
import { leave } from './leave.ts';
import { gonePage } from './pages/gone.ts';
import { notFoundPage } from './pages/not-found.ts';
import type { FollowContext, FollowRequest, Found } from './request.ts';

export const notAllowed = (): Problem =>
  new Problem(405, 'A short link can only be followed.', { headers: { allow: 'GET, HEAD' } });

/**
 * A real 404, in the form the client can read. The edge keeps neither: its cache key holds no Accept header, so it would
 * answer one client in the form of another, and a link made right after someone tried its slug must work.
 */
export function notFound({ accept }: Pick<FollowRequest, 'accept'>): Answer {
  if (!readsPages(accept)) throw new Problem(404, 'There is no link at this address.');
  return notFoundPage();
}

/** Answers for a link that has come to its end: where it leads then, or that it is gone, in the form the client can read. */
export function gone(
  { link, until, isOneAddress }: Found,
  request: FollowRequest,
  context: FollowContext,
): Answer {
  const location = leave(link.expiredUrl, request, context);
  if (location !== undefined) {
    const isKept = isSameForAll(link) && isOneAddress;
    const cacheControl = isKept ? keptFor(link.maxAge, [until], request.now) : NOT_KEPT;
    return redirect(302, location, cacheControl, 'ended');
  }
  if (!readsPages(request.accept)) throw new Problem(410, 'The link at this address has come to its end.');
  return gonePage();
}
