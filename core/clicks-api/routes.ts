import { createRoute, z } from '@hono/zod-openapi';
import { limitOf, PROBLEMS, problem, QUERY_PROBLEMS, strict, withKey } from '../api/schema.ts';
import { isZone, UNITS } from '../clicks/calendar.ts';
import { CLICK_DIMENSION_NAMES, CLICK_SERIES } from '../clicks/series.ts';

export const ALLOWED = {
  '/api/clicks': 'GET, HEAD',
  '/api/clicks/top': 'GET, HEAD',
  '/api/links/:slug/clicks': 'GET, HEAD',
};

const MOST_TOP = 100;
const DEFAULT_TOP = 10;
const BYS = [...UNITS, ...CLICK_DIMENSION_NAMES] as const;

/** What each parameter may hold, in words: for the document, and for whoever got it wrong. */
export const EXPECTED_QUERY: Record<string, string> = {
  from: 'a day or a time with its zone, e.g. 2026-11-01 or 2026-11-01T00:00:00Z',
  to: 'a day or a time with its zone, behind `from`',
  by: `one of ${BYS.join(', ')}`,
  tz: 'a time zone, e.g. Europe/Berlin',
  domain: 'one of the short domains',
  tag: 'a tag',
  creator: 'the id of a key',
  limit: `a whole number, 1 to ${MOST_TOP}`,
  format: 'json or csv',
};

const say = (name: string, more = '') => ({ description: `${more}${EXPECTED_QUERY[name]}` });

const time = z
  .string('is not one text')
  .regex(/^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:?\d\d))?$/, { error: 'is no such time', abort: true })
  .refine(text => !Number.isNaN(Date.parse(text)), 'is no such time');
export const text = z.string('is not one text').min(1, 'is empty').max(200, 'has more than 200 characters');

/** The parameters of a window of time. */
export const window = {
  from: time
    .optional()
    .openapi(say('from', 'The hour in which it lies is the first; thirty days before the end without it: ')),
  to: time.optional().openapi(say('to', 'The hour before it is the last; now without it: ')),
};

const shown = {
  ...window,
  by: z
    .enum(BYS, { error: 'is none of them' })
    .default('day')
    .openapi(say('by', 'A row for each unit of time, or for each value of what tells clicks apart: ')),
  tz: z
    .string('is not one text')
    .refine(isZone, 'is no time zone')
    .default('UTC')
    .openapi(say('tz', 'Whose days, weeks and months these are: ')),
  format: z.enum(['json', 'csv'], { error: 'is neither' }).default('json').openapi(say('format')),
};
export const { tz, format } = shown;

/** How many of those there are most of. */
export const limit = limitOf(MOST_TOP, DEFAULT_TOP);

const domain = text.optional().openapi(say('domain', 'The one that is asked without it: '));

const SAID_OF: Record<(typeof CLICK_SERIES)[number], string> = {
  clicks: 'People who followed the link.',
  scans: 'Those of them who came by its QR code.',
  doubtful: 'Who calls himself a browser, and is taken for a program by what else he says.',
  heads: 'HEAD requests.',
  prefetches: 'Browsers that asked ahead of a click; the click itself is counted when it comes.',
  previews: 'What shows a card of the link where people talk.',
  crawlers: 'Crawlers of searches and of assistants.',
  tools: 'Programs.',
  ended: 'People whom the link led on to where it leads when it is over.',
};

const Counts = z
  .object(
    Object.fromEntries(
      CLICK_SERIES.map(series => [series, z.number().int().openapi({ description: SAID_OF[series] })]),
    ) as Record<(typeof CLICK_SERIES)[number], z.ZodNumber>,
  )
  .openapi('Counts');

export const ends = {
  from: z.string().openapi({ format: 'date-time', description: 'When the first hour begins.' }),
  to: z.string().openapi({ format: 'date-time', description: 'When the last hour ends.' }),
};

const ClicksAnswer = z
  .object({
    ...ends,
    tz: z.string(),
    by: z.enum(BYS),
    total: Counts,
    rows: z
      .array(
        z.union([
          Counts.extend({
            time: z.string(),
            visitors: z.number().int().optional().openapi({
              description:
                'By day in UTC, of 92 days at most: how many different people clicked on that whole day. Up to 250 exactly, of more to a few percent.',
            }),
          }),
          z.object({ value: z.string(), count: z.number().int() }),
        ]),
      )
      .openapi({
        description:
          'Over time: each unit, in order, those with nothing as well. By value: the most first; "(none)" had no value, "(other)" are values for which there was no room.',
      }),
  })
  .openapi('Clicks');
export type ClicksAnswer = z.infer<typeof ClicksAnswer>;

const answers = {
  200: {
    description: 'what was counted: people in `clicks`, and everybody else beside them',
    content: { 'application/json': { schema: ClicksAnswer }, 'text/csv': { schema: z.string() } },
  },
  ...QUERY_PROBLEMS,
  ...PROBLEMS,
};

export const getLinkClicks = createRoute({
  method: 'get',
  path: '/api/links/{slug}/clicks',
  summary: 'The clicks of a link, over time or by what tells them apart',
  security: withKey('stats:read'),
  request: {
    params: z.object({
      slug: z
        .string()
        .openapi({ description: 'Slashes as they are, or as %2F. One that the link had before will do.' }),
    }),
    query: strict({ ...shown, domain }, 'clicks of a link'),
  },
  responses: { ...answers, 404: problem('no link has this slug, or none that the key is for') },
});

export const getClicks = createRoute({
  method: 'get',
  path: '/api/clicks',
  summary: 'The clicks of all links: of a domain, of a tag, or of whoever made them',
  security: withKey('stats:read'),
  request: {
    query: strict(
      {
        ...shown,
        domain,
        tag: text.optional().openapi({
          description:
            'Of the links that had this tag when they were clicked, of whatever domain; in the same letter case.',
        }),
        creator: text.optional().openapi({
          description: 'Of the links that this key made, of whatever domain: the id of a key',
        }),
      },
      'clicks',
    ),
  },
  responses: answers,
});

const TopAnswer = z
  .object({
    ...ends,
    exact: z.boolean().openapi({
      description:
        'Whether there is surely no other link with more clicks. Of very many links with few clicks each not all are looked at.',
    }),
    links: z.array(
      z.object({
        slug: z.string(),
        domain: z.string().optional().openapi({ description: 'Where it is not the first short domain.' }),
        shortUrl: z.string().openapi({ format: 'uri' }),
        url: z.string().openapi({ format: 'uri' }),
        clicks: z.number().int().openapi({ description: SAID_OF.clicks }),
      }),
    ),
  })
  .openapi('TopLinks');
export type TopAnswer = z.infer<typeof TopAnswer>;

export const getTop = createRoute({
  method: 'get',
  path: '/api/clicks/top',
  summary: 'The links with the most clicks, those that are deleted by now as well',
  security: withKey('stats:read'),
  request: {
    query: strict(
      {
        ...window,
        limit,
        domain: text.optional().openapi(say('domain', 'Of all of them without it: ')),
      },
      'the most clicked links',
    ),
  },
  responses: {
    200: {
      description: 'the links, the most clicked first',
      content: { 'application/json': { schema: TopAnswer } },
    },
    ...QUERY_PROBLEMS,
    ...PROBLEMS,
  },
});

export const CLICK_ROUTES = [getLinkClicks, getClicks, getTop];
