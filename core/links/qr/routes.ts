import { createRoute, z } from '@hono/zod-openapi';
import { BODY_PROBLEMS, not, PROBLEMS, problem, QUERY_PROBLEMS, strict, withKey } from '../../api/schema.ts';
import { LOGO_EXPECTED } from './logo.ts';
import { FORMATS, LEVELS, MOST_MARGIN, SIZES, USUAL_STYLE } from './style.ts';

const COLOUR_EXPECTED = 'a colour as six hexadecimal digits, e.g. 1c2430';

/** What each setting of a code may be, in words. */
export const EXPECTED_QR: Record<string, string> = {
  format: `one of ${FORMATS.join(', ')}`,
  size: `a whole number of pixels, ${SIZES.least} to ${SIZES.most}`,
  margin: `a whole number of modules, 0 to ${MOST_MARGIN}`,
  level: `one of ${LEVELS.join(', ')}`,
  dark: COLOUR_EXPECTED,
  light: COLOUR_EXPECTED,
  logo: LOGO_EXPECTED,
  domain: 'one of the short domains',
};

const say = (name: string, more = '') => `${more}${EXPECTED_QR[name]}`;
const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, { error: 'is none of them' });

const within = (least: number, most: number) => {
  const reason = `is not from ${least} to ${most}`;
  return z.number(not('a number')).int('is not a whole number').min(least, reason).max(most, reason);
};
/** The same in a query, where all is text. */
const written = (least: number, most: number) =>
  z
    .string('is not one text')
    .regex(/^\d{1,4}$/, 'is no such number')
    .transform(Number)
    .pipe(within(least, most));

const colour = z
  .string(not('text'))
  .regex(/^#?[0-9a-f]{6}$/i, 'is no such colour')
  .transform(text => `#${text.replace('#', '').toLowerCase()}`);

const SIZE = [SIZES.least, SIZES.most] as const;
const MARGIN = [0, MOST_MARGIN] as const;
const integer = (name: 'size' | 'margin', [minimum, maximum]: readonly [number, number]) => ({
  type: 'integer' as const,
  minimum,
  maximum,
  default: USUAL_STYLE[name],
  description: say(name),
});
const colourOf = (name: 'dark' | 'light') =>
  colour.default(USUAL_STYLE[name]).openapi({
    type: 'string',
    default: USUAL_STYLE[name],
    description: say(name),
  });

const shape = {
  format: oneOf(FORMATS)
    .default('svg')
    .openapi({ description: say('format') }),
  level: oneOf(LEVELS).default(USUAL_STYLE.level).openapi({
    description:
      'How much of the code may be lost: about 7, 15, 25 and 30 percent. Where more fits, it has more.',
  }),
  dark: colourOf('dark'),
  light: colourOf('light'),
};
const domain = z.string('is not one text').optional().openapi({
  description: 'The short domain; the one that is asked without it.',
});
const params = z.object({ slug: z.string() });

const responses = {
  200: {
    description: 'the code',
    content: {
      'image/svg+xml': { schema: z.string() },
      'image/png': { schema: z.string().openapi({ format: 'binary' }) },
    },
  },
  404: problem('no link has this slug'),
};

export const getQr = createRoute({
  method: 'get',
  path: '/api/links/{slug}/qr',
  summary: 'The QR code of a link',
  security: withKey('links:read'),
  request: {
    params,
    query: strict(
      {
        ...shape,
        size: written(...SIZE)
          .default(USUAL_STYLE.size)
          .openapi(integer('size', SIZE)),
        margin: written(...MARGIN)
          .default(USUAL_STYLE.margin)
          .openapi(integer('margin', MARGIN)),
        domain,
      },
      'the query of a QR code',
    ),
  },
  responses: { ...responses, ...QUERY_PROBLEMS, ...PROBLEMS },
});

export const postQr = createRoute({
  method: 'post',
  path: '/api/links/{slug}/qr',
  summary: 'The same, with a logo, for which an address has no room; nothing is changed',
  security: withKey('links:read'),
  request: {
    params,
    query: z.object({ domain }),
    body: {
      required: true,
      content: {
        'application/json': {
          schema: strict(
            {
              ...shape,
              size: within(...SIZE)
                .default(USUAL_STYLE.size)
                .openapi({ description: say('size') }),
              margin: within(...MARGIN)
                .default(USUAL_STYLE.margin)
                .openapi({ description: say('margin') }),
              logo: z
                .string(not('text'))
                .optional()
                .openapi({ description: say('logo', 'In the middle; the level is H then. ') }),
            },
            'a QR code',
          ).openapi('QrCode'),
        },
      },
    },
  },
  responses: { ...responses, ...BODY_PROBLEMS, ...PROBLEMS },
});
