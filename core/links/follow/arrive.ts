import { Problem } from '../../problem.ts';
import { isSameForAll, type Link, stateOf } from '../link.ts';
import { typeOf } from '../way-taken.ts';
import { type Answer, NOT_KEPT, redirect } from './answer.ts';
import { keptFor } from './edge.ts';
import { leave, shortUrlOf } from './leave.ts';
import { gone, notAllowed, notFound } from './refusals.ts';
import type { FollowContext, FollowRequest, Found } from './request.ts';
import { wayOf } from './way.ts';

/** Answers for a link that was found: by what it is, then by who asks. */
export async function arrive(found: Found, request: FollowRequest, context: FollowContext): Promise<Answer> {
  const { link } = found;
  const { method, now } = request;
  const isRead = method === 'GET' || method === 'HEAD';
  if (!isRead && !takesAny(link) && !(method === 'POST' && link.password)) throw notAllowed();
  if (stateOf(link, now) !== 'active') return gone(found, request, context);
  if (!link.password) return await lead(found, request, context);
  return method === 'POST' ? await unlock(found, request, context) : await ask(found, request, context);
}

/** Only these say that a method and its body go along: https://www.rfc-editor.org/rfc/rfc9110#section-15.4 */
const takesAny = ({ status, password }: Link) => (status === 307 || status === 308) && !password;

/** Leads a visitor who may go to where the link leads him. */
async function lead(found: Found, request: FollowRequest, context: FollowContext): Promise<Answer> {
  const { link, until, isOneAddress } = found;
  const leads = await wayOf(found, request, context);
  if (!leads) return notFound(request);
  const { location, way } = leads;
  const stop = await stopped(found, request, context);
  if (stop) return stop;
  const card = link.unfurl && (await cardAnswer(found, location, request, context));
  if (card) return card;
  const app = way === undefined && (await appAnswer(found, location, link.status, request, context));
  if (app) return app;
  // No end of addresses may stand behind a slug, and each would be an object of its own at the edge.
  const isKept = isSameForAll(link) && isOneAddress;
  const cacheControl = isKept ? keptFor(link.maxAge, [link.expiresAt, until], request.now) : NOT_KEPT;
  return redirect(link.status, location, cacheControl, way);
}

/** Takes a click of a link that has a number of them; answers for it where there is none left, or nobody may have it yet. */
async function stopped(
  found: Found,
  request: FollowRequest,
  context: FollowContext,
): Promise<Answer | undefined> {
  if (found.link.maxClicks === undefined) return undefined;
  const { method, visitor } = request;
  // A browser that asks ahead would show what it got without asking again. It does so after any failure.
  if (visitor.isAhead) throw new Problem(503, 'This link is followed once somebody clicks it.');
  const { isPerson, mayFollow } = await import('./clicks.ts');
  const isClick = method !== 'HEAD' && isPerson(visitor.userAgent);
  if (await mayFollow(found.link, isClick, context.counters)) return undefined;
  return gone(found, request, context);
}

/** A page with a link's card, for whoever shows one; undefined for everybody else, and where there is no card. */
async function cardAnswer(
  { link }: Found,
  location: string,
  request: FollowRequest,
  { siteHosts, fetch, ...context }: FollowContext,
): Promise<Answer | undefined> {
  const { userAgent } = request.visitor;
  const { showsCards } = await import('./clicks.ts');
  if (!link.unfurl || !showsCards(userAgent)) return undefined;
  const { cardOf } = await import('./unfurl.ts');
  const card = await cardOf(link.unfurl, location, { userAgent, siteHosts, fetch });
  if (!card) return undefined;
  const { cardPage } = await import('./pages/card.ts');
  return cardPage(card, location, shortUrlOf(link, context));
}

/** Asks for the password, whoever it is: neither a crawler nor a HEAD is told where the link leads. */
async function ask(found: Found, request: FollowRequest, context: FollowContext): Promise<Answer> {
  if (found.link.maxClicks !== undefined) {
    const { mayFollow } = await import('./clicks.ts');
    if (!(await mayFollow(found.link, false, context.counters))) return gone(found, request, context);
  }
  const { passwordPage } = await import('./pages/password.ts');
  return passwordPage(false);
}

/** Looks at the password that was sent; leads on by GET, whatever the link's status: nothing of the form goes along. */
async function unlock(found: Found, request: FollowRequest, context: FollowContext): Promise<Answer> {
  const [{ fieldOf }, { tryPassword }, pages] = await Promise.all([
    import('./form.ts'),
    import('./tries.ts'),
    import('./pages/password.ts'),
  ]);
  const given = fieldOf('password', request.body, request.contentType);
  const { visitor, now } = request;
  const outcome = await tryPassword(found.link, given, visitor.address, context.counters, now);
  if (outcome === 'wrong') return pages.passwordPage(true);
  if (outcome !== 'right') return pages.tooManyTriesPage(outcome.retryAfter);
  const leads = await wayOf(found, request, context);
  if (!leads) return notFound(request);
  const { location, way } = leads;
  const stop = await stopped(found, request, context);
  if (stop) return stop;
  const app = way === undefined && (await appAnswer(found, location, 303, request, context));
  return app || redirect(303, location, NOT_KEPT, way);
}

/** Where a link leads somebody with a phone, if it has an app for that; undefined for everybody else. */
async function appAnswer(
  found: Found,
  location: string,
  status: number,
  request: FollowRequest,
  context: FollowContext,
) {
  const { appLinks } = found.link;
  if (!appLinks) return undefined;
  const { appWayOf } = await import('./apps.ts');
  const led = appWayOf(appLinks, location, request.visitor.userAgent, url => leave(url, request, context));
  if (!led) return undefined;
  if ('location' in led) return redirect(status, led.location, NOT_KEPT);
  const { appsPage } = await import('./pages/apps.ts');
  return appsPage(led.url, led.store, typeOf('apps'));
}
