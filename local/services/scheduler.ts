/**
 * EventBridge Scheduler: `rate(…)` and `cron(…)` in UTC, each with one target function.
 * Docs: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 *
 * Not modelled: `at(…)`, time zones, flexible windows, start and end dates, retries and the dead-letter queue (a failed run
 * is logged and the next one comes in its time), the L, W and # of cron. Where time jumps over several runs, one is made.
 */
import type { Clock } from '../../core/clock.ts';
import { type RandomBytes, uuid } from '../../core/ids.ts';

export interface ScheduleConfig {
  name: string;
  arn: string;
  /** ScheduleExpression. */
  expression: string;
  timezone?: string;
  state?: 'ENABLED' | 'DISABLED';
  /** Target.Input: JSON, in which `<aws.scheduler.scheduled-time>` and the like are filled in. */
  input?: string;
  invoke(event: unknown): Promise<unknown>;
}

export interface SchedulerConfig {
  clock: Clock;
  random: RandomBytes;
  region?: string;
  accountId?: string;
  /** Hears why a run failed. */
  log?(line: string): void;
}

const MINUTE_MS = 60_000;
const UNITS_MS = { minute: MINUTE_MS, hour: 60 * MINUTE_MS, day: 24 * 60 * MINUTE_MS };
// A timer has no room for a month, and a machine may sleep meanwhile.
const WAIT_PIECE_MS = 1000;

/** Runs schedules from `add` to `close`. */
export class Scheduler {
  readonly #config: SchedulerConfig;
  readonly #schedules = new Map<string, ScheduleConfig>();
  /** Ends every wait: a timer that is left keeps the process up. */
  readonly #closing = new AbortController();

  constructor(config: SchedulerConfig) {
    this.#config = config;
  }

