import { z } from 'zod';

/** What a field was and is. */
export const differences = z
  .array(z.object({ field: z.string(), before: z.unknown().optional(), after: z.unknown().optional() }))
  .describe('what was before and is after; nothing where there was or is none');
export type Difference = z.output<typeof differences>[number];

/** They follow from others, or change each time. */
const DERIVED = new Set([
  'version',
  'changedAt',
  'changedBy',
  'createdAt',
  'createdBy',
  'effectiveWithinSeconds',
  'deletedAt',
  'purged',
  'dryRun',
  'shortUrl',
  'qr',
]);

/** In which fields two states of a link differ. */
export function differenceOf(before: object, after: object): Difference[] {
  const was: Record<string, unknown> = { ...before };
  const is: Record<string, unknown> = { ...after };
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter(field => !DERIVED.has(field) && JSON.stringify(was[field]) !== JSON.stringify(is[field]))
    .map(field => ({ field, before: was[field], after: is[field] }));
}

export const textOfDifferences = (changes: readonly Difference[]): string =>
  changes.map(({ field, before, after }) => `${field}: ${inWords(before)} → ${inWords(after)}`).join('; ');

const inWords = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
