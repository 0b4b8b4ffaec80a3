import { readFileSync } from 'node:fs';
import { parseJson } from '../core/json.ts';
import { UsageError } from './faults.ts';

/** An option's value that is JSON, or @FILE with JSON in it. What it has to hold the API says. Throws UsageError. */
export const jsonValue =
  <Value>(name: string) =>
  (value: string): Value => {
    const parsed = parseJson(value.startsWith('@') ? contentOf(name, value.slice(1)) : value);
    if (parsed === undefined) throw new UsageError(`--${name}: this must be JSON, or @FILE with JSON in it`);
    return parsed as Value;
  };

function contentOf(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`--${name} @${file}: there is no such file to be read`);
  }
}
