import type { Clock } from '../clock.ts';
import type { Domains } from '../links/domains.ts';
import type { LinkStore } from '../links/store.ts';
import type { LogEntry } from '../logs/entry.ts';
import { fileId, type LogFile } from '../logs/file.ts';
import type { Gathered } from './gather.ts';
import type { Salts } from './salts.ts';
import { additionsOfEach, bySize, gather, type Pass, passesOf } from './score.ts';
import { ClaimTooOld, type ClicksTable, type Part, type PartAdditions } from './table.ts';

export interface CountContext {
  table: ClicksTable;
  store: LinkStore;
  domains: Domains;
  salts: Salts;
  clock: Clock;
}

/** A file to count: its lines from the beginning, each time they are asked for, many at once. */
export interface Countable {
  file: LogFile;
  batches(): AsyncIterable<readonly LogEntry[]>;
}

/** Whether a file was counted now, and not before; or why it was not. */
export type Outcome = PromiseSettledResult<boolean>;

/**
 * Counts the follows of links in log files, each exactly once however often and wherever this is called. What several files add to
 * an item is added by one write (`ClicksTable.addAll`), and a file that fails takes no other with it: when files cannot be
 * counted together, each is counted by itself. Files of the same bytes in the same place are one.
 *
 * @returns what became of each file, in their order; the same call again counts what is missing
 */
export async function countFiles(files: readonly Countable[], context: CountContext): Promise<Outcome[]> {
  const outcomes = new Map<string, Outcome>();
  const unique = new Map(files.map(each => [fileId(each.file), each]));
  for (const group of bySize(unique, ([, { file }]) => file.size))
    for (const [id, outcome] of await countGroup(new Map(group), context)) outcomes.set(id, outcome);
  return files.map(({ file }) => outcomes.get(fileId(file)) as Outcome);
}

/**
 * Counts one file.
 *
 * @returns false where all of it was counted before
 * @throws ServiceFault and what `batches` does; the same call again counts what is missing
 */
export async function countFile(file: Countable, context: CountContext): Promise<boolean> {
  const [outcome] = await countFiles([file], context);
  if (outcome?.status === 'rejected') throw outcome.reason;
  return outcome?.value ?? false;
}

/** By the files' ids. */
type Group = Map<string, Countable>;

async function countGroup(group: Group, context: CountContext): Promise<Map<string, Outcome>> {
  if (group.size > 1)
    try {
      return await countTogether(group, context);
    } catch {
      // Whatever it was, it may be of one of them only, and what is counted of the others is noted.
    }
  const outcomes = new Map<string, Outcome>();
  for (const [id, each] of group)
    try {
      for (const [, outcome] of await countTogether(new Map([[id, each]]), context))
        outcomes.set(id, outcome);
    } catch (reason) {
      outcomes.set(id, { status: 'rejected', reason });
    }
  return outcomes;
}

/** Counts files whose passes are as many. Throws what is not of one file alone. */
async function countTogether(group: Group, context: CountContext): Promise<Map<string, Outcome>> {
  const { ledger } = context.table;
  const outcomes = new Map<string, Outcome>();
  const claims = new Map<string, number>();
  const settle = async (id: string, act: () => Promise<boolean | undefined>) => {
    try {
      const value = await act();
      if (value !== undefined) outcomes.set(id, { status: 'fulfilled', value });
    } catch (reason) {
      outcomes.set(id, { status: 'rejected', reason });
    }
  };
  for (const id of group.keys())
    await settle(id, async () => {
      const claim = await ledger.claim(id, context.clock.now());
      if (claim !== undefined) claims.set(id, claim);
      return claim === undefined ? false : undefined;
    });
  const passes = Math.max(...[...group.values()].map(({ file }) => passesOf(file.size)));
  for (let pass = 0; pass < passes; pass++) {
    const gathered = new Map<string, Gathered>();
    for (const id of [...claims.keys()])
      await settle(id, async () => {
        gathered.set(id, await gatherOf(group.get(id) as Countable, { pass, passes }, context));
        return undefined;
      });
    for (const id of outcomes.keys()) claims.delete(id);
    for (const id of await addAll(gathered, pass, claims, context)) {
      claims.delete(id);
      outcomes.set(id, { status: 'fulfilled', value: false });
    }
  }
  for (const id of claims.keys())
    await settle(id, async () => {
      await ledger.finish(id, context.clock.now());
      return true;
    });
  return outcomes;
}

const gatherOf = (file: Countable, pass: Pass, { store, domains, salts }: CountContext) =>
  gather(file.batches(), pass, { store, domains, saltOf: day => salts.of(day) });

/**
 * Adds parts to their items. A claim that is too old is made anew in `claims`.
 *
 * @returns the files that others have done meanwhile
 */
async function addAll(
  gathered: ReadonlyMap<string, Gathered>,
  pass: number,
  claims: Map<string, number>,
  { table, store, domains, salts }: CountContext,
): Promise<Set<string>> {
  const ids = [...gathered.keys()];
  const context = { store, domains, saltOf: (day: string) => salts.of(day) };
  const additions = await additionsOfEach([...gathered.values()], context);
  const done = new Set<string>();
  for (;;) {
    const parts: PartAdditions[] = ids.flatMap((file, index) => {
      const claim = claims.get(file);
      if (claim === undefined || done.has(file)) return [];
      const part: Part = { file, pass, claim };
      return [{ part, additions: additions[index] ?? [] }];
    });
    try {
      await table.addAll(parts);
      return done;
    } catch (error) {
      if (!(error instanceof ClaimTooOld)) throw error;
      const again = await table.ledger.claim(error.file, error.least);
      if (again === undefined) done.add(error.file);
      else claims.set(error.file, again);
    }
  }
}
