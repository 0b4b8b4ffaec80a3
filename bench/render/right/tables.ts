import { figure, table } from '../../../core/text-table.ts';
import type { Aim } from '../aims.ts';
import { quantile } from '../measure.ts';
import type { Verdict, Verdicts } from './run.ts';

/** Per cent of the pages that came out as a browser shows them; nothing where a party was not asked. */
export function rightShare(verdicts: readonly Verdict[] | undefined): number | undefined {
  if (!verdicts || verdicts.length === 0) return undefined;
  return (100 * verdicts.filter(isRight).length) / verdicts.length;
}

/** How many pages came out right, and then each that did not, with what is wrong with it. */
export function rightTables(verdicts: Verdicts): string {
  const rows = [...verdicts].map(([party, all]) => [
    party,
    figure(rightShare(all)),
    `${all.filter(isRight).length} of ${all.length}`,
    figure(quantile(timesOf(all), 0.5)),
    figure(quantile(timesOf(all), 0.95)),
  ]);
  return [
    table(['pages as a browser shows them', 'right %', 'pages', 'p50 ms', 'p95 ms'], rows),
    whereWrong(verdicts),
  ].join('\n');
}

/** A line for each fault; one that several parties have is told once. */
function whereWrong(verdicts: Verdicts): string {
  const parties = new Map<string, string[]>();
  for (const [party, all] of verdicts)
    for (const { page, wrong } of all)
      if (wrong) {
        const fault = `${page}: ${wrong}`;
        parties.set(fault, [...(parties.get(fault) ?? []), party]);
      }
  const width = Math.max(0, ...[...parties.keys()].map(fault => fault.length));
  const lines = [...parties].map(([fault, names]) => `${fault.padEnd(width)}  ${names.join('; ')}\n`);
  return lines.length === 0 ? '' : `where it fails, and with whom\n\n${lines.join('')}`;
}

/** Of the worst of these parties. */
export function rightAims(verdicts: Verdicts, parties: readonly string[]): Aim[] {
  const shares = parties.flatMap(party => rightShare(verdicts.get(party)) ?? []);
  const values = shares.length > 0 ? [Math.min(...shares)] : [];
  return [
    {
      what: 'pages as a browser shows them, %',
      values,
      target: 100,
      atLeast: true,
      decimals: 0,
      isMain: true,
    },
  ];
}

const isRight = ({ wrong }: Verdict) => wrong === '';
const timesOf = (verdicts: readonly Verdict[]) => verdicts.map(({ ms }) => ms);
