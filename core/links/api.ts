import { createRoute, z } from '@hono/zod-openapi';
import { createApi } from '../api/api.ts';
import { BODY_PROBLEMS, PROBLEMS, problem, WITH_KEY } from '../api/schema.ts';
import type { KeyStore } from '../keys/keys.ts';
import { originOf } from '../origin.ts';
import { Problem, shortened } from '../problem.ts';
import { createLink, type LinkMaker } from './create.ts';
import { destination } from './follow.ts';
import { EDGE_SECONDS, type Link } from './link.ts';
import { CreateLink, EXPECTED, LinkAnswer } from './schema.ts';
import { SLUG } from './slug.ts';

const ALLOWED = { '/api/links': 'POST', '/api/links/:slug': 'GET, HEAD' };

/** The links API as an app for `fetch(request, { host })`. */
export function createLinksApi({ keys, ...maker }: LinkMaker & { keys: KeyStore }) {
  const options = {
    title: 'Signpost links',
    document: '/api/openapi.json',
    keys,
    allowed: ALLOWED,
    expected: { json: EXPECTED },
  };
  return createApi(options, (api, middleware) => {
    api.openapi({ ...postLink, middleware }, async c => {
      const { host, otherHosts } = c.env;
      const request = { ...c.req.valid('json'), host, otherHosts, createdBy: c.get('key').id };
      const { link, created } = await createLink(request, maker);
      if (!created) return c.json(answerFor(link, host), 200);
      // The resource made here is the link, which this API can show. The short url only leads away from it.
      c.header('location', `${originOf(host)}/api/links/${link.slug}`);
      return c.json(answerFor(link, host), 201);
    });

    api.openapi({ ...getLink, middleware }, async c => {
      const { slug } = c.req.valid('param');
      const link = SLUG.test(slug) ? await maker.store.get(slug, { consistent: true }) : undefined;
      if (!link) throw new Problem(404, `There is no link with the slug "${shortened(slug)}".`);
      return c.json(answerFor(link, c.env.host), 200);
    });
  });
}

function answerFor(link: Link, host: string): z.infer<typeof LinkAnswer> {
  const url = destination(link, '');
  return { ...link, url, shortUrl: `${originOf(host)}/${link.slug}`, effectiveWithinSeconds: EDGE_SECONDS };
}

const linkAnswer = (description: string) => ({
  description,
  content: { 'application/json': { schema: LinkAnswer } },
});

const postLink = createRoute({
  method: 'post',
  path: '/api/links',
  summary: 'Make a link, or find the one an equal request made',
  security: WITH_KEY,
  request: { body: { required: true, content: { 'application/json': { schema: CreateLink } } } },
  responses: {
    200: linkAnswer('the link was there already'),
    201: {
      ...linkAnswer('the link was made'),
      headers: { Location: { description: 'the link in this API', schema: { type: 'string' } } },
    },
    ...BODY_PROBLEMS,
    409: problem('the slug is taken by another link'),
    ...PROBLEMS,
  },
});

const getLink = createRoute({
  method: 'get',
  path: '/api/links/{slug}',
  summary: 'Read a link',
  security: WITH_KEY,
  request: { params: z.object({ slug: z.string() }) },
  responses: { 200: linkAnswer('the link'), 404: problem('no link has this slug'), ...PROBLEMS },
});
