import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { type ApiEnv, refuseWithout } from '../api/api.ts';
import { fromCursor, toCursor, wrongCursor } from '../api/cursor.ts';
import { limitOf, PROBLEMS, QUERY_PROBLEMS, strict, withKey } from '../api/schema.ts';
import type { Key } from '../keys/key.ts';
import { originOf } from '../origin.ts';
import { parseUrl } from '../parse-url.ts';
import { answerFor } from './answer.ts';
import type { Domains } from './domains.ts';
import { PLACE_BY_CLICKS } from './hints/by-clicks.ts';
import { listLinks } from './hints/list.ts';
import type { ListContext, Listing } from './hints/look.ts';
import { MAX_WORDS } from './hints/terms.ts';
import { wantedWords } from './hints/words.ts';
import { mayTouch } from './limits.ts';
import { linkAt } from './pending.ts';
import { LinkAnswer } from './schema.ts';

const MAX_TAGS = 10;
const MAX_TEXT = 200;
const DEFAULT_LIMIT = 25;
const STATES = ['active', 'scheduled', 'expired', 'deleted'] as const;
const SORTS = ['created', 'changed', 'clicks'] as const;
const ORDERS = ['asc', 'desc'] as const;

/** What each parameter of the list may hold, in words: for the document, and for whoever got it wrong. */
export const EXPECTED_LIST: Record<string, string> = {
  q: `the beginnings of words, at most ${MAX_TEXT} characters`,
  tag: `a tag, at most ${MAX_TAGS} times`,
  createdBy: 'the id of a key',
  state: `one of ${STATES.join(', ')}`,
  host: 'the name of a host, e.g. www.example.com',
  domain: 'one of the short domains',
  sort: `one of ${SORTS.join(', ')}`,
  order: `one of ${ORDERS.join(', ')}`,
  limit: 'a whole number, 1 to 100',
  cursor: 'the cursor of its last answer',
};

const text = (most: number) =>
  z
    .string('is not one text')
    .trim()
    .min(1, { error: 'is empty', abort: true })
    .max(most, `has more than ${most} characters`)
    .refine(value => value.isWellFormed(), 'holds half a character');
const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, { error: 'is none of them' });

const say = (name: string, more = '') => ({ description: `${more}${EXPECTED_LIST[name]}` });

