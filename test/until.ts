import { setTimeout as sleep } from 'node:timers/promises';

/** Shorter than a test's own limit (jest.config.js), so that it is known what was waited for in vain. */
const LIMIT_S = 100;

/**
 * Waits until something is so. The limit is no expectation: it is far beyond what the slowest machine takes, and only ends
 * what will never be.
 *
 * @param what says in words what is waited for, for whoever reads that it did not come
 */
export async function until(
  met: () => boolean | Promise<boolean>,
  what = met.toString(),
  seconds = LIMIT_S,
): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!(await met())) {
    if (performance.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await sleep(20);
  }
}
