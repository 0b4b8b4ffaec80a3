import { useEffect, useState } from 'preact/hooks';
import { answerOf } from '../../ask.ts';
import { useSession } from '../../session.tsx';
import { sayFailure } from '../../ui/states.tsx';

const LOOK_MS = 1000;
/** A page that was not rendered by then waits behind many others. */
const MOST_LOOKS = 30;

/** What is waited for: pages, each until it was rendered at this time or later. */
interface Ordered {
  urls: readonly string[];
  since: string;
  looks: number;
}

/**
 * Has pages rendered again, and looks until they are.
 *
 * @param urls at most 100
 * @param onDone told once all of them are done, or nobody waits any longer
 */
export function useRerender(urls: readonly string[], onDone: () => void) {
  const { client } = useSession();
  const [ordered, setOrdered] = useState<Ordered>();
  useEffect(() => {
    if (!ordered) return;
    const timer = setTimeout(async () => {
      const query = { url: [...ordered.urls] };
      const page = await answerOf(client.GET('/api/snapshots', { params: { query } })).catch(() => undefined);
      const isDone = page?.snapshots.every(
        ({ renderedAt, lastError }) =>
          isSince(renderedAt, ordered.since) || isSince(lastError?.at, ordered.since),
      );
      if (!isDone && ordered.looks < MOST_LOOKS) return setOrdered({ ...ordered, looks: ordered.looks + 1 });
      setOrdered(undefined);
      onDone();
    }, LOOK_MS);
    return () => clearTimeout(timer);
  }, [ordered]);
  const rerender = async () => {
    try {
      const answer = await answerOf(client.POST('/api/snapshots/rerender', { body: { urls: [...urls] } }));
      if ('queuedAt' in answer) setOrdered({ urls, since: answer.queuedAt, looks: 0 });
    } catch (failure) {
      sayFailure(failure);
    }
  };
  return { isRendering: ordered !== undefined, rerender };
}

const isSince = (time: string | undefined, since: string) =>
  time !== undefined && Date.parse(time) >= Date.parse(since);
