import { objectOf, parseJson } from '../../json.ts';
import { PURGED_WITHIN_SECONDS } from '../../purged-within.ts';
import { type Domain, keyOf } from '../domains.ts';
import { isSameForAll, stateOf } from '../link.ts';
import { linkAt, nextTimeAt } from '../pending.ts';
import { type Resolved, resolveKey } from '../resolve.ts';
import { type Answer, NOT_KEPT, readsPages, redirect } from './answer.ts';
import { arrive } from './arrive.ts';
import { leave } from './leave.ts';
import { look } from './look.ts';
import { type Candidate, readPath } from './path.ts';
import { qrAnswer } from './qr.ts';
import { notAllowed, notFound } from './refusals.ts';
import type { FollowContext, FollowRequest, Found } from './request.ts';

/** The home of a domain that leads somewhere may be kept as long as a link. */
const HOME_MAX_AGE = 60;

/** What machines ask of a domain itself. No slug begins so, or is called so. */
const FILES = /^\/(?:robots\.txt$|\.well-known\/)/;

/** Those a link can be followed by; others are refused before anything is read. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Answers a short url: one read of the table, seldom more, then where the link leads or why it does not.
 *
 * @throws a Problem, a ServiceFault
 */
export async function follow(request: FollowRequest, context: FollowContext): Promise<Answer> {
  const { method, path, host } = request;
  if (!METHODS.includes(method)) throw notAllowed();
  const isRead = method === 'GET' || method === 'HEAD';
  const domain = context.domains.of(host);
  if (isRead && FILES.test(path)) return await file(path, domain, request, context);
  if (path === '/' && isRead) return home(request, domain, context);
  const { candidates, isLook } = readPath(path, domain);
  const found = await find(candidates, domain, request, context);
  if (!found) return missing(request, domain, context);
  if ((isLook || found.qr) && !isRead) throw notAllowed();
  if (found.qr) return await qrAnswer(found, request, context);
  if (isLook) return await look(found, request, context);
  return await arrive(found, request, context);
}

/**
 * The link that a path means. One whose time has not come is passed over like none, so that it takes the same reads and cannot be
 * told from none. A reserved slug is looked up like any other, so that it cannot be told from one that nobody took.
 */
async function find(
  candidates: Candidate[],
  domain: Domain,
  { now }: FollowRequest,
  context: FollowContext,
): Promise<Found | undefined> {
  for (const { slug, rest, isExact, qr } of candidates) {
    const key = keyOf(domain, slug);
    const { link, until } = (await resolved(key, context, now)) ?? {};
    if (!link || stateOf(link, now) === 'scheduled' || (rest !== '' && !link.forwardPath)) continue;
    // Where letter case means nothing, there are as many addresses as ways to write one.
    const isOneAddress =
      isExact && (domain.caseSensitive || slug === link.slug || slug === slug.toLowerCase());
    return { link, domain, rest, until, isOneAddress, qr };
  }
  return undefined;
}

/** A link as it is at a time, and until when it is so and the key leads to it. */
function atTime(found: Resolved | undefined, now: number, context: FollowContext): Resolved | undefined {
  if (found?.link.pending === undefined) return found;
  const { link, until } = found;
  const ends = [until, nextTimeAt(link, now)].filter(end => end !== undefined);
  const [end] = ends.sort((one, other) => Date.parse(one) - Date.parse(other));
  return { link: linkAt(link, now, context), until: end };
}

/**
 * What a key leads to. A replica may lag behind a change by a second or so, and the edge ask right after it was told to forget the
 * link. Where it would keep what it is told for longer than a purge is said to take, the table itself is asked.
 */
async function resolved(key: string, context: FollowContext, now: number): Promise<Resolved | undefined> {
  const { store } = context;
  const found = atTime(await resolveKey(key, store, now), now, context);
  const isKeptLong = found && isSameForAll(found.link) && found.link.maxAge > PURGED_WITHIN_SECONDS;
  return isKeptLong ? atTime(await resolveKey(key, store, now, { consistent: true }), now, context) : found;
}

/** A file that a domain has by its settings. Systems look at what is said of apps seldom, and robots daily. */
async function file(
  path: string,
  { name }: Domain,
  request: FollowRequest,
  { files }: FollowContext,
): Promise<Answer> {
  const all = objectOf(parseJson(files));
  const { fileOf } = await import('./files.ts');
  const found = fileOf(path, objectOf(all[name] ?? all['']));
  if (!found) return notFound(request);
  const headers = { 'content-type': found.type, 'cache-control': 'max-age=3600' };
  return { status: 200, headers, body: found.body };
}

/** Where `/` leads, if anywhere. */
function home(request: FollowRequest, domain: Domain, context: FollowContext): Answer {
  const location = leave(domain.rootUrl, request, context);
  if (location === undefined) return notFound(request);
  return redirect(302, location, `max-age=0, s-maxage=${HOME_MAX_AGE}`, 'home');
}

/** People may be sent where somebody helps them on; a program is told. */
function missing(request: FollowRequest, domain: Domain, context: FollowContext): Answer {
  const location = readsPages(request.accept) ? leave(domain.notFoundUrl, request, context) : undefined;
  return location === undefined ? notFound(request) : redirect(302, location, NOT_KEPT, 'missing');
}
