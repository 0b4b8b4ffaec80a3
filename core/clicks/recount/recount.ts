import type { Clock } from '../../clock.ts';
import { HOUR_MS } from '../periods.ts';
import { type DayProgress, DayRecount, type RecountContext } from './day.ts';

/** Days as 2026-11-30; both are among them. */
export interface Days {
  since: string;
  until: string;
}

/** For so long log files are kept: infra/buckets.yml. */
export const LOGS_KEPT_DAYS = 90;
const DAY_MS = 24 * HOUR_MS;

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** The first day of which no log file can be gone before all of them are read: S3 takes them away at midnight. */
export const firstDay = (clock: Clock): string => dayOf(clock.now() - (LOGS_KEPT_DAYS - 1) * DAY_MS);

/**
 * Scores the kept log files of some days again, by what is known of clients and links now, and puts what comes of it in the place of
 * what was counted. Day by day, so whoever begins again where another one ended goes on with it; how it is right while files come,
 * others count and anybody dies: day.ts.
 *
 * @returns how far it is: many times for each day, the last time with `isDone`
 * @throws RangeError for days that cannot be counted again; ServiceFault; and what is wrong with a log file
 */
export async function* recount({ since, until }: Days, context: RecountContext): AsyncGenerator<DayProgress> {
  const { clock } = context.counts;
  const [first, last] = [firstDay(clock), dayOf(clock.now())];
  if (since < first)
    throw new RangeError(
      `log files are kept for ${LOGS_KEPT_DAYS} days: the first day that can be counted again is ${first}, not ${since}`,
    );
  if (until > last) throw new RangeError(`${until} is a day to come`);
  if (since > until) throw new RangeError(`${until} is before ${since}`);
  const sums = await context.counts.table.subjects(context.kinds);
  for (let at = Date.parse(since); at <= Date.parse(until); at += DAY_MS)
    yield* new DayRecount(dayOf(at), sums, context).run();
}
