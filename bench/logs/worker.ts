// The function that reads log files, in a process of its own that may be killed: what Lambda would give it comes as messages.
import type { SQSEvent } from 'aws-lambda';
import { handler } from '../../functions/logs.ts';

/** As long as the function may take: serverless.yml. */
const TIMEOUT_MS = 120_000;

process.on('message', (event: Pick<SQSEvent, 'Records'>) => {
  const until = Date.now() + TIMEOUT_MS;
  handler(event, { getRemainingTimeInMillis: () => until - Date.now() }).then(
    answer => process.send?.(answer),
    error => process.send?.({ error: `${error}` }),
  );
});
process.once('disconnect', () => process.exit());
process.send?.('ready');
