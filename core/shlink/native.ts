import { objectOf, parseJson } from '../json.ts';
import { invalidData, ShlinkProblem } from './problem.ts';

/** The APIs of ours that a client of Shlink is answered by. */
export interface NativeApi {
  fetch(request: Request, hosts: Hosts): Response | Promise<Response>;
}

export interface Hosts {
  host: string;
  otherHosts?: readonly string[];
}

/** Asks our own API in the name of a caller, by his key: so what he may do, and how often, is as it is there. */
export class Native {
  readonly #api: NativeApi;
  readonly #hosts: Hosts;
  readonly #key: string;

  constructor(api: NativeApi, hosts: Hosts, key: string) {
    this.#api = api;
    this.#hosts = hosts;
    this.#key = key;
  }

  /**
   * What it answers. Parameters that are undefined are left out.
   *
   * @throws a ShlinkProblem for what it refuses
   */
  async ask<Answer>(
    path: string,
    { method = 'GET', query = {}, body }: { method?: string; query?: Query; body?: unknown } = {},
  ): Promise<Answer> {
    const url = new URL(path, 'https://api.invalid');
    for (const [name, values] of Object.entries(query))
      for (const value of [values].flat())
        if (value !== undefined) url.searchParams.append(name, String(value));
    const headers = { authorization: `Bearer ${this.#key}`, ...(body !== undefined && JSON_BODY) };
    const request = new Request(url, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const response = await this.#api.fetch(request, this.#hosts);
    const text = await response.text();
    if (!response.ok) throw problemFrom(response, text);
    return JSON.parse(text) as Answer;
  }
}

export type Query = Record<string, string | number | readonly string[] | undefined>;

const JSON_BODY = { 'content-type': 'application/json' };

/** What our fields are called in Shlink. */
const NAMES: Record<string, string> = {
  url: 'longUrl',
  slug: 'customSlug',
  startsAt: 'validSince',
  expiresAt: 'validUntil',
  maxClicks: 'maxVisits',
  q: 'searchTerm',
};

/** What Shlink itself has no name for. */
const OTHERS: Record<number, string> = {
  403: 'forbidden',
  410: 'short-url-not-found',
  429: 'too-many-requests',
};

function problemFrom({ status, headers }: Response, text: string): ShlinkProblem {
  const { detail, errors } = objectOf(parseJson(text));
  const said = String(detail ?? 'Something went wrong.');
  const retryAfter = headers.get('retry-after');
  const more = retryAfter === null ? {} : { headers: { 'retry-after': retryAfter } };
  if (status === 401)
    return said.startsWith('Send')
      ? new ShlinkProblem(401, 'missing-authentication', 'Send a key: "X-Api-Key: KEY".')
      : new ShlinkProblem(401, 'invalid-api-key', said);
  if (status === 404) return new ShlinkProblem(404, 'short-url-not-found', said);
  if (status === 409) return new ShlinkProblem(400, 'non-unique-slug', said);
  if (status !== 422) return new ShlinkProblem(status, OTHERS[status] ?? 'internal', said, more);
  const fields = (Array.isArray(errors) ? errors : []).map(objectOf);
  return invalidData(
    Object.fromEntries(
      fields.map(({ field, reason, expected }) => [
        NAMES[String(field)] ?? String(field),
        `${reason}; expected ${expected}`,
      ]),
    ),
  );
}
