import { type Described, FIELDS, type Field, linesOf } from './describe.ts';

/** What one field said, and what it says; no lines for nothing. */
export interface Difference {
  field: Field;
  before: string[];
  after: string[];
}

/** What differs between two versions of a link, in words, in the order of the fields. */
export const differencesOf = (before: Described, after: Described): Difference[] =>
  FIELDS.map(field => ({ field, before: linesOf(field, before), after: linesOf(field, after) })).filter(
    ({ before, after }) => before.join('\n') !== after.join('\n'),
  );

/** What a change that was ordered says: each of its fields as it will be. */
export const differencesIn = (patch: Described): Difference[] =>
  FIELDS.filter(field => patch[field] !== undefined).map(field => ({
    field,
    before: [],
    after: linesOf(field, patch),
  }));
