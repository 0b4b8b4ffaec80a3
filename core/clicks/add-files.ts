import type { Clock } from '../clock.ts';
import type { LogEntry } from '../logs/entry.ts';
import { fileId, type LogFile } from '../logs/file.ts';
import type { Addition } from './item.ts';
import { bySize, type Pass, passesOf } from './score.ts';
import { ClaimTooOld, type PartAdditions } from './table/adding.ts';
import type { CountingTable } from './table/counting-table.ts';
import type { Part } from './table/part.ts';

/** A file to count: its lines from the beginning, each time they are asked for, many at once. */
export interface Countable {
  file: LogFile;
  batches(): AsyncIterable<readonly LogEntry[]>;
}

/** How files are counted: what is made of their lines. */
export interface Scorer<Gathered> {
  /** Sums up a file, or a part of it. Rejects as its `batches` does, and with a ServiceFault. */
  gather(file: Countable, pass: Pass): Promise<Gathered>;
  /** What each of these adds to items. Rejects with a ServiceFault. */
  additionsOf(gathered: readonly Gathered[]): Promise<Addition[][]>;
}

interface AddContext {
  table: CountingTable;
  clock: Clock;
}

/** Whether a file was counted now, and not before; or why it was not. */
export type Outcome = PromiseSettledResult<boolean>;

/**
 * Adds what log files have to the counts, each exactly once however often and wherever this is called. What several files add to
 * an item is added by one write (`CountingTable.addAll`), and a file that fails takes no other with it: when files cannot be
 * counted together, each is counted by itself. Files of the same bytes in the same place are one.
 *
 * @returns what became of each file, in their order; the same call again counts what is missing
 */
export async function addFiles<Gathered>(
  files: readonly Countable[],
  scorer: Scorer<Gathered>,
  context: AddContext,
): Promise<Outcome[]> {
  return await new Adding(scorer, context).all(files);
}

/** By the files' ids. */
type Group = Map<string, Countable>;

class Adding<Gathered> {
  readonly #scorer: Scorer<Gathered>;
  readonly #context: AddContext;

  constructor(scorer: Scorer<Gathered>, context: AddContext) {
    this.#scorer = scorer;
    this.#context = context;
  }

  async all(files: readonly Countable[]): Promise<Outcome[]> {
    const outcomes = new Map<string, Outcome>();
    const unique = new Map(files.map(each => [fileId(each.file), each]));
    for (const group of bySize(unique, ([, { file }]) => file.size))
      for (const [id, outcome] of await this.#group(new Map(group))) outcomes.set(id, outcome);
    return files.map(({ file }) => outcomes.get(fileId(file)) as Outcome);
  }

  async #group(group: Group): Promise<Map<string, Outcome>> {
    if (group.size > 1)
      try {
        return await this.#together(group);
      } catch {
        // Whatever it was, it may be of one of them only, and what is counted of the others is noted.
      }
    const outcomes = new Map<string, Outcome>();
    for (const [id, each] of group)
      try {
        for (const [, outcome] of await this.#together(new Map([[id, each]]))) outcomes.set(id, outcome);
      } catch (reason) {
        outcomes.set(id, { status: 'rejected', reason });
      }
    return outcomes;
  }

  /** Counts files whose passes are as many. Throws what is not of one file alone. */
  async #together(group: Group): Promise<Map<string, Outcome>> {
    const { clock, table } = this.#context;
    const { ledger } = table;
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
        const claim = await ledger.claim(id, clock.now());
        if (claim !== undefined) claims.set(id, claim);
        return claim === undefined ? false : undefined;
      });
    const passes = Math.max(...[...group.values()].map(({ file }) => passesOf(file.size)));
    for (let pass = 0; pass < passes; pass++) {
      const gathered = new Map<string, Gathered>();
      for (const id of [...claims.keys()])
        await settle(id, async () => {
          gathered.set(id, await this.#scorer.gather(group.get(id) as Countable, { pass, passes }));
          return undefined;
        });
      for (const id of outcomes.keys()) claims.delete(id);
      for (const id of await this.#addAll(gathered, pass, claims)) {
        claims.delete(id);
        outcomes.set(id, { status: 'fulfilled', value: false });
      }
    }
    for (const id of claims.keys())
      await settle(id, async () => {
        await ledger.finish(id, clock.now());
        return true;
      });
    return outcomes;
  }

  /**
   * Adds parts to their items. A claim that is too old is made anew in `claims`.
   *
   * @returns the files that others have done meanwhile
   */
  async #addAll(
    gathered: ReadonlyMap<string, Gathered>,
    pass: number,
    claims: Map<string, number>,
  ): Promise<Set<string>> {
    const { table } = this.#context;
    const ids = [...gathered.keys()];
    const additions = await this.#scorer.additionsOf([...gathered.values()]);
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
}
