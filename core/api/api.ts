import { OpenAPIHono, type RouteConfig, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { HTTPException } from 'hono/http-exception';
import type { Allowance, CallKind, Calls } from '../keys/calls.ts';
import { type Key, mayDo, type Scope } from '../keys/key.ts';
import type { KeyStore } from '../keys/keys.ts';
import { originOf } from '../origin.ts';
import { type FieldError, invalid, Problem, problemFrom, shortened } from '../problem.ts';
import { requireJson } from './body.ts';
import { DOCS_POLICY, docsPage } from './docs/page.ts';
import { COMMON_HEADERS, withCommonHeaders } from './document.ts';
import { docsRoute, documentRoute, fieldsInstead, type withKey } from './schema.ts';

/**
 * `host` is the short domain the client spoke to, with its port if it named one; `otherHosts` are other names of it.
 */
export type ApiEnv = {
  Bindings: { host: string; otherHosts?: readonly string[] };
  Variables: {
    key: Key;
    /** What the answer says of the key's allowance. */
    allowance?: Record<string, string>;
  };
};

export type Api = OpenAPIHono<ApiEnv>;

type Middleware = ReturnType<typeof createMiddleware<ApiEnv>>;

// No interface: a route is also a record, whose other fields begin with "x-".
type WithMiddleware = { middleware: Middleware[] };

/** A route whose `security` is made by `withKey`: what is asked of a key is what the document says. */
interface GuardedRoute extends Pick<RouteConfig, 'request'>, Partial<WithMiddleware> {
  security: ReturnType<typeof withKey>;
}

/** Has a route want what its `security` says. */
export type Guarded = <Route extends GuardedRoute>(route: Route) => Route & WithMiddleware;

export interface ApiOptions {
  title: string;
  /** The path of the OpenAPI document. */
  document: string;
  /** The path of the same as a page for people, where there is one. */
  docs?: string;
  /** Routes of other APIs at the same address, which the document describes as well. */
  described?: readonly RouteConfig[] | undefined;
  keys: KeyStore;
  calls: Calls;
  /** The methods of each path, as the Allow header has them: the others are told 405. */
  allowed: Record<string, string>;
  /** What each field of a body or a query may hold, in words: for whoever got it wrong. */
  expected: { [Where in 'json' | 'query']?: Record<string, string> };
  /** The path of a request as the routes know it; the path itself without it. */
  path?(path: string): string;
}

/**
 * An API as an app for `fetch(request, { host })`. Every error is a problem (RFC 9457), and nothing may be cached, so that
 * an answer is about this moment and a key's answers stay with the key.
 *
 * @param addRoutes adds the API's own routes; those that are `guarded` want a key, of the scope that their `security` names if it names
 *   one, and JSON where they want a body
 */
export function createApi(options: ApiOptions, addRoutes: (api: Api, guarded: Guarded) => void): Api {
  const { path = (same: string) => same } = options;
  const api: Api = new OpenAPIHono<ApiEnv>({
    getPath: request => path(new URL(request.url).pathname),
    defaultHook: result => {
      if (result.success) return;
      const expected = result.target === 'query' ? options.expected.query : options.expected.json;
      throw invalid(result.error.issues.flatMap(issue => fieldErrors(issue, result.target, expected)));
    },
  });
  api.use(async (c, next) => {
    await next();
    c.header('cache-control', 'no-store');
    for (const [name, value] of Object.entries(c.get('allowance') ?? {})) c.header(name, value);
  });
  addDocument(api, options);
  addRoutes(api, route => ({
    ...route,
    middleware: [
      requireKey(route.security[0].key[0], options),
      refuseDryRun(route.request?.query),
      requireJson,
      ...(route.middleware ?? []),
    ],
  }));
  const { document, docs } = options;
  const readOnly = [document, ...(docs === undefined ? [] : [docs])].map(each => [each, 'GET, HEAD']);
  refuseTheRest(api, { ...options.allowed, ...Object.fromEntries(readOnly) });
  return api;
}

/** Throws a 403 problem unless a key has the scope. */
export function refuseWithout(scope: Scope, key: Key): void {
  if (!mayDo(key, scope))
    throw new Problem(403, `This takes a key with the scope ${scope}.`, {
      headers: { 'www-authenticate': `${REALM}, error="insufficient_scope", scope="${scope}"` },
    });
}

/**
 * Lets a request pass that carries a key which has calls left and the scope, if one is asked for, and remembers whose.
 * Spec: https://www.rfc-editor.org/rfc/rfc6750#section-3
 */
function requireKey(scope: Scope | undefined, { keys, calls }: Pick<ApiOptions, 'keys' | 'calls'>) {
  return createMiddleware<ApiEnv>(async (c, next) => {
    const key = await authenticated(c.req.header('authorization'), keys);
    c.set('key', key);
    const kind = c.req.method === 'GET' || c.req.method === 'HEAD' ? 'reads' : 'writes';
    refuseSpent(c, await calls.take(key.id, kind), `no ${kind}`);
    if (scope !== undefined) refuseWithout(scope, key);
    await Promise.all([next(), calls.note(key.id)]);
  });
}

/** Throws a 422 problem where a write is to be a dry run, in whatever spelling, and would be none: nobody who asked for that wants it made. */
function refuseDryRun(query: unknown) {
  const isKnown = query instanceof z.ZodObject && 'dryRun' in query.shape;
  const expected = isKnown ? 'dryRun' : 'none: a dry run of this is not asked for in the address';
  return createMiddleware<ApiEnv>(async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return await next();
    const field = Object.keys(c.req.queries()).find(
      name => /^dry[-_]?run$/i.test(name) && !(isKnown && name === 'dryRun'),
    );
    if (field !== undefined) throw invalid([{ field, reason: 'is no parameter of this request', expected }]);
    await next();
  });
}

