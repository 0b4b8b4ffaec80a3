import { categoryOf, type Listed } from '../../infra/crawler-names.ts';

/** Should it get the finished page: yes, no, or no because it is a person. `switch`: people differ, so it is not counted. */
export type Label = 'yes' | 'no' | 'person' | 'switch';

export interface Row {
  ua: string;
  label: Label;
  /** A person in an app, or on a device few have. */
  odd?: boolean;
}

/** Our own categories, and those of well-known-bots (https://github.com/arcjet/well-known-bots). */
const YES = [
  'search-engine',
  'ai',
  'search',
  'social',
  'preview',
  'ai-search',
  'ai-assistant',
  'ai-training',
];
const NO = ['tool', 'programmatic', 'monitor', 'library', 'scanner', 'automation'];

/** @param categories joined by commas. One that should get the page is enough; of the others, all must be for tools */
export function labelOf(categories: string): Label {
  const all = categories.split(',').map(category => category.trim());
  if (all.some(category => YES.includes(category))) return 'yes';
  return all.every(category => NO.includes(category)) ? 'no' : 'switch';
}

/** The User-Agents of listed crawlers. */
export function rowsOf(list: readonly Listed[]): Row[] {
  return list.flatMap(listed => listed.instances.map(ua => ({ ua, label: labelOf(categoryOf(listed)) })));
}

/**
 * The rows of a JSON file: { ua, label }, or { ua, kind, category }.
 *
 * @param file its name, for the message
 * @throws an error that says which row is not understood
 */
export function parseRows(json: string, file: string): Row[] {
  const rows = jsonOf(json);
  if (!Array.isArray(rows)) throw new Error(`${file}: this must be a JSON array of rows.`);
  return rows.map((row: Record<string, unknown> | null, n) => {
    const label = labelOfRow(row ?? {});
    if (typeof row?.ua === 'string' && label) return { ua: row.ua, label };
    throw new Error(
      `${file}, row ${n + 1}: it needs a "ua", and a "label" (yes, no, person, switch) or a "kind" (human, crawler).`,
    );
  });
}

/** Undefined for what is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function labelOfRow({ label, kind, category = '' }: Record<string, unknown>): Label | undefined {
  if (label === 'yes' || label === 'no' || label === 'person' || label === 'switch') return label;
  if (kind === 'human') return 'person';
  return kind === 'crawler' ? labelOf(String(category)) : undefined;
}
