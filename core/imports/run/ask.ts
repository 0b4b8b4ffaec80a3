import { type Finding, findingOf } from './findings.ts';
import type { BatchResult, LinksApi } from './links-api.ts';
import type { ImportOptions, Wanted } from './plan.ts';

/** Who is asked for links, and how. */
export interface Asking {
  client: LinksApi;
  options: Pick<ImportOptions, 'onCollision'>;
  /** Whether links are made; else what would become of them is asked. */
  isReal: boolean;
}

/** As often what the API had no time for is sent again without one of them getting done. */
const IN_VAIN = 20;
const RENAMES = 9;

type Answered = { wanted: Wanted; result: BatchResult };
type Found = [line: number, finding: Finding];

/** Asks for links until each has an answer. */
export async function answersTo(wanted: readonly Wanted[], asking: Asking): Promise<Found[]> {
  const all = await answered(wanted, asking);
  const isRenamed = ({ result }: Answered) =>
    result.status === 409 && asking.options.onCollision === 'rename';
  const plain = all.filter(each => !isRenamed(each));
  return [...plain.map(found), ...(await renamed(all.filter(isRenamed), asking))];
}

const found = ({ wanted, result }: Answered): Found => [wanted.line, findingOf(wanted, result)];

/** The same names each time, in their order: who comes again finds the one it made. */
async function renamed(taken: readonly Answered[], asking: Asking): Promise<Found[]> {
  const all: Found[] = [];
  let left = taken;
  for (let number = 2; number < 2 + RENAMES && left.length > 0; number++) {
    const named = left.map(({ wanted }) => ({
      ...wanted,
      body: { ...wanted.body, slug: withNumber(wanted, number) },
    }));
    const answers = await answered(named, asking);
    for (const [n, { wanted, result }] of answers.entries()) {
      if (result.status === 409) continue;
      const finding = findingOf(wanted, result);
      const isThere = finding.kind === 'made' || finding.kind === 'there';
      const from = left[n]?.wanted.body.slug ?? '';
      const slug = wanted.body.slug ?? '';
      all.push([wanted.line, isThere ? { ...finding, slug, renamed: { from } } : finding]);
    }
    left = left.filter((_, n) => answers[n]?.result.status === 409);
  }
  return [...all, ...left.map(found)];
}

const withNumber = ({ body }: Wanted, number: number) => `${(body.slug ?? '').slice(0, 61)}-${number}`;

async function answered(wanted: readonly Wanted[], { client, isReal }: Asking): Promise<Answered[]> {
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
