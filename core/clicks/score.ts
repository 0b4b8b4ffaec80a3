import { createHash } from 'node:crypto';
import type { Domains } from '../links/domains.ts';
import type { LinkStore } from '../links/store.ts';
import type { LogEntry } from '../logs/entry.ts';
import { additionsOf } from './fold.ts';
import { Gathered, type GatherOptions } from './gather.ts';
import type { Addition } from './item.ts';
import { linksOf } from './links-of.ts';

/** What lines are scored by. */
export interface ScoreContext {
  store: LinkStore;
  domains: Domains;
  saltOf: GatherOptions['saltOf'];
}

/** Which part of a file: one that is too large to be kept in memory at once is read several times. */
export interface Pass {
  pass: number;
  passes: number;
}

/** So many packed bytes are some 300,000 lines; what these say of links fits into memory whatever they say. */
export const PASS_BYTES = 16 * 1024 * 1024;

export const passesOf = (size: number): number => Math.max(1, Math.ceil(size / PASS_BYTES));

/** Whether a text is of the part of a file that a pass takes. */
export const isOfPass = (text: string, { pass, passes }: Pass): boolean =>
  passes === 1 || createHash('md5').update(text).digest().readUInt32BE() % passes === pass;

/** Sums up a file, or a part of it. Rejects as `batches` does, and with a ServiceFault. */
export async function gather(
  batches: AsyncIterable<readonly LogEntry[]>,
  { pass, passes }: Pass,
  { domains, saltOf }: ScoreContext,
): Promise<Gathered> {
  const isOurs = (path: string) => isOfPass(path, { pass, passes });
  const gathered = new Gathered({ domains, saltOf, isOurs });
  for await (const batch of batches) for (const entry of batch) await gathered.add(entry);
  return gathered;
}

/** What each of some files adds to items, by the links as they are now. Links are read once for all of them. Rejects with a ServiceFault. */
export async function additionsOfEach(
  files: readonly Gathered[],
  { store, domains }: ScoreContext,
): Promise<Addition[][]> {
  const links = await linksOf(
    files.flatMap(({ paths }) => [...paths]),
    store,
    domains,
  );
  return files.map(({ paths }) =>
    additionsOf(
      [...paths].flatMap(followed => {
        const link = links.get(followed);
        return link ? [[followed, link] as const] : [];
      }),
    ),
  );
}

/** As many as fit into memory together, by their size in packed bytes; a larger one by itself. */
export function bySize<T>(all: Iterable<T>, sizeOf: (each: T) => number): T[][] {
  const groups: T[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const each of all) {
    bytes += sizeOf(each);
    if (bytes > PASS_BYTES) {
      groups.push([]);
      bytes = sizeOf(each);
    }
    groups.at(-1)?.push(each);
  }
  return groups;
}
