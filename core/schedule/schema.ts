import { z } from '@hono/zod-openapi';
import { not } from '../api/schema.ts';
import { EXPECTED_WHEN } from './times.ts';

const text = (field: keyof typeof EXPECTED_WHEN) =>
  z.string(not('text')).optional().openapi({ description: EXPECTED_WHEN[field] });

/** The fields by which a request says when; what they mean together is in `times.ts`. */
export const WHEN = { at: text('at'), repeat: text('repeat'), timeZone: text('timeZone') };

/** The same in an answer. */
export const WHEN_ANSWER = {
  at: z
    .string()
    .openapi({ format: 'date-time', description: 'When it comes, the next time if it repeats; in UTC.' }),
  repeat: z.string().optional(),
  timeZone: z.string().optional(),
};
