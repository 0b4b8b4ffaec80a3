import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parseUrl } from '../../core/parse-url.ts';
import { type Apis, readApis, readOrigins } from './apis.ts';

/** What was asked for, and can be had as far as this can be known before anything is started. */
export interface Options {
  /** The folder of the built app to serve; undefined: the sample. */
  app: string | undefined;
  apis: Apis;
  /** Origins that pages may reach, though they are not public. */
  allowed: string[];
  /** Clients of this machine are strangers. */
  strict: boolean;
  /** Where log lines are shipped; undefined: nowhere. */
  loki: string | undefined;
  /** ISO 3166-1 of two letters: where every client is, as CloudFront says it. */
  country: string | undefined;
  dataDirectory: string;
  /** The port of each distribution by its logical id. */
  ports: { Links: number; Site: number };
  /** The first key of an empty data folder. */
  apiKey: string | undefined;
  chromium: string | undefined;
}

/**
 * Reads arguments and environment.
 *
 * @param home the folder in which data is kept, unless the environment names another
 * @returns undefined when help was asked for
 * @throws an error of one sentence
 */
export function readOptions(
  args: string[],
  environment: NodeJS.ProcessEnv,
  home: string,
): Options | undefined {
  const { values } = parseArgs({
    args,
    options: {
      app: { type: 'string' },
      api: { type: 'string', multiple: true },
      allow: { type: 'string', multiple: true },
      loki: { type: 'string' },
      strict: { type: 'boolean' },
      country: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return undefined;
  return {
    app: values.app === undefined ? undefined : appFolder(values.app),
    apis: readApis(values.api ?? []),
    allowed: readOrigins(values.allow ?? []),
    strict: values.strict ?? false,
    loki: values.loki === undefined ? undefined : lokiOf(values.loki),
    country: values.country === undefined ? undefined : countryOf(values.country),
    dataDirectory: resolve(environment.DATA_DIR || join(home, '.signpost')),
    ports: { Links: portOf(environment, 'PORT', 4000), Site: portOf(environment, 'SITE_PORT', 4001) },
    apiKey: environment.API_KEY,
    chromium: environment.CHROMIUM_PATH,
  };
}

function appFolder(given: string): string {
  const folder = resolve(given);
  if (!existsSync(join(folder, 'index.html')))
    throw new Error(`--app ${given}: there is no index.html in it. Name the folder your build writes.`);
  return folder;
}

function countryOf(given: string): string {
  if (!/^[a-z]{2}$/i.test(given))
    throw new Error(`--country ${given}: this must be a code of two letters, e.g. DE`);
  return given.toUpperCase();
}

function lokiOf(given: string): string {
  if (!/^https?:$/.test(parseUrl(given)?.protocol ?? ''))
    throw new Error(`--loki ${given}: this must be where Loki is, such as http://localhost:3100`);
  return given;
}

function portOf(environment: NodeJS.ProcessEnv, variable: string, otherwise: number): number {
  const value = environment[variable];
  if (value === undefined || value === '') return otherwise;
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error(`${variable}=${value}: this must be a port, 0 to 65535 (0 takes any free one)`);
  return port;
}
