import stringWidth from 'string-width';
import { harmless } from '../../core/terminal.ts';

export interface Column<Row> {
  head: string;
  cell(row: Row): string | number | undefined;
  /** Of a table that is too wide, such columns give way first; the others are never cut. */
  gives?: true;
  /** Numbers stand below each other. */
  isNumber?: true;
}

/** Below that a column is not worth its place. */
const LEAST = 8;
const GAP = '  ';

/**
 * Rows as a table for people. Where it is wider than the terminal, the columns that may give way are cut, the widest first.
 *
 * @param width columns of the terminal; without it nothing is cut, as for a file
 * @returns lines, with the end of the last one; control characters of others as their codes
 */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  width = Number.POSITIVE_INFINITY,
): string {
  const cells = rows.map(row => columns.map(({ cell }) => harmless(String(cell(row) ?? '-'))));
  const used = columns.map((_, at) => at).filter(at => cells.some(row => row[at] !== '-'));
  const widths = used.map(at =>
    Math.max(stringWidth(columns[at]?.head ?? ''), ...cells.map(row => stringWidth(row[at] ?? ''))),
  );
  shrink(
    widths,
    used.map(at => columns[at]?.gives === true),
    width - GAP.length * (used.length - 1),
  );
  const line = (row: readonly string[]) =>
    used
      .map((at, n) => padded(cut(row[at] ?? '', widths[n] ?? 0), widths[n] ?? 0, columns[at]?.isNumber))
      .join(GAP)
      .trimEnd();
  return [columns.map(({ head }) => head.toUpperCase()), ...cells].map(row => `${line(row)}\n`).join('');
}

/** What there is to say of one thing: a label and a text on each line; what has no text is left out. */
export function facts(
  rows: readonly (readonly [label: string, text: string | number | undefined])[],
): string {
  const shown = rows.filter(([, text]) => text !== undefined && text !== '');
  const width = Math.max(...shown.map(([label]) => stringWidth(label)));
  return shown.map(([label, text]) => `${padded(label, width)}${GAP}${harmless(String(text))}\n`).join('');
}

/** Makes widths fit into so many columns together, as far as it may. */
function shrink(widths: number[], gives: readonly boolean[], room: number): void {
  for (;;) {
    const over = widths.reduce((sum, each) => sum + each, 0) - room;
    if (over <= 0) return;
    const candidates = widths.map((each, at) => (gives[at] && each > LEAST ? each : 0));
    const widest = Math.max(...candidates);
    if (widest === 0) return;
    const at = candidates.indexOf(widest);
    const next = Math.max(LEAST, ...candidates.filter(each => each < widest));
    widths[at] = Math.max(widest - over, Math.min(next, widest - 1));
  }
}

/** A text of at most so many columns. */
export function cut(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = '';
  let used = 1; // of the ellipsis
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += stringWidth(segment);
    if (used > width) break;
    kept += segment;
  }
  return `${kept}…`;
}

function padded(text: string, width: number, isNumber?: boolean): string {
  const space = ' '.repeat(Math.max(0, width - stringWidth(text)));
  return isNumber ? space + text : text + space;
}
