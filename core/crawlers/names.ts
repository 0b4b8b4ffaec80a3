import type { Category } from './verdict.ts';

/** Names of crawlers and tools by category: lower case, without versions, joined by commas. */
export type Names = Partial<Record<Category, string>>;

/**
 * The same with a number for each name: in order, each as its distance from the one before, in base 36, joined by dots.
 * Small enough to travel with a function at the edge.
 */
export type PackedNames = Partial<Record<Category, string>>;

/** Of so many numbers a table takes a few hundred: an unknown name is taken for one of them once in thousands. */
const NUMBERS = 36 ** 4;

export function packed(names: Names): PackedNames {
  const pack = (list: string) => {
    const numbers = list.split(',').map(numberOf);
    const inOrder = numbers.sort((a, b) => a - b);
    return inOrder.map((number, i) => (number - (inOrder[i - 1] ?? 0)).toString(36)).join('.');
  };
  return Object.fromEntries(Object.entries(names).map(([category, list]) => [category, pack(list)]));
}

/** A lookup of names (lower case, without versions). The table is taken apart at the first question: people ask none. */
export function namesLookup(names: PackedNames): (name: string) => Category | undefined {
  let table: Record<number, Category> | undefined;
  return name => {
    if (!table) table = tableOf(names);
    return table[numberOf(name)];
  };
}

function tableOf(names: PackedNames): Record<number, Category> {
  const table: Record<number, Category> = {};
  (Object.keys(names) as Category[]).forEach(category => {
    let number = 0;
    (names[category] || '').split('.').forEach(distance => {
      number += parseInt(distance, 36);
      table[number] = category;
    });
  });
  return table;
}

function numberOf(name: string): number {
  let number = 0;
  for (let i = 0; i < name.length; i++) number = (number * 31 + name.charCodeAt(i)) % NUMBERS;
  return number;
}
