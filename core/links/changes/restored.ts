import { timesAfter } from '../../schedule/times.ts';
import type { Link, Pending } from '../link.ts';
import { DELETED } from '../reason.ts';

/** What is pending of a link that is restored: what would have come meanwhile is told, and comes no more. */
export function pendingOnceRestored({ pending }: Link, now: number): Pending[] | undefined {
  return pending?.map(each => {
    const [at] = each.times;
    if (at === undefined || now < Date.parse(at)) return each;
    const times = each.repeat ? timesAfter(each.repeat, now) : [];
    return { ...each, times, dropped: { at, reason: DELETED } };
  });
}
