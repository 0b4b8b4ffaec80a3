import { createClient, type Schemas, type SignpostClient } from '../client/client.ts';
import { type Clock, systemClock } from '../core/clock.ts';
import { connectionOf } from './connection.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { RefusedError, UnreachableError } from './faults.ts';

/** Longer than a function lives. */
const TIMEOUT_MS = 60_000;
/** A key has its calls back in the next minute. */
const MOST_WAITS = 3;
const MOST_SECONDS = 60;

/** The API as the options, the environment and the profiles have it. Throws UsageError where there is no key. */
export function apiOf(options: ConnectionOptions): SignpostClient {
  const { api, key } = connectionOf(options);
  return createClient({ baseUrl: api, key, fetch: patientFetch(api, systemClock) });
}

/** What openapi-fetch answers. */
interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/**
 * What the API answers, where it went well.
 *
 * @throws RefusedError with the API's own words; UnreachableError where the API fails, or another than Signpost's answers
 */
export async function answered<Data>(call: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await call;
  if (response.ok && data !== undefined) return data;
  throw faultOf(error, response);
}

/** The same for an answer that is a text or a file. Throws as `answered` does. */
export async function answeredBytes(call: Promise<Answer<unknown>>): Promise<Buffer> {
  const { data, error, response } = await call;
  if (response.ok) return Buffer.from(data as ArrayBuffer);
  throw faultOf(error, response);
}

/** An answer that is no success, as an error of one sentence, with what to do next where that is known. */
function faultOf(error: unknown, { status, url }: Response): Error {
  const { origin } = new URL(url);
  const problem = isProblem(error) ? error : undefined;
  if (!problem || status >= 500)
    return new UnreachableError(
      `${origin} answers ${status}: ${problem?.detail ?? 'this is no answer of Signpost’s API; --api names the short domain'}`,
    );
  // Of a single field the sentence says all there is.
  const fields = (problem.errors ?? []).length < 2 ? [] : (problem.errors ?? []).map(inWords);
  return new ApiRefusal(
    [`${problem.detail}${REMEDIES[status] ?? ''}`, ...fields].join('\n  '),
    status,
    problem,
  );
}

/** What the API refused, with its status. */
export class ApiRefusal extends RefusedError {
  readonly status: number;
  readonly problem: Schemas['Problem'];

  constructor(message: string, status: number, problem: Schemas['Problem']) {
    super(message);
    this.status = status;
    this.problem = problem;
  }
}

const inWords = ({ field, reason, expected }: NonNullable<Schemas['Problem']['errors']>[number]) =>
  `${field} ${reason}; expected ${expected}`;

const REMEDIES: Record<number, string> = {
  401: ' `signpost profile list` says which keys you keep; `signpost keys create` makes another.',
};

const isProblem = (error: unknown): error is Schemas['Problem'] =>
  typeof error === 'object' && error !== null && 'detail' in error && typeof error.detail === 'string';

/** fetch that waits where the key has no calls left, and says in one sentence that nobody answers. */
const patientFetch =
  (api: string, clock: Clock) =>
  async (request: Request): Promise<Response> => {
    for (let waits = 0; ; waits++) {
      const response = await fetch(request.clone(), { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
        error => {
          throw new UnreachableError(
            `${api} cannot be reached: ${reasonOf(error)}. --api names another address`,
          );
        },
      );
      if (response.status !== 429 || waits === MOST_WAITS) return response;
      const seconds = Math.min(Number(response.headers.get('retry-after')) || 1, MOST_SECONDS);
      await clock.sleep(seconds * 1000);
    }
  };

function reasonOf(error: Error & { cause?: unknown }): string {
  const { cause, message } = error;
  return cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : message;
}

/** All pages of a list, one behind the other, until there are enough. */
export async function* pagesOf<Page extends { next?: string }>(
  ask: (cursor: string | undefined) => Promise<Page>,
): AsyncGenerator<Page> {
  let cursor: string | undefined;
  do {
    const page = await ask(cursor);
    yield page;
    cursor = page.next;
  } while (cursor !== undefined);
}