const ListQuery = strict(
  {
    q: text(MAX_TEXT)
      .refine(value => wantedWords(value).length > 0, 'holds no word')
      .optional()
      .openapi({
        description: `Links that have words beginning so, all of them, in the title, slug, tags, url or note. Case and accents do not matter. Of each link the first ${MAX_WORDS} different words are found, in that order.`,
      }),
    tag: z
      .union([z.string(), z.array(z.string())], 'is not a text')
      .transform(tags => [tags].flat())
      .pipe(z.array(text(50)).max(MAX_TAGS, `is there more than ${MAX_TAGS} times`))
      .optional()
      .openapi({
        param: { name: 'tag', in: 'query' },
        type: 'array',
        items: { type: 'string' },
        maxItems: MAX_TAGS,
        description: 'Links with this tag, in whatever case; with all of them where there are several.',
      }),
    createdBy: text(200).optional().openapi(say('createdBy')),
    state: oneOf(STATES).optional().openapi(say('state', 'All but the deleted ones without it: ')),
    host: text(253)
      .transform((value, context) => {
        const parsed = /^[^/?#@:\s]+$/.test(value) ? parseUrl(`http://${value}`) : undefined;
        if (parsed) return parsed.hostname;
        context.addIssue({ code: 'custom', message: 'is no host name' });
        return z.NEVER;
      })
      .optional()
      .openapi({ type: 'string', description: `Links that lead to this host: ${EXPECTED_LIST.host}` }),
    domain: text(253).optional().openapi(say('domain', 'Of all of them without it: ')),
    sort: oneOf(SORTS).default('created').openapi({
      description:
        'What the order is by. By clicks, those of people ever since, asks for a key that may read clicks (`stats:read`).',
    }),
    order: oneOf(ORDERS).default('desc').openapi(say('order')),
    limit: limitOf(100, DEFAULT_LIMIT),
    cursor: z.string('is not one text').optional().openapi(say('cursor')),
  },
  'this list',
);

const ListAnswer = z
  .object({
    links: z.array(
      LinkAnswer.extend({
        clicks: z
          .number()
          .int()
          .optional()
          .openapi({ description: 'In the order of clicks: how many people clicked ever since.' }),
      }),
    ),
    next: z.string().optional().openapi({
      description:
        'The cursor of the next page, where there may be one: a page may have fewer links than asked for, and more behind it.',
    }),
  })
  .openapi('Links');

export const getLinks = createRoute({
  method: 'get',
  path: '/api/links',
  summary: 'Find links: the newest first, the last changed, or the most clicked',
  security: withKey('links:read'),
  request: { query: ListQuery },
  responses: {
    200: {
      description: 'the links',
      headers: { Link: { description: 'rel="next": the next page', schema: { type: 'string' } } },
      content: { 'application/json': { schema: ListAnswer } },
    },
    ...QUERY_PROBLEMS,
    ...PROBLEMS,
  },
});

type ListAnswer = z.infer<typeof ListAnswer>;
type ListQuery = z.infer<typeof ListQuery>;

/** What `getLinks` answers, with a Link header where there is a next page. */
export async function listAnswer(
  c: Context<ApiEnv>,
  query: ListQuery,
  context: ListContext & { domains: Domains },
): Promise<ListAnswer> {
  const { domains, clock } = context;
  const key = c.get('key');
  if (query.sort === 'clicks') refuseWithout('stats:read', key);
  const { links, next, clicks } = await listLinks(listingOf(query, key, domains), context);
  const now = clock.now();
  const answers = links.map(link => ({
    ...answerFor(linkAt(link, now, context), domains, c.env.host, now),
    ...(clicks && { clicks: clicks.get(link.id) ?? 0 }),
  }));
  if (next === undefined) return { links: answers };
  const cursor = toCursor([query.sort, query.order, next] satisfies Cursor);
  c.header('link', `<${nextPage(c, cursor)}>; rel="next"`);
  return { links: answers, next: cursor };
}

function listingOf(query: ListQuery, key: Pick<Key, 'limits'>, domains: Domains): Listing {
  const { q, tag, createdBy, state, host, domain, sort, order, limit, cursor } = query;
  return {
    text: q,
    // A key of one tag sees no other links; those of a tag have a list.
    tags: key.limits.tags?.length === 1 ? [...(tag ?? []), ...key.limits.tags] : tag,
    createdBy,
    state,
    host,
    domain: domain === undefined ? undefined : domains.asCalled(domain, 'domain').name,
    sort,
    descending: order === 'desc',
    limit,
    after: cursor === undefined ? undefined : placeIn(cursor, query),
    mayShow: link => mayTouch(key, link),
  };
}

/** Places are times and ids: nothing else is asked of the table. */
const Cursor = z.tuple([z.enum(SORTS), z.enum(ORDERS), z.string().regex(/^[!-~]{1,300}$/)]);

type Cursor = z.infer<typeof Cursor>;

/** A place is of one order; filters may change. */
function placeIn(cursor: string, query: ListQuery): string {
  const [sort, order, place] = fromCursor(cursor, Cursor);
  if (sort !== query.sort || order !== query.order) throw wrongCursor();
  if (sort === 'clicks' && !PLACE_BY_CLICKS.test(place)) throw wrongCursor();
  return place;
}

/** The same request, further on: https://www.rfc-editor.org/rfc/rfc8288 */
function nextPage(c: Context<ApiEnv>, cursor: string): string {
  const url = new URL(`${originOf(c.env.host)}/api/links${new URL(c.req.url).search}`);
  url.searchParams.set('cursor', cursor);
  return url.href;
}
