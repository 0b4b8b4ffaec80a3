import { Cron } from 'croner';
import type { FieldError } from '../problem.ts';

/** A rule that repeats: the five fields of cron, by the clocks of a time zone. */
export interface Repeat {
  cron: string;
  /** A name of the IANA's, e.g. Europe/Berlin. */
  timeZone: string;
}

/** When something that was ordered comes. */
export interface When {
  /** ISO 8601 in UTC, to the second, the next first: one, or some of those of a rule. */
  times: string[];
  repeat?: Repeat | undefined;
}

/** As a request says it. */
export interface AskedWhen {
  at?: string | undefined;
  repeat?: string | undefined;
  timeZone?: string | undefined;
}

/**
 * So many times of a rule are known ahead. Whoever follows a link knows no rules, only times: until as many have passed, what is
 * followed is right, even if nobody writes down what has come.
 */
const KNOWN_TIMES = 4;

/**
 * A rule that comes more often would fill a history that nobody reads; who needs that has rules of links, which cost nothing. By clocks
 * that are never set: a rule that is right is so on the day before they are, too.
 */
const LEAST_GAP_MS = 3_600_000;
/** As many times of a rule are looked at for that. */
const LOOKED_AT = 100;

export const EXPECTED_WHEN = {
  at: 'a time with its zone, e.g. 2030-12-24T18:00:00+01:00, or without one beside timeZone; in the future',
  repeat: 'the five fields of cron, e.g. "0 18 * * 5" for each Friday at 18:00, an hour apart at least',
  timeZone: 'the name of a time zone, e.g. Europe/Berlin',
};

/** What is wrong with when something is to come. */
export class WrongWhen extends Error {
  readonly errors: FieldError[];

  constructor(field: keyof typeof EXPECTED_WHEN, reason: string, expected = EXPECTED_WHEN[field]) {
    super(reason);
    this.errors = [{ field, reason, expected }];
  }
}

/**
 * Reads when something is to come: once, or by a rule. A local time that a clock shows twice is the first of the two, and one that it
 * skips comes as long after the skip as it was meant to after its beginning: https://www.rfc-editor.org/rfc/rfc5545#section-3.3.5
 *
 * @param now milliseconds
 * @throws WrongWhen
 */
export function readWhen({ at, repeat, timeZone }: AskedWhen, now: number): When {
  if (at !== undefined && repeat !== undefined)
    throw new WrongWhen('repeat', 'does not go with at', 'either of the two');
  if (timeZone !== undefined && !isTimeZone(timeZone)) throw new WrongWhen('timeZone', 'is none');
  if (repeat !== undefined) return readRepeat(repeat, timeZone, now);
  if (at === undefined) throw new WrongWhen('at', 'is missing', `${EXPECTED_WHEN.at}; or repeat`);
  const time = readTime(at, timeZone);
  if (time <= now) throw new WrongWhen('at', 'is in the past');
  return { times: [written(time)] };
}

/** The next times of a rule after a time. */
export const timesAfter = (repeat: Repeat, after: number, count = KNOWN_TIMES): string[] =>
  ruleOf(repeat)
    .nextRuns(count, new Date(after))
    .map(time => written(time.getTime()));

/**
 * The known times of a rule, when one of them has passed. Where nobody looked for long others have, too, of which only the last are made
 * up for: a rule does the same each time.
 *
 * @param times those that are left
 * @param last the one that has passed
 * @param now milliseconds
 */
export function refilled(repeat: Repeat, times: readonly string[], last: string, now: number): string[] {
  const missing = KNOWN_TIMES - times.length;
  if (missing <= 0) return [...times];
  const known = Date.parse(times.at(-1) ?? last);
  const passed = ruleOf(repeat)
    .previousRuns(KNOWN_TIMES, new Date(now + 1000)) // the one that is due just now is one of them
    .map(time => time.getTime())
    .filter(time => time > known)
    .sort((one, other) => one - other);
  return [...times, ...passed.map(written), ...timesAfter(repeat, Math.max(known, now), missing)];
}

