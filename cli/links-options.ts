import { stat } from 'node:fs/promises';
import { SERVICES } from '../core/imports/services.ts';
import { UsageError } from './faults.ts';

/** Names of the services, as --from takes them. */
const NAMES = SERVICES.map(({ name }) => name);

/** Whose export a file is said to be. Throws UsageError. */
export function serviceOf(from: string | undefined): string | undefined {
  if (from === undefined || NAMES.includes(from)) return from;
  throw new UsageError(`--from ${from}: this must be one of ${NAMES.join(', ')}`);
}

/** How many bytes a file has. Throws UsageError for what is none: it is read more than once. */
export async function sizeOf(file: string): Promise<number> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new UsageError(`${file} is no file`);
  return found.size;
}
