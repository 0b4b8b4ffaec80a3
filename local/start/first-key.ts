import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../core/clock.ts';
import type { RandomBytes } from '../../core/ids.ts';
import { createKeyStore } from '../../core/keys/keys.ts';

interface KeyContext {
  client: DynamoDBDocumentClient;
  /** The name of the table of keys. */
  table: string;
  clock: Clock;
  random: RandomBytes;
}

/**
 * Makes the first API key of an empty store.
 *
 * @param wanted the secret it shall have; a random one when undefined
 * @returns the key's secret; undefined when the store has keys already, since only their hashes are kept
 */
export async function firstKey(
  { client, table, clock, random }: KeyContext,
  wanted: string | undefined,
): Promise<string | undefined> {
  const keys = createKeyStore({ client, name: table }, clock, random);
  if (!(await keys.isEmpty())) {
    const known = wanted !== undefined && (await keys.authenticate(wanted));
    return known ? wanted : undefined;
  }
  const { secret } = await keys.create({ name: 'first', ...(wanted && { secret: wanted }) });
  return secret;
}
