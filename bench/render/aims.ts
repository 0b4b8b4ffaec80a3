import { figure, table } from '../../core/text-table.ts';
import { type Measured, median, quantile } from './measure.ts';
import { CONTAINER, FLOOR, LAMBDA, type Party, PRERENDER, STRICT } from './party.ts';
import { sum } from './processes.ts';
import type { Round, Rounds } from './speed.ts';

export interface Aim {
  what: string;
  /** One for each round. */
  values: readonly number[];
  /** What the middle of the rounds has to keep to. */
  target: number;
  /** Whether more is better. */
  atLeast?: boolean;
  decimals?: number;
  /** One of the few that stand for all. */
  isMain?: boolean;
}

const p50 = ({ ms }: Measured) => quantile(ms, 0.5);
const pagesPerSecond = (measured: Measured) => measured.pagesPerSecond;
const cpu = (measured: Measured) => sum(measured.cpu);

/** Whether each aim is met, from the same rounds that the tables show. */
export function speedAims(rounds: Rounds): Aim[] {
  const each = (party: Party, which: keyof Round, of: (measured: Measured) => number) =>
    (rounds.get(party.name) ?? []).map(round => of(round[which]));
  const ratio = (above: readonly number[], below: readonly number[]) =>
    above.map((value, n) => value / (below[n] ?? Number.NaN));
  const container = {
    p50: each(CONTAINER, 'alone', p50),
    speed: each(CONTAINER, 'four', pagesPerSecond),
    cpu: each(CONTAINER, 'four', cpu),
  };
  const incomplete = [CONTAINER, LAMBDA, STRICT].flatMap(party =>
    (['alone', 'four'] as const).flatMap(which => each(party, which, measured => measured.incomplete)),
  );
  return [
    {
      what: 'container p50 / floor',
      values: ratio(container.p50, each(FLOOR, 'alone', p50)),
      target: 1.1,
      isMain: true,
    },
    { what: 'container pages/s, four at once', values: container.speed, target: 15, atLeast: true },
    { what: 'container CPU ms/page', values: container.cpu, target: 80 },
    {
      what: "container pages/s / prerender's",
      values: ratio(container.speed, each(PRERENDER, 'four', pagesPerSecond)),
      target: 13,
      atLeast: true,
    },
    {
      what: 'prerender p50 / container',
      values: ratio(each(PRERENDER, 'alone', p50), container.p50),
      target: 6,
      atLeast: true,
    },
    { what: 'Lambda p50 / container', values: ratio(each(LAMBDA, 'alone', p50), container.p50), target: 1.5 },
    {
      what: 'container pages/s / Lambda',
      values: ratio(container.speed, each(LAMBDA, 'four', pagesPerSecond)),
      target: 1.5,
    },
    { what: 'Lambda CPU / container', values: ratio(each(LAMBDA, 'four', cpu), container.cpu), target: 1.5 },
    {
      what: 'incomplete, ours, all rounds',
      values: [incomplete.reduce((total, count) => total + count, 0)],
      target: 0,
      decimals: 0,
    },
  ];
}

/** One line an aim: the middle of its rounds, the extremes, the target, met or missed. */
export function aimTable(aims: readonly Aim[]): string {
  const row = ({ what, values, target, atLeast = false, decimals = 2 }: Aim) => {
    const middle = median(values);
    const isMet = atLeast ? middle >= target : middle <= target;
    return [
      what,
      figure(middle, decimals),
      values.length > 1
        ? `${figure(Math.min(...values), decimals)} – ${figure(Math.max(...values), decimals)}`
        : '',
      `${atLeast ? '≥' : '≤'} ${target}`,
      Number.isNaN(middle) ? '–' : isMet ? 'met' : 'missed',
    ];
  };
  return table(['aim', 'figure', 'from – to', 'target', ''], aims.map(row));
}
