import { Refused } from './ask.ts';

/** A key has its calls back within a minute. */
const MOST_SECONDS = 60;

/**
 * Makes a call; where the key has none left, waits as long as the API says and makes it again.
 *
 * @param signal ends the waiting: what was refused is thrown then
 */
export async function withCallsLeft<Data>(call: () => Promise<Data>, signal?: AbortSignal): Promise<Data> {
  for (;;) {
    try {
      return await call();
    } catch (failure) {
      if (!(failure instanceof Refused && failure.status === 429) || signal?.aborted) throw failure;
      await pause(failure.retryAfter ?? 1, signal);
      if (signal?.aborted) throw failure;
    }
  }
}

/** Waits, a minute at most, until the signal says to stop. */
export function pause(seconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, Math.min(seconds, MOST_SECONDS) * 1000);
    signal?.addEventListener('abort', end);
  });
}
