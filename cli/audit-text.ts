import { harmless } from '../core/terminal.ts';
import type { AuditResult } from './audit.ts';
import { EXIT } from './faults.ts';

const MOST_LINES = 10;
const LONGEST_LINE = 120;

/** One page as text for people, with the end of its last line. */
export function describeResult({ url, differences, notes, error }: AuditResult): string {
  const lines = differences.flatMap(({ what, person, crawler }) => [
    `  ${what}`,
    ...shortened(person, crawler).map(line => `    − ${line}`),
    ...shortened(crawler, person).map(line => `    + ${line}`),
  ]);
  if (error === undefined && differences.length === 0) lines.push('  same');
  lines.push(...(notes ?? []).map(note => `  note: ${note}`));
  if (error !== undefined) lines.push(`  could not be opened: ${error}`);
  return `${[url, ...lines].map(harmless).join('\n')}\n`;
}

/** One page as a line of JSON. */
export const jsonOf = (result: AuditResult) => `${harmless(JSON.stringify(result))}\n`;

/** The first few lines, each from where it begins to differ from its counterpart. */
export function shortened(lines: string[], others: string[]): string[] {
  const shown = lines.slice(0, MOST_LINES).map((line, index) => excerpt(line, others[index] ?? ''));
  const more = lines.length - shown.length;
  return more > 0 ? [...shown, `… and ${more} more`] : shown;
}

function excerpt(line: string, other: string): string {
  if (line.length <= LONGEST_LINE) return line;
  let same = 0;
  while (same < line.length && line[same] === other[same]) same++;
  const start = same > LONGEST_LINE / 2 ? same - 20 : 0;
  const end = start + LONGEST_LINE;
  return `${start > 0 ? '…' : ''}${line.slice(start, end)}${end < line.length ? '…' : ''}`;
}

/** The last line: how many pages are what. */
export function describeAll(results: AuditResult[]): string {
  const failed = results.filter(({ error }) => error !== undefined).length;
  const same = results.filter(result => result.same).length;
  const differ = results.length - failed - same;
  const parts = [`${same} same`, `${differ} ${differ === 1 ? 'differs' : 'differ'}`];
  if (failed > 0) parts.push(`${failed} could not be opened`);
  const legend = differ > 0 ? ' (− only a person sees it, + only a crawler gets it)' : '';
  const notes = [...shared(results.flatMap(({ notes = [] }) => notes))].map(
    ([note, count]) => `note for ${count} of them: ${harmless(note)}\n`,
  );
  return `\n${pagesIn(results.length)}: ${parts.join(', ')}${legend}\n${notes.join('')}`;
}

export const pagesIn = (count: number): string => `${count} ${count === 1 ? 'page' : 'pages'}`;

/** What is said more than once, and how often. */
function shared(notes: readonly string[]): Map<string, number> {
  const counts = countsOf(notes);
  return new Map([...counts].filter(([, count]) => count > 1));
}

/** How often each is there, the most frequent first. */
export function countsOf(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return new Map([...counts].sort(([, a], [, b]) => b - a));
}

/** 0: all the same. 1: something differs. 4: a page could not be opened. */
export function exitCodeOf(results: AuditResult[]): number {
  if (results.some(({ error }) => error !== undefined)) return EXIT.unreachable;
  return results.every(({ same }) => same) ? EXIT.done : EXIT.negative;
}
