import { createRoute, z } from '@hono/zod-openapi';
import { PROBLEMS, problem, QUERY_PROBLEMS, withKey } from '../api/schema.ts';
import { isZone, UNITS } from '../clicks/calendar.ts';
import { DIMENSION_NAMES, SERIES } from '../clicks/series.ts';

export const ALLOWED = {
  '/api/clicks': 'GET, HEAD',
  '/api/links/:slug/clicks': 'GET, HEAD',
};

const BYS = [...UNITS, ...DIMENSION_NAMES] as const;

/** What each parameter may hold, in words: for the document, and for whoever got it wrong. */
export const EXPECTED_QUERY: Record<string, string> = {
  from: 'a day or a time with its zone, e.g. 2026-11-01 or 2026-11-01T00:00:00Z',
  to: 'a day or a time with its zone, behind `from`',
  by: `one of ${BYS.join(', ')}`,
  tz: 'a time zone, e.g. Europe/Berlin',
  domain: 'one of the short domains',
  tag: 'a tag',
  creator: 'the id of a key',
  format: 'json or csv',
};

const say = (name: string, more = '') => ({ description: `${more}${EXPECTED_QUERY[name]}` });

const time = z
  .string('is not one text')
  .regex(/^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:?\d\d))?$/, 'is no such time');

const window = {
  from: time
    .optional()
    .openapi(say('from', 'The hour in which it lies is the first; thirty days ago without it. ')),
  to: time.optional().openapi(say('to', 'The hour before it is the last; now without it. ')),
  by: z.enum(BYS, { error: 'is none of them' }).default('day').openapi(say('by')),
  tz: z.string('is not one text').refine(isZone, 'is no time zone').default('UTC').openapi(say('tz')),
  format: z.enum(['json', 'csv'], { error: 'is neither' }).default('json').openapi(say('format')),
};

const Counts = z
  .object(
    Object.fromEntries(SERIES.map(series => [series, z.number().int()])) as Record<
      (typeof SERIES)[number],
      z.ZodNumber
    >,
  )
  .openapi('Counts');

const ClicksAnswer = z
  .object({
    from: z.string().openapi({ format: 'date-time' }),
    to: z.string().openapi({ format: 'date-time' }),
    tz: z.string(),
    by: z.enum(BYS),
    total: Counts,
    rows: z.array(
      z.union([
        Counts.extend({ time: z.string() }),
        z.object({ value: z.string(), count: z.number().int() }),
      ]),
    ),
  })
  .openapi('Clicks');
export type ClicksAnswer = z.infer<typeof ClicksAnswer>;

const answers = {
  200: {
    description: 'what was counted',
    content: { 'application/json': { schema: ClicksAnswer }, 'text/csv': { schema: z.string() } },
  },
  404: problem('there is no such link'),
  ...QUERY_PROBLEMS,
  ...PROBLEMS,
};

export const getLinkClicks = createRoute({
  method: 'get',
  path: '/api/links/{slug}/clicks',
  summary: 'The clicks of a link, over time or by what tells them apart',
  security: withKey('stats:read'),
  request: {
    params: z.object({ slug: z.string() }),
    query: z.object({ ...window, domain: z.string().optional().openapi(say('domain')) }),
  },
  responses: answers,
});

export const getClicks = createRoute({
  method: 'get',
  path: '/api/clicks',
  summary: 'The clicks of all links: of a domain, of a tag, or of whoever made them',
  security: withKey('stats:read'),
  request: {
    query: z.object({
      ...window,
      domain: z.string().optional().openapi(say('domain')),
      tag: z.string().optional().openapi(say('tag')),
      creator: z.string().optional().openapi(say('creator')),
    }),
  },
  responses: answers,
});

export const CLICK_ROUTES = [getLinkClicks, getClicks];
