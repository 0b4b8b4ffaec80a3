import type { Context } from 'hono';
import type { ApiEnv } from '../api/api.ts';
import { Problem, ServiceFault, shortened } from '../problem.ts';
import { judged } from './changes/judge.ts';
import { settle } from './changes/settle.ts';
import type { Asker, LinkMaker } from './create.ts';
import { type Domain, keyOf } from './domains.ts';
import { changedMeanwhile, matches } from './if-match.ts';
import { mayTouch } from './limits.ts';
import type { Link } from './link.ts';
import { type Purged, purged } from './purge.ts';
import { resolveLink } from './resolve.ts';
import { isSlug } from './slug.ts';

export type AnyContext = Context<ApiEnv>;
type ChangeOf = (link: Link, asker: Asker) => Promise<Link | undefined>;

/** A link before a change and after it. */
export interface Changed extends Purged {
  before: Link;
}

export type LinkRequests = ReturnType<typeof linkRequests>;

/** What requests of the API are about: who asks, on which short domain, of which link. */
export function linkRequests(maker: LinkMaker, forget: (paths: string[]) => Promise<void>) {
  const { domains, clock, store } = maker;
  return { domainOf, askerOf, linkOf, changeLink };

  function domainOf(c: AnyContext, name = c.req.query('domain')): Domain {
    return name === undefined ? domains.of(c.env.host) : domains.asCalled(name, 'domain');
  }

  function askerOf(c: AnyContext, domain: Domain): Asker {
    const { host, otherHosts = [] } = c.env;
    const ownHosts = [host, ...otherHosts, ...domains.all.map(each => each.host).filter(Boolean)];
    const { id: by, limits } = c.get('key');
    return { by, domain, ownHosts, schemes: maker.urlSchemes, limits };
  }

  /** The link that the path names, by any slug it had. What has come of the changes that were ordered for it is written down by then. */
  async function linkOf(c: AnyContext): Promise<Link> {
    const slug = c.req.param('slug') ?? '';
    const domain = domainOf(c);
    const link = isSlug(slug, domain) ? await settled(keyOf(domain, slug)) : undefined;
    if (!link || !mayTouch(c.get('key'), link))
      throw new Problem(404, `There is no link with the slug "${shortened(slug)}".`);
    return link;
  }

  /** What is to come is judged by the settings of now, which may be others than when the link was written. */
  async function settled(key: string): Promise<Link | undefined> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const link = await resolveLink(key, store, clock.now(), { consistent: true });
      const after = link && (await settle(link, maker));
      if (after?.pending) return { ...after, pending: judged(after, maker, clock.now()) };
      if (!link || after) return after;
    }
    throw new ServiceFault('DynamoDB', new Error('Others wrote down what has come of a link, each time'));
  }

  /** Makes a change of the link as it is now; another one that comes first has it made again, unless the client minds. */
  async function changeLink(c: AnyContext, make: ChangeOf, isPurged = false): Promise<Changed> {
    const ifMatch = c.req.header('if-match');
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const link = await linkOf(c);
      if (ifMatch !== undefined && !matches(ifMatch, link)) throw changedMeanwhile(link);
      const domain = domains.named(link.domain) ?? domains.first;
      const after = await make(link, askerOf(c, domain));
      if (!after) continue;
      return { before: link, ...(isPurged ? await purged(after, domain, maker, forget) : { link: after }) };
    }
    throw new ServiceFault('DynamoDB', new Error('Every attempt to change a link came second'));
  }
}

/** Two that change a link without a condition take turns; ten at once do. */
const ATTEMPTS = 10;
