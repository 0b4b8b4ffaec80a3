import { tell } from './tell.ts';

/** What is wrong with one field of a request: `{ field: 'slug', reason: 'is not a slug', expected: … }`. */
export interface FieldError {
  field: string;
  reason: string;
  expected: string;
}

// node:http still has the older phrase for 422.
// Spec: https://www.rfc-editor.org/rfc/rfc9110#section-15
const TITLES = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const;

export type ProblemStatus = keyof typeof TITLES;

export const PROBLEM_TYPE = 'application/problem+json';

/** An answer that is not the one hoped for. Throw it anywhere: the function that was called sends it. */
export class Problem extends Error {
  readonly status: ProblemStatus;
  readonly #headers: Record<string, string>;
  readonly #errors: FieldError[] | undefined;

  constructor(
    status: ProblemStatus,
    detail: string,
    more: { headers?: Record<string, string>; errors?: FieldError[] } = {},
  ) {
    super(detail);
    this.status = status;
    this.#headers = more.headers ?? {};
    this.#errors = more.errors;
  }

  /** Problems are never cached: each is about one request, or about a moment. */
  headers(): Record<string, string> {
    return { 'content-type': PROBLEM_TYPE, 'cache-control': 'no-store', ...this.#headers };
  }

  /**
   * The JSON text. The type is always "about:blank", which says that the status tells it all: no status has
   * two meanings here. Spec: https://www.rfc-editor.org/rfc/rfc9457#section-4.2.1
   */
  body(): string {
    const { status, message: detail } = this;
    return JSON.stringify({
      type: 'about:blank',
      title: TITLES[status],
      status,
      detail,
      ...(this.#errors && { errors: this.#errors }),
    });
  }
}

/** Who sends ten thousand wrong fields gets no answer of that length, which Lambda would refuse (6 MB). */
const MAX_NAMED = 10;

/** The 422 problem for wrong fields. Names ten at most, and says how many more there are. */
export function invalid(errors: FieldError[]): Problem {
  const named = errors.slice(0, MAX_NAMED).map(({ field, reason, expected }) => ({
    field: shortened(field),
    reason: shortened(reason, 300),
    expected,
  }));
  const detail = named.map(({ field, reason, expected }) => `${field} ${reason}; expected ${expected}.`);
  if (errors.length > MAX_NAMED) detail.push(`And ${errors.length - MAX_NAMED} more.`);
  return new Problem(422, detail.join(' '), { errors: named });
}

/** A text of the client's as an answer may show it: never at length. */
export function shortened(text: string, length = 64): string {
  return text.length > length ? `${text.slice(0, length).replace(/[\ud800-\udbff]$/, '')}…` : text;
}

/**
 * A service we stand on (a table, a bucket) failed: throttled, refused, timed out or broken. `cause` is its
 * error.
 */
export class ServiceFault extends Error {
  constructor(service: string, cause: unknown) {
    super(`${service} failed`, { cause });
  }
}

/** Long enough for a throttled table to breathe, short enough for a person who waits. */
const RETRY_AFTER_SECONDS = 1;

/**
 * The answer to any error: a problem is itself, a service fault is a 503, and whatever else is a 500. The
 * last two say nothing of the inside to the client, so this also writes one line about them to the log.
 */
export function problemFrom(error: unknown): Problem {
  if (error instanceof Problem) return error;
  logError(error);
  return error instanceof ServiceFault
    ? new Problem(503, 'This cannot be answered right now. Please try again in a moment.', {
        headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
      })
    : new Problem(500, 'Something went wrong on our side.');
}

function logError(error: unknown): void {
  const cause = error instanceof ServiceFault ? error.cause : error;
  tell('error', error instanceof Error ? error.message : String(error), {
    error: cause instanceof Error ? { name: cause.name, message: cause.message } : String(cause),
    // A fault of a service is known by its name; a fault of ours is found by its stack.
    ...(cause === error && error instanceof Error && { stack: error.stack }),
  });
}
