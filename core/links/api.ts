import type { Context } from 'hono';
import { type ApiEnv, type ApiOptions, createApi } from '../api/api.ts';
import { mayBeEmpty } from '../api/body.ts';
import type { KeptAnswer, KeptAnswers } from '../kept-answers.ts';
import type { Calls } from '../keys/calls.ts';
import type { KeyStore } from '../keys/keys.ts';
import { Problem, problemFrom, ServiceFault, shortened } from '../problem.ts';
import { answerFor, etagOf } from './answer.ts';
import { deleteLink, editLink, restoreLink, undoChange } from './change.ts';
import { type Asker, createLink, type LinkMaker } from './create.ts';
import { type Domain, keyOf } from './domains.ts';
import { changesAnswer, historyAnswer } from './history-answer.ts';
import { mayTouch } from './limits.ts';
import type { Link } from './link.ts';
import { EXPECTED_LIST, getLinks, listAnswer } from './list-api.ts';
import { once } from './once.ts';
import { pathOfLinks } from './paths.ts';
import { keptPathsOf } from './purge.ts';
import { resolveLink } from './resolve.ts';
import * as routes from './routes.ts';
import { type CreateLink, EXPECTED, type LinkAnswer } from './schema.ts';
import { isSlug } from './slug.ts';

export interface LinksApiOptions extends LinkMaker {
  keys: KeyStore;
  calls: Calls;
  answers: KeptAnswers;
  /** Has the edges forget what they keep of these paths, of whatever domain. Rejects with a ServiceFault. */
  purge(paths: string[]): Promise<void>;
  /** The routes of the other APIs, which the document has as well. */
  described?: ApiOptions['described'];
}

type AnyContext = Context<ApiEnv>;
type ChangeOf = (link: Link, asker: Asker) => Promise<Link | undefined>;

/** A link after a change. */
interface Changed {
  link: Link;
  /** Whether the edges were told to forget it; undefined where nobody asked for that. */
  purged?: boolean;
}

/** The links API as an app for `fetch(request, { host })`. */
export function createLinksApi({ keys, calls, answers, purge, described = [], ...maker }: LinksApiOptions) {
  const { domains, clock, store } = maker;
  const options = {
    title: 'Signpost',
    document: '/api/openapi.json',
    described,
    keys,
    calls,
    allowed: routes.ALLOWED,
    expected: { json: EXPECTED, query: { ...EXPECTED, ...EXPECTED_LIST } },
    path: pathOfLinks,
  };

  const answer = ({ link, purged }: Changed, c: AnyContext) => {
    c.header('etag', etagOf(link));
    return answerFor(link, domains, c.env.host, clock.now(), purged);
  };

  return createApi(options, (api, middleware) => {
    api.openapi({ ...getLinks, middleware: middleware('links:read') }, async c =>
      c.json(await listAnswer(c, c.req.valid('query'), maker), 200),
    );

    api.openapi({ ...routes.postLink, middleware: middleware('links:write') }, async c => {
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

    api.openapi({ ...routes.getLink, middleware: middleware('links:read') }, async c =>
      c.json(answer({ link: await linkOf(c) }, c), 200),
    );

    api.openapi({ ...routes.patchLink, middleware: middleware('links:write') }, async c => {
      const given = c.req.valid('json');
      const after = await changeLink(c, (link, asker) => editLink(link, given, asker, maker), given.purge);
      return c.json(answer(after, c), 200);
    });

    api.openapi({ ...routes.removeLink, middleware: middleware('links:write') }, async c => {
      const isPurged = c.req.query('purge') === 'true';
      const after = await changeLink(c, (link, asker) => deleteLink(link, asker, maker), isPurged);
      return c.json(answer(after, c), 200);
    });

    api.openapi({ ...routes.restoreLink, middleware: middleware('links:write') }, async c => {
      const after = await changeLink(c, (link, asker) => restoreLink(link, asker, maker), false);
      return c.json(answer(after, c), 200);
    });

    api.openapi({ ...routes.undoChange, middleware: [...middleware('links:write'), mayBeEmpty] }, async c => {
      const { version } = c.req.valid('json');
      const after = await changeLink(c, (link, asker) => undoChange(link, version, asker, maker), false);
      return c.json(answer(after, c), 200);
    });

    api.openapi({ ...routes.getHistory, middleware: middleware('links:read') }, async c => {
      const link = await linkOf(c);
      const { cursor, limit } = c.req.valid('query');
      const mayShow = (version: Link) => mayTouch(c.get('key'), version);
      return c.json(await historyAnswer(link, { cursor, limit }, maker, c.env.host, mayShow), 200);
    });

    api.openapi({ ...routes.getChanges, middleware: middleware('admin') }, async c =>
      c.json(
        await changesAnswer(c.req.valid('query'), maker, c.env.host, link => mayTouch(c.get('key'), link)),
        200,
      ),
    );
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
      body: JSON.stringify(answerFor(link, domains, c.env.host, clock.now())),
    };
  }

  function domainOf(c: AnyContext, name = c.req.query('domain')): Domain {
    if (name === undefined) return domains.of(c.env.host);
    const domain = domains.called(name);
    if (!domain) throw new Problem(404, `There is no short domain "${shortened(name)}".`);
    return domain;
  }

  function askerOf(c: AnyContext, domain: Domain): Asker {
    const { host, otherHosts = [] } = c.env;
    const ownHosts = [host, ...otherHosts, ...domains.all.map(each => each.host).filter(Boolean)];
    const { id: by, limits } = c.get('key');
    return { by, domain, ownHosts, limits };
  }

  /** The link that the path names, by any slug it had. */
  async function linkOf(c: AnyContext): Promise<Link> {
    const slug = c.req.param('slug') ?? '';
    const domain = domainOf(c);
    const link = isSlug(slug, domain)
      ? await resolveLink(keyOf(domain, slug), store, clock.now(), { consistent: true })
      : undefined;
    if (!link || !mayTouch(c.get('key'), link))
      throw new Problem(404, `There is no link with the slug "${shortened(slug)}".`);
    return link;
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
      return { link: after, ...(isPurged && { purged: await isForgotten(after, domain) }) };
    }
    throw new ServiceFault('DynamoDB', new Error('Every attempt to change a link came second'));
  }

  /** The change is made, and a failure here does not unmake it: so it is told, and is no failure of the request. */
  async function isForgotten(link: Link, domain: Domain): Promise<boolean> {
    try {
      await purge(await keptPathsOf(link, domain, maker.hints));
      return true;
    } catch (error) {
      problemFrom(error); // writes it to the log
      return false;
    }
  }
}

/** Two that change a link without a condition take turns; ten at once do. */
const ATTEMPTS = 10;

const pathOf = ({ slug }: Link) => `/api/links/${slug}`;

/** `*` stands for whatever is there; a weak tag never matches: https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1 */
const matches = (ifMatch: string, link: Link) =>
  ifMatch.trim() === '*' || ifMatch.split(',').some(tag => tag.trim() === etagOf(link));

const changedMeanwhile = (link: Link) =>
  new Problem(
    412,
    `The link has been changed since: it is ${etagOf(link)} now. Read it again, then change it.`,
    {
      headers: { etag: etagOf(link) },
    },
  );
