import { z } from '@hono/zod-openapi';
import { limitOf, not } from '../api/schema.ts';
import { WHEN, WHEN_ANSWER } from '../schedule/schema.ts';
import { EXPECTED_WHEN } from '../schedule/times.ts';
import { STATUS_FILTER } from './listing.ts';
import { MAX_PAGES } from './orders.ts';

export const MAX_URLS = 100;
const MAX_LIMIT = 100;

export const ADDRESS = 'an absolute address of the site';
const PREFIX = `the beginning of such addresses, e.g. https://www.example.com/products/`;
const SORTS = ['path', 'due'] as const;
const CURSOR = 'the cursor of the last answer to the same request';

/** What each parameter of the list may hold, in words: for the document, and for whoever got it wrong. */
export const EXPECTED_QUERY: Record<string, string> = {
  prefix: PREFIX,
  url: `${ADDRESS}, at most ${MAX_URLS} times and without another parameter`,
  status: 'a status such as 404, a class such as 4xx, or failed for pages whose last render failed',
  sort: 'path, or due for the pages that have a snapshot, those that are due next first',
  limit: `a number from 1 to ${MAX_LIMIT}`,
  cursor: CURSOR,
};

export const text = () => z.string(not('one text'));
const unknownField = (words: string) => ({
  error: (issue: { code?: string | undefined }) =>
    issue.code === 'unrecognized_keys' ? `is not ${words}` : 'is not an object',
});

export const ListQuery = z.strictObject(
  {
    prefix: text()
      .optional()
      .openapi({ description: `Pages whose addresses begin so: ${PREFIX}. All, without it.` }),
    url: z
      .union([z.string(), z.array(z.string())])
      .transform(urls => [urls].flat())
      .refine(urls => urls.length <= MAX_URLS, `has more than ${MAX_URLS} addresses`)
      .optional()
      .openapi({
        param: { name: 'url', in: 'query' },
        type: 'array',
        items: { type: 'string' },
        maxItems: MAX_URLS,
        description:
          'These pages, in this order; what of a query makes no other page may be there. One that is not known has an entry without a status.',
      }),
    status: text()
      .regex(STATUS_FILTER, 'is no status')
      .optional()
      .openapi({ description: `Only these: ${EXPECTED_QUERY.status}.` }),
    sort: z
      .enum(SORTS, { error: 'is neither' })
      .optional()
      .openapi({ description: `The order: ${EXPECTED_QUERY.sort}. By path, without it.` }),
    limit: limitOf(MAX_LIMIT).openapi({ description: 'At most so many pages in one answer.' }),
    cursor: text().optional().openapi({ description: CURSOR }),
  },
  unknownField('a parameter of this list'),
);

export const SnapshotAnswer = z
  .object({
    url: z.string().openapi({ description: 'The address that stands for the page.', format: 'uri' }),
    key: z.string().openapi({ description: 'The snapshot’s object in the bucket.' }),
    status: z
      .number()
      .int()
      .optional()
      .openapi({ description: 'What the page answered. Missing where nothing is stored.' }),
    renderedAt: z.string().optional().openapi({ format: 'date-time' }),
    ageSeconds: z.number().optional().openapi({ description: 'Since it was rendered.' }),
    changedAt: z
      .string()
      .optional()
      .openapi({ format: 'date-time', description: 'When a render last found another content.' }),
    dueAt: z
      .string()
      .optional()
      .openapi({ format: 'date-time', description: 'When it is to be rendered again.' }),
    build: z.string().optional().openapi({ description: 'The build of the app it was rendered with.' }),
    givenUp: z.string().optional().openapi({
      description: 'What the page was not waited for any longer, and which of its own requests failed.',
    }),
    lastError: z
      .object({ at: z.string().openapi({ format: 'date-time' }), reason: z.string().optional() })
      .optional()
      .openapi({ description: 'The last render failed. An older snapshot goes on serving.' }),
  })
  .openapi('Snapshot');

const cursorAnswer = z.string().optional();

export const ListAnswer = z
  .object({
    snapshots: z.array(SnapshotAnswer),
    cursor: cursorAnswer.openapi({
      description:
        'There may be more: ask again with it. What is rare may take some answers without any page.',
    }),
  })
  .openapi('Snapshots');

/** What each field of an order may hold. */
export const EXPECTED_ORDER: Record<string, string> = {
  url: ADDRESS,
  urls: `a list of 1 to ${MAX_URLS} absolute addresses of the site`,
  prefix: PREFIX,
  sitemap: 'the absolute address of a sitemap, on a host of the site',
  cursor: CURSOR,
  ...EXPECTED_WHEN,
};

/** The four ways to say which pages. */
export const WAYS = ['url', 'urls', 'prefix', 'sitemap'] as const;

const way = (field: (typeof WAYS)[number], description: string) => ({
  description: `${description}: ${EXPECTED_ORDER[field]}.`,
});

const PAGES = {
  url: text().optional().openapi(way('url', 'One page')),
  urls: z
    .array(text(), not('a list'))
    .min(1, 'is empty')
    .max(MAX_URLS, `has more than ${MAX_URLS} addresses`)
    .optional()
    .openapi(way('urls', 'Some pages')),
  prefix: text().optional().openapi(way('prefix', 'The stored pages whose addresses begin so')),
  sitemap: text().optional().openapi(way('sitemap', 'The pages a sitemap lists, stored or not')),
};
/** Which pages an order is about: one of these. */
export type Pages = z.infer<z.ZodObject<typeof PAGES>>;

export const RerenderOrder = z
  .strictObject(
    {
      ...PAGES,
      ...WHEN,
      cursor: text()
        .optional()
        .openapi({ description: `With prefix or sitemap: ${CURSOR}.` }),
    },
    unknownField('a field of an order'),
  )
  .openapi('RerenderOrder', {
    oneOf: WAYS.map(field => ({ required: [field] })),
    example: { url: 'https://www.example.com/products/3' },
  });

export const isForLater = ({ at, repeat, timeZone }: z.infer<typeof RerenderOrder>): boolean =>
  (at ?? repeat ?? timeZone) !== undefined;

export const AlterOrder = z
  .strictObject({ ...PAGES, ...WHEN }, unknownField('a field of an order for later'))
  .openapi('AlterRerenderOrder');

const at = z.string().openapi({ format: 'date-time' });

export const LaterAnswer = z
  .object({
    id: z.string(),
    state: z.enum(['pending', 'done', 'dropped']).openapi({
      description: 'dropped: its time came, and it could not be done.',
    }),
    ...WHEN_ANSWER,
    ...PAGES,
    orderedBy: z.string().openapi({ description: 'The id of the key.' }),
    orderedAt: at,
    lastDone: z.object({ at, queued: z.number().int() }).optional(),
    lastDropped: z.object({ at, reason: z.string() }).optional(),
  })
  .openapi('LaterOrder');

export const LaterOrdersAnswer = z.object({ orders: z.array(LaterAnswer) }).openapi('LaterOrders');

export const OrderAnswer = z
  .object({
    queued: z.number().int().openapi({ description: 'So many pages are in the queue now.' }),
    queuedAt: z.string().openapi({
      format: 'date-time',
      description: 'A page is done when its renderedAt, or the time of its last error, is not before this.',
    }),
    skipped: z
      .number()
      .int()
      .optional()
      .openapi({ description: 'Addresses of a sitemap that are not of the site.' }),
    cursor: cursorAnswer.openapi({
      description: `There may be more pages: at most ${MAX_PAGES} are queued at once. Send the same order with it.`,
    }),
  })
  .openapi('Order');
