import { HOUR_MS } from './periods.ts';

export const UNITS = ['hour', 'day', 'week', 'month'] as const;
export type Unit = (typeof UNITS)[number];

const DAY_MS = 24 * HOUR_MS;

/** Whether a text names a time zone: `Europe/Berlin`, `UTC`. A bare offset is none: not each Node.js knows those. */
export function isZone(text: string): boolean {
  if (/^[+-]/.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

/**
 * The days, weeks and months of a place. An hour is in that in which it begins: where the clocks differ from UTC's by half an hour,
 * a day begins half an hour late or early.
 */
export class Calendar {
  readonly #format: Intl.DateTimeFormat;
  /** The offset of each UTC day on which the clocks are not changed. */
  readonly #known = new Map<number, number | undefined>();
  // A year has 8,760 hours and 366 days, and both of these cost more than all else that is done for an hour.
  readonly #begins = new Map<number, number>();
  readonly #names = {
    day: new Map<number, string>(),
    week: new Map<number, string>(),
    month: new Map<number, string>(),
  };

  /** @param zone one that `isZone` takes */
  constructor(zone: string) {
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  }

  /** How far the clocks are ahead of UTC at a time, in milliseconds. */
  offsetAt(at: number): number {
    const day = Math.floor(at / DAY_MS);
    const known = this.#known.get(day);
    if (known !== undefined) return known;
    if (this.#known.has(day)) return this.#ask(at);
    const [first, next] = [this.#atBeginOf(day), this.#atBeginOf(day + 1)];
    this.#known.set(day, first === next ? first : undefined);
    return this.offsetAt(at);
  }

  /**
   * The unit of time that a time is in, by its beginning: an hour as `2026-11-30T06:00+01:00`, a day as `2026-11-30`, a week by its
   * Monday, a month as `2026-11`.
   */
  nameOf(unit: Unit, at: number): string {
    const offset = this.offsetAt(at);
    const day = Math.floor((at + offset) / DAY_MS);
    if (unit !== 'hour') return this.#nameOfDay(unit, day);
    const hour = Math.floor((at + offset - day * DAY_MS) / HOUR_MS);
    return `${this.#nameOfDay('day', day)}T${two(hour)}:${minutesOf(offset)}${written(offset)}`;
  }

  /** @param day how many there were since 1970 */
  #nameOfDay(unit: 'day' | 'week' | 'month', day: number): string {
    const known = this.#names[unit].get(day);
    if (known !== undefined) return known;
    // The first one was a Thursday.
    const back = unit === 'week' ? (((day + 3) % 7) + 7) % 7 : 0;
    const name = new Date((day - back) * DAY_MS).toISOString().slice(0, unit === 'month' ? 7 : 10);
    this.#names[unit].set(day, name);
    return name;
  }

  /** The offset at the beginning of a UTC day. */
  #atBeginOf(day: number): number {
    const offset = this.#begins.get(day) ?? this.#ask(day * DAY_MS);
    this.#begins.set(day, offset);
    return offset;
  }

  #ask(at: number): number {
    const { value = '' } = this.#format.formatToParts(at).find(({ type }) => type === 'timeZoneName') ?? {};
    const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d\d):(\d\d)/.exec(value) ?? [];
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  }
}

const two = (number: number) => String(number).padStart(2, '0');

/** An hour of UTC begins there at so many minutes past. */
const minutesOf = (offset: number) => two((((offset / 60_000) % 60) + 60) % 60);

function written(offset: number): string {
  const minutes = Math.abs(offset) / 60_000;
  return offset === 0
    ? 'Z'
    : `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
