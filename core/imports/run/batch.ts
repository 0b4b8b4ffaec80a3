import { type Asking, answersTo } from './ask.ts';
import { type Finding, type Told, toldOf } from './findings.ts';
import { type ImportOptions, MAX_BATCH_BYTES, type Plan, type Wanted } from './plan.ts';
import { SeenSlugs } from './seen-slugs.ts';
import { count, countNames, type Tally } from './tally.ts';

export interface BatchRun extends Asking {
  options: ImportOptions;
  tally: Tally;
  /** Hears what is to be told of a row. */
  tell(line: number, told: Told): void;
  /** Hears, and may write down, that so many rows of the file are done. */
  done(rows: number): Promise<void> | void;
}

/** Rows after which it is noted how far it is, though none of them was sent. */
const ROWS = 1000;

/** Rows that are answered together. What is told of them is told in their order, once all of them are done. */
export class Batch {
  readonly seen: SeenSlugs;
  readonly #run: BatchRun;
  readonly #wanted: Wanted[] = [];
  readonly #findings: [line: number, finding: Finding][] = [];
  readonly #told: [line: number, told: Told][] = [];
  readonly #left: string[] = [];
  readonly #hosts: string[] = [];
  #bytes = 0;
  #rows = 0;

  constructor(run: BatchRun, seen = new SeenSlugs()) {
    this.#run = run;
    this.seen = seen;
  }

  isFullWith({ wanted, bytes }: Plan, most: number): boolean {
    const isMore =
      this.#wanted.length + wanted.length > most ||
      this.#bytes + bytes > MAX_BATCH_BYTES ||
      this.#rows === ROWS;
    return this.#rows > 0 && isMore;
  }

  add(line: number, plan: Plan): void {
    this.#rows++;
    this.#bytes += plan.bytes;
    this.#left.push(...plan.left);
    this.#hosts.push(...plan.hosts);
    for (const lost of plan.lost) this.#told.push([line, { kind: 'lost', ...lost }]);
    for (const finding of plan.findings) this.#findings.push([line, finding]);
    for (const each of plan.wanted) {
      const twice = this.#run.isReal ? undefined : twiceIn(each, this.seen, this.#run.options);
      if (twice) this.#findings.push([line, twice]);
      else this.#wanted.push(each);
    }
  }

  /** @param rows of the file, with those of this batch */
  async send(rows: number): Promise<void> {
    const { tally, tell, done } = this.#run;
    if (this.#wanted.length > 0) this.#findings.push(...(await answersTo(this.#wanted, this.#run)));
    for (const [line, finding] of this.#findings) {
      count(finding, tally);
      const told = toldOf(finding);
      if (told) this.#told.push([line, told]);
    }
    countNames(this.#left, tally.left);
    countNames(this.#hosts, tally.hosts);
    tally.rows = rows;
    for (const [line, told] of this.#told.sort(([one], [other]) => one - other)) tell(line, told);
    await done(rows);
  }
}

/** What is to be said of a link whose slug the file named before: a dry run has made nothing that would be found. */
function twiceIn(
  { line, body }: Wanted,
  seen: SeenSlugs,
  { onCollision }: ImportOptions,
): Finding | undefined {
  const { slug, domain = '' } = body;
  const before = slug === undefined ? undefined : seen.add(`${domain}/${slug}`, JSON.stringify(body), line);
  if (!before || slug === undefined) return undefined;
  if (before.isSame) return { kind: 'there', slug };
  return onCollision === 'skip'
    ? { kind: 'taken', slug, by: { line: before.line } }
    : { kind: 'made', slug: `${slug}-2`, renamed: { from: slug, orNext: true } };
}
