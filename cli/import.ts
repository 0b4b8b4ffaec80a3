import type { Draft } from '../core/imports/draft.ts';
import type { Row } from '../core/imports/read.ts';
import { type BatchResult, type LinksClient, MAX_BATCH_BYTES } from './links-client.ts';
import { SeenSlugs } from './seen-slugs.ts';

/** What shall be done with what a file asks for. */
export interface ImportOptions {
  /** The short domain that the links shall be of. */
  domain: string | undefined;
  /** Tags that each of them gets besides its own. */
  tags: readonly string[];
  /** Only links that were of this host. */
  only: string | undefined;
  /** What becomes of a link whose slug is another's. */
  onCollision: 'skip' | 'rename';
  /** Whether a link that had a password shall be made without one. */
  withoutPasswords: boolean;
}

/** What was found of one link of a file. */
export type Finding =
  | { kind: 'made' | 'there'; slug: string; renamed?: string | undefined }
  | { kind: 'taken'; slug: string; by: string }
  | { kind: 'wrong'; field: string; reason: string }
  | { kind: 'other' };

/** What came of a file, or would. */
export interface Tally {
  rows: number;
  made: number;
  there: number;
  renamed: number;
  taken: number;
  wrong: number;
  /** Of another host than was asked for. */
  other: number;
  /** Columns that nothing was made of, and in how many rows they said something. */
  left: Map<string, number>;
}

export const emptyTally = (): Tally => ({
  rows: 0,
  made: 0,
  there: 0,
  renamed: 0,
  taken: 0,
  wrong: 0,
  other: 0,
  left: new Map(),
});

export interface ImportRun {
  rows: AsyncIterable<Row>;
  client: Pick<LinksClient, 'batch'>;
  options: ImportOptions;
  /** Whether links are made; else what would become of them is asked. */
  isReal: boolean;
  /** So many rows of the file were done before. */
  from: number;
  tally: Tally;
  /** Hears what is to be told of a row. */
  tell(line: number, text: string): void;
  /** Hears, and may write down, that so many rows of the file are done. */
  done(rows: number): Promise<void> | void;
  signal?: AbortSignal;
  /** Links of a request; as many as are good for it without. */
  atOnce?: number;
}

/** Few enough for a function to make, and to be sent again after a crash. What is only asked for is read by fewer requests. */
const LINKS = { real: 250, dry: 1000 };
/** Rows after which it is noted how far it is, though none of them was sent. */
const ROWS = 1000;
/** As often what the API had no time for is sent again without one of them getting done. */
const IN_VAIN = 20;
const RENAMES = 9;
const MOST_COLUMNS = 100;

/** A link of a row that is to be asked for. */
interface Wanted {
  line: number;
  body: Record<string, unknown> & { slug?: string };
}

/** Of a row: what is to be asked for, and what is to be told whatever comes of that. */
interface Plan {
  wanted: Wanted[];
  findings: Finding[];
  told: string[];
  left: readonly string[];
  bytes: number;
}

/**
 * Brings the links of a file into the API, in their order, and tells what became of each. Whatever stops it, the rows that were
 * not done are sent again, and what is there is found: nothing is made twice.
 *
 * @throws an error of one sentence where the API gives up, and a FileFault where the file cannot be read on
 */
export async function importLinks(run: ImportRun): Promise<void> {
  const { rows, options, isReal, from, signal } = run;
  const { atOnce: most = isReal ? LINKS.real : LINKS.dry } = run;
  let batch = new Batch(run);
  let number = 0;
  for await (const row of rows) {
    if (number >= from) {
      const plan = planOf(row, options);
      if (batch.isFullWith(plan, most)) {
        await batch.send(number);
        if (signal?.aborted) return;
        batch = new Batch(run, batch.seen);
      }
      batch.add(row.line, plan);
    }
    number++;
  }
  await batch.send(number);
}

/** Rows that are answered together. What is told of them is told in their order, once all of them are done. */
class Batch {
  readonly seen: SeenSlugs;
  readonly #run: ImportRun;
  readonly #wanted: Wanted[] = [];
  readonly #findings: [line: number, finding: Finding][] = [];
  readonly #told: [line: number, text: string][] = [];
  readonly #left: string[] = [];
  #bytes = 0;
  #rows = 0;

