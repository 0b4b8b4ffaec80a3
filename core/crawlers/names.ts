import type { Category } from './verdict.ts';

/** Names of crawlers and tools by category: lower case, without versions, joined by commas. */
export type Names = Partial<Record<Category, string>>;

/** The same with a fingerprint for each name, and no commas: small enough to travel with a function at the edge. */
export type PackedNames = Partial<Record<Category, string>>;

/** Four digits in base 36. A table of a few hundred names takes an unknown one for its own once in thousands of unknown ones. */
const PRINTS = 36 ** 4;

export function packed(names: Names): PackedNames {
  const pack = (list: string) =>
    list.split(',').map(name => (fingerprint(name) + PRINTS).toString(36).slice(1));
  return Object.fromEntries(Object.entries(names).map(([category, list]) => [category, pack(list).join('')]));
}

/** A lookup of names (lower case, without versions). The table is taken apart at the first question: people ask none. */
export function namesLookup(names: PackedNames): (name: string) => Category | undefined {
  let table: Record<number, Category> | undefined;
  return name => {
    if (!table) table = tableOf(names);
    return table[fingerprint(name)];
  };
}

function tableOf(names: PackedNames): Record<number, Category> {
  const table: Record<number, Category> = {};
  (Object.keys(names) as Category[]).forEach(category => {
    ((names[category] || '').match(/.{4}/g) || []).forEach(print => {
      table[parseInt(print, 36)] = category;
    });
  });
  return table;
}

function fingerprint(name: string): number {
  let print = 0;
  for (let i = 0; i < name.length; i++) print = (print * 31 + name.charCodeAt(i)) % PRINTS;
  return print;
}
