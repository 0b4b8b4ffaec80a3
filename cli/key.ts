import type { Schemas } from '../client/client.ts';
import { systemClock } from '../core/clock.ts';
import { connectDynamoDb } from '../core/dynamodb.ts';
import { systemRandom } from '../core/ids.ts';
import { SCOPES, type Scope } from '../core/keys/key.ts';
import { createKeyStore } from '../core/keys/keys.ts';
import { UsageError } from './faults.ts';

/**
 * `signpost keys create --table`: makes an API key without the API, which needs one.
 *
 * @returns the key as the API would answer it, with the secret, which is kept nowhere else
 * @throws an error of one sentence for wrong arguments, and what DynamoDB refuses
 */
export async function keyCommand({
  table,
  name,
  scopes,
}: {
  table: string;
  name: string;
  scopes: string;
}): Promise<Schemas['KeyWithSecret']> {
  const wanted = scopesIn(scopes);
  const keys = createKeyStore({ client: connectDynamoDb(), name: table }, systemClock, systemRandom);
  const { key, secret } = await keys.create({ name, scopes: wanted }).catch(error => {
    // The reason is in what DynamoDB said; our own wrapper is made for visitors.
    throw error instanceof Error && error.cause instanceof Error ? error.cause : error;
  });
  const { id, createdAt, limits } = key;
  return { id, name: key.name, scopes: key.scopes, limits: limits as Schemas['Limits'], createdAt, secret };
}

function scopesIn(list: string): Scope[] {
  const scopes = list.split(',').map(each => each.trim());
  const isScope = (text: string): text is Scope => SCOPES.some(scope => scope === text);
  if (!scopes.every(isScope))
    throw new UsageError(`--scopes is "${list}"; it takes some of ${SCOPES.join(',')}`);
  return scopes;
}
