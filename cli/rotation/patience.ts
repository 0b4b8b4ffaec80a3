import { systemClock as clock } from '../../core/clock.ts';
import { UnreachableError } from '../faults.ts';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
/** CloudFront tells its edges within minutes; half an hour is no delay any more. */
const MOST_MS = 30 * 60_000;

/** Asks until it is so, at longer and longer intervals. Throws an error of one sentence where it takes too long. */
export async function untilDone(what: string, isDone: () => Promise<boolean>): Promise<void> {
  const end = clock.now() + MOST_MS;
  for (let pause = FIRST_PAUSE_MS; !(await isDone()); pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    if (clock.now() > end) throw new UnreachableError(`${what} takes more than half an hour`);
    await clock.sleep(pause);
  }
}
