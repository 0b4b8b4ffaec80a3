import { createRoute, z } from '@hono/zod-openapi';
import { not, PROBLEMS, QUERY_PROBLEMS, strict, withKey } from '../api/schema.ts';
import { classify } from '../crawlers/classify.ts';
import { explain, formOf, REASONS } from '../crawlers/explain.ts';
import { claimOf } from '../crawlers/judge.ts';
import { CATEGORIES, type Policy } from '../crawlers/policy.ts';

/** No header of a real client comes near. */
const MAX_HEADER = 2000;

export const EXPECTED_OF_VERDICT: Record<string, string> = {
  userAgent: `a User-Agent as a client sends it, at most ${MAX_HEADER} characters; nothing between = and & for a client without one`,
  accept: `an Accept header as a client sends it, at most ${MAX_HEADER} characters`,
};

const header = z.string(not('one text')).max(MAX_HEADER, `has more than ${MAX_HEADER} characters`);

const query = strict(
  {
    userAgent: header.openapi({
      description: `Who asks for a page: ${EXPECTED_OF_VERDICT.userAgent}`,
      example: 'GPTBot/1.3 (+https://openai.com/gptbot)',
    }),
    accept: header.optional().openapi({
      description: `What it would rather have: ${EXPECTED_OF_VERDICT.accept}`,
      example: 'text/markdown',
    }),
  },
  'a verdict',
);

const VerdictAnswer = z
  .object({
    userAgent: z.string().openapi({ description: 'As it was given.' }),
    gets: z.enum(['app', 'page', 'markdown']).openapi({
      description: 'The app, the finished page, or that page’s text as Markdown.',
    }),
    kind: z.enum(['person', 'crawler', 'tool']),
    name: z.string().optional().openapi({ description: 'As the client wrote it.' }),
    category: z.enum(CATEGORIES).optional().openapi({
      description: 'What a crawler or a tool is for. Missing for people, and for who does not say.',
    }),
    prerender: z.boolean().openapi({
      description: 'Whether its User-Agent alone brings it the finished page.',
    }),
    reason: z.enum(REASONS).openapi({ description: 'The rule that decided, in one word: docs/crawlers.md.' }),
    provableBy: z.string().optional().openapi({
      description:
        'Whose crawler it says it is, of operators that publish addresses or keys. From elsewhere it gets what is stored, and nothing is rendered for it.',
    }),
    who: z.string().openapi({ description: 'Who it is, in words.' }),
    getsInWords: z.string(),
    because: z.string().openapi({ description: 'Why, in words.' }),
    change: z.array(z.string()).openapi({
      description:
        'What to write under `crawlers` in infra/settings.yml to turn it round: one of these. Empty where no setting does.',
    }),
  })
  .openapi('Verdict');

export const getVerdict = createRoute({
  method: 'get',
  path: '/api/crawlers/verdict',
  summary: 'What a client gets of a page, and why, by the settings that are in force',
  security: withKey('stats:read'),
  request: { query },
  responses: {
    200: { description: 'the verdict', content: { 'application/json': { schema: VerdictAnswer } } },
    ...QUERY_PROBLEMS,
    ...PROBLEMS,
  },
});

/** The verdict about a client, in words as well. */
export function verdictAnswer(
  { userAgent, accept = '' }: z.infer<typeof query>,
  policy: Policy,
): z.infer<typeof VerdictAnswer> {
  const verdict = classify(userAgent, policy);
  const provableBy = claimOf(userAgent);
  const { gets: getsInWords, ...words } = explain(verdict, { userAgent, policy, accept });
  return {
    userAgent,
    gets: formOf(verdict, accept),
    ...verdict,
    ...(provableBy !== undefined && { provableBy }),
    ...words,
    getsInWords,
  };
}
