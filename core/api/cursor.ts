import type { z } from '@hono/zod-openapi';
import { parseJson } from '../json.ts';
import { invalid, type Problem } from '../problem.ts';

/** Where to go on, as the opaque text that clients get and give back. */
export const toCursor = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** The place in a cursor. Throws a 422 problem for what `toCursor` never made of such a place. */
export function fromCursor<Place>(cursor: string, schema: z.ZodType<Place>): Place {
  const read = schema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()));
  if (!read.success) throw wrongCursor();
  return read.data;
}

export const wrongCursor = (): Problem =>
  invalid([{ field: 'cursor', reason: 'is not of this request', expected: 'the cursor of its last answer' }]);
