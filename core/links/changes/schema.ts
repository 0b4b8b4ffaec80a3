import { z } from '@hono/zod-openapi';
import { strict } from '../../api/schema.ts';
import { WHEN, WHEN_ANSWER } from '../../schedule/schema.ts';
import { EXPECTED_WHEN } from '../../schedule/times.ts';
import { EDITABLE, EXPECTED, LinkAnswer } from '../schema.ts';

/** What a change of a link may have, and one that is ordered may not. */
const NOT_LATER = {
  slug: 'whether it is free is known only then',
  domain: 'a link stays on its short domain',
  oldSlugUntil: 'it is about another slug',
  purge: 'no edge keeps an answer past the time of a change',
};

/** What each field of a change may hold, in words. */
export const EXPECTED_CHANGE: Record<string, string> = {
  ...EXPECTED_WHEN,
  patch: `an object of ${Object.keys(EDITABLE).join(', ')}`,
  ...Object.fromEntries(
    Object.entries(EXPECTED)
      .filter(([name]) => Object.hasOwn(EDITABLE, name.split('.')[0] ?? ''))
      .map(([name, words]) => [`patch.${name}`, words]),
  ),
  ...Object.fromEntries(
    Object.keys(NOT_LATER).map(name => [`patch.${name}`, 'nothing; PATCH the link when the time has come']),
  ),
};

const notLater = (why: string) =>
  z
    .unknown()
    .refine(value => value === undefined, `cannot be ordered for later: ${why}`)
    .optional()
    .openapi({ not: {}, description: `Not here: ${why}.` });
const refused = {
  slug: notLater(NOT_LATER.slug),
  domain: notLater(NOT_LATER.domain),
  oldSlugUntil: notLater(NOT_LATER.oldSlugUntil),
  purge: notLater(NOT_LATER.purge),
};

const patch = strict({ ...EDITABLE, ...refused }, 'a patch').openapi('Patch', {
  description: 'What is given changes, the rest stays; null takes away.',
});

export const OrderChange = strict({ ...WHEN, patch }, 'an ordered change').openapi('OrderChange', {
  example: {
    at: '2030-12-24T18:00:00',
    timeZone: 'Europe/Berlin',
    patch: { url: 'https://example.com/christmas' },
  },
});
export type OrderChange = z.infer<typeof OrderChange>;

export const AlterChange = strict({ ...WHEN, patch: patch.optional() }, 'an ordered change').openapi(
  'AlterChange',
);
export type AlterChange = z.infer<typeof AlterChange>;

const NotMadeAnswer = z.object({ at: z.string().openapi({ format: 'date-time' }), reason: z.string() });
const time = z.string().nullable().optional().openapi({ format: 'date-time' });
const { password: _password, ...OTHERS } = EDITABLE;
/** What the document would say of these as they are read has no null. */
const SHOWN = {
  ...OTHERS,
  startsAt: time,
  expiresAt: time,
  utm: z.union([LinkAnswer.shape.utm, z.null()]).optional(),
  unfurl: z.union([LinkAnswer.shape.unfurl.unwrap(), z.null()]).optional(),
};

export const ChangeAnswer = z
  .object({
    id: z.string(),
    state: z.enum(['pending', 'invalid', 'dropped']).openapi({
      description:
        'invalid: as the link is, it cannot be made when it comes, and would be dropped; dropped: it came, and could not be made.',
    }),
    reason: z.string().optional().openapi({ description: 'Why it cannot be made, or could not.' }),
    ...WHEN_ANSWER,
    patch: z.object({ ...SHOWN, hasPassword: z.boolean().optional() }),
    orderedBy: z.string().openapi({ description: 'The id of the key.' }),
    orderedAt: z.string().openapi({ format: 'date-time' }),
    lastDropped: NotMadeAnswer.optional().openapi({
      description: 'Of one that repeats: when it could not be made last.',
    }),
    effectiveWithinSeconds: z.number().openapi({
      description:
        'So long after its time edges may answer as before, because they were told so before it was ordered; 0 for one that was ordered in time.',
    }),
  })
  .openapi('Change');
export type ChangeAnswer = z.infer<typeof ChangeAnswer>;

export const ChangesAnswer = z.object({ changes: z.array(ChangeAnswer) }).openapi('LinkChanges');
