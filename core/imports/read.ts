import { objectOf, parseJson } from '../json.ts';
import { type CsvRow, csvRows, firstCells } from './csv.ts';
import { type Draft, WrongRow } from './draft.ts';
import { type JsonRow, jsonLines, jsonValues } from './json.ts';
import { Entry, plain } from './record.ts';
import type { Service } from './services/service.ts';
import { hasColumns, SERVICES, serviceNamed, serviceOfColumns, serviceOfKeys } from './services.ts';
import { FileFault, textOf } from './text.ts';

/** A row of a file: the links it asks for, or why it is none. `line` is where it begins; of a JSON document its number. */
export type Row =
  | { line: number; drafts: Draft[]; left: string[] }
  | { line: number; wrong: { field: string; reason: string } };

export interface Reading {
  service: Service;
  /** What `line` counts. */
  counts: 'line' | 'entry';
  rows: AsyncIterable<Row>;
}

/** As much of a file tells what it is. */
const LOOK = 100_000;
const DELIMITERS = [',', ';', '\t'];

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

type Kind =
  | { of: 'csv'; service: Service; delimiter: string; columns: string[] }
  | { of: 'lines'; service: Service }
  | { of: 'document'; service: Service; path: string };

function kindOf(head: string, from: string | undefined): Kind {
  const named = from === undefined ? undefined : serviceNamed(from);
  if (head.trim() === '') throw new FileFault('the file is empty');
  return /^\s*[{[]/.test(head) ? jsonKind(head, named) : csvKind(head, named);
}

function csvKind(head: string, named: Service | undefined): Kind {
  const tables = DELIMITERS.map(delimiter => ({
    delimiter,
    columns: firstCells(head, delimiter).map(name => name.trim()),
  }));
  const known = tables.flatMap(each => {
    const service = named ?? serviceOfColumns(each.columns);
    return service && hasColumns(service, each.columns) ? [{ of: 'csv' as const, service, ...each }] : [];
  });
  const [kind] = known;
  if (kind) {
    refuseTwice(kind.columns);
    return kind;
  }
  const columns = tables
    .map(each => each.columns)
    .reduce((most, each) => (each.length > most.length ? each : most));
  const found = `its columns are ${columns
    .slice(0, 12)
    .map(name => `"${name}"`)
    .join(', ')}`;
  throw new FileFault(
    named ? `${expectedOf(named)}; ${found}` : `the file is no export that is known: ${found}`,
  );
}

function jsonKind(head: string, named: Service | undefined): Kind {
  const [line = ''] = head.trimStart().split('\n', 1);
  const first = parseJson(line);
  const ofLines = serviceOfKeys(Object.keys(objectOf(first)));
  if (ofLines && (named ?? ofLines) === ofLines) return { of: 'lines', service: ofLines };
  const ofDocument = SERVICES.find(
    ({ json }) => json && new RegExp(`^\\s*\\{[^]*?"${json.key}"\\s*:\\s*[[{]`).test(head),
  );
  const service = named ?? ofDocument;
  if (service?.jsonLines && named) return { of: 'lines', service };
  if (service?.json) return { of: 'document', service, path: service.json.path };
  throw new FileFault(named ? expectedOf(named) : 'the file is no JSON of a service that is known');
}

const expectedOf = ({ name, csv, json, jsonLines }: Service) => {
  const kinds = [
    ...(csv ?? []).map(columns => `CSV with the columns ${columns.map(column => `"${column}"`).join(', ')}`),
    ...(json ? [`JSON with "${json.key}"`] : []),
    ...(jsonLines ? ['JSON Lines'] : []),
  ];
  return `the file is none of ${name}, which writes ${kinds.join(', or ')}`;
};

function refuseTwice(columns: readonly string[]): void {
  const names = columns.map(plain).filter(Boolean);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new FileFault(`two columns are called "${twice}"`);
}

async function* tableRows(
  text: AsyncIterable<string>,
  { service, delimiter, columns }: Extract<Kind, { of: 'csv' }>,
): AsyncGenerator<Row> {
  let isHead = true;
  for await (const row of csvRows(text, delimiter)) {
    if (!isHead) yield rowOf(row, columns, service);
    isHead = false;
  }
}

function rowOf(row: CsvRow, columns: readonly string[], service: Service): Row {
  const { line } = row;
  if ('wrong' in row) return { line, wrong: { field: 'row', reason: row.wrong } };
  const { cells } = row;
  if (cells.length !== columns.length)
    return {
      line,
      wrong: { field: 'row', reason: `has ${cells.length} cells, and the head has ${columns.length}` },
    };
  return drafted(
    line,
    new Entry(
      columns.map((name, n) => [name, cells[n]]),
      true,
    ),
    service,
  );
}

async function* objectRows(values: AsyncIterable<JsonRow>, service: Service): AsyncGenerator<Row> {
  for await (const row of values) {
    const { line } = row;
    if ('wrong' in row) yield { line, wrong: { field: 'row', reason: row.wrong } };
    else if (typeof row.value !== 'object' || row.value === null || Array.isArray(row.value))
      yield { line, wrong: { field: 'row', reason: 'is not an object' } };
    else yield drafted(line, new Entry(Object.entries(row.value), false), service);
  }
}

function drafted(line: number, entry: Entry, service: Service): Row {
  try {
    const drafts = service.draftsOf(entry);
    return { line, drafts, left: entry.left() };
  } catch (error) {
    if (error instanceof WrongRow) return { line, wrong: { field: error.field, reason: error.message } };
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
