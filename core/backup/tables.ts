import { AUDIT } from '../links/audit.ts';

/** What is backed up of a stage, in this order: what is written first for a change is read last. */
export const PARTS = ['links', 'history', 'keys', 'counters', 'clicks', 'pages'] as const;
export type Part = (typeof PARTS)[number];

interface PartOfTable {
  /** The output of the stack that names its table. */
  output: string;
  /** What makes an item of the table. */
  key: readonly string[];
  /** What of the table is taken, as a filter of DynamoDB's. */
  filter?: { FilterExpression: string; names: Record<string, string>; values: Record<string, { S: string }> };
}

/** How each part lies in its table (infra/tables.yml). */
export const TABLES: Record<Part, PartOfTable> = {
  links: { output: 'LinksTableName', key: ['slug'] },
  history: {
    output: 'HintsTableName',
    key: ['list', 'place'],
    // All other hints are made again from the links.
    filter: {
      FilterExpression: 'begins_with(#list, :history) OR #list = :audit',
      names: { '#list': 'list' },
      values: { ':history': { S: 'history#' }, ':audit': { S: AUDIT } },
    },
  },
  keys: { output: 'KeysTableName', key: ['hash'] },
  counters: { output: 'CountersTableName', key: ['id'] },
  clicks: { output: 'ClicksTableName', key: ['subject', 'period'] },
  pages: { output: 'SnapshotsTableName', key: ['page'] },
};

/** The name of each part's table. */
export type TableNames = Record<Part, string>;

/** The tables of a stage by its stack's outputs, or the output that is missing. */
export function tablesOf(outputs: Readonly<Record<string, string>>): TableNames | { missing: string } {
  const missing = PARTS.map(part => TABLES[part].output).find(output => !outputs[output]);
  if (missing !== undefined) return { missing };
  return Object.fromEntries(PARTS.map(part => [part, outputs[TABLES[part].output] ?? ''])) as TableNames;
}
