import { plainCell } from './cells.ts';
import { type CsvRow, csvRows } from './csv.ts';
import { type Draft, WrongRow } from './draft.ts';
import { type JsonRow, jsonLines, jsonValues } from './json.ts';
import { type Kind, kindOf } from './kind.ts';
import { Entry } from './record.ts';
import type { SaidOfField } from './said.ts';
import type { Service } from './services/service.ts';
import { textOf } from './text.ts';

/** A row of a file: the links it asks for, or why it is none. `line` is where it begins; of a JSON document its number. */
export type Row = { line: number; drafts: Draft[]; left: string[] } | { line: number; wrong: SaidOfField };

export interface Reading {
  service: Service;
  /** What `line` counts. */
  counts: 'line' | 'entry';
  rows: AsyncIterable<Row>;
}

/** As much of a file tells what it is. */
const LOOK = 100_000;

/**
 * Reads an export of a service, row by row, without ever keeping more than one.
 *
 * @param from the service's name; found by what is in the file without one
 * @throws FileFault for a file that is none of these, and at the place where one cannot be read on
 */
export async function readExport(parts: AsyncIterable<Uint8Array>, from?: string): Promise<Reading> {
  const { head, text } = await ahead(textOf(parts));
  const kind = kindOf(head, from);
  const { service } = kind;
  if (kind.of === 'csv') return { service, counts: 'line', rows: tableRows(text, kind) };
  const values = kind.of === 'lines' ? jsonLines(text) : jsonValues(text, kind.path);
  return { service, counts: kind.of === 'lines' ? 'line' : 'entry', rows: objectRows(values, service) };
}

async function* tableRows(
  text: AsyncIterable<string>,
  { service, delimiter, columns, head }: Extract<Kind, { of: 'csv' }>,
): AsyncGenerator<Row> {
  let number = 0;
  for await (const row of csvRows(text, delimiter)) {
    if (++number <= head || isBlank(row)) continue;
    yield rowOf(row, columns, service);
  }
}

/** Spreadsheets write rows of nothing but separators behind the last one. */
const isBlank = (row: CsvRow) => 'cells' in row && row.cells.every(cell => cell.trim() === '');

function rowOf(row: CsvRow, columns: readonly string[], service: Service): Row {
  const { line } = row;
  if ('wrong' in row) return { line, wrong: { field: 'row', said: row.wrong } };
  const { cells } = row;
  const isMore = cells.slice(columns.length).some(cell => cell.trim() !== '');
  if (cells.length < columns.length || isMore)
    return {
      line,
      wrong: { field: 'row', said: { says: 'cells', cells: cells.length, head: columns.length } },
    };
  const read = service.escapesFormulas ? plainCell : (cell: string) => cell;
  const values = columns.map((name, n): [string, string] => [name, read(cells[n] ?? '')]);
  return drafted(line, new Entry(values, true), service);
}

async function* objectRows(values: AsyncIterable<JsonRow>, service: Service): AsyncGenerator<Row> {
  for await (const row of values) {
    const { line } = row;
    if ('wrong' in row) yield { line, wrong: { field: 'row', said: row.wrong } };
    else if (typeof row.value !== 'object' || row.value === null || Array.isArray(row.value))
      yield { line, wrong: { field: 'row', said: { says: 'no-object' } } };
    else yield drafted(line, new Entry(Object.entries(row.value), false), service);
  }
}

function drafted(line: number, entry: Entry, service: Service): Row {
  try {
    const drafts = service.draftsOf(entry);
    return { line, drafts, left: entry.left() };
  } catch (error) {
    if (error instanceof WrongRow) return { line, wrong: { field: error.field, said: error.said } };
    throw error;
  }
}

/** The beginning of a text, and the text with it. */
async function ahead(text: AsyncGenerator<string>): Promise<{ head: string; text: AsyncIterable<string> }> {
  let head = '';
  let isDone = false;
  while (head.length < LOOK && !isDone) {
    const { value, done } = await text.next();
    if (done) isDone = true;
    else head += value;
  }
  async function* whole() {
    yield head;
    if (!isDone) yield* text;
  }
  return { head, text: whole() };
}
