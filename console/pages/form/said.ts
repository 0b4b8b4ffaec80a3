import { withScheme } from '../links/with-scheme.ts';

/** A text without the blanks around it; undefined where nothing is left. */
export const said = (text: string): string | undefined => text.trim() || undefined;

/** An address; undefined where none was said. */
export const address = (text: string): string | undefined =>
  text.trim() === '' ? undefined : withScheme(text);

/** A number; what is none goes to the API as it is, which says what would be right. */
export function integer(text: string): number | undefined {
  const trimmed = said(text);
  if (trimmed === undefined) return undefined;
  const value = Number(trimmed);
  return Number.isNaN(value) ? (trimmed as unknown as number) : value;
}

/** The object without what is undefined; undefined where nothing is left. */
export function some<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } | undefined {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as Fields);
}
