import { systemClock } from '../core/clock.ts';
import { UsageError } from './faults.ts';

const UNITS: Record<string, number> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };

export const A_TIME = 'a day, a time with its zone such as 2026-11-30T18:00:00Z, or a time ago such as 7d';
export const A_TIME_TO_COME =
  'a day, a time with its zone such as 2026-11-30T18:00:00Z, or a time from now such as 7d';
export const A_CLOCK_TIME =
  'a day or a time by the clocks of --time-zone such as 2030-12-24T18:00, a time with its zone, or a time from now such as 7d';

/** A time of the past as the API takes it: `7d` is seven days ago, all else is left to the API. */
export const timeAgo = (text: string): string => shifted(text, -1);

/** A time to come: `7d` is in seven days; a day begins at its midnight in UTC. Throws UsageError for what is no time. */
export function timeToCome(text: string): string {
  const time = shifted(text, 1);
  if (Number.isNaN(Date.parse(time)))
    throw new UsageError(`${text} is no time: this must be ${A_TIME_TO_COME}`);
  return /^\d{4}-\d\d-\d\d$/.test(time) ? `${time}T00:00:00Z` : time;
}

/** A time to come, which may have no zone: a day begins at its midnight. Throws UsageError for what is no time. */
export function clockTime(text: string): string {
  const time = shifted(text, 1);
  if (Number.isNaN(Date.parse(time)))
    throw new UsageError(`${text} is no time: this must be ${A_CLOCK_TIME}`);
  return /^\d{4}-\d\d-\d\d$/.test(time) ? `${time}T00:00:00` : time;
}

/** The time zone of this machine. */
export const ownZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

interface WhenFlags {
  at?: string | undefined;
  repeat?: string | undefined;
  timeZone?: string | undefined;
}

/** When something is to come, as the API takes it: by the clocks of this machine, where nothing says whose. */
export function whenOf({ at, repeat, timeZone }: WhenFlags): WhenFlags {
  const needsZone = repeat !== undefined || (at !== undefined && !/(?:Z|[+-]\d\d:\d\d)$/i.test(at));
  return { at, repeat, timeZone: timeZone ?? (needsZone ? ownZone() : undefined) };
}

function shifted(text: string, sign: 1 | -1): string {
  const [, count, unit = ''] = /^(\d{1,4})([hdw])$/.exec(text) ?? [];
  if (count === undefined) return text;
  const ms = Number(count) * (UNITS[unit] ?? 0);
  return new Date(Math.floor((systemClock.now() + sign * ms) / 1000) * 1000)
    .toISOString()
    .replace('.000Z', 'Z');
}
