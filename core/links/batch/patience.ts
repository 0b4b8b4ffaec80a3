import type { Clock } from '../../clock.ts';
import { ServiceFault } from '../../problem.ts';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1000;

/**
 * Makes a call again and again while a service fails and there is time: a batch is what throttles a table, and each link that is
 * given up has written its hints for nothing. Calls must be such that twice is the same as once.
 *
 * @param until milliseconds since 1970
 */
export async function patiently<Answer>(
  call: () => Promise<Answer>,
  { clock, until }: { clock: Clock; until: number },
): Promise<Answer> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof ServiceFault) || clock.now() + pause >= until) throw error;
      await clock.sleep(pause);
    }
  }
}
