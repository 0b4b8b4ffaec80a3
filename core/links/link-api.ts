import type { Api, Guarded } from '../api/api.ts';
import { mayBeEmpty } from '../api/body.ts';
import { answerFor, etagOf } from './answer.ts';
import { deleteLink, editLink, restoreLink, undoChange } from './change.ts';
import type { LinkMaker } from './create.ts';
import type { Changed } from './purge.ts';
import type { AnyContext, LinkRequests } from './requests.ts';
import * as routes from './routes.ts';

/** The part of the links API that is about one link that is there. */
export function addLink(api: Api, guarded: Guarded, maker: LinkMaker, requests: LinkRequests): void {
  const { linkOf, changeLink } = requests;
  const answer = ({ link, purged }: Changed, c: AnyContext) => {
    c.header('etag', etagOf(link));
    return answerFor(link, maker.domains, c.env.host, maker.clock.now(), purged);
  };

  api.openapi(guarded(routes.getLink), async c => c.json(answer({ link: await linkOf(c) }, c), 200));

  api.openapi(guarded(routes.patchLink), async c => {
    const given = c.req.valid('json');
    const after = await changeLink(c, (link, asker) => editLink(link, given, asker, maker), given.purge);
    return c.json(answer(after, c), 200);
  });

  api.openapi(guarded(routes.removeLink), async c => {
    const isPurged = c.req.query('purge') === 'true';
    const after = await changeLink(c, (link, asker) => deleteLink(link, asker, maker), isPurged);
    return c.json(answer(after, c), 200);
  });

  api.openapi(guarded(routes.restoreLink), async c => {
    const after = await changeLink(c, (link, asker) => restoreLink(link, asker, maker), false);
    return c.json(answer(after, c), 200);
  });

  api.openapi(guarded({ ...routes.undoChange, middleware: [mayBeEmpty] }), async c => {
    const { version } = c.req.valid('json');
    const after = await changeLink(c, (link, asker) => undoChange(link, version, asker, maker), false);
    return c.json(answer(after, c), 200);
  });
}
