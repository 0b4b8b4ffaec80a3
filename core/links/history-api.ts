import type { Api, Guarded } from '../api/api.ts';
import type { LinkMaker } from './create.ts';
import type { HintTable } from './hints/table.ts';
import { changesAnswer, historyAnswer } from './history-answer.ts';
import { mayTouch } from './limits.ts';
import type { Link } from './link.ts';
import type { LinkRequests } from './requests.ts';
import * as routes from './routes.ts';

/** The part of the links API that tells who changed what: of a link, and of all. */
export function addHistory(
  api: Api,
  guarded: Guarded,
  maker: LinkMaker & { hints: HintTable },
  { linkOf }: LinkRequests,
): void {
  api.openapi(guarded(routes.getHistory), async c => {
    const link = await linkOf(c);
    const { cursor, limit } = c.req.valid('query');
    const mayShow = (version: Link) => mayTouch(c.get('key'), version);
    return c.json(await historyAnswer(link, { cursor, limit }, maker, c.env.host, mayShow), 200);
  });

  api.openapi(guarded(routes.getChanges), async c =>
    c.json(
      await changesAnswer(c.req.valid('query'), maker, c.env.host, link => mayTouch(c.get('key'), link)),
      200,
    ),
  );
}
