import type { LogBucket, Reading } from '../../logs/bucket.ts';
import { fileId, type LogFile } from '../../logs/file.ts';
import { type CountContext, countFiles } from '../count.ts';
import { HOUR_MS } from '../periods.ts';

/** A bucket's log files of links. */
export interface KeptFiles {
  /** Those whose keys begin so, behind the distribution's own part: `2026/11/30/`, or '' for all. */
  list(prefix: string): AsyncIterable<LogFile>;
  /** Rejects in the middle of it where the file is gone. */
  reading(file: LogFile): Reading;
}

/** What CloudFront wrote into a bucket for a distribution (infra/logs.yml). */
export const keptFilesOf = (bucket: LogBucket, name: string, distribution: string): KeptFiles => ({
  list: prefix => bucket.list(name, `cloudfront/${distribution}/${prefix}`),
  reading: file => bucket.reading(file, { isNeeded: true }),
});

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const BATCH = 100;
const DAY_MS = 24 * HOUR_MS;

/** An edge's clock may be ahead, and lines come up to a day late: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html#access-logs-timing */
const foldersOf = (day: string): string[] => {
  const begins = Date.parse(`${day}T00:00:00Z`);
  const folder = (at: number, length: number) =>
    `${new Date(at).toISOString().slice(0, length).replace(/[-T]/g, '/')}/`;
  return [
    folder(begins - HOUR_MS, 13),
    folder(begins, 10),
    folder(begins + DAY_MS, 10),
    folder(begins + 2 * DAY_MS, 13),
  ];
};

/** All log files that may have lines of a day, each of them counted. */
export class DayFiles {
  readonly #folders: string[];
  readonly #own: string;
  readonly #kept: KeptFiles;
  readonly #context: CountContext;
  readonly #known = new Map<string, LogFile>();
  #hasOwn = false;
  #floor = 0;
  #last = '';

  constructor(day: string, kept: KeptFiles, context: CountContext) {
    this.#folders = foldersOf(day);
    this.#own = `/${day.replaceAll('-', '/')}/`;
    this.#kept = kept;
    this.#context = context;
  }

  /** When the last of them was done. */
  get floor(): number {
    return this.#floor;
  }

  /** The id of that one. */
  get last(): string {
    return this.#last;
  }

  get size(): number {
    return this.#known.size;
  }

  /** Whether the day's own folder has none: then they were taken away, whatever lies in those beside it. */
  get areGone(): boolean {
    return !this.#hasOwn;
  }

  get all(): LogFile[] {
    return [...this.#known.values()];
  }

  has(id: string): boolean {
    return this.#known.has(id);
  }

  /**
   * Looks for files that were not known yet, and counts those that nobody has counted.
   *
   * @returns what is new
   * @throws what makes that a file is not counted
   */
  async look(): Promise<LogFile[]> {
    const found = new Map<string, LogFile>();
    for (const folder of this.#folders)
      for await (const file of this.#kept.list(folder)) {
        const id = fileId(file);
        if (!this.#known.has(id)) found.set(id, file);
      }
    const ids = [...found.keys()];
    for (let start = 0; start < ids.length; start += BATCH)
      await this.#settle(new Map(ids.slice(start, start + BATCH).map(id => [id, found.get(id) as LogFile])));
    return [...found.values()];
  }

  async #settle(files: ReadonlyMap<string, LogFile>): Promise<void> {
    const { ledger } = this.#context.table;
    const ids = [...files.keys()];
    let done = await ledger.doneAt(ids);
    const left = ids.filter(id => !done.has(id)).map(id => files.get(id) as LogFile);
    if (left.length > 0) {
      await countAll(left, this.#kept, this.#context);
      done = await ledger.doneAt(ids);
    }
    for (const [id, at] of done) {
      if (at > this.#floor) {
        this.#floor = at;
        this.#last = id;
      }
      const file = files.get(id) as LogFile;
      this.#known.set(id, file);
      this.#hasOwn ||= file.key.includes(this.#own);
    }
    if (done.size < ids.length) throw new Error('A log file that is counted is not known as such');
  }
}

/** Counts files as they are counted when they come. Rejects with the reason of the first that is not. */
export async function countAll(
  files: readonly LogFile[],
  kept: KeptFiles,
  context: CountContext,
): Promise<void> {
  const readings = files.map(file => kept.reading(file));
  const outcomes = await countFiles(readings, context);
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.status === 'rejected') throw outcome.reason;
    await readings[index]?.end();
  }
}
