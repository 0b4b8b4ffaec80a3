import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../core/json.ts';
import { UsageError } from './faults.ts';

const Profile = z.object({ api: z.string(), key: z.string() });
const Profiles = z.object({ current: z.string().optional(), profiles: z.record(z.string(), Profile) });

/** An address with its key, such as those of a stage. */
export type Profile = z.infer<typeof Profile>;
export type Profiles = z.infer<typeof Profiles>;

export const PROFILE_NAME = /^[\w.-]{1,50}$/;

/** Where profiles are kept. https://specifications.freedesktop.org/basedir-spec/latest/#variables */
export const profilesPath = (env: NodeJS.ProcessEnv = process.env): string =>
  join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'signpost', 'profiles.json');

/** All profiles. Throws UsageError for a file that is none of ours. */
export function readProfiles(path = profilesPath()): Profiles {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return { profiles: {} };
  }
  const read = Profiles.safeParse(parseJson(text));
  if (read.success) return read.data;
  throw new UsageError(
    `${path} holds no profiles: remove it, and add them again by \`signpost profile add\``,
  );
}

/** Keeps profiles so that nobody else on the machine can read them; the file is there whole, or as it was. */
export function writeProfiles(profiles: Profiles, path = profilesPath()): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const partial = `${path}.${process.pid}`;
  writeFileSync(partial, `${JSON.stringify(profiles, null, 2)}\n`, { mode: 0o600 });
  chmodSync(partial, 0o600);
  renameSync(partial, path);
}

/** A profile by name. Throws UsageError that names those there are. */
export function profileNamed(name: string, { profiles }: Profiles): Profile {
  const found = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (found) return found;
  const names = Object.keys(profiles).join(', ');
  throw new UsageError(
    `there is no profile ${name}: ${names ? `there are ${names}` : '`signpost profile add` adds one'}`,
  );
}
