import { z } from '@hono/zod-openapi';
import { not, strict } from '../api/schema.ts';
import { SCOPES } from '../keys/key.ts';

const MAX_NAME = 100;
const MAX_ITEMS = 20;
const MAX_TAG = 50;
/** A slug has at most 64 characters, and something follows. */
const MAX_PREFIX = 40;
const MAX_OVERLAP = 30 * 86_400;
/** So an answer with the new secret that is lost locks nobody out. */
export const OVERLAP = 3600;

/** What each field of a request may hold, in words: for the document, and for whoever got it wrong. */
export const EXPECTED: Record<string, string> = {
  name: `1 to ${MAX_NAME} characters`,
  scopes: `a list of ${SCOPES.join(', ')}`,
  limits: 'an object of tags, slugPrefix and hosts',
  'limits.tags': `1 to ${MAX_ITEMS} tags, each of 1 to ${MAX_TAG} characters`,
  'limits.slugPrefix': `at most ${MAX_PREFIX} letters, digits, "-", "_", "." and "/", the first of them a letter or a digit`,
  'limits.hosts': `1 to ${MAX_ITEMS} hosts, e.g. www.example.com, or *.example.com for all below that name`,
  expiresAt: 'a time to come, with its zone, to the second, e.g. 2030-12-24T18:00:00Z',
};

export const EXPECTED_ROTATION: Record<string, string> = {
  overlapSeconds: `a whole number, 0 to ${MAX_OVERLAP}`,
};

const line = (most: number) => {
  const reason = `has not 1 to ${most} characters`;
  return z
    .string(not('text'))
    .trim()
    .min(1, reason)
    .max(most, reason)
    .refine(value => !/[\p{Cc}\p{Cs}]/u.test(value), 'holds a control character');
};
const listOf = <Item extends z.ZodType>(item: Item, most: number) => {
  const reason = `has not 1 to ${most} items`;
  return z.array(item, not('a list')).min(1, reason).max(most, reason);
};

const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';
const HOST = new RegExp(`^(?=.{1,253}$)(?:\\*\\.)?${LABEL}(?:\\.${LABEL})*$`);

/** A host as addresses have it: in small letters, and international ones in punycode. */
const host = z
  .string(not('text'))
  .transform(text => {
    const [, star = '', name = ''] = /^(\*\.)?(.*)$/s.exec(text.trim()) ?? [];
    const address = `https://${name}/`;
    return URL.canParse(address) && new URL(address).pathname === '/' && !/[@:/?#\\]/.test(name)
      ? `${star}${new URL(address).hostname}`
      : text;
  })
  .refine(text => HOST.test(text), 'is no host name');

const limits = strict(
  {
    tags: listOf(line(MAX_TAG), MAX_ITEMS).optional().openapi({
      description: 'A link must bear one of them. The only one is given to links that are made.',
    }),
    slugPrefix: z
      .string(not('text'))
      .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/, 'is not the beginning of a slug')
      .max(MAX_PREFIX, `has more than ${MAX_PREFIX} characters`)
      .optional()
      .openapi({ description: 'A slug must begin so. Generated ones do.' }),
    hosts: listOf(host, MAX_ITEMS).optional().openapi({
      description:
        'Hosts that a link may lead to, in its url, expiredUrl and rules; *.example.com stands for all below that name.',
    }),
  },
  'limits',
).openapi('Limits');

const scopes = listOf(z.enum(SCOPES, { error: 'is no scope' }), SCOPES.length).transform(list => [
  ...new Set(list),
]);

const time = z.iso
  .datetime({
    offset: true,
    error: issue => (issue.input === undefined ? 'is missing' : 'is not a valid time'),
  })
  .transform(value => new Date(value).toISOString());

export const CreateKey = strict(
  {
    name: line(MAX_NAME).openapi({ description: 'For people who look at the list of keys.' }),
    scopes: scopes.openapi({
      type: 'array',
      items: { type: 'string', enum: [...SCOPES] },
      description: 'What the key may be used for. `admin` is everything, keys included.',
    }),
    limits: limits.default({}),
    expiresAt: time.optional().openapi({
      type: 'string',
      format: 'date-time',
      description: 'From then on the key is none.',
    }),
  },
  'a key',
).openapi('CreateKey', { example: { name: 'marketing', scopes: ['links:read', 'links:write'] } });

export const Rotation = strict(
  {
    overlapSeconds: z
      .number(not('a number'))
      .int('is not a whole number')
      .min(0, `is not from 0 to ${MAX_OVERLAP}`)
      .max(MAX_OVERLAP, `is not from 0 to ${MAX_OVERLAP}`)
      .optional()
      .openapi({ description: 'For so long the secrets it has now are taken, too.', default: OVERLAP }),
  },
  'a rotation',
).openapi('Rotation');

const at = z.string().openapi({ format: 'date-time' });

export const KeyAnswer = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(z.enum(SCOPES)),
    limits,
    createdAt: at,
    createdBy: z
      .string()
      .optional()
      .openapi({ description: 'The id of the key that made it; not there for one that an operator made.' }),
    lastUsedAt: at.optional().openapi({ description: 'The beginning of the hour. Not there for never.' }),
    expiresAt: at.optional(),
    revokedAt: at.optional(),
    oldSecretsUntil: at.optional().openapi({
      description: 'Until then a secret from before the last rotation is taken, too.',
    }),
  })
  .openapi('Key');
export type KeyAnswer = z.infer<typeof KeyAnswer>;

export const SecretAnswer = KeyAnswer.extend({
  secret: z.string().openapi({ description: 'What to send behind "Bearer". It is shown this once.' }),
}).openapi('KeyWithSecret');

export const KeysAnswer = z
  .object({
    keys: z.array(KeyAnswer),
    next: z.string().optional().openapi({ description: 'The cursor of the next page, where there is one.' }),
  })
  .openapi('Keys');
