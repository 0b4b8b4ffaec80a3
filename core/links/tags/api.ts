import { z } from '@hono/zod-openapi';
import { type Api, type Guarded, takeMoreCalls } from '../../api/api.ts';
import { fromCursor, toCursor } from '../../api/cursor.ts';
import type { Calls } from '../../keys/calls.ts';
import { hasTag } from '../../keys/key.ts';
import { Problem, shortened } from '../../problem.ts';
import { LINKS_A_CALL } from '../batch/batch.ts';
import type { LinkMaker } from '../create.ts';
import { listLinks } from '../hints/list.ts';
import type { ListContext } from '../hints/look.ts';
import { tagName } from '../hints/tags.ts';
import { mayTouch } from '../limits.ts';
import type { AnyContext, LinkRequests } from '../requests.ts';
import { listTags, type TagListing } from './list.ts';
import { linksWithTag, retagLinks } from './retag.ts';
import * as routes from './routes.ts';

/** What is asked of the table in a cursor: a name, or where a link is in a list. */
const Place = z.string().regex(/^[^\p{Cc}]{1,300}$/u);
/** Where a renaming goes on, and whether it makes two tags one. */
const Begun = z.tuple([z.string().regex(/^[!-~]{1,300}$/), z.boolean()]);

/** The part of the links API that is about tags. */
export function addTags(
  api: Api,
  guarded: Guarded,
  { maker, requests, calls }: { maker: LinkMaker & ListContext; requests: LinkRequests; calls: Calls },
): void {
  const { domains } = maker;
  const nameOf = (domain: string | undefined) =>
    domain === undefined ? undefined : domains.asCalled(domain, 'domain').name;

  api.openapi(guarded(routes.getTags), async c => {
    const { prefix = '', domain, limit, cursor } = c.req.valid('query');
    const after = cursor === undefined ? undefined : fromCursor(cursor, Place);
    const listing = { beginning: prefix, domain: nameOf(domain), limit, after, sight: sightOf(c) };
    const { tags, next } = await listTags(listing, maker);
    const answers = tags.map(({ tag, links, isAbout }) => ({
      tag,
      links,
      ...(isAbout && { about: true as const }),
    }));
    return c.json({ tags: answers, ...(next !== undefined && { next: toCursor(next) }) }, 200);
  });

  api.openapi(guarded(routes.patchTag), async c => {
    const { tag: to } = c.req.valid('json');
    const { tag, domain, begun } = asked(c, c.req.valid('query'));
    refuseOwn(c, tag, to);
    const isMerged = begun?.[1] ?? (await isThere({ tag, to, domain }, sightOf(c), maker));
    const { changed, next } = await retag(c, { tag, to, domain, after: begun?.[0] });
    const more = next !== undefined && { next: toCursor([next, isMerged]) };
    return c.json({ tag: to, changed, merged: isMerged, ...more }, 200);
  });

  api.openapi(guarded(routes.removeTag), async c => {
    const { tag, domain, begun } = asked(c, c.req.valid('query'));
    refuseOwn(c, tag, undefined);
    const { changed, next } = await retag(c, { tag, to: undefined, domain, after: begun?.[0] });
    return c.json({ changed, ...(next !== undefined && { next: toCursor([next, false]) }) }, 200);
  });

  function asked(
    c: AnyContext,
    { domain, cursor }: { domain?: string | undefined; cursor?: string | undefined },
  ) {
    const tag = (c.req.param('tag') ?? '').trim();
    const begun = cursor === undefined ? undefined : fromCursor(cursor, Begun);
    return { tag, domain: nameOf(domain), begun };
  }

  async function retag(c: AnyContext, order: Parameters<typeof retagLinks>[0]) {
    const page = await linksWithTag(order, maker);
    const more = Math.ceil(page.items.length / LINKS_A_CALL) - 1; // one is taken already
    if (more > 0) await takeMoreCalls(c, calls, 'writes', more);
    const answer = await retagLinks(order, page, domain => requests.askerOf(c, domain), maker);
    if (order.after === undefined && answer.next === undefined && answer.found === 0)
      throw new Problem(404, `No link has the tag "${shortened(order.tag)}".`);
    return answer;
  }
}

/** A key does not lose its links by what it does: what makes them its own stays. */
function refuseOwn(c: AnyContext, tag: string, to: string | undefined): void {
  const { tags } = c.get('key').limits;
  if (tags !== undefined && hasTag(tags, tag) && (to === undefined || !hasTag(tags, to)))
    throw new Problem(403, `The key is for links with the tag "${shortened(tag)}", and would lose them.`);
}

/** Which links whoever asks may see; undefined for all. */
function sightOf(c: AnyContext): TagListing['sight'] {
  const key = c.get('key');
  if (Object.values(key.limits).every(limit => limit === undefined)) return undefined;
  const { tags = [] } = key.limits;
  return { mayShow: mayTouch.bind(undefined, key), tags: tags.length === 1 ? tags : [] };
}

/** Whether links have the tag already that another one shall become. */
async function isThere(
  { tag, to, domain }: { tag: string; to: string; domain: string | undefined },
  { mayShow = () => true }: Partial<NonNullable<TagListing['sight']>> = {},
  context: ListContext,
): Promise<boolean> {
  if (tagName(tag) === tagName(to)) return false;
  const listing = { tags: [to], domain, mayShow, sort: 'created', descending: true, limit: 1 } as const;
  return (await listLinks(listing, context)).links.length > 0;
}
