import { ServiceFault } from '../../problem.ts';
import { sharedTables } from '../batch/shared.ts';
import { change } from '../change.ts';
import { settle } from '../changes/settle.ts';
import type { Asker, LinkCreator, LinkMaker } from '../create.ts';
import type { Domain } from '../domains.ts';
import { conditionsOf, filterOf } from '../hints/conditions.ts';
import { type Hint, listHints } from '../hints/hints.ts';
import { tagName } from '../hints/tags.ts';
import { tagTerm } from '../hints/terms.ts';
import { mayTouch } from '../limits.ts';
import type { Link } from '../link.ts';
import { isSettled } from '../reindex/work.ts';
import { resolveLink } from '../resolve.ts';

/** What shall become of a tag. */
export interface Retagging {
  tag: string;
  /** What it shall be; undefined takes it off its links. */
  to: string | undefined;
  /** The short domain's name; on all of them without it. */
  domain?: string | undefined;
  /** `next` of the request before. */
  after?: string | undefined;
}

/** Who asks for a link of a domain. */
export type AskerOf = (domain: Domain) => Asker;

export interface Retagged {
  /** Links that were changed. */
  changed: number;
  /** Links with the tag that were looked at, and need no change or had one. */
  found: number;
  /** Where to go on, where there may be more. */
  next?: string;
}

/** Links of one request: each is up to sixty writes, and all have to be done while the gateway waits. */
export const LINKS_A_REQUEST = 200;
/** Requests of the table until some are found. */
const LOOKS = 20;
const TOGETHER = 100;
const BEGIN_MS = 12_000;
const END_MS = 24_000;
/** Two that change a link take turns. */
const ATTEMPTS = 10;

/** The hints of the links that the next request is about, in the order in which the links were made: what is made meanwhile is last. */
export async function linksWithTag(
  { tag, domain, after }: Retagging,
  { hints, clock }: LinkMaker,
): Promise<{ items: Hint[]; next?: string }> {
  const filter = filterOf(conditionsOf({ domain }, clock.now()));
  const request = { limit: LINKS_A_REQUEST, descending: false, consistent: true, filter };
  let from = after;
  for (let looks = 1; ; looks++) {
    const page = await hints.page<Hint>(tagTerm(tagName(tag)), { ...request, after: from });
    // Where none of them is of the domain the next may be.
    if (page.items.length > 0 || page.next === undefined || looks === LOOKS) return page;
    from = page.next;
  }
}

/**
 * Changes links that have a tag, each by itself as any other change is made: with its version, by the key that asks. Who is stopped
 * has changed some, and who asks again, with the same place or from the beginning, goes on with the rest.
 *
 * @param page what `linksWithTag` answered for the same
 * @throws ServiceFault, after which some may have been changed
 */
export async function retagLinks(
  order: Retagging,
  page: { items: readonly Hint[]; next?: string },
  askerOf: AskerOf,
  maker: LinkMaker,
): Promise<Retagged> {
  const { clock } = maker;
  const began = clock.now();
  const shared = sharedTables(maker, { clock, until: began + END_MS });
  const own = { ...maker, ...shared };
  const answer: Retagged = { changed: 0, found: 0 };
  // While a link is changed it has two hints.
  const hints = [...new Map(page.items.map(hint => [hint.link, hint])).values()];
  for (let start = 0; start < hints.length; start += TOGETHER) {
    const some = hints.slice(start, start + TOGETHER);
    const outcomes = await Promise.all(some.map(hint => retag(hint, order, askerOf, own)));
    answer.changed += outcomes.filter(outcome => outcome === 'changed').length;
    answer.found += outcomes.filter(outcome => outcome !== 'none').length;
    const last = some.at(-1)?.place;
    const isLast = start + TOGETHER >= hints.length;
    if (!isLast && last !== undefined && clock.now() >= began + BEGIN_MS) return { ...answer, next: last };
  }
  return { ...answer, ...(page.next !== undefined && { next: page.next }) };
}

type Outcome = 'changed' | 'same' | 'none';

async function retag(
  hint: Hint,
  { tag, to, domain }: Retagging,
  askerOf: AskerOf,
  maker: LinkCreator,
): Promise<Outcome> {
  const { domains, store, clock } = maker;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const there = await resolveLink(hint.link, store, clock.now(), { consistent: true });
    const asker = askerOf(domains.named(there?.domain ?? '') ?? domains.first);
    const link = there && (await settle(there, { ...maker, ...asker }));
    if (there && !link) continue;
    if (!link || !isOf(link, tag, domain)) {
      await forget(hint, link, maker);
      return 'none';
    }
    if (!mayTouch({ limits: asker.limits ?? {} }, link)) return 'none';
    const tags = retagged(link.tags, tag, to);
    const after = await change(link, { action: 'edit', settings: { tags } }, asker, maker);
    if (after) return after === link ? 'same' : 'changed';
  }
  throw new ServiceFault('DynamoDB', new Error('Every attempt to change the tags of a link came second'));
}

const isOf = (link: Link, tag: string, domain: string | undefined) =>
  link.deletedAt === undefined &&
  link.tags.some(each => tagName(each) === tagName(tag)) &&
  (domain === undefined || link.domain === domain);

/** The tags of a link with another one in a tag's place. One that it has already stays as it is there, and is not there twice. */
export function retagged(tags: readonly string[], tag: string, to: string | undefined): string[] {
  const isTag = (each: string) => tagName(each) === tagName(tag);
  const others = new Set(tags.filter(each => !isTag(each)).map(tagName));
  const isThere = to !== undefined && others.has(tagName(to));
  return tags.flatMap(each => (!isTag(each) ? [each] : to === undefined || isThere ? [] : [to]));
}

/** A hint that is no link's is in the way of whoever looks for links by it; who wrote it may be about to write the link. */
async function forget(hint: Hint, link: Link | undefined, { hints, clock }: LinkCreator): Promise<void> {
  const isHint =
    link && listHints(link).some(({ list, place }) => list === hint.list && place === hint.place);
  if (!isHint && isSettled(hint.at, clock.now())) await hints.remove([hint]);
}
