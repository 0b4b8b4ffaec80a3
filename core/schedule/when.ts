import { invalid } from '../problem.ts';
import { type AskedWhen, readWhen, type When, WrongWhen } from './times.ts';

export type { When } from './times.ts';

/**
 * When a request wants something to come.
 *
 * @param before what was ordered, where it is ordered otherwise: what is not said stays, and another zone alone is one for the same rule
 * @param now milliseconds
 * @throws a 422 problem
 */
export function asWhen(asked: AskedWhen, now: number, before?: When): When {
  const said = Object.values(asked).some(value => value !== undefined);
  if (before && !said) return { times: before.times, repeat: before.repeat };
  const { at, repeat = at === undefined ? before?.repeat?.cron : undefined } = asked;
  const { timeZone = repeat === undefined ? undefined : before?.repeat?.timeZone } = asked;
  try {
    return readWhen({ at, repeat, timeZone }, now);
  } catch (error) {
    throw error instanceof WrongWhen ? invalid(error.errors) : error;
  }
}
