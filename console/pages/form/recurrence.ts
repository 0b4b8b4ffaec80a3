/** How often a change comes that is ordered for later. */
export const FREQUENCIES = ['once', 'daily', 'weekly', 'monthly', 'custom'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** When a change shall come, as the fields of the form have it. */
export interface WhenForm {
  frequency: Frequency;
  /** A local time of the zone, YYYY-MM-DDTHH:MM. */
  at: string;
  /** The five fields of cron; of `custom`. */
  cron: string;
  timeZone: string;
}

/** The same as the API takes it: once, or by a rule that has the hour and the day of `at`. */
export function whenOf({ frequency, at, cron, timeZone }: WhenForm) {
  if (frequency === 'custom') return { repeat: cron.trim(), timeZone };
  const [, year, month, day, hour, minute] = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+)/.exec(at) ?? [];
  if (frequency === 'once' || minute === undefined)
    return { at: /T\d+:\d+$/.test(at) ? `${at}:00` : at, timeZone };
  const weekday = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDay();
  const days = { daily: '* * *', weekly: `* * ${weekday}`, monthly: `${Number(day)} * *` }[frequency];
  return { repeat: `${Number(minute)} ${Number(hour)} ${days}`, timeZone };
}
