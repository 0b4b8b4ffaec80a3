import type { Refused } from '../../ask.ts';

type FieldError = Refused['errors'][number];

/** What the API found wrong, each with the field of a link it is about: of what was ordered for later, too. */
export const errorsOf = (errors: readonly FieldError[]): FieldError[] =>
  errors.map(error => ({
    ...error,
    field: error.field.replace(/^patch\./, '').replace(/\[(\d+)\]/g, '.$1'),
  }));

const words = ({ reason, expected }: FieldError) => (expected === '' ? reason : `${reason}; ${expected}`);

/** What is to be said at a field: of itself, and of what is in it, such as the second of its tags. */
export function errorAt(errors: readonly FieldError[], field: string): string | undefined {
  const found = errors.find(error => error.field === field || error.field.startsWith(`${field}.`));
  return found && words(found);
}

/** The same of itself alone: what is in it has fields of its own. */
export function ownErrorAt(errors: readonly FieldError[], field: string): string | undefined {
  const found = errors.find(error => error.field === field);
  return found && words(found);
}

/** What has no field in the form, as sentences. */
export const unplaced = (errors: readonly FieldError[], isPlaced: (field: string) => boolean): string[] =>
  errors.filter(({ field }) => !isPlaced(field)).map(error => `${error.field} ${words(error)}`);

const TOP =
  /^(url|slug|domain|title|tags|note|startsAt|expiresAt|expiredUrl|maxClicks|status|maxAge|password|rules|unfurl|appLinks|at|repeat|timeZone|oldSlugUntil)$/;
const NESTED =
  /^(tags\.\d+|utm\.(source|medium|campaign|term|content|id)|unfurl\.(title|description|image)|appLinks\.(ios|android)|appLinks\.ios\.(url|store)|appLinks\.android\.(url|package|store)|rules\.\d+(\.(url|from|until|weight|(country|language|device|os|browser)(\.\d+)?))?)$/;

/** Whether the form has a place for what is said of a field. */
export const isPlaced = (field: string): boolean => TOP.test(field) || NESTED.test(field);
