import type { z } from '@hono/zod-openapi';
import { isToCome, timeOf } from '../schedule/timed.ts';
import type { LaterOrder } from './later.ts';
import type { LaterAnswer } from './schema.ts';

/** An order for later as the API answers it. */
export function laterAnswer(order: LaterOrder): z.infer<typeof LaterAnswer> {
  const { id, repeat, pages, by: orderedBy, orderedAt, done, dropped } = order;
  const at = timeOf(order);
  return {
    id,
    state: isToCome(order) ? 'pending' : dropped?.at === at ? 'dropped' : 'done',
    at,
    ...(repeat && { repeat: repeat.cron, timeZone: repeat.timeZone }),
    ...pages,
    orderedBy,
    orderedAt,
    ...(done && { lastDone: done }),
    ...(dropped && { lastDropped: dropped }),
  };
}
