import { createRoute, z } from '@hono/zod-openapi';
import { PROBLEMS, QUERY_PROBLEMS, strict, withKey } from '../api/schema.ts';
import { UNITS } from '../clicks/calendar.ts';
import { VISIT_DIMENSION_NAMES, VISIT_SERIES } from '../clicks/series.ts';
import {
  EXPECTED_QUERY as EXPECTED_OF_CLICKS,
  ends,
  format,
  limit,
  text,
  tz,
  window,
} from '../clicks-api/routes.ts';
import { EXPECTED_OF_VERDICT, getVerdict } from './verdict.ts';

export const ALLOWED = {
  '/api/crawlers': 'GET, HEAD',
  '/api/crawlers/pages': 'GET, HEAD',
  '/api/crawlers/verdict': 'GET, HEAD',
};

const BYS = [...UNITS, ...VISIT_DIMENSION_NAMES, 'page'] as const;
const KINDS = ['crawler', 'tool'] as const;

const { from = '', to = '', tz: zone = '', format: form = '', limit: most = '' } = EXPECTED_OF_CLICKS;
/** What each parameter may hold, in words: for the document, and for whoever got it wrong. */
export const EXPECTED_QUERY: Record<string, string> = {
  ...EXPECTED_OF_VERDICT,
  from,
  to,
  by: `one of ${BYS.join(', ')}`,
  tz: zone,
  name: 'the name of a crawler, e.g. Googlebot',
  kind: `one of ${KINDS.join(', ')}`,
  limit: most,
  format: form,
};

const say = (name: string, more = '') => ({ description: `${more}${EXPECTED_QUERY[name]}` });

const name = text
  .optional()
  .openapi(say('name', 'The visits of one crawler, in whatever letter case; of all of them without it: '));

const SAID_OF: Record<(typeof VISIT_SERIES)[number], string> = {
  visits:
    'Requests of pages by crawlers and tools that are who they say they are, as far as that can be told.',
  people: 'Requests of pages by people: the app was loaded.',
  hits: 'Visits whose page was there: at the edge, in the bucket, or with the visitor still.',
  rendered: 'Visits whose page was rendered while they waited.',
  failed: 'Visits to which no page came: the page is not there, or there was something else instead.',
  app: 'Visits of those that get the app, as people do.',
  unproved: 'Requests under a name that its owner can prove, and that this one did not: they are no visits.',
  renderMs: 'How long those of `rendered` waited, in milliseconds, all together.',
  search: 'Visits of search engines.',
  cards: 'Visits of what shows cards of pages where people talk.',
  aiSearch: 'Visits of AI that searches.',
  aiAssistants: 'Visits of AI that somebody asked.',
  aiTraining: 'Visits of AI that learns.',
  others: 'Visits of other crawlers: search engine optimisers, archives, feed readers.',
  tools: 'Visits of tools: monitors, libraries, scanners.',
  doubtful: 'Requests of what calls itself a browser, and is taken for a program by what else it says.',
  heads: 'HEAD requests of whomever.',
};

const Counts = z
  .object(
    Object.fromEntries(
      VISIT_SERIES.map(series => [series, z.number().int().openapi({ description: SAID_OF[series] })]),
    ) as Record<(typeof VISIT_SERIES)[number], z.ZodNumber>,
  )
  .openapi('VisitCounts');

const SLACK =
  'Each page was counted at most so much more often, and a page that is not listed at most so often; 0 while there are few pages.';

const VisitsAnswer = z
  .object({
    ...ends,
    tz: z.string(),
    by: z.enum(BYS),
    total: Counts,
    slack: z
      .number()
      .int()
      .optional()
      .openapi({ description: `By page: ${SLACK}` }),
    rows: z
      .array(
        z.union([
          Counts.extend({ time: z.string() }),
          z.object({ value: z.string(), count: z.number().int() }),
        ]),
      )
      .openapi({
        description:
          'Over time: each unit, in order, those with nothing as well. By value: the most first; "(none)" had no value, "(other)" are values for which there was no room.',
      }),
  })
  .openapi('Visits');
export type VisitsAnswer = z.infer<typeof VisitsAnswer>;

export const getVisits = createRoute({
  method: 'get',
  path: '/api/crawlers',
  summary: 'The visits of crawlers and tools to the site, over time or by what tells them apart',
  security: withKey('stats:read'),
  request: {
    query: strict(
      {
        ...window,
        by: z
          .enum(BYS, { error: 'is none of them' })
          .default('day')
          .openapi(
            say(
              'by',
              'A row for each unit of time, or, in whole days of UTC, for each value of what tells visits apart: ',
            ),
          ),
        tz,
        name,
        kind: z
          .enum(KINDS, { error: 'is neither' })
          .optional()
          .openapi(say('kind', 'The visits of these alone; not by page: ')),
        format,
      },
      'visits',
    ),
  },
  responses: {
    200: {
      description: 'what was counted',
      content: { 'application/json': { schema: VisitsAnswer }, 'text/csv': { schema: z.string() } },
    },
    ...QUERY_PROBLEMS,
    ...PROBLEMS,
  },
});

const time = z.string().openapi({ format: 'date-time' });

const Page = z.object({
  url: z.string().openapi({ description: 'The page’s address; of a very long one the beginning.' }),
  count: z.number().int().openapi({ description: 'How often.' }),
  renderedAt: time.optional().openapi({ description: 'When what is stored of it now was rendered.' }),
  dueAt: time
    .optional()
    .openapi({ description: 'When it is to be rendered again: what is stored is old after that.' }),
  lastError: z
    .object({ at: time, reason: z.string().optional() })
    .optional()
    .openapi({ description: 'The last render failed.' }),
});

const FailedPage = Page.extend({
  status: z.number().int().openapi({ description: 'What the visitor got; 0 where it had gone.' }),
  cause: z.string().openapi({
    description:
      'Why: missing, refused, error and left tell of the status; the others of why there was no render that worked, see docs/crawlers-of-the-site.md.',
  }),
});
export type PageAnswer = z.infer<typeof Page>;

const slack = z.number().int().openapi({ description: SLACK });

const PagesAnswer = z
  .object({
    ...ends,
    read: z.object({ slack, pages: z.array(Page) }),
    failed: z.object({ slack, pages: z.array(FailedPage) }),
  })
  .openapi('VisitedPages');

export const getPages = createRoute({
  method: 'get',
  path: '/api/crawlers/pages',
  summary: 'The pages that crawlers read most, and those that failed most, in whole days of UTC',
  security: withKey('stats:read'),
  request: { query: strict({ ...window, name, limit }, 'the most read pages') },
  responses: {
    200: {
      description: 'the pages, the most read and the most failed first, and what is known of each now',
      content: { 'application/json': { schema: PagesAnswer } },
    },
    ...QUERY_PROBLEMS,
    ...PROBLEMS,
  },
});

export const VISIT_ROUTES = [getVisits, getPages, getVerdict];
