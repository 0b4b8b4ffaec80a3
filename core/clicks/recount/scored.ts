import { type Addition, copiedBy, type Item, type Key, linkOf, rankOf } from '../item.ts';
import { addTally, emptyTally, sameTally, type Tally } from '../tally.ts';
import { addVisitors } from '../visitors.ts';

/** What all log files have of an item. */
export interface Scored extends Key {
  tally: Tally;
  /** Of a day whose salt is there. */
  visitors?: Uint8Array;
  link?: string;
}

/** By its name, so that neither the day of another subject nor another day gets in. */
export const isOf = (day: string, { period }: Key): boolean =>
  period === `day#${day}` || period.startsWith(`hour#${day}T`);

/** Sums up what log files have of a day's items: of its hours, and of the day. Memory grows with the items, and not with the lines. */
export class DayScores {
  readonly #day: string;
  readonly #isOurs: (subject: string) => boolean;
  readonly #subjects = new Map<string, Map<string, Scored>>();

  constructor(day: string, isOurs: (subject: string) => boolean) {
    this.#day = day;
    this.#isOurs = isOurs;
  }

  add(additions: readonly Addition[]): void {
    for (const addition of additions)
      if (isOf(this.#day, addition) && this.#isOurs(addition.subject)) this.#add(addition);
  }

  get subjects(): string[] {
    return [...this.#subjects.keys()];
  }

  /** What there is of a subject, by the period. */
  of(subject: string): ReadonlyMap<string, Scored> {
    return this.#subjects.get(subject) ?? new Map();
  }

  #add({ subject, period, tally, visitors, link }: Addition): void {
    const periods = this.#subjects.get(subject) ?? new Map<string, Scored>();
    this.#subjects.set(subject, periods);
    const scored: Scored = periods.get(period) ?? { subject, period, tally: emptyTally() };
    periods.set(period, scored);
    addTally(scored.tally, tally);
    if (visitors?.size) scored.visitors = addVisitors(scored.visitors, visitors);
    if (link !== undefined) scored.link = link;
  }
}

export interface Standing {
  /** No file of those that were scored was done later. */
  floor: number;
  /** One of these files, which the item notes for all of them. */
  note: string;
  /** Whether visitors were scored, too; else they stay. */
  hasVisitors: boolean;
}

/**
 * The item with what was scored in the place of what it had; undefined where it has that. All files that were scored are done, so one
 * note and the floor say of all of them that they are in it.
 */
export function replaced(
  item: Item | undefined,
  scored: Scored | undefined,
  { floor, note, hasVisitors }: Standing,
): Item | undefined {
  const key = item ?? scored;
  if (!key) return undefined;
  const { counts, by } = scored?.tally ?? emptyTally();
  const isDay = key.period.startsWith('day#');
  const visitors = isDay && hasVisitors ? scored?.visitors : item?.visitors;
  const link = scored?.link ?? item?.link;
  const isSame =
    item && sameTally(item, { counts, by }) && sameBytes(item.visitors, visitors) && item.link === link;
  if (isSame) return undefined;
  return {
    subject: key.subject,
    period: key.period,
    version: (item?.version ?? 0) + 1,
    counts,
    by: copiedBy(by),
    ...(item?.hours && { hours: item.hours }),
    ...(visitors && { visitors }),
    files: new Set([note]),
    floor: Math.max(floor, item?.floor ?? 0),
    ...linkOf(link),
    ...rankOf({ subject: key.subject, period: key.period, counts }),
  };
}

export function sameBytes(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return Buffer.compare(one, other) === 0;
}
