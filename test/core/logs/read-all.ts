import { type BrokenLine, isBroken, type LogEntry } from '../../../core/logs/entry.ts';
import { type ReadOptions, readLog } from '../../../core/logs/read.ts';

/** An entry with all of its fields. */
export type Told = Omit<LogEntry, 'fields'> & { fields: Record<string, string> };

/** All that is told of a file. */
export async function readAll(
  file: string | Uint8Array | readonly Uint8Array[],
  options?: ReadOptions,
): Promise<(Told | BrokenLine)[]> {
  const items: (Told | BrokenLine)[] = [];
  for await (const item of readLog(chunksOf(file), options))
    items.push(isBroken(item) ? item : { ...item, fields: item.fields() });
  return items;
}

/** A file as it comes from a bucket. */
export async function* chunksOf(
  file: string | Uint8Array | readonly Uint8Array[],
): AsyncGenerator<Uint8Array> {
  if (typeof file === 'string') yield Buffer.from(file);
  else if (file instanceof Uint8Array) yield file;
  else yield* file;
}

/** Bytes cut at the places that are said. */
export function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = [0, ...[...places].sort((a, b) => a - b), bytes.length];
  return sorted.slice(1).map((end, n) => bytes.subarray(sorted[n], end));
}
