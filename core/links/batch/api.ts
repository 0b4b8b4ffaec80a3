import { type Api, type Guarded, takeMoreCalls } from '../../api/api.ts';
import type { Calls } from '../../keys/calls.ts';
import { mayDo } from '../../keys/key.ts';
import type { LinkMaker } from '../create.ts';
import type { Domain } from '../domains.ts';
import type { LinkRequests } from '../requests.ts';
import { LINKS_A_CALL, makeLinks } from './batch.ts';
import { postBatch } from './routes.ts';

/** The part of the links API that makes many links at once. */
export function addBatch(
  api: Api,
  guarded: Guarded,
  { maker, requests, calls }: { maker: LinkMaker; requests: LinkRequests; calls: Calls },
): void {
  const { domainOf, askerOf } = requests;
  api.openapi(guarded(postBatch), async c => {
    const { links, dryRun = false } = c.req.valid('json');
    const more = dryRun ? 0 : Math.ceil(links.length / LINKS_A_CALL) - 1; // one is taken already
    if (more > 0) await takeMoreCalls(c, calls, 'writes', more);
    const { host } = c.env;
    const asker = {
      host,
      mayRead: mayDo(c.get('key'), 'links:read'),
      domainOf: (name?: string) => domainOf(c, name),
      askerOf: (d: Domain) => askerOf(c, d),
    };
    return c.json({ results: await makeLinks(links, dryRun, asker, maker) }, 200);
  });
}
