import { objectOf, parseJson } from '../json.ts';

/** What a row says, by names as services write them in their several versions: of them only letters and digits count. */
export class Entry {
  readonly isOfCells: boolean;
  readonly #values = new Map<string, unknown>();
  readonly #names = new Map<string, string>();
  readonly #asked = new Set<string>();

  /** @param isOfCells whether all values are texts of a table's cells */
  constructor(values: Iterable<[name: string, value: unknown]>, isOfCells: boolean) {
    this.isOfCells = isOfCells;
    for (const [name, value] of values) {
      this.#values.set(plain(name), value);
      this.#names.set(plain(name), name);
    }
  }

  /** The first of these that says something; '' where none does. */
  text(...names: string[]): string {
    let found = '';
    for (const name of names) {
      const key = plain(name);
      this.#asked.add(key);
      if (found === '') found = textOf(this.#values.get(key));
    }
    return found;
  }

  /** What stands under a name, with the spaces around it. */
  exactly(name: string): string {
    const value = this.value(name);
    return typeof value === 'string' ? value : '';
  }

  /** Whatever stands under a name. */
  value(name: string): unknown {
    this.#asked.add(plain(name));
    return this.#values.get(plain(name));
  }

  /** A list, as JSON has it or as a text with such separators. */
  list(separator: RegExp, ...names: string[]): string[] {
    const values = names.flatMap(name => {
      this.#asked.add(plain(name));
      const value = this.#values.get(plain(name));
      return Array.isArray(value) ? value.map(textOf) : itemsOf(textOf(value), separator);
    });
    return values.map(value => value.trim()).filter(Boolean);
  }

  /** What was never asked for and says something, under the names that the file has. */
  left(): string[] {
    return [...this.#values]
      .filter(([key, value]) => !this.#asked.has(key) && textOf(value) !== '')
      .map(([key]) => this.#names.get(key) ?? key);
  }
}

export const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** A list in a cell: as JSON, as programs print one, or with separators. */
function itemsOf(text: string, separator: RegExp): string[] {
  const [, inner] = /^\[(.*)\]$/s.exec(text) ?? [];
  if (inner === undefined) return text.split(separator);
  const read = parseJson(text);
  if (Array.isArray(read)) return read.map(textOf);
  return inner.split(separator).map(item => item.trim().replace(/^(['"])(.*)\1$/s, '$2'));
}

/** What databases write into a cell for nothing: https://dev.mysql.com/doc/refman/8.4/en/load-data.html */
const NOTHING = /^(?:NULL|\\N)$/;

function textOf(value: unknown): string {
  if (typeof value === 'string') return NOTHING.test(value) ? '' : value.trim();
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'object' || value === null) return '';
  // A tag, a domain or a short url may be an object of its own.
  const { url, name, fullName } = objectOf(value);
  const own = [url, fullName, name].find(each => typeof each === 'string');
  return own === undefined ? (isBare(value) ? '' : JSON.stringify(value)) : String(own);
}

const isBare = (value: object) => Object.keys(value).length === 0;