  constructor(run: ImportRun, seen = new SeenSlugs()) {
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
    for (const text of plan.told) this.#told.push([line, text]);
    for (const finding of plan.findings) this.#findings.push([line, finding]);
    for (const each of plan.wanted) {
      const twice = this.#run.isReal ? undefined : twiceIn(each, this.seen, this.#run.options);
      if (twice) this.#findings.push([line, twice]);
      else this.#wanted.push(each);
    }
  }

  /** @param rows of the file, with those of this batch */
  async send(rows: number): Promise<void> {
    const { tally, tell, done, isReal } = this.#run;
    if (this.#wanted.length > 0) this.#findings.push(...(await answersTo(this.#wanted, this.#run)));
    for (const [line, finding] of this.#findings) {
      count(finding, tally);
      const text = textOf(finding, isReal);
      if (text !== undefined) this.#told.push([line, text]);
    }
    for (const column of this.#left) countColumn(column, tally);
    tally.rows = rows;
    for (const [line, text] of this.#told.sort(([one], [other]) => one - other)) tell(line, text);
    await done(rows);
  }
}

function planOf(row: Row, options: ImportOptions): Plan {
  const plan: Plan = { wanted: [], findings: [], told: [], left: [], bytes: 0 };
  if ('wrong' in row) return { ...plan, findings: [{ kind: 'wrong', ...row.wrong }] };
  plan.left = row.left;
  for (const draft of row.drafts) {
    const refusal = refusalOf(draft, options);
    if (refusal) {
      plan.findings.push(refusal);
      continue;
    }
    const body = bodyOf(draft, options);
    const bytes = Buffer.byteLength(JSON.stringify(body)) + 1;
    if (bytes > MAX_BATCH_BYTES) {
      plan.findings.push({ kind: 'wrong', field: 'row', reason: `has more than ${MAX_BATCH_BYTES} bytes` });
      continue;
    }
    plan.wanted.push({ line: row.line, body });
    plan.bytes += bytes;
    for (const { field, why } of draft.losses) plan.told.push(`${field} ${why}`);
    if (draft.hasPassword) plan.told.push('password is not taken over: anybody may follow the link');
  }
  return plan;
}

function refusalOf({ host, hasPassword }: Draft, options: ImportOptions): Finding | undefined {
  if (options.only !== undefined && host !== options.only) return { kind: 'other' };
  if (hasPassword && !options.withoutPasswords)
    return {
      kind: 'wrong',
      field: 'password',
      reason:
        'no export tells it, and without it anybody could follow the link; --without-passwords makes it so',
    };
  return undefined;
}

function bodyOf({ body }: Draft, { domain, tags }: ImportOptions): Wanted['body'] {
  const own = body.tags ?? [];
  const more = tags.filter(tag => !own.some(each => each.toLowerCase() === tag.toLowerCase()));
  return {
    ...body,
    ...(domain !== undefined && { domain }),
    ...(more.length > 0 && { tags: [...own, ...more] }),
  };
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
    ? { kind: 'taken', slug, by: `line ${before.line} of this file` }
    : { kind: 'made', slug, renamed: `${slug}-2, or the next that is free` };
}

type Answered = { wanted: Wanted; result: BatchResult };

/** Asks for links until each has an answer. */
async function answersTo(
  wanted: readonly Wanted[],
  run: ImportRun,
): Promise<[line: number, finding: Finding][]> {
  const all = await answered(wanted, run);
  const isRenamed = ({ result }: Answered) => result.status === 409 && run.options.onCollision === 'rename';
  const plain = all.filter(each => !isRenamed(each));
  return [
    ...plain.map(({ wanted, result }): [number, Finding] => [wanted.line, findingOf(wanted, result)]),
    ...(await renamed(all.filter(isRenamed), run)),
  ];
}

/** The same names each time, in their order: who comes again finds the one it made. */
async function renamed(
  taken: readonly Answered[],
  run: ImportRun,
): Promise<[line: number, finding: Finding][]> {
  const found: [line: number, finding: Finding][] = [];
  let left = taken;
  for (let number = 2; number < 2 + RENAMES && left.length > 0; number++) {
    const named = left.map(({ wanted }) => ({
      ...wanted,
      body: { ...wanted.body, slug: withNumber(wanted, number) },
    }));
    const answers = await answered(named, run);
    for (const [n, { wanted, result }] of answers.entries()) {
      if (result.status === 409) continue;
      const finding = findingOf(wanted, result);
      const isThere = finding.kind === 'made' || finding.kind === 'there';
      const slug = left[n]?.wanted.body.slug ?? '';
      found.push([wanted.line, isThere ? { ...finding, slug, renamed: wanted.body.slug } : finding]);
    }
    left = left.filter((_, n) => answers[n]?.result.status === 409);
  }
  return [
    ...found,
    ...left.map(({ wanted, result }): [number, Finding] => [wanted.line, findingOf(wanted, result)]),
  ];
}

const withNumber = ({ body }: Wanted, number: number) => `${(body.slug ?? '').slice(0, 61)}-${number}`;

async function answered(wanted: readonly Wanted[], { client, isReal }: ImportRun): Promise<Answered[]> {
  const results: (BatchResult | undefined)[] = wanted.map(() => undefined);
  let open = wanted.map((_, n) => n);
  for (let inVain = 0; open.length > 0; ) {
    const some = await client.batch(
      open.map(n => wanted[n]?.body ?? {}),
      !isReal,
    );
    const before = open.length;
    for (const [n, result] of some.entries()) if (result.status < 500) results[open[n] ?? 0] = result;
    open = open.filter(n => results[n] === undefined);
    inVain = open.length === before ? inVain + 1 : 0;
    if (inVain === IN_VAIN) throw new Error(`the API gets no link done: ${some[0]?.problem?.detail}`);
  }
  return wanted.flatMap((each, n) => {
    const result = results[n];
    return result ? [{ wanted: each, result }] : [];
  });
}

function findingOf({ body }: Wanted, { status, link, problem, holder }: BatchResult): Finding {
  const slug = link?.slug ?? body.slug ?? '';
  if (status === 201) return { kind: 'made', slug };
  if (status === 200) return { kind: 'there', slug };
  if (status === 409) {
    const by = holder
      ? `${holder.shortUrl}, which leads to ${holder.url}${holder.state === 'active' ? '' : ` (${holder.state})`}`
      : 'a link that the key may not see';
    return { kind: 'taken', slug, by };
  }
  const [error] = problem?.errors ?? [];
  const reason = error
    ? `${error.reason}; expected ${error.expected}`
    : (problem?.detail ?? `status ${status}`);
  return {
    kind: 'wrong',
    field: error?.field ?? 'row',
    reason: `${reason}${hintOn(error?.field, body.slug)}`,
  };
}

/** What else would make a slug right. */
const hintOn = (field: string | undefined, slug = '') =>
  field === 'slug' && slug.includes('.')
    ? '; slugs may have dots where the domain’s slugsWithDots says so'
    : '';

/** A file may have another name in each of its rows. */
function countColumn(column: string, { left }: Tally): void {
  const name = left.has(column) || left.size < MOST_COLUMNS ? column : 'others';
  left.set(name, (left.get(name) ?? 0) + 1);
}

function count(finding: Finding, tally: Tally): void {
  tally[finding.kind]++;
  if ('renamed' in finding && finding.renamed !== undefined) tally.renamed++;
}

/** What is to be told of a link, if anything is. */
function textOf(finding: Finding, isReal: boolean): string | undefined {
  const will = isReal ? 'is' : 'would be';
  switch (finding.kind) {
    case 'taken':
      return `the slug "${finding.slug}" is taken by ${finding.by}; the row ${will} left out`;
    case 'wrong':
      return `${finding.field} ${finding.reason}; the row ${will} left out`;
    case 'other':
      return undefined;
    default:
      return finding.renamed === undefined
        ? undefined
        : `the slug "${finding.slug}" is taken; the link ${will} ${finding.renamed}`;
  }
}
