import { z } from 'zod';

const TIME = 'a day or a time with its zone, e.g. 2026-11-01 or 2026-11-01T00:00:00Z';

/** The time that statistics are of. */
export const SPAN = {
  from: z.string().max(40).optional().describe(`${TIME}; thirty days before the end without it`),
  to: z.string().max(40).optional().describe(`${TIME}; now without it`),
  tz: z
    .string()
    .max(60)
    .optional()
    .describe('whose days, weeks and months these are, e.g. Europe/Berlin; UTC without it'),
};

/** So many rows a model reads at once; a month has 31 days. */
export const MOST_ROWS = 40;

const OVER_TIME = new Set(['hour', 'day', 'week', 'month']);

/** What is left off, and how to get it. Over time the last rows are kept, and otherwise the first, which are the largest. */
export function keptRows<Row>(rows: readonly Row[], by: string): { kept: Row[]; left: string[] } {
  if (rows.length <= MOST_ROWS) return { kept: [...rows], left: [] };
  const isOverTime = OVER_TIME.has(by);
  const kept = isOverTime ? rows.slice(-MOST_ROWS) : rows.slice(0, MOST_ROWS);
  const left = isOverTime
    ? `The ${rows.length - MOST_ROWS} rows before are left off: ask for a shorter time (from, to) or a longer unit (by).`
    : `The ${rows.length - MOST_ROWS} smaller values are left off: ask for a shorter time (from, to).`;
  return { kept, left: [left] };
}

/** Counts that are not 0. */
export function counted(counts: object): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counts).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number' && entry[1] > 0,
    ),
  );
}

export const textOfCounts = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ') || 'nothing';
