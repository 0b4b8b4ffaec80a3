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
