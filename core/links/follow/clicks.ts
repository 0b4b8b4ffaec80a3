import type { Counters } from '../../counters.ts';
import { classify } from '../../crawlers/classify.ts';
import { showsCard } from '../../crawlers/verdict.ts';
import { systemRandom } from '../../ids.ts';
import type { Link } from '../link.ts';

/** Whether a client's own word is that a person sits there; crawlers, tools and whoever is unknown are none. */
export const isPerson = (userAgent: string): boolean => classify(userAgent).kind === 'person';

/** Whether a client shows a card of a link where people talk. */
export const showsCards = (userAgent: string): boolean => showsCard(classify(userAgent));

/** Of more clicks than these it is not written down who took each: an item that is written costs by its size. */
const MOST_NOTED = 100;

const takerOf = () => systemRandom(9).toString('base64url');

/**
 * Whether a link that has a number of clicks may be followed. A click of a person takes one of them, by one conditional write:
 * however many come at once, no more are let through than there are. Whoever is no click is only let through while some are left.
 *
 * @throws ServiceFault
 */
export async function mayFollow(
  { id, maxClicks = Number.POSITIVE_INFINITY }: Pick<Link, 'id' | 'maxClicks'>,
  isClick: boolean,
  counters: Counters,
): Promise<boolean> {
  const counter = `clicks#${id}`;
  if (!isClick) return (await counters.read(counter)) < maxClicks;
  if (maxClicks <= MOST_NOTED) return await counters.takeNoted(counter, maxClicks, takerOf());
  return (await counters.take(counter, maxClicks)) !== undefined;
}
