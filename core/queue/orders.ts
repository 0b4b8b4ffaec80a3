import type { Clock } from '../clock.ts';
import type { RenderQueue } from './jobs.ts';

export interface Ordered {
  queued: number;
  /** Milliseconds since 1970: each page is done once it is rendered after it. */
  queuedAt: number;
}

/** Orders renders of pages, each once. Rejects with a ServiceFault. */
export async function orderPages(
  urls: readonly string[],
  { queue, clock }: { queue: Pick<RenderQueue, 'addAll'>; clock: Clock },
): Promise<Ordered> {
  const queuedAt = clock.now();
  const jobs = [...new Set(urls)].map(url => ({ url, queuedAt, reason: 'ordered' as const }));
  await queue.addAll(jobs);
  return { queued: jobs.length, queuedAt };
}
