import { UsageError } from './faults.ts';
import { json, print, table, width } from './output/output.ts';
import { PROFILE_NAME, profileNamed, readProfiles, writeProfiles } from './profiles.ts';
import { secretFromInput } from './secret.ts';

/** `signpost profile add`. Throws UsageError for a name that is none, and where there is no key. */
export async function addProfile(
  name: string,
  { api, key }: { api: string; key?: string | undefined },
): Promise<void> {
  if (!PROFILE_NAME.test(name))
    throw new UsageError(`${name} is no name of a profile: this must be letters, digits, ".", "-" and "_"`);
  const secret = (key ?? (await secretFromInput('API key'))).trim();
  const { profiles } = readProfiles();
  writeProfiles({ current: name, profiles: { ...profiles, [name]: { api, key: secret } } });
  process.stderr.write(`The profile ${name} is kept, and in use.\n`);
}

/** `signpost profile list`. */
export async function listProfiles({ json: isJson }: { json?: true | undefined }): Promise<void> {
  const { current, profiles } = readProfiles();
  const rows = Object.entries(profiles).map(([name, { api }]) => ({ name, api, inUse: name === current }));
  if (isJson) return await print(json({ profiles: rows }));
  if (rows.length === 0)
    return void process.stderr.write('There is no profile; `signpost profile add` keeps one.\n');
  await print(
    table(
      rows,
      [
        { head: 'name', cell: ({ name, inUse }) => `${inUse ? '*' : ' '} ${name}` },
        { head: 'api', cell: ({ api }) => api, gives: true },
      ],
      width(),
    ),
  );
}

/** `signpost profile use`. Throws UsageError for one that does not exist. */
export async function useProfile(name: string): Promise<void> {
  const profiles = readProfiles();
  const { api } = profileNamed(name, profiles);
  writeProfiles({ ...profiles, current: name });
  process.stderr.write(`${name} is in use: ${api}\n`);
}

/** `signpost profile remove`. Throws UsageError for one that does not exist. */
export async function removeProfile(name: string): Promise<void> {
  const { current, profiles } = readProfiles();
  profileNamed(name, { profiles });
  const { [name]: _, ...others } = profiles;
  writeProfiles({ ...(current !== undefined && current !== name && { current }), profiles: others });
  process.stderr.write(`The profile ${name} is forgotten.\n`);
}
