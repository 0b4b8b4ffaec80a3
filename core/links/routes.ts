import { createRoute, z } from '@hono/zod-openapi';
import {
  BODY_PROBLEMS,
  limitOf,
  not,
  PROBLEMS,
  problem,
  QUERY_PROBLEMS,
  strict,
  withKey,
} from '../api/schema.ts';
import { ChangeAnswer } from './changes/schema.ts';
import { ACTIONS } from './history.ts';
import { CreateLink, EditLink, LinkAnswer } from './schema.ts';

export const ALLOWED = {
  '/api/links': 'GET, HEAD, POST',
  '/api/links/batch': 'GET, HEAD, PATCH, DELETE, POST',
  '/api/changes': 'GET, HEAD',
  '/api/links/:slug': 'GET, HEAD, PATCH, DELETE',
  '/api/links/:slug/history': 'GET, HEAD',
  '/api/links/:slug/undo': 'POST',
  '/api/links/:slug/qr': 'GET, HEAD, POST',
  '/api/links/:slug/restore': 'POST',
  '/api/links/:slug/changes': 'GET, HEAD, POST',
  '/api/links/:slug/changes/:id': 'GET, HEAD, PATCH, DELETE',
};

export const header = (description: string) => ({
  description,
  required: true,
  schema: { type: 'string' as const },
});
const ETAG = { ETag: header('for If-Match; of a dry run that of the link as it is') };

const linkAnswer = (description: string) => ({
  description,
  headers: ETAG,
  content: { 'application/json': { schema: LinkAnswer } },
});

export const json = <Schema extends z.ZodType>(schema: Schema) => ({
  body: { required: true, content: { 'application/json': { schema } } },
});

export const params = z.object({
  slug: z
    .string()
    .openapi({ description: 'Slashes as they are, or as %2F. One that the link had before will do.' }),
});
export const query = z.object({
  domain: z
    .string()
    .optional()
    .openapi({ description: 'The short domain; the one that is asked without it.' }),
});
const flag = (description: string) =>
  z.enum(['true', 'false'], { error: 'is neither true nor false' }).optional().openapi({ description });
const purge = flag('Whether the edges shall forget the link at once, in place of within its maxAge.');
const dryRun = flag(
  'Whether nothing is written: the request is judged as ever, and answered the link as it would leave it, with `dryRun`. It counts as one call of the key.',
);
const dryQuery = query.extend({ dryRun });
export const headers = z.object({
  'if-match': z
    .string()
    .optional()
    .openapi({ description: 'The ETag of the link as you know it: 412 if it was changed since.' }),
});

const onceHeader = z.object({
  'idempotency-key': z.string().optional().openapi({
    description:
      'A name of 1 to 255 characters in quotes: who repeats the request under it gets its first answer, for 24 h.',
  }),
});

export const NO_LINK = { 404: problem('no link has this slug') };
export const CHANGES = {
  ...NO_LINK,
  ...BODY_PROBLEMS,
  412: { ...problem('the link was changed since'), headers: ETAG },
  ...PROBLEMS,
};
const TAKEN = { 409: problem('the slug is taken by another link') };

export const postLink = createRoute({
  method: 'post',
  path: '/api/links',
  summary: 'Make a link, or find the one an equal request made',
  security: withKey('links:write'),
  request: { ...json(CreateLink), query: z.object({ dryRun }), headers: onceHeader },
  responses: {
    200: {
      ...linkAnswer('the link was there already; or a dry run'),
      headers: { ETag: { ...ETAG.ETag, required: false } },
    },
    201: {
      ...linkAnswer('the link was made'),
      headers: { ...ETAG, Location: header('the link in this API') },
    },
    ...BODY_PROBLEMS,
    ...TAKEN,
    ...PROBLEMS,
  },
});

export const getLink = createRoute({
  method: 'get',
  path: '/api/links/{slug}',
  summary: 'Read a link',
  security: withKey('links:read'),
  request: { params, query },
  responses: { 200: linkAnswer('the link'), ...NO_LINK, ...QUERY_PROBLEMS, ...PROBLEMS },
});

