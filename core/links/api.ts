import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { createMiddleware } from 'hono/factory';
import { HTTPException } from 'hono/http-exception';
import type { Key, KeyStore } from '../keys/keys.ts';
import { originOf } from '../origin.ts';
import { type FieldError, PROBLEM_TYPE, Problem, problemFrom } from '../problem.ts';
import { createLink, invalid, type LinkMaker } from './create.ts';
import { EDGE_SECONDS, type Link } from './link.ts';
import { CreateLink, EXPECTED, LinkAnswer, ProblemAnswer } from './schema.ts';
import { SLUG } from './slug.ts';

/** `host` is the short domain the client spoke to, with its port if it named one. */
type Env = { Bindings: { host: string }; Variables: { key: Key } };

/**
 * The links API as an app for `fetch(request, { host })`. Every error is a problem (RFC 9457), and nothing
 * may be cached, so that an answer is about this moment and a key's answers stay with the key.
 */
export function createLinksApi({ keys, ...maker }: LinkMaker & { keys: KeyStore }) {
  const api = new OpenAPIHono<Env>({
    defaultHook: result => {
      if (!result.success) throw invalid(result.error.issues.flatMap(fieldErrors));
    },
  });
  const middleware = requireKey(keys);

  api.use(async (c, next) => {
    await next();
    c.header('cache-control', 'no-store');
  });

  api.openapi({ ...postLink, middleware }, async c => {
    const { host } = c.env;
    const request = { ...c.req.valid('json'), host, createdBy: c.get('key').id };
    const { link, created } = await createLink(request, maker);
    if (!created) return c.json(answerFor(link, host), 200);
    // The resource made here is the link, which this API can show. The short url only leads away from it.
    c.header('location', `${originOf(host)}/api/links/${link.slug}`);
    return c.json(answerFor(link, host), 201);
  });

  api.openapi({ ...getLink, middleware }, async c => {
    const { slug } = c.req.valid('param');
    const link = SLUG.test(slug) ? await maker.store.get(slug, { consistent: true }) : undefined;
    if (!link) throw new Problem(404, `There is no link with the slug "${slug}".`);
    return c.json(answerFor(link, c.env.host), 200);
  });

  addDocument(api);
  refuseTheRest(api);
  return api;
}

function answerFor(link: Link, host: string): z.infer<typeof LinkAnswer> {
  return { ...link, shortUrl: `${originOf(host)}/${link.slug}`, effectiveWithinSeconds: EDGE_SECONDS };
}

/**
 * Lets a request pass that carries a key, and remembers whose.
 * Spec: https://www.rfc-editor.org/rfc/rfc6750#section-3
 */
function requireKey(keys: KeyStore) {
  return createMiddleware<Env>(async (c, next) => {
    const secret = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    if (secret === undefined)
      throw new Problem(401, 'Send a key: "Authorization: Bearer KEY".', {
        headers: { 'www-authenticate': 'Bearer realm="signpost"' },
      });
    const key = await keys.authenticate(secret);
    if (!key)
      throw new Problem(401, 'There is no such key.', {
        headers: { 'www-authenticate': 'Bearer realm="signpost", error="invalid_token"' },
      });
    c.set('key', key);
    await next();
  });
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const reason = issue.message;
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(field => ({
      field,
      reason,
      expected: `one of ${Object.keys(EXPECTED).join(', ')}`,
    }));
  const field = issue.path.join('.');
  return [{ field: field || 'body', reason, expected: EXPECTED[field] ?? 'a JSON object' }];
}

function addDocument(api: OpenAPIHono<Env>): void {
  api.openAPIRegistry.registerComponent('securitySchemes', 'key', { type: 'http', scheme: 'bearer' });
  api.doc31('/api/openapi.json', c => ({
    openapi: '3.1.0',
    info: { title: 'Signpost links', version: '1' },
    servers: [{ url: originOf(c.env.host) }],
  }));
}

const ALLOWED = {
  '/api/links': 'POST',
  '/api/links/:slug': 'GET, HEAD',
  '/api/openapi.json': 'GET, HEAD',
} as const;

/** Whatever no route took: a wrong method, an unknown path, an error. Registered last. */
function refuseTheRest(api: OpenAPIHono<Env>): void {
  for (const [path, allow] of Object.entries(ALLOWED))
    api.all(path, c => {
      throw new Problem(405, `${c.req.method} is not possible here.`, { headers: { allow } });
    });
  api.notFound(c => respond(new Problem(404, `There is nothing at ${c.req.path}.`)));
  api.onError(error => respond(error instanceof HTTPException ? unreadable(error) : problemFrom(error)));
}

/** What the framework refuses before our code sees it: a body that is not JSON, or does not say it is. */
function unreadable(exception: HTTPException): Problem {
  return exception.status === 415
    ? new Problem(415, 'Send JSON, with "Content-Type: application/json".')
    : new Problem(400, 'The body is not JSON.');
}

const respond = (problem: Problem) =>
  new Response(problem.body(), { status: problem.status, headers: problem.headers() });

const security = [{ key: [] }];

const linkAnswer = (description: string) => ({
  description,
  content: { 'application/json': { schema: LinkAnswer } },
});
const problem = (description: string) => ({
  description,
  content: { [PROBLEM_TYPE]: { schema: ProblemAnswer } },
});
const problems = { 401: problem('no key, or a wrong one'), 503: problem('try again in a moment') };

const postLink = createRoute({
  method: 'post',
  path: '/api/links',
  summary: 'Make a link, or find the one an equal request made',
  security,
  request: { body: { required: true, content: { 'application/json': { schema: CreateLink } } } },
  responses: {
    200: linkAnswer('the link was there already'),
    201: {
      ...linkAnswer('the link was made'),
      headers: { Location: { description: 'the link in this API', schema: { type: 'string' } } },
    },
    400: problem('the body is not JSON'),
    409: problem('the slug is taken by another link'),
    415: problem('the content type is not JSON'),
    422: problem('a field is wrong; `errors` says which and why'),
    ...problems,
  },
});

const getLink = createRoute({
  method: 'get',
  path: '/api/links/{slug}',
  summary: 'Read a link',
  security,
  request: { params: z.object({ slug: z.string() }) },
  responses: { 200: linkAnswer('the link'), 404: problem('no link has this slug'), ...problems },
});