/** By itself, without a clock that waits for it. */
const ruleOf = ({ cron, timeZone }: Repeat) =>
  new Cron(cron, { timezone: timeZone, mode: '5-part', paused: true });

function readRepeat(cron: string, timeZone: string | undefined, now: number): When {
  if (timeZone === undefined) throw new WrongWhen('timeZone', 'is missing');
  const repeat = { cron: cron.trim().replace(/\s+/g, ' '), timeZone };
  const reason = wrongRule(repeat.cron);
  if (reason) throw new WrongWhen('repeat', reason);
  const times = timesAfter(repeat, now);
  if (times.length === 0) throw new WrongWhen('repeat', 'never comes');
  const even = timesAfter({ ...repeat, timeZone: 'UTC' }, now, LOOKED_AT);
  const isTooOften = even.some(
    (time, n) => n > 0 && Date.parse(time) - Date.parse(even[n - 1] ?? '') < LEAST_GAP_MS,
  );
  if (isTooOften) throw new WrongWhen('repeat', 'comes more often than once in an hour');
  return { times, repeat };
}

const FIELDS = ['minute', 'hour', 'day of the month', 'month', 'day of the week'];

/** Why a rule is none, where it is none. */
function wrongRule(cron: string): string | undefined {
  const fields = cron.split(' ');
  if (cron.startsWith('@') || cron.includes('(')) return 'is no such rule';
  // The library knows more forms than those five fields.
  if (fields.length !== FIELDS.length) return `has ${cron === '' ? 0 : fields.length} fields`;
  const wrong = fields.findIndex(
    (text, at) => !isRule(FIELDS.map((_, n) => (n === at ? text : '*')).join(' ')),
  );
  if (wrong >= 0) return `has ${JSON.stringify(fields[wrong])} for the ${FIELDS[wrong]}`;
  return isRule(cron) ? undefined : 'is no such rule';
}

function isRule(cron: string): boolean {
  try {
    ruleOf({ cron, timeZone: 'UTC' });
    return true;
  } catch {
    return false;
  }
}

const TIME = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d)(:\d\d)?(\.\d+)?([Zz]|[+-]\d\d:\d\d)?$/;

/** What comes in the midst of a second comes with the next one: never before it was meant to. */
function readTime(text: string, timeZone: string | undefined): number {
  const [, day = '', minute = '', second = ':00', part = '', zone] = TIME.exec(text) ?? [];
  const rest = /[1-9]/.test(part) ? 1000 : 0;
  // The same calendar and clock in UTC: a 31st of February is one of March there.
  const local = `${day}T${minute}${second}`;
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc) || written(asUtc) !== `${local}Z`) throw new WrongWhen('at', 'is no such time');
  if (zone !== undefined && timeZone !== undefined)
    throw new WrongWhen('timeZone', 'does not go with a time that has its zone', 'either of the two');
  if (zone !== undefined) {
    const time = Date.parse(`${local}${zone.toUpperCase()}`) + rest;
    // Times are compared as texts, and a year of five digits would come first.
    if (!(time < END)) throw new WrongWhen('at', 'is no such time');
    return time;
  }
  if (timeZone === undefined) throw new WrongWhen('at', 'has no zone');
  const time = new Cron(local, { timezone: timeZone, paused: true }).nextRun(new Date(0));
  if (!time) throw new WrongWhen('at', 'is in the past');
  if (time.getTime() + rest >= END) throw new WrongWhen('at', 'is no such time');
  return time.getTime() + rest;
}

/** Of what ISO 8601 has four digits for. */
const END = Date.UTC(10_000, 0);

/** By a name: an offset such as +01:00 knows no summer. */
function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return /^[A-Za-z]/.test(text);
  } catch {
    return false;
  }
}

/** As it is kept: ISO 8601 in UTC, to the second. */
const written = (time: number) => new Date(time).toISOString().replace('.000Z', 'Z');
