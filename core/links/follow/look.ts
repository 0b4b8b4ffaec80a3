import { Problem } from '../../problem.ts';
import { stateOf } from '../link.ts';
import { type Answer, NOT_KEPT, readsJson } from './answer.ts';
import { leave } from './leave.ts';
import { type Look, lockedLookPage, lookPage } from './pages/look.ts';
import { gone, notFound } from './refusals.ts';
import type { FollowContext, FollowRequest, Found } from './request.ts';
import { wayOf } from './way.ts';

/**
 * Shows where a link leads without going there; it is no click. Of a link with a password it shows nothing, and of one that leads
 * nowhere any more what everybody gets.
 */
export async function look(found: Found, request: FollowRequest, context: FollowContext): Promise<Answer> {
  const { link } = found;
  const isJson = readsJson(request.accept);
  const state = await stateNow(found, request, context);
  const way =
    state === 'active'
      ? (await wayOf(found, request, context))?.location
      : leave(link.expiredUrl, request, context);
  if (way === undefined) return state === 'active' ? notFound(request) : gone(found, request, context);
  if (link.password) {
    if (isJson) throw new Problem(403, 'Where this link leads is told to those alone who know its password.');
    return lockedLookPage();
  }
  const { slug, title, createdAt } = link;
  const dependsOnVisitor = state === 'active' && (link.rules.length > 0 || link.appLinks !== undefined);
  const shown: Look = { slug, url: way, title, state, createdAt, dependsOnVisitor };
  return isJson ? json(shown) : lookPage(shown);
}

async function stateNow(
  { link }: Found,
  { now }: FollowRequest,
  { counters }: FollowContext,
): Promise<Look['state']> {
  const state = stateOf(link, now);
  if (state === 'scheduled') throw new Error('A link whose time has not come is none');
  if (state !== 'active' || link.maxClicks === undefined) return state;
  const { mayFollow } = await import('./clicks.ts');
  return (await mayFollow(link, false, counters)) ? state : 'expired';
}

const json = (look: Look): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/json', 'cache-control': NOT_KEPT },
  body: JSON.stringify(look),
});