  /** Starts a schedule; throws one sentence where its expression is not modelled. */
  add(schedule: ScheduleConfig): void {
    if (schedule.timezone !== undefined && schedule.timezone !== 'UTC')
      throw new Error(`Schedule ${schedule.name}: the local scheduler knows no time zone but UTC.`);
    const next = parseExpression(schedule.expression, this.#config.clock.now());
    this.#schedules.set(schedule.name, schedule);
    if (schedule.state !== 'DISABLED') void this.#keep(schedule, next);
  }

  /** Runs a schedule now, outside its times; rejects with what its target threw. */
  async run(name: string): Promise<unknown> {
    const schedule = this.#schedules.get(name);
    if (!schedule) throw new Error(`There is no schedule ${name}.`);
    return await schedule.invoke(this.#event(schedule, this.#config.clock.now()));
  }

  /** No run begins any more; those under way go on. */
  close(): void {
    this.#closing.abort();
  }

  async #keep(schedule: ScheduleConfig, next: NextRun): Promise<void> {
    const { clock } = this.#config;
    const { signal } = this.#closing;
    let due = next(clock.now());
    while (due !== undefined && !signal.aborted) {
      const left = due - clock.now();
      if (left > 0) await clock.sleep(Math.min(left, WAIT_PIECE_MS), signal);
      else {
        // As in the real one, a run does not wait for the one before it.
        void this.#fire(schedule, due);
        due = next(clock.now() + 1);
      }
    }
  }

  async #fire(schedule: ScheduleConfig, due: number): Promise<void> {
    try {
      await schedule.invoke(this.#event(schedule, due));
    } catch (error) {
      this.#config.log?.(`${schedule.name}: ${error instanceof Error ? error.message : error}`);
    }
  }

  #event(schedule: ScheduleConfig, due: number): unknown {
    const { random, region = 'us-east-1', accountId = '000000000000' } = this.#config;
    const id = uuid(random);
    const time = `${new Date(due).toISOString().slice(0, 19)}Z`;
    if (schedule.input !== undefined) return JSON.parse(fillIn(schedule, id, time));
    // What a function gets where the target says nothing.
    return {
      version: '0',
      id,
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account: accountId,
      time,
      region,
      resources: [schedule.arn],
      detail: '{}',
    };
  }
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html */
function fillIn({ input = '', arn }: ScheduleConfig, executionId: string, time: string): string {
  return input
    .replaceAll('<aws.scheduler.schedule-arn>', arn)
    .replaceAll('<aws.scheduler.scheduled-time>', time)
    .replaceAll('<aws.scheduler.execution-id>', executionId)
    .replaceAll('<aws.scheduler.attempt-number>', '1');
}

/** The first run at or after a time; `undefined` where there is none. */
type NextRun = (from: number) => number | undefined;

/** Reads a schedule expression. A rate counts from `start` and, as in the real one, runs at once. */
export function parseExpression(expression: string, start: number): NextRun {
  const [, kind, inside = ''] = /^(rate|cron)\((.+)\)$/.exec(expression) ?? [];
  if (kind === 'rate') return parseRate(inside, start);
  if (kind === 'cron') return parseCron(inside);
  throw new Error(`The local scheduler does not model the schedule "${expression}".`);
}

function parseRate(text: string, start: number): NextRun {
  const [, value, unit] = /^(\d+) (minute|hour|day)s?$/.exec(text) ?? [];
  if (!isUnit(unit) || Number(value) < 1)
    throw new Error(`The rate "${text}" is not of the form "5 minutes".`);
  const period = Number(value) * UNITS_MS[unit];
  return from => start + Math.ceil(Math.max(0, from - start) / period) * period;
}

function isUnit(unit: string | undefined): unit is keyof typeof UNITS_MS {
  return unit !== undefined && Object.hasOwn(UNITS_MS, unit);
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const LAST_YEAR = 2199;
/** A date like 29 February comes after eight years at the latest; what is not found by then never comes. */
const SEARCH_DAYS = 8 * 366;

/** Six fields: minutes hours day-of-month month day-of-week year. Sunday is day 1. */
function parseCron(text: string): NextRun {
  const fields = text.split(/\s+/);
  const [minutes = '', hours = '', days = '', months = '', weekdays = '', years = ''] = fields;
  if (fields.length !== 6) throw new Error(`The cron expression "${text}" has not six fields.`);
  if ((days === '?') === (weekdays === '?'))
    throw new Error(
      `In the cron expression "${text}" either the day of the month or that of the week must be "?".`,
    );
  const isMinute = parseField(minutes, 0, 59);
  const isHour = parseField(hours, 0, 23);
  const isDay = parseField(days, 1, 31);
  const isMonth = parseField(months, 1, 12, MONTHS);
  const isWeekday = parseField(weekdays, 1, 7, WEEKDAYS);
  const isYear = parseField(years, 1970, LAST_YEAR);
  const onDay = (date: Date) =>
    isDay(date.getUTCDate()) &&
    isMonth(date.getUTCMonth() + 1) &&
    isWeekday(date.getUTCDay() + 1) &&
    isYear(date.getUTCFullYear());
  return from => {
    const first = Math.ceil(from / MINUTE_MS) * MINUTE_MS;
    const midnight = first - (first % UNITS_MS.day);
    for (let day = 0; day < SEARCH_DAYS; day += 1) {
      const begin = midnight + day * UNITS_MS.day;
      if (!onDay(new Date(begin))) continue;
      for (let time = Math.max(begin, first); time < begin + UNITS_MS.day; time += MINUTE_MS) {
        const date = new Date(time);
        if (isHour(date.getUTCHours()) && isMinute(date.getUTCMinutes())) return time;
      }
    }
    return undefined;
  };
}

/** One field: `*`, `?`, `5`, `MON-FRI`, `0/15`, `1,15`. */
function parseField(field: string, min: number, max: number, names: string[] = []): (n: number) => boolean {
  const number = (text: string) => {
    const named = names.indexOf(text.toUpperCase());
    const value = named >= 0 ? named + min : Number(text);
    if (/^(\d+|[A-Za-z]{3})$/.test(text) && value >= min && value <= max) return value;
    throw new Error(`The local scheduler does not model "${field}" in a cron expression.`);
  };
  const wanted = new Set<number>();
  for (const part of field.split(',')) {
    const [range = '', step] = part.split('/');
    const [low = '', high] = range.split('-');
    const all = range === '*' || range === '?';
    const from = all ? min : number(low);
    const to = all || (high === undefined && step !== undefined) ? max : number(high ?? low);
    const by = step === undefined ? 1 : Number(step);
    if (!Number.isInteger(by) || by < 1) number('');
    for (let n = from; n <= to; n += by) wanted.add(n);
  }
  return n => wanted.has(n);
}
