import type { Api, Guarded } from '../api/api.ts';
import { mayBeEmpty } from '../api/body.ts';
import { answerFor, etagOf } from './answer.ts';
import { deleteLink, editLink, restoreLink, undoChange } from './change.ts';
import type { Asker, LinkMaker } from './create.ts';
import type { Link } from './link.ts';
import { rehearsed } from './rehearsal.ts';
import { type AnyContext, type LinkRequests, linkRequests } from './requests.ts';
import * as routes from './routes.ts';
import type { LinkAnswer } from './schema.ts';

type Change = (link: Link, asker: Asker, maker: LinkMaker) => Promise<Link | undefined>;

/** The part of the links API that is about one link that is there. */
export function addLink(api: Api, guarded: Guarded, maker: LinkMaker, requests: LinkRequests): void {
  const answer = (link: Link, c: AnyContext, purged?: boolean) =>
    answerFor(link, maker.domains, c.env.host, maker.clock.now(), purged);

  /** Makes a change, or in a dry run goes through all of it and writes nothing. */
  async function changed(c: AnyContext, make: Change, isPurged = false): Promise<LinkAnswer> {
    const isDry = c.req.query('dryRun') === 'true';
    const own = isDry ? { ...maker, ...rehearsed(maker) } : maker;
    const { changeLink } = isDry ? linkRequests(own, async () => undefined) : requests;
    const of = await changeLink(c, (link, asker) => make(link, asker, own), isPurged);
    // With it the request itself may be sent.
    c.header('etag', etagOf(isDry ? of.before : of.link));
    return { ...answer(of.link, c, of.purged), ...(isDry && { dryRun: { status: 200 } }) };
  }

  api.openapi(guarded(routes.getLink), async c => {
    const link = await requests.linkOf(c);
    c.header('etag', etagOf(link));
    return c.json(answer(link, c), 200);
  });

  api.openapi(guarded(routes.patchLink), async c => {
    const given = c.req.valid('json');
    const edit: Change = (link, asker, own) => editLink(link, given, asker, own);
    return c.json(await changed(c, edit, given.purge), 200);
  });

  api.openapi(guarded(routes.removeLink), async c =>
    c.json(await changed(c, deleteLink, c.req.query('purge') === 'true'), 200),
  );

  api.openapi(guarded(routes.restoreLink), async c => c.json(await changed(c, restoreLink), 200));

  api.openapi(guarded({ ...routes.undoChange, middleware: [mayBeEmpty] }), async c => {
    const { version } = c.req.valid('json');
    const undo: Change = (link, asker, own) => undoChange(link, version, asker, own);
    return c.json(await changed(c, undo), 200);
  });
}
