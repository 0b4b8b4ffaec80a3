import { type Repeat, refilled } from './times.ts';

/** Something that was ordered for later, and kept until it comes. Times are ISO 8601 in UTC, to the second. */
export interface Timed {
  id: string;
  /** When it comes, the next time first; one that repeats has some, and what has come and is only told of has none. */
  times: string[];
  repeat?: Repeat | undefined;
  /** The id of the key that ordered it, and when. */
  by: string;
  orderedAt: string;
  /** When it could not be done last. */
  dropped?: NotDone | undefined;
  /** When it was done last, where that is told of. */
  done?: { at: string } | undefined;
}

export interface NotDone {
  at: string;
  reason: string;
}

/** Of what has come so much is told, for so long. */
const TOLD = 5;
const TOLD_MS = 30 * 24 * 3_600_000;

export const isToCome = ({ times }: Pick<Timed, 'times'>): boolean => times.length > 0;

/** When it comes next; of what has come, when that was. */
export const timeOf = ({ times, dropped, done }: Timed): string =>
  times[0] ?? [dropped?.at ?? '', done?.at ?? ''].sort().at(-1) ?? '';

/** All that is to come, and the last of what has come. */
export function told<Each extends Timed>(all: readonly Each[], now: number): Each[] {
  const last = all
    .filter(each => !isToCome(each) && now - Date.parse(timeOf(each)) < TOLD_MS)
    .sort((one, other) => (timeOf(one) < timeOf(other) ? 1 : -1))
    .slice(0, TOLD);
  return all.filter(each => isToCome(each) || last.includes(each));
}

/**
 * Something once its next time has passed: of what repeats, with the times that are next.
 *
 * @param now milliseconds
 */
export function passed<Each extends Timed>(each: Each, now: number): Each {
  const [at = '', ...left] = each.times;
  return { ...each, times: each.repeat ? refilled(each.repeat, left, at, now) : left };
}
