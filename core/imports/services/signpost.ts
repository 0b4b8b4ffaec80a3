import { parseJson } from '../../json.ts';
import { csvLine, harmlessCell } from '../cells.ts';
import { type Draft, isYes } from '../draft.ts';
import type { Entry } from '../record.ts';
import { partsOf } from '../short-url.ts';
import type { Service } from './service.ts';

/** How a column stands in a cell, and how it is read from one. */
interface Column {
  name: string;
  write(link: Exported): unknown;
  read?(cell: string): unknown;
}

/** A link as the API answers it, as far as it is written into columns. */
export type Exported = Record<string, unknown> & { utm?: Record<string, string | undefined> };

const text = (name: string): Column => ({ name, write: link => link[name], read: cell => cell });
const number = (name: string): Column => ({ name, write: link => link[name], read: Number });
const flag = (name: string): Column => ({ name, write: link => link[name], read: isYes });
const json = (name: string): Column => ({
  name,
  write: link => (isNone(link[name]) ? undefined : JSON.stringify(link[name])),
  read: cell => parseJson(cell) ?? cell, // the API says what is wrong
});
const utm = (name: string): Column => ({
  name: `utm_${name}`,
  write: ({ utm = {} }) => utm[name],
  read: cell => cell,
});
/** For people who read the file; nothing a link is made of. */
const told = (name: string): Column => ({ name, write: link => link[name] });

const isNone = (value: unknown) => value === undefined || (Array.isArray(value) && value.length === 0);

const COLUMNS: readonly Column[] = [
  text('slug'),
  text('domain'),
  text('url'),
  text('title'),
  json('tags'),
  text('note'),
  text('startsAt'),
  text('expiresAt'),
  text('expiredUrl'),
  number('status'),
  number('maxAge'),
  flag('forwardQuery'),
  flag('forwardPath'),
  ...['source', 'medium', 'campaign', 'term', 'content', 'id'].map(utm),
  json('rules'),
  number('maxClicks'),
  json('unfurl'),
  told('hasPassword'),
  told('shortUrl'),
  told('state'),
  told('createdAt'),
  told('createdBy'),
  told('changedAt'),
  told('changedBy'),
];

export const CSV_HEAD = csvLine(COLUMNS.map(({ name }) => name));

/** A link as a row of our own CSV. */
export const csvRowOf = (link: Exported): string =>
  csvLine(
    COLUMNS.map(({ write }) => {
      const value = write(link);
      return value === undefined ? '' : harmlessCell(String(value));
    }),
  );

/** What a link is made of, of all that the API tells. */
const SETTINGS = COLUMNS.flatMap(({ name, read }) => (read && !name.startsWith('utm_') ? [name] : [])).concat(
  'utm',
);
const TOLD = ['version', 'deletedAt', 'effectiveWithinSeconds', 'purged', 'clicks'];

/** Our own export, as CSV and as JSON Lines. */
export const signpost: Service = {
  name: 'signpost',
  csv: [['slug', 'url', 'shortUrl']],
  escapesFormulas: true,
  json: { path: '$.links.*', keys: ['slug', 'url', 'shortUrl'] },
  counted: [...COLUMNS.flatMap(({ name, read }) => (read ? [] : [name])), ...TOLD],
  draftsOf: entry => [entry.isOfCells ? fromCells(entry) : fromObject(entry)],
};

function fromCells(entry: Entry): Draft {
  const body: Record<string, unknown> = {};
  const utm: Record<string, string> = {};
  for (const { name, read } of COLUMNS) {
    const cell = read ? entry.exactly(name) : '';
    if (!read || cell === '') continue;
    if (name.startsWith('utm_')) utm[name.slice('utm_'.length)] = cell;
    else body[name] = read(cell);
  }
  if (Object.keys(utm).length > 0) body.utm = utm;
  return draftOf(entry, body);
}

function fromObject(entry: Entry): Draft {
  const body: Record<string, unknown> = {};
  for (const name of SETTINGS) {
    const value = entry.value(name);
    if (value !== undefined && value !== null) body[name] = value;
  }
  return draftOf(entry, body);
}

const draftOf = (entry: Entry, body: Record<string, unknown>): Draft => ({
  body,
  losses: [],
  host: partsOf(entry.text('shortUrl'))?.host,
  hasPassword: isYes(entry.text('hasPassword')),
});
