import { type ConnectionOptions, LOCAL_API } from './connection-options.ts';
import { UsageError } from './faults.ts';
import { profileNamed, readProfiles } from './profiles.ts';
import { isWeb } from './web-address.ts';

/** Where the API is, and the key it is asked with. */
export interface Connection {
  /** The short domain's origin. */
  api: string;
  key: string;
}

/**
 * Address and key: of the options, then of the environment, then of a profile; the local cloud's address where none says. A
 * profile that an option names goes before the environment. Its key is for its own address alone.
 *
 * @throws UsageError where there is no key, no such profile, or an address is none
 */
export function connectionOf(options: ConnectionOptions, env: NodeJS.ProcessEnv = process.env): Connection {
  const named = options.profile === undefined ? undefined : profileNamed(options.profile, readProfiles());
  const outer = named ? undefined : env.SIGNPOST_API || undefined;
  if (outer !== undefined && !isWeb(outer))
    throw new UsageError(`SIGNPOST_API is ${outer}: this must be a URL such as ${LOCAL_API}`);
  const kept = named ?? profileOf(env);
  const api = new URL(options.api ?? outer ?? kept?.api ?? LOCAL_API).origin;
  const own = kept?.api === api ? kept.key : undefined;
  const key = options.key || (named ? own : env.SIGNPOST_KEY || own);
  if (key) return { api, key };
  const other = kept ? `; the profile's key is for ${kept.api} alone` : '';
  throw new UsageError(
    `no key for ${api}${other}: set SIGNPOST_KEY, give --key, or keep one by \`signpost profile add NAME --api ${api}\``,
  );
}

/** The profile that the environment names, or the one in use. */
function profileOf({ SIGNPOST_PROFILE }: NodeJS.ProcessEnv) {
  const profiles = readProfiles();
  const name = SIGNPOST_PROFILE || profiles.current;
  return name === undefined ? undefined : profileNamed(name, profiles);
}
