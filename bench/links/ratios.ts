import { figure } from '../../core/text-table.ts';
import { median } from '../crawlers/speed.ts';

/** Of what was measured in turns: how many times the other's each turn's value is. */
export const ratiosOf = (values: readonly number[], others: readonly number[]): number[] =>
  values.map((value, n) => value / (others[n] ?? Number.NaN));

/** The middle one of these, as it is shown. */
export const ratioOf = (values: readonly number[], others: readonly number[]): string =>
  figure(median(ratiosOf(values, others)), 2);
