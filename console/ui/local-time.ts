/**
 * A time as the clocks of a zone show it, for an `<input type="datetime-local">`.
 *
 * @param iso ISO 8601 in UTC
 * @param timeZone a name of the IANA's
 * @returns YYYY-MM-DDTHH:MM, with seconds where there are some; '' where the time is none
 */
export function toLocal(iso: string, timeZone: string): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return '';
  const shown = new Date(at + offsetAt(at, timeZone)).toISOString().replace(/\.\d+Z$/, '');
  return shown.endsWith(':00') ? shown.slice(0, -3) : shown;
}

/**
 * The time that clocks of a zone show so. One that they skip in spring comes as much later, and of one that they show twice in autumn
 * the first is meant, as with changes that are ordered for later: https://www.rfc-editor.org/rfc/rfc5545#section-3.3.5
 *
 * @param local YYYY-MM-DDTHH:MM, with or without seconds
 * @returns ISO 8601 in UTC, to the second; '' where the text is no such time
 */
export function fromLocal(local: string, timeZone: string): string {
  const shown = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(local) ? Date.parse(`${local}Z`) : Number.NaN;
  if (Number.isNaN(shown)) return '';
  // Clocks are set by less than a day, and not twice in two.
  const offsets = [shown - DAY_MS, shown + DAY_MS].map(at => offsetAt(at, timeZone));
  const times = offsets.map(offset => shown - offset).sort((one, other) => one - other);
  const right = times.find(at => at + offsetAt(at, timeZone) === shown) ?? shown - (offsets[0] ?? 0);
  return new Date(right).toISOString().replace('.000Z', 'Z');
}

const DAY_MS = 86_400_000;

/** How far the clocks of a zone are ahead of UTC at a time, in milliseconds. */
function offsetAt(at: number, timeZone: string): number {
  const whole = Math.floor(at / 1000) * 1000;
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(whole)
      .map(({ type, value }) => [type, value]),
  );
  const { year = '', era, month, day, hour, minute, second } = parts;
  const shownYear = era === 'BC' ? 1 - Number(year) : Number(year);
  const shown = new Date(0);
  shown.setUTCFullYear(shownYear, Number(month) - 1, Number(day));
  shown.setUTCHours(Number(hour), Number(minute), Number(second));
  return shown.getTime() - whole;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const numeric = 'numeric';
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    hourCycle: 'h23',
    era: 'short',
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  });
  formats.set(timeZone, format);
  return format;
}
