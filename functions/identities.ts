import { S3Client } from '@aws-sdk/client-s3';
import { systemClock } from '../core/clock.ts';
import { IdentityStore } from '../core/crawlers/identity-store.ts';
import { OPERATORS } from '../core/crawlers/operators.ts';
import { refresh } from '../core/crawlers/refresh.ts';
import { environment } from '../core/environment.ts';
import { tell } from '../core/tell.ts';

const { SITE_BUCKET } = environment('SITE_BUCKET');
const store = new IdentityStore(new S3Client({}), SITE_BUCKET, systemClock);

/** The schedule comes every hour, so that what could not be fetched is soon tried again. */
const MAX_AGE_MS = 12 * 3_600_000;
/** When more than these fail it is our way to the web that does, and their names say nothing. */
const NAMED_FAILURES = 5;

/**
 * On a schedule: fetches what operators publish of their crawlers, where it is older than half a day, for the renderer to
 * know them by. By hand, `{ "operators": ["google"] }` fetches theirs, however old.
 */
export const handler = async (event: {
  operators?: string[];
}): Promise<{ fetched: number; failed: number }> => {
  const { operators: ids } = event;
  const { identities, fetched, failures } = await refresh(await store.load(), {
    fetch,
    clock: systemClock,
    operators: OPERATORS.filter(({ id }) => !ids || ids.includes(id)),
    maxAge: ids ? 0 : MAX_AGE_MS,
  });
  await store.save(identities);
  const counts = { fetched: fetched.length, failed: failures.length };
  const level = failures.length > 0 ? 'warn' : 'info';
  const failed = failures.length > NAMED_FAILURES ? { reason: failures[0]?.reason } : { failures };
  tell(level, 'identities refreshed', { ...counts, ...failed });
  return counts;
};
