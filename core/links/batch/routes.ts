import { createRoute, z } from '@hono/zod-openapi';
import { BODY_PROBLEMS, not, PROBLEMS, ProblemAnswer, strict, withKey } from '../../api/schema.ts';
import { LinkAnswer } from '../schema.ts';

export const MAX_ROWS = 1000;

/** A row that is wrong is answered in its place: so what a row holds is looked at later, by the same rules. */
const BatchInput = strict(
  {
    links: z
      .array(z.unknown(), not('a list'))
      .min(1, `has not 1 to ${MAX_ROWS} items`)
      .max(MAX_ROWS, `has not 1 to ${MAX_ROWS} items`)
      .openapi({
        type: 'array',
        minItems: 1,
        maxItems: MAX_ROWS,
        items: { $ref: '#/components/schemas/CreateLink' },
      }),
    dryRun: z
      .boolean(not('true or false'))
      .optional()
      .openapi({ description: 'Whether nothing is written, and each result says what would become of it.' }),
  },
  'a batch',
).openapi('Batch');

export const EXPECTED_BATCH: Record<string, string> = {
  links: `a list of 1 to ${MAX_ROWS} links`,
  dryRun: 'true or false',
};

const Result = z
  .object({
    status: z.number().int().openapi({
      description:
        'As POST /api/links would have it: 201 made, 200 there already, 409 the slug is another link’s, 422 wrong, 503 not done: send it again.',
    }),
    link: LinkAnswer.optional(),
    problem: ProblemAnswer.optional(),
    holder: LinkAnswer.pick({ slug: true, domain: true, url: true, shortUrl: true, state: true, title: true })
      .optional()
      .openapi({
        description:
          'With status 409: the link that has the slug, where the key may read links and is for that one.',
      }),
  })
  .openapi('BatchResult');
export type Result = z.infer<typeof Result>;

export const postBatch = createRoute({
  method: 'post',
  path: '/api/links/batch',
  summary: `Make up to ${MAX_ROWS} links, each by itself; or hear what would become of them`,
  description: `Each link is made by the rules of POST /api/links, and has a result in its place; one that is wrong stops no other. A batch that is sent again finds what it made, so it needs no Idempotency-Key. ${'`dryRun`'} writes nothing.`,
  security: withKey('links:write'),
  request: {
    body: { required: true, content: { 'application/json': { schema: BatchInput } } },
  },
  responses: {
    200: {
      description: 'what became of each link, in the order asked',
      content: {
        'application/json': { schema: z.object({ results: z.array(Result) }).openapi('BatchResults') },
      },
    },
    ...BODY_PROBLEMS,
    ...PROBLEMS,
  },
});
