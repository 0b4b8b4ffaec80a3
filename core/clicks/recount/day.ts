import { createHash } from 'node:crypto';
import type { LogEntry } from '../../logs/entry.ts';
import type { LogFile } from '../../logs/file.ts';
import type { CountContext } from '../count.ts';
import type { Gathered } from '../gather.ts';
import type { Item } from '../item.ts';
import { periodOf } from '../periods.ts';
import { additionsOfEach, bySize, gather, PASS_BYTES, passesOf, type ScoreContext } from '../score.ts';
import { fileOf } from '../table/part.ts';
import type { Ranked } from '../table/ranked.ts';
import { DayFiles, type KeptFiles } from './files.ts';
import { inGroups, inTurns } from './groups.ts';
import { everOf, monthOf, rollUp } from './roll-up.ts';
import { DayScores, replaced } from './scored.ts';
import { Settled } from './settled.ts';

export interface RecountContext {
  kept: KeptFiles;
  counts: CountContext;
  /** What subjects begin with that are no links: see `CountingTable.subjects`. */
  kinds: readonly string[];
}

/** How far a day is. */
export interface DayProgress {
  day: string;
  /** Log files that may have lines of it; 0 where those of the day are gone, and nothing is changed. */
  files: number;
  /** So many of them are read. */
  read: number;
  /** Links, domains, tags and makers that are done. */
  subjects: number;
  /** Items that have other numbers now. */
  changed: number;
  /** Items that stay as they were, as they hold lines of files that are not there, or lie in other folders. */
  left: number;
  isDone: boolean;
}

/** So many packed bytes of a day are scored at once. A day with more of them is read several times, each time for other subjects. */
const SHARE_BYTES = 8 * PASS_BYTES;
/** For so many subjects the bucket is looked at once. */
const GROUP = 200;
const AT_ONCE = 8;
const ROUNDS = 60;
const PAUSE_MS = 100;

/**
 * One day's counts, made anew. No item is ever wrong in between:
 *
 * - An hour or a day of a subject is read, then the bucket is looked at, and every file that may have lines of the day is counted to its
 *   end where it was not yet. So of each file that is in the item, noted or not, it is known that it is done, and its lines are in what
 *   was scored; of every file in what was scored it is known that nobody adds it any more. The put is on condition that the item is
 *   as it was read: a file that was added meanwhile has the put fail, and a file that is added later finds the floor of those that were
 *   scored, and adds itself as always. So the item has each file once, before and after.
 * - A month and the sum of all of them are made of their parts: roll-up.ts.
 * - Each put is of one item and leaves a right one. Who dies between two of them leaves some old and some new, and whoever comes next
 *   replaces those that are old. Two at the same time are in each other's way at worst, and put the same.
 */
export class DayRecount {
  readonly #day: string;
  readonly #sums: readonly string[];
  readonly #context: RecountContext;
  readonly #files: DayFiles;
  readonly #settled: Settled;
  #salt: Uint8Array | undefined;
  #read = 0;
  #subjects = 0;
  #changed = 0;
  #left = 0;

  /** @param sums all subjects that are no links */
  constructor(day: string, sums: readonly string[], context: RecountContext) {
    this.#day = day;
    this.#sums = sums;
    this.#context = context;
    this.#files = new DayFiles(day, context.kept, context.counts);
    this.#settled = new Settled(context.kept, context.counts);
  }

