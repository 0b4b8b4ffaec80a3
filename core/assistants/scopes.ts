import type { SignpostClient } from '../../client/client.ts';
import type { Scope } from './tool.ts';

/** What the API answered where it does not take the key, or not now. */
export interface Refusal {
  status: number;
  headers: Headers;
  error: unknown;
}

/**
 * The scopes of a client's key, or why the API does not say. Rejects where nobody answers.
 */
export async function scopesOf(client: SignpostClient): Promise<Scope[] | Refusal> {
  const { error, response } = await client.GET('/api/links', { params: { query: { limit: 1 } } });
  if (response.ok || response.status === 403) return ['admin'];
  return { status: response.status, headers: response.headers, error };
}
