import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Schemas } from '../client/client.ts';

type Problem = Schemas['Problem'];

/** The API said no: why, and what would be right, is in its problem (RFC 9457). */
export class Refused extends Error {
  readonly status: number;
  readonly errors: NonNullable<Problem['errors']>;
  /** Seconds after which to ask again, where the API says so. */
  readonly retryAfter: number | undefined;
  /** What the key must be able to do and is not, where that is why (RFC 6750). */
  readonly scope: string | undefined;

  constructor(problem: Partial<Problem> | undefined, response: Response) {
    super(problem?.detail ?? `${response.status} ${response.statusText}`);
    this.status = response.status;
    this.errors = problem?.errors ?? [];
    this.retryAfter = Number(response.headers.get('retry-after')) || undefined;
    this.scope = /scope="([^"]+)"/.exec(response.headers.get('www-authenticate') ?? '')?.[1];
  }
}

/** Nobody answered. */
export class Unreachable extends Error {}

export type Failure = Refused | Unreachable;

/**
 * What a call of the client answers.
 *
 * @throws Refused, Unreachable
 */
export async function answerOf<Data>(
  call: Promise<{ data?: Data; error?: Problem; response: Response }>,
): Promise<Data> {
  const { data, error, response } = await call.catch((reason: unknown) => {
    if (reason instanceof DOMException && reason.name === 'AbortError') throw reason;
    throw new Unreachable(String(reason));
  });
  if (!response.ok || data === undefined) throw new Refused(error, response);
  return data;
}

/** What is known of something that is asked for; what was known before stays while it is asked for again. */
export interface Answer<Data> {
  data: Data | undefined;
  failure: Failure | undefined;
  isLoading: boolean;
  /** Asks again. */
  reload(): void;
}

/** Ask again for what failed, each for its own. */
const failed = new Set<() => void>();

/** Asks again for all on the page that failed: what keeps one part from its answer keeps the others, too. */
export function askAgain(): void {
  for (const reload of [...failed]) reload();
}

/** A browser says that it is connected some time before anybody can be reached. */
export const UNREACHED_MS = 3000;

/**
 * Asks when a component is shown and whenever `inputs` change, and again when the connection comes back or nobody answered. The answer to a
 * question that is no longer asked is dropped; the last one stays until the next one comes, so a component that is about
 * another thing needs another `key`.
 */
export function useAnswer<Data>(
  ask: (signal: AbortSignal) => Promise<Data>,
  inputs: readonly unknown[],
): Answer<Data> {
  const [state, setState] = useState<Omit<Answer<Data>, 'reload'>>(ASKING);
  const [round, setRound] = useState({ isQuiet: false });
  const reload = useCallback(() => setRound({ isQuiet: false }), []);
  useEffect(() => {
    const abort = new AbortController();
    setState(({ data, failure }) => ({
      data,
      failure: round.isQuiet ? failure : undefined,
      isLoading: true,
    }));
    ask(abort.signal).then(
      data => !abort.signal.aborted && setState({ data, failure: undefined, isLoading: false }),
      failure => !abort.signal.aborted && setState(({ data }) => ({ data, failure, isLoading: false })),
    );
    addEventListener('online', reload);
    return () => {
      abort.abort();
      removeEventListener('online', reload);
    };
  }, [...inputs, round]);
  useEffect(() => {
    if (!state.failure) return;
    failed.add(reload);
    const isAskedAgain = state.failure instanceof Unreachable && navigator.onLine;
    const timer = isAskedAgain ? setTimeout(setRound, UNREACHED_MS, { isQuiet: true }) : undefined;
    return () => {
      failed.delete(reload);
      clearTimeout(timer);
    };
  }, [state.failure]);
  return { ...state, reload };
}

const ASKING = { data: undefined, failure: undefined, isLoading: true };
