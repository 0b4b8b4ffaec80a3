import type { SignpostClient } from '../../../client/client.ts';
import type { BatchResult, LinksApi } from '../../../core/imports/run/links-api.ts';
import { answerOf, Refused } from '../../ask.ts';
import { pause, withCallsLeft } from '../../calls.ts';

/** What did not come through is sent again after 1, 2, 4 and 8 s: nobody looks at a page that does nothing for longer. */
const ATTEMPTS = 5;

/**
 * The links API for an import in the browser: waits when the key has no calls left, and sends again what did not come through.
 *
 * @param signal ends the waiting, and what is only asked for; links that are being made are waited for, so that they are counted
 */
export function linksApiOf(client: SignpostClient, signal: AbortSignal): LinksApi {
  const batch = async (links: readonly object[], dryRun: boolean): Promise<BatchResult[]> => {
    // The file says what is in them; the API judges it.
    const body = { links: links as { url: string }[], dryRun };
    const ask = () => answerOf(client.POST('/api/links/batch', { body, ...(dryRun && { signal }) }));
    for (let failures = 1; ; failures++) {
      try {
        return (await withCallsLeft(ask, signal)).results;
      } catch (failure) {
        const isFinal = failure instanceof Refused && failure.status < 500;
        if (isFinal || signal.aborted || failures === ATTEMPTS) throw failure;
        await pause((failure instanceof Refused && failure.retryAfter) || 2 ** failures / 2, signal);
        if (signal.aborted) throw failure;
      }
    }
  };
  return { batch };
}
