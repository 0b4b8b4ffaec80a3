import { z } from '@hono/zod-openapi';
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

/** For a route's `security`: it wants a key. */
export const WITH_KEY = [{ key: [] }];

/** An answer that is a problem, for a route's `responses`. */
export const problem = (description: string) => ({
  description,
  content: { [PROBLEM_TYPE]: { schema: ProblemAnswer } },
});

/** What every route with a key may answer. */
export const PROBLEMS = {
  401: problem('no key, or a wrong one'),
  403: problem('the key has not the scope that this takes'),
  429: problem('the key has no calls left in this minute; Retry-After says when'),
  503: problem('try again in a moment'),
};

/** What every route that takes JSON may answer besides. */
export const BODY_PROBLEMS = {
  400: problem('the body is not JSON in UTF-8'),
  413: problem(`the body has more than ${MAX_BODY_BYTES} bytes`),
  415: problem('the content type is not JSON, or its charset not UTF-8'),
  422: problem('a field is wrong; `errors` says which and why'),
};

/** Zod's error for what has another type, or is not there. */
export const not = (type: string) => ({
  error: (issue: { input?: unknown }) => (issue.input === undefined ? 'is missing' : `is not ${type}`),
});

/** The fields of each kind of object, by what is said of a field that is none of them. */
const FIELDS = new Map<string, string>();

/** An object of these fields and no other. `thing` is what it is called: "a link". */
export function strict<Shape extends z.ZodRawShape>(shape: Shape, thing: string) {
  const reason = `is not a field of ${thing}`;
  FIELDS.set(reason, `one of ${Object.keys(shape).join(', ')}`);
  return z.strictObject(shape, {
    error: issue => (issue.code === 'unrecognized_keys' ? reason : 'is not an object'),
  });
}

/** What would have been right where a field was none, by what was said of it. */
export const fieldsInstead = (reason: string): string | undefined => FIELDS.get(reason);
