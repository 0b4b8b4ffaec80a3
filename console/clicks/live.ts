import { useEffect, useRef } from 'preact/hooks';
import { type Failure, Refused } from '../ask.ts';

/** How long is waited before it is asked again, in milliseconds. */
const SHORTEST_MS = 3000;
const LONGEST_MS = 60_000;

/** The next wait: the shortest after news, then longer each time there are none. */
export const waitAfter = (before: number, hasNews: boolean): number =>
  hasNews ? SHORTEST_MS : Math.min(LONGEST_MS, before * 1.5);

/** As the API says, where it says no more for now. */
const waitFor = (failure: Failure | undefined): number =>
  failure instanceof Refused && failure.retryAfter !== undefined ? failure.retryAfter * 1000 : 0;

/**
 * Asks again and again while the page is seen and there is a connection: soon after news, later where there are none.
 *
 * @param answer what was asked for; each new one has another identity
 * @param news what changes when there are news
 */
export function useLive(
  {
    data,
    failure,
    isLoading,
    reload,
  }: {
    data: unknown;
    failure: Failure | undefined;
    isLoading: boolean;
    reload(): void;
  },
  news: unknown,
): void {
  const wait = useRef(SHORTEST_MS);
  const known = useRef(news);
  useEffect(() => {
    if (isLoading) return;
    wait.current = waitAfter(wait.current, known.current !== news);
    known.current = news;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const isSeen = () => !document.hidden && navigator.onLine;
    const start = (ms: number) => {
      clearTimeout(timer);
      if (isSeen()) timer = setTimeout(reload, ms);
    };
    const onSeen = () => {
      if (!document.hidden) wait.current = SHORTEST_MS;
      start(0);
    };
    start(Math.max(wait.current, waitFor(failure)));
    document.addEventListener('visibilitychange', onSeen);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onSeen);
    };
  }, [data, failure, isLoading]);
}
