import { Option } from '@commander-js/extra-typings';
import { origin, wholeNumber } from './values.ts';

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

export const JSON_OUT = new Option('--json', "print the API's own answer as JSON");

export const LIMIT = new Option('--limit <n>', 'at most so many')
  .argParser(wholeNumber('limit', 1, 1_000_000))
  .default(50);

export const ALL = new Option('--all', 'all of them, however many');

/** What commands that ask the API take. */
export interface ConnectionOptions {
  api?: string | undefined;
  key?: string | undefined;
  profile?: string | undefined;
}
