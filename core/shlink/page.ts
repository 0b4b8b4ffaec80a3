import { invalidData } from './problem.ts';

/** A page as Shlink's clients ask for it. */
export interface Page {
  offset: number;
  size: number;
  /** What is told of it whatever there is. */
  told: { currentPage: number; itemsPerPage: number };
}

export interface Paginated<Item> {
  data: Item[];
  pagination: Page['told'] & { pagesCount: number; totalItems: number };
}

/** @param most as many as a page may have; -1 asks for all, and gets so many */
export function pageOf(parameters: URLSearchParams, usual: number, most: number): Page {
  const currentPage = numberIn(parameters, 'page') ?? 1;
  const asked = numberIn(parameters, 'itemsPerPage') ?? usual;
  const size = asked === -1 ? most : Math.min(asked, most);
  const wrong = {
    ...(currentPage < 1 && { page: 'is below 1' }),
    ...(size < 1 && { itemsPerPage: 'is below 1' }),
  };
  if (Object.keys(wrong).length > 0) throw invalidData(wrong);
  return { offset: (currentPage - 1) * size, size, told: { currentPage, itemsPerPage: size } };
}

function numberIn(parameters: URLSearchParams, name: string): number | undefined {
  const text = parameters.get(name);
  if (text === null || text === '') return undefined;
  if (!/^-?\d{1,9}$/.test(text)) throw invalidData({ [name]: 'is no whole number' });
  return Number(text);
}
