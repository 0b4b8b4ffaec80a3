import { Option } from '@commander-js/extra-typings';
import { origin } from './values.ts';

/** Where nothing says otherwise: the local cloud's short domain. */
export const LOCAL_API = 'http://localhost:4000';

export const API = new Option(
  '--api <url>',
  `the short domain's address (default: $SIGNPOST_API, the profile's, or ${LOCAL_API})`,
).argParser(origin('api', LOCAL_API));

export const KEY = new Option('--key <key>', "an API key (default: $SIGNPOST_KEY, or the profile's)");

export const PROFILE = new Option(
  '--profile <name>',
  'the profile with address and key (default: $SIGNPOST_PROFILE, or the one of `signpost profile use`)',
);

/** What commands that ask the API take. */
export interface ConnectionOptions {
  api?: string | undefined;
  key?: string | undefined;
  profile?: string | undefined;
}