/** Throws a 429 problem unless the key of a request has so many calls left, besides the one that the request is. */
export async function takeMoreCalls(
  c: Context<ApiEnv>,
  calls: Calls,
  kind: CallKind,
  count: number,
): Promise<void> {
  const allowance = await calls.takeMore(c.get('key').id, kind, count);
  refuseSpent(c, allowance, `fewer than ${count} more ${kind}`);
}

function refuseSpent(c: Context<ApiEnv>, { isGranted, headers, seconds }: Allowance, left: string): void {
  c.set('allowance', headers);
  if (!isGranted)
    throw new Problem(429, `The key has ${left} left in this minute. Try again in ${seconds} s.`, {
      headers: { 'retry-after': String(seconds) },
    });
}

const REALM = 'Bearer realm="signpost"';

/** One that is unknown, has expired or was revoked is not told apart. */
async function authenticated(authorization = '', keys: KeyStore): Promise<Key> {
  const secret = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  if (secret === undefined)
    throw new Problem(401, 'Send a key: "Authorization: Bearer KEY".', {
      headers: { 'www-authenticate': REALM },
    });
  const key = await keys.authenticate(secret);
  if (!key)
    throw new Problem(401, 'There is no such key.', {
      headers: { 'www-authenticate': `${REALM}, error="invalid_token"` },
    });
  return key;
}

/** What is wrong with a field, as a problem has it. */
export function fieldErrors(
  issue: z.core.$ZodIssue,
  target: string,
  expected: Record<string, string> = {},
): FieldError[] {
  const reason = issue.message;
  const names = issue.path.filter(part => typeof part === 'string');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(key => ({
      field: [...issue.path, key || '""'].join('.'),
      reason,
      expected: fieldsInstead(reason) ?? `one of ${fieldsOf(names, expected).join(', ')}`,
    }));
  const whole = target === 'json' ? 'body' : target;
  const field = issue.path.join('.') || whole;
  // What is said of `rules.url` holds for `rules.3.url`, and what is said of `rules` for all in them that nothing else is said of.
  const said = names.map((_, i) => expected[names.slice(0, names.length - i).join('.')]);
  return [{ field, reason, expected: said.find(words => words !== undefined) ?? 'a JSON object' }];
}

/** The fields of the body, or of an object in it, that something is said of: `url` of `rules`, where that is said of `rules.url`. */
function fieldsOf(names: string[], expected: Record<string, string>): string[] {
  const before = names.map(name => `${name}.`).join('');
  return Object.keys(expected)
    .filter(name => name.startsWith(before))
    .map(name => name.slice(before.length))
    .filter(name => !name.includes('.'));
}

function addDocument(api: Api, { title, document, docs, described = [] }: ApiOptions): void {
  for (const route of described) api.openAPIRegistry.registerPath(route);
  api.openAPIRegistry.registerPath(documentRoute(document));
  if (docs !== undefined) api.openAPIRegistry.registerPath(docsRoute(docs));
  api.openAPIRegistry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key. What stands beside it at each call is the scope that the key must have.',
  });
  for (const [name, header] of Object.entries(COMMON_HEADERS))
    api.openAPIRegistry.registerComponent('headers', name, header);
  const documentFor = (host: string) =>
    withCommonHeaders(
      api.getOpenAPI31Document({
        openapi: '3.1.0',
        info: { title, version: '1' },
        servers: [{ url: originOf(host) }],
      }),
    );
  api.get(document, c => c.json(documentFor(c.env.host)));
  if (docs !== undefined)
    api.get(docs, c =>
      c.html(docsPage(documentFor(c.env.host), document), 200, { 'content-security-policy': DOCS_POLICY }),
    );
}

/** Whatever no route took: a wrong method, an unknown path, an error. Registered last. */
function refuseTheRest(api: Api, allowed: Record<string, string>): void {
  for (const [path, allow] of Object.entries(allowed))
    api.all(path, c => {
      throw new Problem(405, `${shortened(c.req.method)} is not possible here.`, { headers: { allow } });
    });
  api.notFound(c => respond(new Problem(404, `There is nothing at ${shortened(c.req.path, 200)}.`)));
  api.onError(error => respond(error instanceof HTTPException ? unreadable(error) : problemFrom(error)));
}

/** What the framework refuses before our code sees it: no body where one is needed, or one that is not JSON. */
function unreadable(exception: HTTPException): Problem {
  return exception.status === 415
    ? new Problem(415, 'Send JSON, with "Content-Type: application/json".')
    : new Problem(400, 'The body is not JSON.');
}

const respond = (problem: Problem) =>
  new Response(problem.body(), { status: problem.status, headers: problem.headers() });
