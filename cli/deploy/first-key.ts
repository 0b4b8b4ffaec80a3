import { systemClock } from '../../core/clock.ts';
import { connectDynamoDb } from '../../core/dynamodb.ts';
import { systemRandom } from '../../core/ids.ts';
import { createKeyStore } from '../../core/keys/keys.ts';
import { UsageError } from '../faults.ts';
import { keyCommand } from '../key.ts';
import { showSecret } from '../key-text.ts';
import { print } from '../output/output.ts';
import { PROFILE_NAME, readProfiles, writeProfiles } from '../profiles.ts';
import { reachable } from '../stack.ts';
import type { Result } from './steps.ts';

/** Where the first key goes: it may do everything. */
export interface FirstKey {
  stage: string;
  outputs: Record<string, string>;
  /** The name of the profile that keeps it; without one it is shown, this once. */
  profile?: string | undefined;
}

/** Throws UsageError for a profile that could not keep the key, before anything is made. */
export function checkProfile(name: string): void {
  if (!PROFILE_NAME.test(name))
    throw new UsageError(`${name} is no name of a profile: this must be letters, digits, ".", "-" and "_"`);
}

/** Makes the stage's first key, unless it has one. */
export async function firstKey({ stage, outputs, profile }: FirstKey): Promise<Result> {
  const { KeysTableName = '', ShortAddress = '' } = outputs;
  const { current, profiles } = readProfiles();
  const kept = profile === undefined ? undefined : profiles[profile];
  const keys = createKeyStore({ client: connectDynamoDb(), name: KeysTableName }, systemClock, systemRandom);
  if (!(await keys.isEmpty()))
    return {
      state: 'done already',
      text: `${stage} has a key${kept ? `, and the profile ${profile} keeps one` : ''}; \`signpost keys\` makes more`,
    };
  const api = reachable(ShortAddress);
  if (kept && kept.api !== api)
    return { state: 'stopped', text: `the profile ${profile} is for ${kept.api}: give another name` };
  const made = await keyCommand({ table: KeysTableName, name: 'admin', scopes: 'admin' });
  if (profile === undefined) {
    await print(showSecret(made));
    return { state: 'done', text: `the key “admin” is made, and shown above this once` };
  }
  const all = { ...profiles, [profile]: { api, key: made.secret } };
  writeProfiles({ current: current ?? profile, profiles: all });
  return { state: 'done', text: `the key “admin” is made, and kept as the profile ${profile}` };
}
