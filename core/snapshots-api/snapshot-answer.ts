import type { z } from '@hono/zod-openapi';
import { snapshotKey } from '../snapshots/page.ts';
import type { PageRecord } from '../snapshots/record.ts';
import type { SnapshotAnswer } from './schema.ts';

const time = (milliseconds: number) => new Date(milliseconds).toISOString();

/** A page that nobody has rendered has an address alone. */
type Stored = Partial<PageRecord> & Pick<PageRecord, 'url'>;

/** What is known of a page, as the API answers it. `now` is in milliseconds. */
export function answerFor(record: Stored, now: number): z.infer<typeof SnapshotAnswer> {
  const { url, status, renderedAt, changedAt, dueAt, dueShard, build, givenUp, failedAt, error } = record;
  return {
    url,
    key: snapshotKey(url),
    status,
    ...(renderedAt !== undefined && {
      renderedAt: time(renderedAt),
      ageSeconds: Math.max(0, Math.floor((now - renderedAt) / 1000)),
    }),
    ...(changedAt !== undefined && { changedAt: time(changedAt) }),
    ...(dueAt !== undefined && dueShard !== undefined && { dueAt: time(dueAt) }),
    build,
    givenUp,
    ...(failedAt !== undefined && { lastError: { at: time(failedAt), reason: error } }),
  };
}
