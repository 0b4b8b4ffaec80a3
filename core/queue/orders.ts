import type { Clock } from '../clock.ts';
import type { RenderQueue } from './jobs.ts';

export interface Ordered {
  queued: number;
  /** Milliseconds since 1970: each page is done once it is rendered after it. */
  queuedAt: number;
}

/** Orders renders of pages, each once, as of now unless said otherwise. Rejects with a ServiceFault. */
export async function orderPages(
  urls: readonly string[],
  {
    queue,
    clock,
    queuedAt = clock.now(),
  }: { queue: Pick<RenderQueue, 'addAll'>; clock: Clock; queuedAt?: number },
): Promise<Ordered> {
  const jobs = [...new Set(urls)].map(url => ({ url, queuedAt, reason: 'ordered' as const }));
  await queue.addAll(jobs);
  return { queued: jobs.length, queuedAt };
}
