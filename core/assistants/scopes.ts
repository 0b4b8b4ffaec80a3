import type { SignpostClient } from '../../client/client.ts';
import type { Scope } from './tool.ts';

/** What the API answered where it does not take the key, or not now. */
export interface Refusal {
  status: number;
  headers: Headers;
  error: unknown;
}

/** The scopes of a client's key, or why the API does not say. Rejects where nobody answers. */
export async function scopesOf(client: SignpostClient): Promise<Scope[] | Refusal> {
  const { data, error, response } = await client.GET('/api/keys/me');
  return data ? data.scopes : { status: response.status, headers: response.headers, error };
}
