// The function that reads log files, as it is deployed, in a process of its own that may be killed: what Lambda would give it comes
// as messages.
import { pathToFileURL } from 'node:url';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';

/** As long as the function may take: serverless.yml. */
const TIMEOUT_MS = 120_000;

type Event = Pick<SQSEvent, 'Records'>;
type Handler = (event: Event, lambda: { getRemainingTimeInMillis(): number }) => Promise<SQSBatchResponse>;

const { handler } = (await import(pathToFileURL(process.argv[2] ?? '').href)) as { handler: Handler };

process.on('message', (event: Event) => {
  const until = Date.now() + TIMEOUT_MS;
  handler(event, { getRemainingTimeInMillis: () => until - Date.now() }).then(
    answer => process.send?.(answer),
    error => process.send?.({ error: `${error}` }),
  );
});
process.once('disconnect', () => process.exit());
process.send?.('ready');
