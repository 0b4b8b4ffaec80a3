import { systemClock } from '../core/clock.ts';
import { connectDynamoDb } from '../core/dynamodb.ts';
import { systemRandom } from '../core/ids.ts';
import { createKeyStore } from '../core/keys/keys.ts';

/**
 * Makes an API key.
 *
 * @param table the keys table
 * @param name what the key is called, for people
 * @returns the text to print; it holds the secret, which is kept nowhere else
 */
export async function createKey(table: string, name: string): Promise<string> {
  const keys = createKeyStore({ client: connectDynamoDb(), name: table }, systemClock, systemRandom);
  const { key, secret } = await keys.create({ name }).catch(error => {
    // The reason is in what DynamoDB said; our own wrapper is made for visitors.
    throw error instanceof Error && error.cause instanceof Error ? error.cause : error;
  });
  return `${secret}\n\nThe key "${key.name}" (${key.id}). Keep it now: only its hash is stored.\n`;
}
