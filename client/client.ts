import createFetchClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './api.generated.ts';

/** What the API's objects look like: `Schemas['Link']`. */
export type Schemas = components['schemas'];

export type SignpostClient = Client<paths>;

export interface ClientOptions {
  /** The short domain: https://go.example.com */
  baseUrl: string;
  /** An API key. */
  key: string;
  /** Instead of the global one. */
  fetch?: (request: Request) => Promise<Response>;
}

/**
 * A client of Signpost's APIs. Each call answers `{ data, error, response }`: `data` where it went well, else `error`, which is a
 * problem as RFC 9457 has it. It rejects only where nobody answers.
 *
 * @example
 * const { data, error } = await client.POST('/api/links', { body: { url: 'https://example.com/' } });
 */
export function createClient({ baseUrl, key, fetch }: ClientOptions): SignpostClient {
  return createFetchClient<paths>({
    baseUrl,
    headers: { authorization: `Bearer ${key}` },
    ...(fetch && { fetch }),
  });
}
