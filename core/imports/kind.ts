import { objectOf, parseJson } from '../json.ts';
import { firstCells } from './csv.ts';
import { plain } from './record.ts';
import type { Service } from './services/service.ts';
import { hasColumns, SERVICES, serviceNamed, serviceOfColumns, serviceOfKeys } from './services.ts';
import { FileFault } from './text.ts';

/** What a file is, and whose. */
export type Kind =
  | {
      of: 'csv';
      service: Service;
      delimiter: string;
      columns: string[];
      /** Rows until the head is over. */
      head: number;
    }
  | { of: 'lines'; service: Service }
  | {
      of: 'document';
      service: Service;
      /** Where its entries are, such as `$.data.*`. */
      path: string;
    };

const DELIMITERS = [',', ';', '\t', '|'];

/** What spreadsheets write in front of the head to tell themselves what separates cells. */
const SEPARATOR_LINE = /^\s*"?sep=(.)"?\r?\n/i;

/**
 * @param head the first part of a file's text
 * @param from the name of the service that it is of, where somebody says so
 * @throws FileFault for what is none of what services write
 */
export function kindOf(head: string, from: string | undefined): Kind {
  const named = from === undefined ? undefined : serviceNamed(from);
  if (head.trim() === '') throw new FileFault({ says: 'empty' });
  return /^\s*[{[]/.test(head) ? jsonKind(head, named) : csvKind(head, named);
}

function csvKind(text: string, named: Service | undefined): Kind {
  const [separatorLine = ''] = SEPARATOR_LINE.exec(text) ?? [];
  const tables = DELIMITERS.map(delimiter => ({
    delimiter,
    columns: columnsOf(text.slice(separatorLine.length), delimiter),
    head: separatorLine === '' ? 1 : 2,
  }));
  for (const table of tables) {
    const service = named ?? serviceOfColumns(table.columns);
    if (!service || !hasColumns(service, table.columns)) continue;
    refuseTwice(table.columns);
    return { of: 'csv', service, ...table };
  }
  const { columns } = tables.reduce((most, each) =>
    each.columns.length > most.columns.length ? each : most,
  );
  const some = columns.slice(0, 12).map(shortened);
  throw new FileFault(
    named ? { ...notOf(named), columns: some } : { says: 'unknown-columns', columns: some },
  );
}

/** Spreadsheets leave empty ones behind the last. */
function columnsOf(text: string, delimiter: string): string[] {
  const columns = firstCells(text, delimiter).map(name => name.trim());
  return columns.slice(0, columns.findLastIndex(name => name !== '') + 1);
}

function jsonKind(head: string, named: Service | undefined): Kind {
  const [line = ''] = head.trimStart().split('\n', 1);
  const ofLines = serviceOfKeys(Object.keys(objectOf(parseJson(line))));
  if (ofLines && (named ?? ofLines) === ofLines) return { of: 'lines', service: ofLines };
  const isList = head.trimStart().startsWith('[');
  const service = named ?? SERVICES.find(each => isDocumentOf(each, head, isList));
  const path = isList ? '$.*' : service?.json?.path;
  if (service?.json && path !== undefined) return { of: 'document', service, path };
  if (service?.json) return { of: 'lines', service };
  throw new FileFault(named ? notOf(named) : { says: 'unknown-json', begins: shortened(head.trim()) });
}

/** Whether the beginning of a document has the keys of a service's links, and holds them where the service has them. */
function isDocumentOf({ json }: Service, head: string, isList: boolean): boolean {
  if (!json) return false;
  const has = (key: string, value = '') => new RegExp(`"${key}"\\s*:${value}`).test(head);
  const [, place = ''] = json.path?.split('.') ?? [];
  return (isList || (place !== '' && has(place, '\\s*[[{]'))) && json.keys.every(key => has(key));
}

const notOf = ({ name, csv = [], json }: Service) =>
  ({ says: 'not-of', service: name, csv, json: json?.keys }) as const;

const shortened = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

function refuseTwice(columns: readonly string[]): void {
  const names = columns.map(plain).filter(Boolean);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new FileFault({ says: 'column-twice', name: twice });
}
