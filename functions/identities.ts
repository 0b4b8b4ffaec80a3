import { S3Client } from '@aws-sdk/client-s3';
import { systemClock } from '../core/clock.ts';
import { IdentityStore, refresh } from '../core/crawlers/identities.ts';
import { OPERATORS } from '../core/crawlers/operators.ts';
import { environment } from '../core/environment.ts';

const { SITE_BUCKET } = environment('SITE_BUCKET');
const store = new IdentityStore(new S3Client({}), SITE_BUCKET, systemClock);

/**
 * On a schedule: fetches what operators publish of their crawlers, for the renderer to know them by.
 * By hand, `{ "operators": ["google"] }` fetches only theirs.
 */
export const handler = async (event: {
  operators?: string[];
}): Promise<{ fetched: number; failed: number }> => {
  const { operators: ids } = event;
  const operators = OPERATORS.filter(({ id }) => !ids || ids.includes(id));
  const { identities, failures } = await refresh(await store.load(), {
    fetch,
    clock: systemClock,
    operators,
  });
  await store.save(identities);
  const asked = operators.flatMap(({ lists, agents }) => [...lists, ...agents]).length;
  const counts = { fetched: asked - failures.length, failed: failures.length };
  const level = failures.length > 0 ? 'warn' : 'info';
  console.log(JSON.stringify({ level, message: 'identities refreshed', ...counts, failures }));
  return counts;
};