  async *run(): AsyncGenerator<DayProgress> {
    // Were it thrown away meanwhile, some files would have visitors and others none.
    this.#salt = await this.#context.counts.salts.of(this.#day);
    let files = await this.#files.look();
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    // Nothing is no reason to take counts away.
    const shares = this.#files.areGone ? 0 : Math.max(1, Math.ceil(bytes / SHARE_BYTES));
    for (let share = 0; share < shares; share++) {
      const isOurs = (subject: string) =>
        shares === 1 || createHash('md5').update(subject).digest().readUInt32BE() % shares === share;
      const scores = new DayScores(this.#day, isOurs);
      this.#read = 0;
      for (const group of bySize(files, ({ size }) => size)) {
        await this.#score(group, scores);
        yield this.#progress();
      }
      for await (const subjects of inGroups(this.#subjectsOf(scores, isOurs), GROUP)) {
        await this.#replaceAll(subjects, scores);
        for (const each of inTurns(subjects, AT_ONCE))
          await Promise.all(each.map(subject => this.#rollUp(subject)));
        this.#subjects += subjects.length;
        yield this.#progress();
      }
      files = this.#files.all;
    }
    yield { ...this.#progress(), isDone: true };
  }

  #progress(): DayProgress {
    return {
      day: this.#day,
      files: this.#files.areGone ? 0 : this.#files.size,
      read: this.#read,
      subjects: this.#subjects,
      changed: this.#changed,
      left: this.#left,
      isDone: false,
    };
  }

  /** All that have something to replace or to be replaced. */
  async *#subjectsOf(scores: DayScores, isOurs: (subject: string) => boolean): AsyncGenerator<string> {
    const { table } = this.#context.counts;
    const known = new Set(scores.subjects);
    yield* known;
    const isLeft = (subject: string) => isOurs(subject) && !known.has(subject);
    for (const subjects of inTurns(this.#sums.filter(isLeft), 100)) {
      const items = await table.items(subjects.map(subject => ({ subject, period: `day#${this.#day}` })));
      yield* items.map(({ subject }) => subject);
    }
    let after: Ranked | undefined;
    do {
      const request = { limit: 1000, after, ascending: true, all: true };
      const { items, isMore } = await table.ranked(`day#${this.#day}`, request);
      yield* items.map(({ subject }) => subject).filter(isLeft);
      after = isMore ? items.at(-1) : undefined;
    } while (after);
  }

  /** Puts what was scored in the place of the hours and days of some subjects. */
  async #replaceAll(subjects: readonly string[], scores: DayScores): Promise<void> {
    const { clock } = this.#context.counts;
    let left = subjects;
    for (let round = 0; left.length > 0; round++) {
      if (round === ROUNDS)
        throw new Error(`${left[0]} of ${this.#day} changes too often to be counted again; try later`);
      if (round > 0) await clock.sleep(PAUSE_MS * Math.min(round, 20));
      const items = await this.#itemsOf(left);
      // Only now: what is in these items is in the bucket.
      const more = await this.#files.look();
      for (const group of bySize(more, ({ size }) => size)) await this.#score(group, scores);
      const again: string[] = [];
      for (const each of inTurns(left, AT_ONCE))
        await Promise.all(
          each.map(async subject => {
            if (!(await this.#replace(subject, items.get(subject) ?? [], scores))) again.push(subject);
          }),
        );
      left = again;
    }
  }

  /** The hours of subjects, and the day. */
  async #itemsOf(subjects: readonly string[]): Promise<Map<string, Item[]>> {
    const { table } = this.#context.counts;
    const days = await table.items(subjects.map(subject => ({ subject, period: `day#${this.#day}` })));
    const items = new Map(subjects.map(subject => [subject, [] as Item[]]));
    for (const item of days) items.get(item.subject)?.push(item);
    for (const each of inTurns(subjects, AT_ONCE))
      await Promise.all(
        each.map(async subject => {
          items.get(subject)?.push(...(await this.#hoursOf(subject)));
        }),
      );
    return items;
  }

  #hoursOf(subject: string): Promise<Item[]> {
    return this.#context.counts.table.itemsOf(subject, `hour#${this.#day}T00`, `hour#${this.#day}T23`);
  }

  /** False where an item was another one meanwhile. */
  async #replace(subject: string, items: readonly Item[], scores: DayScores): Promise<boolean> {
    const { table } = this.#context.counts;
    const scored = scores.of(subject);
    const found = new Map(items.map(item => [item.period, item]));
    const { floor, last } = this.#files;
    const standing = { floor, note: last, hasVisitors: this.#salt !== undefined };
    let isAll = true;
    for (const period of new Set([...found.keys(), ...scored.keys()])) {
      const item = found.get(period);
      if (item && [...item.files].some(note => !this.#files.has(fileOf(note)))) {
        this.#left++;
        continue;
      }
      const next = replaced(item, scored.get(period), standing);
      if (!next) continue;
      if (await table.replace(next)) this.#changed++;
      else isAll = false;
    }
    return isAll;
  }

  async #rollUp(subject: string): Promise<void> {
    const { table } = this.#context.counts;
    const at = Date.parse(this.#day);
    const [month, name] = [periodOf('month', at), this.#day.slice(0, 7)];
    const ups = [
      {
        key: { subject, period: month },
        parts: async () => [
          ...(await table.itemsOf(subject, `day#${name}-01`, `day#${name}-31`)),
          ...(await this.#hoursOf(subject)),
        ],
        make: (item: Item | undefined, parts: Item[]) => {
          const isDay = ({ period }: Item) => period.startsWith('day#');
          return monthOf(
            item,
            parts.filter(isDay),
            parts.filter(part => !isDay(part)),
            this.#day,
          );
        },
      },
      {
        key: { subject, period: periodOf('all', at) },
        parts: () => table.itemsOf(subject, 'month#', 'month#~'),
        make: everOf,
      },
    ];
    for (const up of ups) if (await rollUp(up, this.#settled)) this.#changed++;
  }

  /** Scores files as they would be counted now. */
  async #score(files: readonly LogFile[], scores: DayScores): Promise<void> {
    const { store, domains } = this.#context.counts;
    const context: ScoreContext = { store, domains, saltOf: async () => this.#salt };
    const passes = Math.max(...files.map(({ size }) => passesOf(size)));
    for (let pass = 0; pass < passes; pass++) {
      const gathered: Gathered[] = [];
      for (const file of files) {
        const batches = this.#ofDay(this.#context.kept.reading(file).batches());
        gathered.push(await gather(batches, { pass, passes }, context));
      }
      for (const additions of await additionsOfEach(gathered, context)) scores.add(additions);
    }
    this.#read += files.length;
  }

  async *#ofDay(batches: AsyncIterable<readonly LogEntry[]>): AsyncGenerator<LogEntry[]> {
    const begins = Date.parse(this.#day);
    for await (const batch of batches)
      yield batch.filter(({ at }) => at >= begins && at < begins + 86_400_000);
  }
}