export const patchLink = createRoute({
  method: 'patch',
  path: '/api/links/{slug}',
  summary: 'Change a link; another slug renames it',
  security: withKey('links:write'),
  request: { params, query: dryQuery, headers, ...json(EditLink) },
  responses: {
    200: linkAnswer('the link as it is now'),
    ...TAKEN,
    410: problem('the link was deleted; it can be restored'),
    ...CHANGES,
  },
});

export const removeLink = createRoute({
  method: 'delete',
  path: '/api/links/{slug}',
  summary: 'Delete a link; its slug is not given again, and it can be restored',
  security: withKey('links:write'),
  request: { params, query: dryQuery.extend({ purge }), headers },
  responses: { 200: linkAnswer('the link as it was'), ...CHANGES },
});

export const restoreLink = createRoute({
  method: 'post',
  path: '/api/links/{slug}/restore',
  summary: 'Take a deletion back',
  security: withKey('links:write'),
  request: { params, query: dryQuery, headers },
  responses: { 200: linkAnswer('the link as it is now'), ...CHANGES },
});

export const undoChange = createRoute({
  method: 'post',
  path: '/api/links/{slug}/undo',
  summary: 'Make the link what it was at an earlier version',
  security: withKey('links:write'),
  request: {
    params,
    query: dryQuery,
    headers,
    body: {
      content: {
        'application/json': {
          schema: strict(
            {
              version: z
                .number(not('a number'))
                .int('is not a whole number')
                .optional()
                .openapi({ description: 'The one before the last change without it.' }),
            },
            'an undo',
          ),
        },
      },
    },
  },
  responses: { 200: linkAnswer('the link as it is now'), ...TAKEN, ...CHANGES },
});

const PAGE = {
  cursor: z.string().optional(),
  limit: limitOf(100, 25),
};

const VersionAnswer = z
  .object({
    version: z.number().int(),
    action: z.enum(ACTIONS).openapi({
      description:
        'order and call-off are about a change for later; scheduled is one that was made when it came, dropped one that could not be.',
    }),
    at: z.string().openapi({ format: 'date-time' }),
    by: z.string().openapi({ description: 'The id of the key.' }),
    ordered: z
      .object({
        id: z.string(),
        at: z.string().openapi({ format: 'date-time' }),
        orderedAt: z.string().openapi({ format: 'date-time' }),
        reason: z.string().optional().openapi({ description: 'Why it could not be made.' }),
        patch: ChangeAnswer.shape.patch
          .optional()
          .openapi({ description: 'What was ordered, where that is what was done.' }),
      })
      .optional()
      .openapi({ description: 'The change for later that this is about.' }),
    before: LinkAnswer.optional().openapi({
      description: 'Not there for the first version, nor where the link was none that the key is for.',
    }),
    after: LinkAnswer.optional(),
  })
  .openapi('Version');
export type VersionAnswer = z.infer<typeof VersionAnswer>;

const HistoryAnswer = z
  .object({
    versions: z.array(VersionAnswer),
    next: z.string().optional().openapi({ description: 'The cursor of the next page, where there is one.' }),
  })
  .openapi('History');
export type HistoryAnswer = z.infer<typeof HistoryAnswer>;

export const getHistory = createRoute({
  method: 'get',
  path: '/api/links/{slug}/history',
  summary: 'Who changed the link, when, and what it was before and after; the newest first',
  security: withKey('links:read'),
  request: {
    params,
    query: query.extend(PAGE),
  },
  responses: {
    200: { description: 'the versions', content: { 'application/json': { schema: HistoryAnswer } } },
    ...QUERY_PROBLEMS,
    ...NO_LINK,
    ...PROBLEMS,
  },
});

export const getChanges = createRoute({
  method: 'get',
  path: '/api/changes',
  summary: 'Every change of every link: who, when, before and after; the newest first',
  security: withKey('admin'),
  request: { query: z.object(PAGE) },
  responses: {
    200: {
      description: 'the changes',
      content: {
        'application/json': {
          schema: z
            .object({
              changes: z.array(VersionAnswer),
              next: z
                .string()
                .optional()
                .openapi({ description: 'The cursor of the next page, where there is one.' }),
            })
            .openapi('Changes'),
        },
      },
    },
    ...QUERY_PROBLEMS,
    ...PROBLEMS,
  },
});
