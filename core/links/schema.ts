import { z } from '@hono/zod-openapi';
import { not } from '../api/schema.ts';
import { EDGE_SECONDS } from './link.ts';
import { CHOSEN_SLUG, SLUG_EXPECTED } from './slug.ts';
import { MAX_URL_LENGTH, URL_EXPECTED } from './url.ts';

/** What each field of a request may hold, in words: for the document, and for whoever got it wrong. */
export const EXPECTED: Record<string, string> = {
  url: URL_EXPECTED,
  slug: SLUG_EXPECTED,
  forwardQuery: 'true or false',
};

/** The shape only: the rules of urls and slugs are in their own modules, and stated there alone. */
export const CreateLink = z
  .strictObject(
    {
      url: z
        .string(not('text'))
        .openapi({ description: URL_EXPECTED, format: 'uri', maxLength: MAX_URL_LENGTH }),
      slug: z
        .string(not('text'))
        .optional()
        .openapi({
          description: `${SLUG_EXPECTED}. Without one, the same url always gets the same slug.`,
          pattern: CHOSEN_SLUG.source,
        }),
      forwardQuery: z
        .boolean(not('true or false'))
        .optional()
        .openapi({ description: 'Whether the query of the short url is added to the url.', default: false }),
    },
    {
      error: issue => (issue.code === 'unrecognized_keys' ? 'is not a field of a link' : 'is not an object'),
    },
  )
  .openapi('CreateLink', { example: { url: 'https://www.example.com/spring?utm_source=poster' } });

export const LinkAnswer = z
  .object({
    slug: z.string(),
    url: z
      .string()
      .openapi({ description: 'The url as browsers are sent it, a URI of RFC 3986.', format: 'uri' }),
    shortUrl: z.string().openapi({ format: 'uri' }),
    forwardQuery: z.boolean(),
    createdAt: z.string().openapi({ format: 'date-time' }),
    createdBy: z.string().openapi({ description: 'The id of the key that made the link.' }),
    effectiveWithinSeconds: z.number().openapi({
      description: 'The link as answered here is in force everywhere within this time.',
      example: EDGE_SECONDS,
    }),
  })
  .openapi('Link');
