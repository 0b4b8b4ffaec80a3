import { z } from 'zod';
import type { Clock } from '../core/clock.ts';
import { parseJson } from '../core/json.ts';
import { RefusedError, UnreachableError } from './faults.ts';

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

/** However long `Retry-After` says, so long is waited at most before it is tried again. */
const MOST_SECONDS = 60;

/** Why there is no answer, whether to ask again, and after how many seconds at least. */
interface Failure {
  reason: string;
  /** Whether the API said no; otherwise it failed, or cannot be reached. */
  isRefused: boolean;
  again: boolean;
  /** Whether the key has made all of its calls of this minute. */
  hasNoCalls: boolean;
  seconds: number;
}

/** The links API, as far as the command uses it. Methods reject with an error of one sentence. */
export class LinksClient {
  readonly #options: LinksClientOptions;

  constructor(options: LinksClientOptions) {
    this.#options = options;
  }

  /** What becomes of each of at most 1,000 links. */
  async batch(links: readonly object[], dryRun: boolean): Promise<BatchResult[]> {
    const { results } = await this.#ask(Results, '/batch', { links, dryRun });
    if (results.length !== links.length)
      throw new UnreachableError(`${this.#options.api} answers as no links API does`);
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
      if ('answer' in outcome) {
        const read = schema.safeParse(outcome.answer);
        if (read.success) return read.data;
        throw new UnreachableError(`${api} answers as no links API does`);
      }
      if (outcome.hasNoCalls) waits++;
      else failures++;
      if (!outcome.again || failures === ATTEMPTS || waits === MINUTES)
        throw outcome.isRefused ? new RefusedError(outcome.reason) : new UnreachableError(outcome.reason);
      const pause = outcome.hasNoCalls ? 0 : 500 * 2 ** failures;
      await clock.sleep(Math.max(pause, outcome.seconds * 1000));
    }
  }

  async #send(path: string, body?: object): Promise<{ answer: unknown } | Failure> {
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
      // A connection may break while the answer is on its way, too.
      const answer = parseJson(await response.text());
      if (response.ok) return { answer };
      const { status, headers } = response;
      const refused = ProblemShape.safeParse(answer);
      const words = refused.success ? refused.data.detail : 'this is no answer of a links API';
      return {
        reason: `${api} answers ${status}: ${words}`,
        isRefused: status < 500,
        again: status >= 500 || status === 429,
        hasNoCalls: status === 429,
        seconds: Math.min(Number(headers.get('retry-after')) || 1, MOST_SECONDS),
      };
    } catch (error) {
      const { cause, message } = error as Error;
      const reason =
        cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : message;
      return {
        reason: `${api} cannot be reached: ${reason}`,
        isRefused: false,
        again: true,
        hasNoCalls: false,
        seconds: 0,
      };
    }
  }
}
