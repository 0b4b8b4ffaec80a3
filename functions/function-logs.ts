import type { CloudWatchLogsEvent, Context } from 'aws-lambda';
import { systemClock as clock } from '../core/clock.ts';
import { environment } from '../core/environment.ts';
import { systemRandom } from '../core/ids.ts';
import { LokiClient } from '../core/loki/client.ts';
import { type FunctionLines, functionLine } from '../core/loki/function-line.ts';
import type { LokiLine } from '../core/loki/line.ts';
import { shipLines } from '../core/loki/ship.ts';
import { functionLinesIn } from './log-event/log-event.ts';

const {
  LOKI_URL: url,
  LOKI_TENANT: tenant,
  LOKI_SECRET: secret,
} = environment('LOKI_URL', 'LOKI_TENANT', 'LOKI_SECRET');
/** Kept of the function's time for the answer. */
const SPARE_MS = 2000;

/**
 * Ships what the other functions have written to their logs. What Loki does not take is tried again by Lambda, twice, and is in
 * CloudWatch all the same. It says nothing of it itself: its own log is nobody's to ship.
 */
export const handler = async (
  { awslogs }: CloudWatchLogsEvent,
  lambda: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<{ lines: number }> => {
  const handed = functionLinesIn(awslogs.data);
  if (!handed || url === '') return { lines: 0 };
  const deadline = clock.now() + lambda.getRemainingTimeInMillis() - SPARE_MS;
  const client = new LokiClient({ url, tenant, secret }, { clock, random: systemRandom, deadline });
  const { lines } = await shipLines(linesOf(handed), client);
  return { lines };
};

async function* linesOf({ logGroup, events }: FunctionLines): AsyncGenerator<LokiLine> {
  for (const [place, event] of events.entries()) {
    const line = functionLine(logGroup, event, place);
    if (line) yield line;
  }
}
