import { parseUrl } from '../../core/parse-url.ts';
import type { StageSettings } from '../../infra/edge-settings.ts';
import { apiPath } from '../../infra/site-apis.cjs';

/** The app's own APIs: for each path of the site, the address that its requests are forwarded to. */
export type Apis = ReadonlyMap<string, string>;

/** The path that `--api URL` is short for, and the only one that the template has a behaviour for. */
export const USUAL_PATH = '/api';

/**
 * Reads what was given with `--api`: `URL` for /api, or `/path=URL`.
 *
 * @throws an error of one sentence
 */
export function readApis(given: readonly string[]): Map<string, string> {
  const apis = new Map<string, string>();
  for (const value of given) {
    const [, written = USUAL_PATH, url = value] = /^(\/[^=]*)=(.*)$/s.exec(value) ?? [];
    if (!/^https?:$/.test(parseUrl(url)?.protocol ?? ''))
      throw new Error(
        `--api ${value}: this must be a URL such as http://localhost:3000, or a path with one: /graphql=http://localhost:3000`,
      );
    const path = pathOf(written, value);
    if (apis.has(path)) throw new Error(`--api ${value}: ${path} has an API already.`);
    apis.set(path, url);
  }
  return apis;
}

/** The APIs that a deploy would have by the settings, path and domain, and that nobody answers here. */
export function unanswered(
  { siteApiDomain, siteApis }: Pick<StageSettings, 'siteApiDomain' | 'siteApis'>,
  apis: Apis,
): [path: string, domain: string][] {
  const others = Object.entries(siteApis ?? {}).map(([path, domain]): [string, string] => [
    apiPath(path),
    domain,
  ]);
  const all = siteApiDomain === '' ? others : [[USUAL_PATH, siteApiDomain] as [string, string], ...others];
  return all.filter(([path]) => !apis.has(path));
}

function pathOf(written: string, value: string): string {
  try {
    return apiPath(written);
  } catch (error) {
    throw new Error(`--api ${value}: ${error instanceof Error ? error.message : error}.`);
  }
}

/**
 * Reads what was given with `--allow`.
 *
 * @returns origins, as `URL.origin` has them
 * @throws an error of one sentence
 */
export function readOrigins(given: readonly string[]): string[] {
  return given.map(value => {
    const url = parseUrl(value);
    if (
      !url ||
      !/^(https?|wss?):$/.test(url.protocol) ||
      !/^\/?$/.test(url.pathname) ||
      url.search ||
      url.hash
    )
      throw new Error(`--allow ${value}: this must be an origin such as http://localhost:3000`);
    return `${url.protocol.replace('ws', 'http')}//${url.host}`;
  });
}
