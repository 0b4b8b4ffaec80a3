import type { Api, Guarded } from '../api/api.ts';
import type { KeptAnswer, KeptAnswers } from '../kept-answers.ts';
import { answerFor, etagOf } from './answer.ts';
import { type Asker, createLink, type LinkMaker } from './create.ts';
import type { Link } from './link.ts';
import { once } from './once.ts';
import { linkAt } from './pending.ts';
import { rehearsed } from './rehearsal.ts';
import type { LinkRequests } from './requests.ts';
import { postLink } from './routes.ts';
import type { CreateLink, LinkAnswer } from './schema.ts';

/** The part of the links API that makes a link. */
export function addCreate(
  api: Api,
  guarded: Guarded,
  { maker, requests, answers }: { maker: LinkMaker; requests: LinkRequests; answers: KeptAnswers },
): void {
  const { askerOf, domainOf } = requests;
  api.openapi(guarded(postLink), async c => {
    const given = c.req.valid('json');
    const isDry = c.req.query('dryRun') === 'true';
    const asker = askerOf(c, domainOf(c, given.domain));
    const asked = {
      header: c.req.header('idempotency-key'),
      keyId: asker.by,
      asked: [asker.domain.name, given],
    };
    const own = isDry ? { ...maker, ...rehearsed(maker) } : maker;
    const kept = isDry ? answers.rehearsed() : answers;
    const make = (linkId?: string) => made(given, { ...asker, linkId }, c.env.host, own);
    const { status, headers, body } = await once(asked, make, { ...maker, answers: kept });
    const link = JSON.parse(body) as LinkAnswer;
    // A link that would be made is nowhere yet.
    if (isDry && status === 201) return c.json({ ...link, dryRun: { status } }, 200);
    for (const [name, value] of Object.entries(headers)) c.header(name, value);
    return c.json(isDry ? { ...link, dryRun: { status } } : link, status === 201 ? 201 : 200);
  });
}

async function made(given: CreateLink, asker: Asker, host: string, maker: LinkMaker): Promise<KeptAnswer> {
  const { domains, clock } = maker;
  const { link, created } = await createLink(given, asker, maker);
  // The resource made here is the link, which this API can show. The short url only leads away from it.
  return {
    status: created ? 201 : 200,
    headers: {
      etag: etagOf(link),
      ...(created && { location: `${domains.originOf(link.domain, host)}${pathOf(link)}` }),
    },
    body: JSON.stringify(answerFor(linkAt(link, clock.now(), maker), domains, host, clock.now())),
  };
}

const pathOf = ({ slug }: Link) => `/api/links/${slug}`;
