import { z } from 'zod';
import type { Clock } from '../core/clock.ts';

export interface LinksClientOptions {
  /** The address of the short domain, such as `https://go.example.com`. */
  api: string;
  key: string;
  fetch: typeof fetch;
  clock: Clock;
}

const ProblemShape = z.object({
  detail: z.string(),
  errors: z.array(z.object({ field: z.string(), reason: z.string(), expected: z.string() })).optional(),
});

const Results = z.object({
  results: z.array(
    z.object({
      status: z.number(),
      link: z.object({ slug: z.string(), shortUrl: z.string() }).optional(),
      problem: ProblemShape.optional(),
      holder: z.object({ shortUrl: z.string(), url: z.string(), state: z.string() }).optional(),
    }),
  ),
});
export type BatchResult = z.infer<typeof Results>['results'][number];

const Page = z.object({ links: z.array(z.record(z.string(), z.unknown())), next: z.string().optional() });
export type LinksPage = z.infer<typeof Page>;

/** Longer than a function lives. */
const TIMEOUT_MS = 60_000;
/** An API that is not there is asked again after 1, 2, 4, … s, and given up after two minutes. */
const ATTEMPTS = 8;
/** A key has its calls back in the next minute; who waits in vain for an hour shares it with too many. */
const MINUTES = 60;

/** A body takes 1 MB (core/api/body.ts); some room for what is around the links. */
export const MAX_BATCH_BYTES = 1_000_000;

/** The links API, as far as the command uses it. Methods reject with an error of one sentence. */
export class LinksClient {
  readonly #options: LinksClientOptions;

  constructor(options: LinksClientOptions) {
    this.#options = options;
  }

  /** What becomes of each of at most 1,000 links. */
  async batch(links: readonly object[], dryRun: boolean): Promise<BatchResult[]> {
    const { results } = await this.#ask(Results, '/batch', { links, dryRun });
    if (results.length !== links.length) throw new Error(`${this.#options.api} answers as no links API does`);
    return results;
  }

  /** 100 links, the oldest first. */
  async page(cursor: string | undefined, domain: string | undefined): Promise<LinksPage> {
    const query = new URLSearchParams({
      sort: 'created',
      order: 'asc',
      limit: '100',
      ...(cursor !== undefined && { cursor }),
      ...(domain !== undefined && { domain }),
    });
    return await this.#ask(Page, `?${query}`);
  }

  async #ask<Answer>(schema: z.ZodType<Answer>, path: string, body?: object): Promise<Answer> {
    const { api, clock } = this.#options;
    for (let [failures, waits] = [0, 0]; ; ) {
      const outcome = await this.#send(path, body);
      if (outcome instanceof Response) {
        const read = schema.safeParse(await outcome.json().catch(() => undefined));
        if (read.success) return read.data;
        throw new Error(`${api} answers as no links API does`);
      }
      if (outcome.seconds !== undefined) waits++;
      else failures++;
      if (!outcome.again || failures === ATTEMPTS || waits === MINUTES) throw new Error(outcome.reason);
      await clock.sleep(outcome.seconds === undefined ? 500 * 2 ** failures : outcome.seconds * 1000);
    }
  }

  /** The answer, or why there is none, whether to ask again, and after how many seconds, where the key has no calls left. */
  async #send(
    path: string,
    body?: object,
  ): Promise<Response | { reason: string; again: boolean; seconds?: number }> {
    const { api, key, fetch } = this.#options;
    try {
      const response = await fetch(`${api}/api/links${path}`, {
        method: body ? 'POST' : 'GET',
        headers: {
          authorization: `Bearer ${key}`,
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (response.ok) return response;
      const { status, headers } = response;
      const refused = ProblemShape.safeParse(await response.json().catch(() => undefined));
      const words = refused.success ? refused.data.detail : 'this is no answer of a links API';
      const after = Number(headers.get('retry-after')) || 1;
      return {
        reason: `${api} answers ${status}: ${words}`,
        again: status >= 500 || status === 429,
        ...(status === 429 && { seconds: Math.min(after, 60) }),
      };
    } catch (error) {
      const { cause, message } = error as Error;
      const reason =
        cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : message;
      return { reason: `${api} cannot be reached: ${reason}`, again: true };
    }
  }
}
