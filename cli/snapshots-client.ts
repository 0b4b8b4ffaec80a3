import { z } from 'zod';
import type { Clock } from '../core/clock.ts';
import { RefusedError, UnreachableError } from './faults.ts';

/** What the API tells of a page. Times are milliseconds since 1970. */
export interface StoredPage {
  status?: number;
  renderedAt?: number;
  failedAt?: number;
  error?: string;
}

export interface ClientOptions {
  /** The address of the short domain, such as `https://go.example.com`. */
  api: string;
  key: string;
  fetch: typeof fetch;
  clock: Clock;
}

const Found = z.object({
  snapshots: z.array(
    z.object({
      status: z.number().optional(),
      renderedAt: z.string().optional(),
      lastError: z.object({ at: z.string(), reason: z.string().optional() }).optional(),
    }),
  ),
});
const Ordered = z.object({ queuedAt: z.string() });
const Refused = z.object({ detail: z.string() });

/** CloudFront takes addresses of 8,192 characters, and API Gateway 10,240 bytes of headers with it. */
const MAX_QUERY = 6_000;
const MAX_URLS = 100;
/** A busy API is asked again after 1, 2, 4 and 8 s. */
const ATTEMPTS = 5;

interface Refusal {
  reason: string;
  /** Whether the API said no; otherwise it failed, or cannot be reached. */
  isRefused: boolean;
  again: boolean;
  afterMs?: number;
}

/** The snapshots API, as far as the command uses it. Methods reject with an error of one sentence. */
export class SnapshotsClient {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** What is known of each page, in the order asked. */
  async find(urls: readonly string[]): Promise<StoredPage[]> {
    const pages: StoredPage[] = [];
    for (const query of queries(urls)) {
      const { snapshots } = await this.#ask(Found, `?${query}`);
      for (const { status, renderedAt, lastError } of snapshots)
        pages.push({
          ...(status !== undefined && { status }),
          ...(renderedAt !== undefined && { renderedAt: Date.parse(renderedAt) }),
          ...(lastError && { failedAt: Date.parse(lastError.at) }),
          ...(lastError?.reason !== undefined && { error: lastError.reason }),
        });
    }
    return pages;
  }

  /** Orders renders of at most 100 pages; answers when, by the API's clock. */
  async order(urls: readonly string[]): Promise<number> {
    return Date.parse((await this.#ask(Ordered, '/rerender', { urls })).queuedAt);
  }

  async #ask<Answer>(schema: z.ZodType<Answer>, path: string, body?: object): Promise<Answer> {
    const { api, clock } = this.#options;
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#send(path, body);
      if (outcome instanceof Response) {
        const read = schema.safeParse(await outcome.json().catch(() => undefined));
        if (read.success) return read.data;
        throw new UnreachableError(`${api} answers as no snapshots API does`);
      }
      if (!outcome.again || attempt === ATTEMPTS)
        throw outcome.isRefused ? new RefusedError(outcome.reason) : new UnreachableError(outcome.reason);
      await clock.sleep(outcome.afterMs ?? 500 * 2 ** attempt);
    }
  }

  /** The answer, or why there is none, whether to ask again, and when, if the API says so. */
  async #send(path: string, body?: object): Promise<Response | Refusal> {
    const { api, key, fetch } = this.#options;
    try {
      const response = await fetch(`${api}/api/snapshots${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      });
      if (response.ok) return response;
      const refused = Refused.safeParse(await response.json().catch(() => undefined));
      const words = refused.success ? refused.data.detail : 'this is no answer of a snapshots API';
      const { status, headers } = response;
      return {
        reason: `${api} answers ${status}: ${words}`,
        isRefused: status < 500,
        again: status >= 500 || status === 429,
        // A key has so many calls a minute.
        ...(status === 429 && { afterMs: 1000 * (Number(headers.get('retry-after')) || 1) }),
      };
    } catch (error) {
      const { cause, message } = error as Error;
      const reason =
        cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : message;
      return { reason: `${api} cannot be reached: ${reason}`, isRefused: false, again: true };
    }
  }
}

/** Addresses as the parameters of as few requests as take them. */
function queries(urls: readonly string[]): string[] {
  const parts = urls.map(url => `url=${encodeURIComponent(url)}`);
  const groups: string[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const part of parts) {
    if (length + part.length > MAX_QUERY || groups.at(-1)?.length === MAX_URLS) {
      groups.push([]);
      length = 0;
    }
    groups.at(-1)?.push(part);
    length += part.length + 1;
  }
  return groups.map(group => group.join('&'));
}
