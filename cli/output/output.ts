export { chart } from './chart.ts';
export { facts, table } from './table.ts';

/** JSON for machines, as the API has it. */
export const json = (value: unknown): string => unheard(JSON.stringify(value, null, 2));

/** JSON that is one line of many. */
export const jsonLine = (value: unknown): string => unheard(JSON.stringify(value));

/** What a terminal obeys is escaped, which JSON allows for any character. */
const unheard = (text: string) =>
  `${text.replace(/[\u007f-\u009f]/g, character => `\\u00${character.charCodeAt(0).toString(16)}`)}\n`;

/** How wide stdout is, where it is a terminal. */
export const width = (): number | undefined => (process.stdout.isTTY ? process.stdout.columns : undefined);

/** Columns of stdout; of no terminal as many as a terminal usually has. */
export const chartWidth = (): number => process.stdout.columns ?? 80;

/** Writes all of a text to stdout; waits where its reader is slower. Rejects with EPIPE where nobody reads. */
export const print = (text: string): Promise<void> =>
  new Promise((resolve, reject) => process.stdout.write(text, error => (error ? reject(error) : resolve())));

/** A time as people read it, by the minute and in UTC. */
export const minute = (time: string | undefined): string | undefined => time?.slice(0, 16).replace('T', ' ');

export type { Column } from './table.ts';
