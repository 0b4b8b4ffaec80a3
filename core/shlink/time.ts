import { invalidData } from './problem.ts';

/** A time as PHP's DATE_ATOM writes it. */
export const atom = (time: string): string => `${new Date(time).toISOString().slice(0, 19)}+00:00`;

/** A time among parameters, in milliseconds; undefined where there is none. Throws for what is no time. */
export function timeIn(parameters: URLSearchParams, name: string): number | undefined {
  const text = parameters.get(name);
  if (text === null || text === '') return undefined;
  // Who forgets to encode the "+" of a zone has sent a blank.
  const time = Date.parse(text.replace(/ (?=\d\d:?\d\d$)/, '+'));
  if (Number.isNaN(time)) throw invalidData({ [name]: 'is no time' });
  return time;
}
