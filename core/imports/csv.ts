import type { Said } from './said.ts';
import { FileFault } from './text.ts';

/** A row as it stands in a file: its cells, or why they cannot be told. Lines are counted from 1. */
export type CsvRow = { line: number; cells: string[] } | { line: number; wrong: Said };

/** No row of links is so long: a quote that nobody closes is found before it fills the memory. */
const MAX_ROW = 1_000_000;

/**
 * Reads CSV as RFC 4180 has it, and as spreadsheets write it: rows end with CR LF, LF or CR, cells may be quoted, and a quote in a
 * cell that does not begin with one is a quote. Empty lines are no rows. A row that is wrong is told by itself, and the next one
 * read. Spec: https://www.rfc-editor.org/rfc/rfc4180
 *
 * @throws FileFault where a quote is not closed: nobody can tell how many rows are in it
 */
export async function* csvRows(text: AsyncIterable<string>, delimiter: string): AsyncGenerator<CsvRow> {
  const reader = new CsvReader(delimiter);
  for await (const part of text) yield* reader.read(part);
  yield* reader.end();
}

/** The cells of the first row of a text. */
export function firstCells(text: string, delimiter: string): string[] {
  const reader = new CsvReader(delimiter);
  for (const row of reader.read(`${text}\n`)) return 'cells' in row ? row.cells : [];
  return [];
}

type State = 'cell begins' | 'in a cell' | 'in quotes' | 'behind a quote';

class CsvReader {
  readonly #delimiter: string;
  #state: State = 'cell begins';
  #cells: string[] = [];
  #cell = '';
  #wrong: Said | undefined;
  #length = 0;
  /** Of the character that is read, and where the row began. */
  #line = 1;
  #first = 1;
  /** Whether the last character was a CR that ended a line: a LF behind it belongs to it. */
  #afterReturn = false;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  *read(part: string): Generator<CsvRow> {
    for (let at = 0; at < part.length; at++) {
      const row = this.#take(part[at] as string);
      if (row) yield row;
    }
  }

  *end(): Generator<CsvRow> {
    if (this.#state === 'in quotes') throw this.#neverClosed();
    const row = this.#endRow();
    if (row) yield row;
  }

  #take(character: string): CsvRow | undefined {
    const isSecond = character === '\n' && this.#afterReturn;
    this.#afterReturn = character === '\r';
    const isEnd = character === '\n' || character === '\r';
    if (isEnd && !isSecond) this.#line++;
    if (++this.#length > MAX_ROW) throw this.#neverClosed();
    if (this.#state === 'in quotes') {
      if (character === '"') this.#state = 'behind a quote';
      else this.#cell += character;
      return undefined;
    }
    if (isEnd) return isSecond ? undefined : this.#endRow();
    if (character === this.#delimiter) this.#endCell();
    else if (character === '"' && this.#state === 'cell begins') this.#state = 'in quotes';
    else if (character === '"' && this.#state === 'behind a quote') {
      this.#cell += '"';
      this.#state = 'in quotes';
    } else {
      if (this.#state === 'behind a quote') this.#wrong = { says: 'text-behind-quote' };
      this.#cell += character;
      this.#state = 'in a cell';
    }
    return undefined;
  }

  #endCell(): void {
    this.#cells.push(this.#cell);
    this.#cell = '';
    this.#state = 'cell begins';
  }

  #endRow(): CsvRow | undefined {
    const isEmpty = this.#cells.length === 0 && this.#cell === '' && this.#state === 'cell begins';
    this.#endCell();
    const [line, cells, wrong] = [this.#first, this.#cells, this.#wrong];
    this.#cells = [];
    this.#wrong = undefined;
    this.#length = 0;
    this.#first = this.#line;
    if (isEmpty) return undefined;
    return wrong === undefined ? { line, cells } : { line, wrong };
  }

  #neverClosed(): FileFault {
    return this.#state === 'in quotes'
      ? new FileFault({ says: 'open-quote', line: this.#first })
      : new FileFault({ says: 'row-too-long', line: this.#first, most: MAX_ROW });
  }
}
