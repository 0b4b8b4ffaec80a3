import { expect, test } from '@jest/globals';
import { systemClock } from '../../../core/clock.ts';
import type { RenderJob } from '../../../core/queue/jobs.ts';
import { orderPages } from '../../../core/queue/orders.ts';

test('orderPages: a job for each page once, of the reason that always renders', async () => {
  const jobs: RenderJob[] = [];
  const queue = { addAll: async (added: readonly RenderJob[]) => void jobs.push(...added) };
  const clock = { ...systemClock, now: () => 1_000 };
  expect(await orderPages(['a', 'b', 'a'], { queue, clock })).toEqual({ queued: 2, queuedAt: 1_000 });
  expect(jobs).toEqual(['a', 'b'].map(url => ({ url, queuedAt: 1_000, reason: 'ordered' })));
});
