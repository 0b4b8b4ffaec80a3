import { createRoute, z } from '@hono/zod-openapi';
import type { Scope } from '../keys/key.ts';
import { PROBLEM_TYPE } from '../problem.ts';
import { MAX_BODY_BYTES } from './body.ts';

export const ProblemAnswer = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    errors: z
      .array(z.object({ field: z.string(), reason: z.string(), expected: z.string() }))
      .optional()
      .openapi({
        description: 'With status 422: wrong fields, ten at most, each with why, and what would be right.',
      }),
  })
  .openapi('Problem');

/**
 * For a route's `security`: it wants a key with this scope, and `createApi` asks for it; without a scope any key will do.
 * Scopes as roles: https://spec.openapis.org/oas/v3.1.0#patterned-fields-2
 */
export const withKey = (scope?: Scope): [{ key: Scope[] }] => [{ key: scope === undefined ? [] : [scope] }];

/** An answer that is a problem, for a route's `responses`. */
export const problem = (description: string) => ({
  description,
  content: { [PROBLEM_TYPE]: { schema: ProblemAnswer } },
});

/** What every route may answer, whatever it is asked. */
const ALWAYS = {
  400: problem('the request cannot be read: its body is not JSON in UTF-8, or its Host no host'),
  413: problem(`the body has more than ${MAX_BODY_BYTES} bytes`),
  500: problem('a fault of ours, which our log tells of'),
  503: problem('try again in a moment; Retry-After says when'),
};

/** What every route may answer that takes any key. */
export const ANY_KEY_PROBLEMS = {
  401: problem('no key, or a wrong one'),
  429: problem('the key has no calls left in this minute; Retry-After says when'),
  ...ALWAYS,
};

/** What every route may answer that takes a key of some scope. */
export const PROBLEMS = {
  403: problem('the key has not the scope that this takes'),
  ...ANY_KEY_PROBLEMS,
};

/** What every route by which something is changed may answer besides: what is sent with it must be JSON, whether it is read or not. */
export const BODY_PROBLEMS = {
  415: problem('the content type is not JSON, or its charset not UTF-8'),
  422: problem('a field is wrong; `errors` says which and why'),
};

/** What a route with parameters may answer besides. */
export const QUERY_PROBLEMS = { 422: problem('a parameter is wrong; `errors` says which and why') };

/** The route of a document itself, which describes that as well. */
export const documentRoute = (path: string) =>
  createRoute({
    method: 'get',
    path,
    summary: 'This document',
    responses: {
      200: { description: 'OpenAPI 3.1', content: { 'application/json': { schema: z.looseObject({}) } } },
      ...ALWAYS,
    },
  });

/** The route of the page that shows a document to people. */
export const docsRoute = (path: string) =>
  createRoute({
    method: 'get',
    path,
    summary: 'This document as a page for people',
    responses: {
      200: {
        description: 'HTML',
        headers: z.object({ 'Content-Security-Policy': z.string() }),
        content: { 'text/html': { schema: z.string() } },
      },
      ...ALWAYS,
    },
  });

/** Zod's error for what has another type, or is not there. */
export const not = (type: string) => ({
  error: (issue: { input?: unknown }) => (issue.input === undefined ? 'is missing' : `is not ${type}`),
});

/** The query parameter that says how much an answer may list: a whole number, 1 to `most`. */
export const limitOf = (most: number, usual = most) =>
  z
    .string('is not one text')
    .regex(/^\d{1,4}$/, { error: 'is no such number', abort: true })
    .transform(Number)
    .pipe(z.number().min(1, 'is too small').max(most, 'is too large'))
    .default(usual)
    .openapi({ type: 'integer', minimum: 1, maximum: most, default: usual });

/** The fields of each kind of object, by what is said of a field that is none of them. */
const FIELDS = new Map<string, string>();

/** An object of these fields and no other. `thing` is what it is called: "a link". */
export function strict<Shape extends z.ZodRawShape>(shape: Shape, thing: string) {
  const reason = `is not a field of ${thing}`;
  const fields = `one of ${Object.keys(shape).join(', ')}`;
  if (FIELDS.has(reason) && FIELDS.get(reason) !== fields)
    throw new Error(`Two kinds of object are called ${thing}, and have other fields.`);
  FIELDS.set(reason, fields);
  return z.strictObject(shape, {
    error: issue => (issue.code === 'unrecognized_keys' ? reason : 'is not an object'),
  });
}

/** What would have been right where a field was none, by what was said of it. */
export const fieldsInstead = (reason: string): string | undefined => FIELDS.get(reason);
