import { destination } from './destination.ts';
import { leave } from './leave.ts';
import type { FollowContext, FollowRequest, Found } from './request.ts';

/** Where a link leads this visitor; undefined where that is round in circles. */
export async function wayOf(
  { link, rest }: Found,
  request: FollowRequest,
  context: FollowContext,
): Promise<string | undefined> {
  const { query, visitor, now } = request;
  // What only such links need is not loaded for others: the first follow after a while waits for it.
  const url = link.rules.length > 0 ? (await import('./rules.ts')).urlFor(link, visitor, now) : link.url;
  return leave(destination(url, link, { query, rest }), request, context);
}
