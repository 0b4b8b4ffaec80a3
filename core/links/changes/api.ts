import type { Api, Guarded } from '../../api/api.ts';
import type { LinkMaker } from '../create.ts';
import type { AnyContext, LinkRequests } from '../requests.ts';
import { changeAnswer } from './answer.ts';
import { alterChange, callOff, changeOf, changesFor, type OrderedChange, orderChange } from './orders.ts';
import * as routes from './routes.ts';

/** The part of the links API that is about changes for later. */
export function addChanges(api: Api, guarded: Guarded, maker: LinkMaker, requests: LinkRequests): void {
  const { domains } = maker;
  const { linkOf, changeLink, askerOf, domainOf } = requests;
  const asker = (c: AnyContext) => askerOf(c, domainOf(c));
  const id = (c: AnyContext) => c.req.param('id') ?? '';

  api.openapi(guarded(routes.postChange), async c => {
    const given = c.req.valid('json');
    const { link, pending, isNew } = await ordered(c, (link, asker) =>
      orderChange(link, given, asker, maker),
    );
    if (!isNew) return c.json(changeAnswer(pending, link), 200);
    const { domain, slug } = link;
    c.header('location', `${domains.originOf(domain, c.env.host)}/api/links/${slug}/changes/${pending.id}`);
    return c.json(changeAnswer(pending, link), 201);
  });

  api.openapi(guarded(routes.listChanges), async c => {
    const link = await linkOf(c);
    const changes = changesFor(link, asker(c), maker).map(pending => changeAnswer(pending, link));
    return c.json({ changes }, 200);
  });

  api.openapi(guarded(routes.getChange), async c => {
    const link = await linkOf(c);
    return c.json(changeAnswer(changeOf(link, id(c), asker(c), maker), link), 200);
  });

  api.openapi(guarded(routes.patchChange), async c => {
    const given = c.req.valid('json');
    const { link, pending } = await ordered(c, (link, asker) =>
      alterChange(link, id(c), given, asker, maker),
    );
    return c.json(changeAnswer(pending, link), 200);
  });

  api.openapi(guarded(routes.deleteChange), async c => {
    const { link, pending } = await ordered(c, (link, asker) => callOff(link, id(c), asker, maker));
    return c.json(changeAnswer(pending, link), 200);
  });

  /** What became of the change in the attempt that came first. */
  async function ordered(
    c: AnyContext,
    make: (
      ...of: Parameters<Parameters<LinkRequests['changeLink']>[1]>
    ) => Promise<OrderedChange | undefined>,
  ): Promise<OrderedChange> {
    let last: OrderedChange | undefined;
    await changeLink(c, async (link, asker) => {
      last = await make(link, asker);
      return last?.link;
    });
    return last as OrderedChange;
  }
}
