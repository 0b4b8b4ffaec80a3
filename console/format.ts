import { language } from './texts/texts.ts';

/** Where the person is: all times are told by this zone, and clicks are counted by its days. */
export const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export const number = (value: number) => new Intl.NumberFormat(language).format(value);

export const percent = (part: number, whole: number) =>
  new Intl.NumberFormat(language, {
    style: 'percent',
    maximumFractionDigits: part / whole < 0.1 ? 1 : 0,
  }).format(whole === 0 ? 0 : part / whole);

/** A day and a time of it; of an ISO 8601 time. */
export const dateTime = (iso: string) =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));

export const date = (iso: string) =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium' }).format(new Date(iso));

const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** How long ago a time was, or how far off it is: "3 hours ago", "in 2 days". */
export function ago(iso: string, now = Date.now()): string {
  const seconds = (Date.parse(iso) - now) / 1000;
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  for (const [unit, size] of UNITS)
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  return relative.format(0, 'second');
}

/** The name of a country by its two letters. */
export function country(code: string): string {
  try {
    return new Intl.DisplayNames(language, { type: 'region' }).of(code) ?? code;
  } catch {
    return code; // "(none)", "(other)"
  }
}

/** An address without what every one has: its scheme, and the slash at its end. */
export const plainUrl = (url: string) => url.replace(/^https?:\/\//, '').replace(/\/$/, '');
