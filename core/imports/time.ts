/** A time as services write it, without a zone in UTC, as ISO 8601 to the second; undefined for what could be read in two ways. */
export function timeIn(text: string): string | undefined {
  const at = millisecondsIn(text.trim());
  if (at === undefined || Number.isNaN(at) || Math.abs(at) > 8.64e15) return undefined;
  const iso = new Date(Math.floor(at / 1000) * 1000).toISOString().replace('.000Z', 'Z');
  return /^\d{4}-/.test(iso) ? iso : undefined;
}

/** Seconds since 1970 have ten digits from 2001 to 2286, and milliseconds thirteen. */
function millisecondsIn(text: string): number | undefined {
  if (/^\d{10}$/.test(text)) return Number(text) * 1000;
  if (/^\d{13}$/.test(text)) return Number(text);
  const iso =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?$/i.exec(
      text,
    );
  if (iso) return isoTime(iso);
  // "Tue Mar 03 2020 10:00:00 GMT+0000 (…)", "Mar 3, 2020", "3 March 2020": the month is a word, so no day is taken for one.
  if (!/[a-z]{3}/i.test(text)) return undefined;
  return Date.parse(/\b(GMT|UTC|Z)\b|[+-]\d{4}/.test(text) ? text.replace(/\s*\(.*\)$/, '') : `${text} UTC`);
}

function isoTime([, day = '', time = '00:00', zone = 'Z']: RegExpExecArray): number {
  const at = Date.parse(`${day}T${time.length === 5 ? `${time}:00` : time}${zoneOf(zone)}`);
  // The 31st of February is a day in March to `Date.parse`.
  return Date.parse(day) && new Date(Date.parse(day)).toISOString().startsWith(day) ? at : Number.NaN;
}

const zoneOf = (zone: string) => {
  const [, hours, minutes = '00'] = /^([+-]\d\d):?(\d\d)?$/.exec(zone) ?? [];
  return hours === undefined ? 'Z' : `${hours}:${minutes}`;
};

/** Whether a text stands for no time: databases write the first day there is, or a word. */
export const isNoTime = (text: string): boolean =>
  /^(?:|0|-|n\/a|null|none|nan|undefined|false|never)$|^000[01]-0[01]-0[01](?!\d)/i.test(text.trim());
