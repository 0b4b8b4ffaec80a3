import { type ApiOptions, createApi } from '../api/api.ts';
import { mayBeEmpty } from '../api/body.ts';
import type { KeptAnswer, KeptAnswers } from '../kept-answers.ts';
import type { Calls } from '../keys/calls.ts';
import type { KeyStore } from '../keys/keys.ts';
import { answerFor, etagOf } from './answer.ts';
import { addBatch } from './batch/api.ts';
import { EXPECTED_BATCH } from './batch/routes.ts';
import { deleteLink, editLink, restoreLink, undoChange } from './change.ts';
import { addChanges } from './changes/api.ts';
import { EXPECTED_CHANGE } from './changes/schema.ts';
import { type Asker, createLink, type LinkMaker } from './create.ts';
import type { Ranking } from './hints/ranking.ts';
import { addHistory } from './history-api.ts';
import type { Link } from './link.ts';
import { EXPECTED_LIST, getLinks, listAnswer } from './list-api.ts';
import { once } from './once.ts';
import { pathOfLinks } from './paths.ts';
import { linkAt } from './pending.ts';
import { addQr } from './qr/api.ts';
import { EXPECTED_QR } from './qr/routes.ts';
import { type AnyContext, type Changed, linkRequests } from './requests.ts';
import * as routes from './routes.ts';
import { type CreateLink, EXPECTED, type LinkAnswer } from './schema.ts';

export interface LinksApiOptions extends LinkMaker {
  keys: KeyStore;
  calls: Calls;
  answers: KeptAnswers;
  ranking: Ranking;
  /** Has the edges forget what they keep of these paths, of whatever domain. Rejects with a ServiceFault. */
  purge(paths: string[]): Promise<void>;
  /** The routes of the other APIs, which the document has as well. */
  described?: ApiOptions['described'];
}

/** The links API as an app for `fetch(request, { host })`. */
export function createLinksApi(given: LinksApiOptions) {
  const { keys, calls, answers, ranking, purge, described = [], ...maker } = given;
  const { domains, clock } = maker;
  const requests = linkRequests(maker, purge);
  const { domainOf, askerOf, linkOf, changeLink } = requests;
  const options = {
    title: 'Signpost',
    document: '/api/openapi.json',
    docs: '/api/docs',
    described,
    keys,
    calls,
    allowed: routes.ALLOWED,
    expected: {
      json: { ...EXPECTED_CHANGE, ...EXPECTED, ...EXPECTED_BATCH, ...EXPECTED_QR },
      query: { ...EXPECTED, ...EXPECTED_LIST, ...EXPECTED_QR },
    },
    path: pathOfLinks,
  };

  const answer = ({ link, purged }: Changed, c: AnyContext) => {
    c.header('etag', etagOf(link));
    return answerFor(link, domains, c.env.host, clock.now(), purged);
  };

  return createApi(options, (api, guarded) => {
    api.openapi(guarded(getLinks), async c =>
      c.json(await listAnswer(c, c.req.valid('query'), { ...maker, ranking }), 200),
    );

    api.openapi(guarded(routes.postLink), async c => {
      const given = c.req.valid('json');
      const asker = askerOf(c, domainOf(c, given.domain));
      const asked = {
        header: c.req.header('idempotency-key'),
        keyId: asker.by,
        asked: [asker.domain.name, given],
      };
      const make = (linkId?: string) => made(c, given, { ...asker, linkId });
      const { status, headers, body } = await once(asked, make, { ...maker, answers });
      for (const [name, value] of Object.entries(headers)) c.header(name, value);
      return c.json(JSON.parse(body) as LinkAnswer, status === 201 ? 201 : 200);
    });

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

    addBatch(api, guarded, { maker, requests, calls });
    addChanges(api, guarded, maker, requests);
    addHistory(api, guarded, maker, requests);
    addQr(api, guarded, domains, requests);
  });

  async function made(c: AnyContext, given: CreateLink, asker: Asker): Promise<KeptAnswer> {
    const { link, created } = await createLink(given, asker, maker);
    // The resource made here is the link, which this API can show. The short url only leads away from it.
    return {
      status: created ? 201 : 200,
      headers: {
        etag: etagOf(link),
        ...(created && { location: `${domains.originOf(link.domain, c.env.host)}${pathOf(link)}` }),
      },
      body: JSON.stringify(answerFor(linkAt(link, clock.now(), maker), domains, c.env.host, clock.now())),
    };
  }
}

const pathOf = ({ slug }: Link) => `/api/links/${slug}`;
