import { type Hours, packHours, unpackHours } from '../hours.ts';
import { type Item, type Key, linkOf, rankOf } from '../item.ts';
import { HOUR_MS, monthStart } from '../periods.ts';
import { fileOf } from '../table/part.ts';
import type { Tally } from '../tally.ts';
import { sameTally, sumOf } from '../tally.ts';
import { sameBytes } from './scored.ts';
import type { Settled } from './settled.ts';

/** What an item is made of anew. */
export interface Made {
  tally: Tally;
  hours?: Hours | undefined;
  link?: string | undefined;
}

/** What is rolled up: an item, those it is the sum of, and how it is made of them. */
export interface RollUp {
  key: Key;
  /** Reads the others, as they are now. */
  parts(): Promise<Item[]>;
  make(item: Item | undefined, parts: Item[]): Made;
}

/** Others put a busy item a few times a second; one that cannot be put after so many tries has something wrong with it. */
const TRIES = 60;
const PAUSE_MS = 50;

/**
 * Puts the sum of other items, its parts, in the place of an item, so that afterwards exactly those log files are in it that were before.
 *
 * Why: a file is added to the parts before it is added to the item (`CountingTable.addAll`), and the item is read before they are. So what
 * is in the item is in its parts. What is in a part and not yet in the item is noted in the part, for notes are only taken out of files
 * that are done. Such a file is waited for, or counted (`Settled`), and then everything is read again. When it is known to be done, it
 * was added to the item after that was read, if it has anything for it; so the put fails, which is on condition that the item is as
 * it was read.
 *
 * @returns whether something was changed
 * @throws ServiceFault, and an error where the item changes again and again
 */
export async function rollUp({ key, parts: read, make }: RollUp, settled: Settled): Promise<boolean> {
  const { table, clock } = settled.context;
  for (let tried = 0; tried < TRIES; tried++) {
    if (tried > 0) await clock.sleep(PAUSE_MS * Math.min(tried, 20));
    const [item] = await table.items([key]);
    const parts = await read();
    const notes = parts.flatMap(({ files }) => [...files]).filter(note => !item?.files.has(note));
    if (!(await settled.are(notes.map(fileOf), tried))) continue;
    const next = nextOf(key, item, make(item, parts), parts);
    if (!next) return false;
    if (await table.replace(next)) return true;
  }
  throw new Error(`${key.subject} ${key.period} changes too often to be counted again; try later`);
}

/** Undefined where nothing changes. What says which files are in the item stays: they are the same. */
function nextOf(
  { subject, period }: Key,
  item: Item | undefined,
  { tally, hours, link }: Made,
  parts: readonly Item[],
): Item | undefined {
  const said = item ?? parts[0];
  const packed = hours && packHours(hours);
  const isSame = item && sameTally(item, tally) && sameBytes(item.hours, packed) && item.link === link;
  if (!said || isSame) return undefined;
  return {
    subject,
    period,
    version: (item?.version ?? 0) + 1,
    ...tally,
    ...(packed && { hours: packed }),
    ...(item?.visitors && { visitors: item.visitors }),
    files: said.files,
    ...(said.floor !== undefined && { floor: said.floor }),
    ...linkOf(link),
    ...rankOf({ subject, period, counts: tally.counts }),
  };
}

/** A month is the sum of its days; of one of them, whose hours are given, it has these hours. */
export function monthOf(item: Item | undefined, days: Item[], hours: readonly Item[], day: string): Made {
  return {
    tally: sumOf(days),
    hours: withHours(item?.hours, hours, day),
    link: days.at(-1)?.link ?? item?.link,
  };
}

function withHours(packed: Uint8Array | undefined, items: readonly Item[], day: string): Hours | undefined {
  if (items.length === 0) return packed && unpackHours(packed);
  const hours: Hours = packed ? unpackHours(packed) : new Map();
  const numberOf = (at: number) => (at - monthStart(day.slice(0, 7))) / HOUR_MS;
  const first = numberOf(Date.parse(`${day}T00:00:00Z`));
  for (let hour = first; hour < first + 24; hour++) hours.delete(hour);
  for (const { period, counts } of items)
    hours.set(numberOf(Date.parse(`${period.slice('hour#'.length)}:00:00Z`)), counts);
  return hours;
}

/** What was ever counted is the sum of the months. */
export const everOf = (item: Item | undefined, months: Item[]): Made => ({
  tally: sumOf(months),
  link: months.at(-1)?.link ?? item?.link,
});
