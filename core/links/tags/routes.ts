import { createRoute, z } from '@hono/zod-openapi';
import {
  BODY_PROBLEMS,
  limitOf,
  PROBLEMS,
  problem,
  QUERY_PROBLEMS,
  strict,
  withKey,
} from '../../api/schema.ts';
import { tag } from '../schema.ts';
import { MAX_TAG } from '../sizes.ts';
import { LINKS_A_REQUEST } from './retag.ts';

export const ALLOWED_TAGS = { '/api/tags': 'GET, HEAD', '/api/tags/:tag': 'PATCH, DELETE' };

export const EXPECTED_TAGS: Record<string, string> = { tag: `1 to ${MAX_TAG} characters` };
export const EXPECTED_TAGS_QUERY: Record<string, string> = {
  prefix: `the beginning of a tag, at most ${MAX_TAG} characters`,
};

const NEXT =
  'The cursor of the next page, where there may be one: a page may have fewer tags than asked for, and more behind it.';

const domain = z
  .string('is not one text')
  .optional()
  .openapi({ description: 'Links of this short domain alone; of all of them without it.' });
const cursor = z
  .string('is not one text')
  .optional()
  .openapi({ description: '`next` of the last answer to the same request.' });

const TagAnswer = z
  .object({
    tag: z
      .string()
      .openapi({ description: 'As whoever gave it last wrote it: letter case makes no other tag.' }),
    links: z.number().int().openapi({ description: 'How many links have it that are not deleted.' }),
    about: z.literal(true).optional().openapi({
      description:
        'Where the number may be another by now: of a tag with more than 1,000 links it is some minutes old, an hour at most; or there are more than were counted.',
    }),
  })
  .openapi('Tag');

export const getTags = createRoute({
  method: 'get',
  path: '/api/tags',
  summary: 'All tags, in the order of their names, and how many links have each',
  description: 'Tags of links that the key may see. One that no link has any more is none.',
  security: withKey('links:read'),
  request: {
    query: strict(
      {
        prefix: z
          .string('is not one text')
          .trim()
          .min(1, 'is empty')
          .max(MAX_TAG, `has more than ${MAX_TAG} characters`)
          .refine(value => value.isWellFormed(), 'holds half a character')
          .optional()
          .openapi({ description: 'Tags that begin so, in whatever case.' }),
        domain,
        limit: limitOf(100),
        cursor: cursor.openapi({ description: 'the cursor of its last answer' }),
      },
      'this list of tags',
    ),
  },
  responses: {
    200: {
      description: 'the tags',
      content: {
        'application/json': {
          schema: z
            .object({
              tags: z.array(TagAnswer),
              next: z.string().optional().openapi({ description: NEXT }),
            })
            .openapi('Tags'),
        },
      },
    },
    ...QUERY_PROBLEMS,
    ...PROBLEMS,
  },
});

const params = z.object({
  tag: z.string().openapi({ description: 'In whatever case. Slashes as they are, or as %2F.' }),
});
const query = strict({ domain, cursor }, 'a request about a tag');

const PAGES = `Each link is changed by itself, with a version in its history. A request changes up to ${LINKS_A_REQUEST} links, of which 25 count as one call of the key; while the answer has ${'`next`'}, send the same again with it as ${'`cursor`'}. Who lost it begins anew: what is done is done. Links that get the tag meanwhile are changed as well. Changes that were ordered for later, limits of keys, and clicks that were counted by tag stay as they are.`;

const changed = z.number().int().openapi({ description: 'How many links this request changed.' });
const next = z.string().optional().openapi({
  description: 'There may be more links with the tag: send the same again, with this as `cursor`.',
});

const REFUSED = {
  403: problem('the key has not the scope that this takes, or is for links with this tag alone'),
  404: problem('no link has this tag'),
};

export const patchTag = createRoute({
  method: 'patch',
  path: '/api/tags/{tag}',
  summary: 'Rename a tag; where there is one of the new name, both become one',
  description: PAGES,
  security: withKey('links:write'),
  request: {
    params,
    query,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: strict(
            { tag: tag.openapi({ description: 'What it shall be.' }) },
            'a change of a tag',
          ).openapi('EditTag', { example: { tag: 'spring sale' } }),
        },
      },
    },
  },
  responses: {
    200: {
      description: 'what was done',
      content: {
        'application/json': {
          schema: z
            .object({
              tag: z.string().openapi({ description: 'What the tag is now.' }),
              changed,
              merged: z.boolean().openapi({
                description:
                  'Whether links had the new tag when this began, so that both are one now. Links keep the spelling they have of it.',
              }),
              next,
            })
            .openapi('TagRenamed'),
        },
      },
    },
    ...BODY_PROBLEMS,
    ...PROBLEMS,
    ...REFUSED,
  },
});

export const removeTag = createRoute({
  method: 'delete',
  path: '/api/tags/{tag}',
  summary: 'Take a tag off all its links',
  description: PAGES,
  security: withKey('links:write'),
  request: { params, query },
  responses: {
    200: {
      description: 'what was done',
      content: {
        'application/json': { schema: z.object({ changed, next }).openapi('TagRemoved') },
      },
    },
    ...BODY_PROBLEMS,
    ...PROBLEMS,
    ...REFUSED,
  },
});
