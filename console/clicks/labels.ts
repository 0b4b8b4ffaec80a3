import { country } from '../format.ts';
import { language, t } from '../texts/texts.ts';
import type { Unit } from './periods.ts';
import type { Dimension } from './source.ts';

/** What has no value, and those for which there was no room, as the API writes them. */
const NONE = '(none)';
const OTHER = '(other)';

/** Systems and browsers as they write themselves. */
const NAMES: Record<string, string> = {
  ios: 'iOS',
  android: 'Android',
  windows: 'Windows',
  macos: 'macOS',
  linux: 'Linux',
  chromeos: 'ChromeOS',
  chrome: 'Chrome',
  safari: 'Safari',
  firefox: 'Firefox',
  edge: 'Edge',
  samsung: 'Samsung Internet',
  opera: 'Opera',
};

/** What a value of what tells clicks apart is called. */
export function nameOf(dimension: Dimension, value: string): string {
  if (value === OTHER) return t.clicks.others;
  if (value === NONE) return t.clicks.nothing[dimension];
  if (dimension === 'country') return country(value);
  if (dimension === 'rule') return t.clicks.rule(value);
  if (dimension === 'via') return value === 'qr' ? t.clicks.viaQr : t.clicks.viaLink;
  if (dimension === 'device')
    return { mobile: t.clicks.mobile, tablet: t.clicks.tablet, desktop: t.clicks.desktop }[value] ?? value;
  if (dimension === 'agent') return agentOf(value);
  if (dimension === 'os' || dimension === 'browser') return NAMES[value] ?? value;
  return value;
}

/** `crawlers/googlebot`: what somebody is counted as, and what it calls itself. */
function agentOf(value: string): string {
  const [kind = '', ...name] = value.split('/');
  const said = { crawlers: t.clicks.lines.crawlers, previews: t.clicks.lines.previews }[kind];
  return `${name.join('/')} (${said ?? t.clicks.lines.tools})`;
}

const FORMATS: Record<Unit, { short: Intl.DateTimeFormatOptions; long: Intl.DateTimeFormatOptions }> = {
  hour: {
    short: { hour: 'numeric', minute: '2-digit' },
    long: { weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' },
  },
  day: {
    short: { day: 'numeric', month: 'short' },
    long: { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' },
  },
  week: {
    short: { day: 'numeric', month: 'short' },
    long: { day: 'numeric', month: 'long', year: 'numeric' },
  },
  month: { short: { month: 'short', year: '2-digit' }, long: { month: 'long', year: 'numeric' } },
};

/**
 * What units of time are called, in few letters and in full.
 *
 * @param times as the API writes them: `2026-11-30T06:00+01:00`, `2026-11-30`, `2026-11`
 */
export function placesOfTimes(times: readonly string[], unit: Unit): { short: string; long: string }[] {
  // An hour is of the person's own zone; a day has none, and is written as it is.
  const zone = unit === 'hour' ? {} : { timeZone: 'UTC' };
  const short = new Intl.DateTimeFormat(language, { ...FORMATS[unit].short, ...zone });
  const long = new Intl.DateTimeFormat(language, { ...FORMATS[unit].long, ...zone });
  return times.map(time => {
    const at = new Date(time);
    const name = long.format(at);
    return { short: short.format(at), long: unit === 'week' ? t.clicks.weekOf(name) : name };
  });
}
