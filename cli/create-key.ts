import type { Schemas } from '../client/client.ts';
import { answered, apiOf } from './api.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { UsageError } from './faults.ts';
import { keyCommand } from './key.ts';
import { showSecret } from './key-text.ts';
import { defined } from './link-fields.ts';
import { json, print } from './output/output.ts';

export interface CreateKeyFlags extends ConnectionOptions {
  table?: string | undefined;
  name: string;
  scopes: string;
  expires?: string | undefined;
  limitTag?: string[] | undefined;
  limitHost?: string[] | undefined;
  limitSlugs?: string | undefined;
  json?: true | undefined;
}

/**
 * `signpost keys create`: by the API with a key that may, or straight into the table with AWS's credentials, which is how the first
 * key is made.
 *
 * @throws UsageError for options that go not together; what the API or DynamoDB refuses
 */
export async function createKeyCommand(flags: CreateKeyFlags): Promise<void> {
  const { table, name, scopes, expires, limitTag: tags, limitHost: hosts, limitSlugs: slugPrefix } = flags;
  const limits = defined({ tags, hosts, slugPrefix });
  if (table !== undefined) {
    if (expires !== undefined || Object.keys(limits).length > 0)
      throw new UsageError(
        '--table makes a key without limits and end: leave them out, or make it by the API',
      );
    const made = await keyCommand({ table, name, scopes });
    return await print(flags.json ? json(made) : showSecret(made));
  }
  const made = await answered(
    apiOf(flags).POST('/api/keys', {
      body: {
        name,
        scopes: scopes.split(',').map(each => each.trim()) as Schemas['CreateKey']['scopes'],
        ...(expires !== undefined && { expiresAt: expires }),
        ...(Object.keys(limits).length > 0 && { limits }),
      },
    }),
  );
  await print(flags.json ? json(made) : showSecret(made));
}
