import type { Category } from './verdict.ts';

/** Names of crawlers and tools by category: lower case, without versions, joined by commas. */
export type Names = Partial<Record<Category, string>>;

/**
 * The same with a number for each name: in order, each as its distance from the one before, in three digits of base 36. A
 * longer way is gone in steps, each of which is a number that no name has. Small enough to travel with a function at the edge.
 */
export type PackedNames = Partial<Record<Category, string>>;

/** Of so many numbers a table takes a few hundred: an unknown name is taken for one of them once in thousands. */
const NUMBERS = 1e6;
/** The longest distance of three digits. */
const STEP = 36 ** 3 - 1;

export function packed(names: Names): PackedNames {
  const pack = (list: string) => {
    let at = 0;
    let digits = '';
    const numbers = list.split(',').map(numberOf);
    for (const number of numbers.sort((a, b) => a - b)) {
      for (; number - at > STEP; at += STEP) digits += 'zzz';
      digits += (number - at).toString(36).padStart(3, '0');
      at = number;
    }
    return digits;
  };
  return Object.fromEntries(Object.entries(names).map(([category, list]) => [category, pack(list)]));
}

/** A lookup of names as they are: none is taken for another, where there is room for all their letters. */
export function wholeLookup(names: Names): (name: string) => Category | undefined {
  const table = new Map(
    Object.entries(names).flatMap(([category, list]) =>
      list.split(',').map(name => [name, category as Category] as const),
    ),
  );
  return name => table.get(name);
}

/** A lookup of packed names (lower case, without versions). The table is taken apart at the first question: people ask none. */
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
    (names[category] || '').replace(/.../g, distance => {
      number += parseInt(distance, 36);
      table[number] = category;
      return '';
    });
  });
  return table;
}

function numberOf(name: string): number {
  let number = 0;
  for (let i = 0; i < name.length; i++) number = (number * 33 + name.charCodeAt(i)) % NUMBERS;
  return number;
}
