import type { SignpostClient } from '../../../client/client.ts';
import type { BatchResult, LinksApi } from '../../../core/imports/run/links-api.ts';
import { answerOf, Refused } from '../../ask.ts';

/** What did not come through is sent again after 1, 2, 4, … s. */
const ATTEMPTS = 6;
const MOST_SECONDS = 60;

/**
 * The links API for an import in the browser: waits when the key has no calls left, and sends again what did not come through.
 *
 * @param signal ends the waiting, and what is only asked for; links that are being made are waited for, so that they are counted
 */
export function linksApiOf(client: SignpostClient, signal: AbortSignal): LinksApi {
  const batch = async (links: readonly object[], dryRun: boolean): Promise<BatchResult[]> => {
    for (let failures = 0; ; ) {
      try {
        // The file says what is in them; the API judges it.
        const body = { links: links as { url: string }[], dryRun };
        const { results } = await answerOf(
          client.POST('/api/links/batch', { body, ...(dryRun && { signal }) }),
        );
        return results;
      } catch (failure) {
        if (signal.aborted) throw failure;
        const isOutOfCalls = failure instanceof Refused && failure.status === 429;
        if (failure instanceof Refused && failure.status < 500 && !isOutOfCalls) throw failure;
        if (!isOutOfCalls && ++failures === ATTEMPTS) throw failure;
        const seconds = failure instanceof Refused ? (failure.retryAfter ?? 1) : 2 ** failures / 2;
        await pause(Math.min(seconds, MOST_SECONDS), signal);
        if (signal.aborted) throw failure;
      }
    }
  };
  return { batch };
}

function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
