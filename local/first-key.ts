import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { systemClock } from '../core/clock.ts';
import { systemRandom } from '../core/ids.ts';
import { createKeyStore } from '../core/keys/keys.ts';

/**
 * Makes the first API key of an empty store.
 *
 * @param wanted the secret it shall have; a random one when undefined
 * @returns the key's secret; undefined when the store has keys already, since only their hashes are kept
 */
export async function firstKey(
  client: DynamoDBDocumentClient,
  table: string,
  wanted: string | undefined,
): Promise<string | undefined> {
  const keys = createKeyStore({ client, name: table }, systemClock, systemRandom);
  if (!(await keys.isEmpty())) {
    const known = wanted !== undefined && (await keys.authenticate(wanted));
    return known ? wanted : undefined;
  }
  const { secret } = await keys.create({ name: 'first', ...(wanted && { secret: wanted }) });
  return secret;
}
