import { fieldErrors } from '../../api/api.ts';
import { invalid, Problem, problemFrom } from '../../problem.ts';
import { answerFor } from '../answer.ts';
import { type Asker, createLink, type LinkMaker, SlugTaken } from '../create.ts';
import { type Domain, keyOf } from '../domains.ts';
import { mayTouch } from '../limits.ts';
import { rehearsed } from '../rehearsal.ts';
import { resolveLink } from '../resolve.ts';
import { CreateLink, EXPECTED } from '../schema.ts';
import type { Result } from './routes.ts';
import { answerRows } from './rows.ts';
import { sharedTables } from './shared.ts';

/** The function has 29 s. What has begun by the first of these is done by the second, unless a table hardly takes anything. */
const BEGIN_MS = 18_000;
const END_MS = 26_000;
/** Lambda answers 6 MB at most. The rows that are under way when this is reached add no more than their own links: 3 MB. */
const ANSWER_BYTES = 2_000_000;

/** A write of a key's allowance is for so many links. */
export const LINKS_A_CALL = 25;

/** Who sends a batch. */
export interface BatchAsker {
  /** The host that is asked. */
  host: string;
  /** Whether the key may read links at all. */
  mayRead: boolean;
  /** The domain of links that name none. */
  domainOf(name: string | undefined): Domain;
  /** Who asks for a link of a domain. */
  askerOf(domain: Domain): Asker;
}

/**
 * Makes links, each by the rules of one by itself. Wherever this is cut off each link is there and whole, or not there; who sends
 * the same again finds those that are.
 *
 * @param rows what shall be links
 * @param isDry nothing is written; the results are what they would be
 */
export async function makeLinks(
  rows: readonly unknown[],
  isDry: boolean,
  asker: BatchAsker,
  maker: LinkMaker,
): Promise<Result[]> {
  const { clock } = maker;
  const now = clock.now();
  const shared = sharedTables(maker, { clock, until: now + END_MS });
  const own = { ...maker, ...shared, ...(isDry && rehearsed({ store: shared.store, hints: maker.hints })) };
  const read = rows.map(row => readRow(row, asker));
  return await answerRows(
    read,
    row => resultOf(row, asker, own),
    { clock, begin: now + BEGIN_MS, end: now + END_MS, bytes: ANSWER_BYTES },
    {
      notBegun: failed(
        later('This batch had no time or room left for it, and it was not begun. Send it again.'),
      ),
      notEnded: failed(later('It was begun, and may be made by now. Send it again: it is found if it is.')),
    },
  );
}

/** A row as it was read; `name` is the same for those that may want the same slug. */
type Row = { name: string; given: CreateLink; domain: Domain } | { name: string; problem: Problem };

function readRow(row: unknown, { domainOf }: BatchAsker): Row {
  const name = JSON.stringify(row);
  const { success, data: given, error } = CreateLink.safeParse(row);
  if (!success)
    return { name, problem: invalid(error.issues.flatMap(issue => fieldErrors(issue, 'link', EXPECTED))) };
  try {
    const domain = domainOf(given.domain);
    return { name: given.slug === undefined ? name : keyOf(domain, given.slug), given, domain };
  } catch (error) {
    return { name, problem: problemFrom(error) };
  }
}

type Creator = Parameters<typeof createLink>[2];

async function resultOf(row: Row, asker: BatchAsker, maker: Creator): Promise<Result> {
  if ('problem' in row) return failed(row.problem);
  const { domains, clock } = maker;
  const own = asker.askerOf(row.domain);
  try {
    const { link, created } = await createLink(row.given, own, maker);
    return { status: created ? 201 : 200, link: answerFor(link, domains, asker.host, clock.now()) };
  } catch (error) {
    const result = failed(problemFrom(error));
    if (!(error instanceof SlugTaken && asker.mayRead)) return result;
    const holder = await holderOf(error.key, asker.host, own, maker);
    return { ...result, ...(holder && { holder }) };
  }
}

/** The link that has a slug, as far as the key may see it. That it cannot be told is no fault of the row. */
async function holderOf(
  key: string,
  host: string,
  { limits = {} }: Asker,
  { store, domains, clock }: Creator,
): Promise<Result['holder']> {
  const now = clock.now();
  const link = await resolveLink(key, store, now, { consistent: true }).catch(error => {
    problemFrom(error); // writes it to the log
    return undefined;
  });
  if (!link || !mayTouch({ limits }, link)) return undefined;
  const { slug, domain, url, shortUrl, state, title } = answerFor(link, domains, host, now);
  return { slug, domain, url, shortUrl, state, title };
}

const later = (detail: string) => new Problem(503, detail, { headers: { 'retry-after': '1' } });

const failed = (problem: Problem): Result => ({
  status: problem.status,
  problem: JSON.parse(problem.body()),
});
