/**
 * The dates of a sitemap: complete to the year, month, day, minute, second or a fraction of it.
 * Spec: https://www.w3.org/TR/NOTE-datetime. A time without a zone is not in it, yet common; it is read as UTC.
 */
const W3C =
  /^(?<year>\d{4})(?:-(?<month>\d\d)(?:-(?<day>\d\d)(?:T(?<time>\d\d:\d\d)(?<seconds>:\d\d(?:\.\d+)?)?(?<zone>Z|[+-]\d\d:\d\d)?)?)?)?$/;

const DAY_MS = 86_400_000;

/**
 * The last moment a sitemap's `lastmod` may mean, in milliseconds since 1970: a page with only a day may have changed at
 * its very end. Undefined for what is no such date.
 */
export function readLastmod(text: string): number | undefined {
  const { year, month, day, time, seconds, zone } = W3C.exec(text.trim())?.groups ?? {};
  if (!year) return undefined;
  if (!month) return Date.UTC(Number(year) + 1, 0) - 1;
  const midnight = Date.parse(`${year}-${month}-${day ?? '01'}T00:00:00Z`);
  // Date.parse reads February 30th as March 1st.
  if (Number.isNaN(midnight) || new Date(midnight).getUTCMonth() !== Number(month) - 1) return undefined;
  if (!day) return Date.UTC(Number(year), Number(month)) - 1;
  if (!time) return midnight + DAY_MS - 1;
  const begin = Date.parse(`${year}-${month}-${day}T${time}${seconds ?? ':00'}${zone ?? 'Z'}`);
  if (Number.isNaN(begin)) return undefined;
  return begin + (seconds === undefined ? 59_999 : seconds.includes('.') ? 0 : 999);
}
