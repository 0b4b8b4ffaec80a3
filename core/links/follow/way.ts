import type { WayTaken } from '../way-taken.ts';
import { destination } from './destination.ts';
import { leave } from './leave.ts';
import type { FollowContext, FollowRequest, Found } from './request.ts';

/** Where a visitor is sent, and by which rule if by one. */
interface Way {
  location: string;
  way: WayTaken | undefined;
}

/** Where a link leads this visitor; undefined where that is round in circles. */
export async function wayOf(
  { link, rest }: Found,
  request: FollowRequest,
  context: FollowContext,
): Promise<Way | undefined> {
  const { query, visitor, now } = request;
  // What only such links need is not loaded for others: the first follow after a while waits for it.
  const number = link.rules.length > 0 ? (await import('./rules.ts')).ruleFor(link, visitor, now) : -1;
  const url = link.rules[number]?.url ?? link.url;
  const location = leave(destination(url, link, { query, rest }), request, context);
  return location === undefined
    ? undefined
    : { location, way: number < 0 ? undefined : `rule-${number + 1}` };
}
