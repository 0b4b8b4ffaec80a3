import { fileId, type LogFile } from '../../logs/file.ts';
import type { CountContext } from '../count.ts';
import { countAll, type KeptFiles } from './files.ts';
import { inTurns } from './groups.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const BATCH = 100;
/** That a file is done stays so; some ten megabytes of them are remembered. */
const MOST_KNOWN = 100_000;
/** A file is counted within seconds. One that takes longer is looked for in the bucket: whoever was at it may be dead. */
const PATIENCE = 5;

/** Knows of log files whether they are done, and sees to it that they are. */
export class Settled {
  readonly context: CountContext;
  readonly #kept: KeptFiles;
  readonly #known = new Set<string>();

  constructor(kept: KeptFiles, context: CountContext) {
    this.#kept = kept;
    this.context = context;
  }

  /**
   * Whether nobody adds any more of some files to anything: they are done, or of so long ago that the ledger has forgotten them. Those
   * that are not are to be asked for again, and are counted here when that goes on for long.
   *
   * @param times how often they were asked for before
   */
  async are(files: readonly string[], times: number): Promise<boolean> {
    const open = new Set<string>();
    for (const asked of inTurns(
      [...new Set(files)].filter(file => !this.#known.has(file)),
      BATCH,
    )) {
      const states = await this.context.table.ledger.states(asked);
      for (const file of asked) {
        const state = states.get(file);
        if (state && state.doneAt === undefined) open.add(file);
        else this.#know(file);
      }
    }
    if (open.size > 0 && times >= PATIENCE) await this.#finish(open);
    return open.size === 0;
  }

  /** A file that is not in the bucket any more is as good as done: whoever claims it finds nothing in it. */
  async #finish(open: ReadonlySet<string>): Promise<void> {
    const found = new Map<string, LogFile>();
    for await (const file of this.#kept.list('')) {
      const id = fileId(file);
      if (open.has(id)) found.set(id, file);
    }
    await countAll([...found.values()], this.#kept, this.context);
    for (const file of open) if (!found.has(file)) this.#know(file);
  }

  #know(file: string): void {
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.add(file);
  }
}
