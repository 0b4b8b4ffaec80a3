/**
 * Which of some places in a row are named on an axis: evenly apart, the last one among them.
 *
 * @param count how many places there are
 * @param most how many names there is room for, one or more
 * @returns indexes, ascending
 */
export function placesOf(count: number, most: number): number[] {
  const step = Math.max(1, Math.ceil(count / Math.max(1, most)));
  const places: number[] = [];
  for (let at = count - 1; at >= 0; at -= step) places.unshift(at);
  return places;
}

/** So many shades can be told apart. */
export const MOST_STEPS = 5;

/** The bounds of classes up to a whole number, in steps that are easy to read: the least of each class, ascending; five at most. */
export function stepsOf(most: number): number[] {
  if (most <= MOST_STEPS) return Array.from({ length: most }, (_, at) => at + 1);
  const bounds = Array.from({ length: MOST_STEPS }, (_, at) => easy(most ** (at / MOST_STEPS)));
  return [...new Set(bounds)];
}

/** In which of the classes a number is, from 1 on; 0 for none. */
export const stepOf = (value: number, steps: readonly number[]): number =>
  steps.filter(least => value >= least).length;

/** The nearest number from below that is 1, 2 or 5 and noughts; small ones are as they are. */
function easy(value: number): number {
  if (value < 5) return Math.max(1, Math.floor(value));
  const power = 10 ** Math.floor(Math.log10(value));
  return (value / power >= 5 ? 5 : value / power >= 2 ? 2 : 1) * power;
}
