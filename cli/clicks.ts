import type { Schemas } from '../client/client.ts';
import type { Bar } from './output/chart.ts';

/** Rows of an answer as bars: over time each unit, by value the most first. */
export const barsOf = (
  by: string,
  rows: readonly (Record<string, unknown> | { value: string; count: number })[],
  counted: string,
): Bar[] =>
  rows.map(row =>
    'value' in row
      ? { label: String(row.value), value: Number(row.count) }
      : {
          label: unitOf(by, String((row as { time: unknown }).time)),
          value: Number((row as Record<string, unknown>)[counted]),
        },
  );

/** A unit of time as short as it is clear. */
const unitOf = (by: string, time: string): string =>
  by === 'hour' ? time.slice(0, 16).replace('T', ' ') : time.slice(0, 10);

/** What else was counted, in words, where there is any. */
export function othersOf({ clicks: _, ...counts }: Schemas['Counts']): string {
  const seen = Object.entries(counts).filter(([, count]) => count > 0);
  return seen.map(([name, count]) => `${count} ${name}`).join(', ');
}
