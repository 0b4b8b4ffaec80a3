import type { LokiLine } from './line.ts';

/** What CloudWatch Logs hands on: some lines of one log group. */
export interface FunctionLines {
  /** `/aws/lambda/NAME` for a function's, `/ecs/NAME` for a container's. */
  logGroup: string;
  events: readonly FunctionEvent[];
}

export interface FunctionEvent {
  /** CloudWatch's own. */
  id: string;
  /** Milliseconds since 1970. */
  timestamp: number;
  message: string;
}

/** As Lambda writes a line of ours: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html */
const PREFIXED = /^\d{4}-\d\d-\d\dT[\d:.]+Z\t(?<id>\S+)\t(?<level>[A-Z]+)\t(?<text>.*)$/s;
/** Lambda's own of each request, of which REPORT has all that is worth it. */
const SAYS_NOTHING = /^(START|END|INIT_START) /;
const REQUEST = /RequestId: ([0-9a-f-]{36})/;
/** How Lambda says that a function has not come to its end. */
const ENDED =
  /Task timed out after|Runtime exited|Error: Runtime\.|Invoke Error|Uncaught Exception|Unhandled Promise Rejection/;
const LEVELS = new Set(['trace', 'debug', 'info', 'warn', 'error', 'fatal']);

const PLACES = 1_000_000;

/**
 * A line that a function, a container or Lambda itself has written, as Loki takes it; the same for the same line of the same event.
 *
 * @param place where it stands in its event, by which lines of one millisecond keep their order
 * @returns undefined for what says nothing
 */
export function functionLine(logGroup: string, event: FunctionEvent, place: number): LokiLine | undefined {
  const message = event.message.trimEnd();
  if (message === '' || SAYS_NOTHING.test(message)) return undefined;
  const { id, level = '', text = message } = PREFIXED.exec(message)?.groups ?? {};
  const requestId = id ?? REQUEST.exec(message)?.[1] ?? '';
  const labels = {
    source: logGroup.startsWith('/ecs/') ? 'container' : 'lambda',
    function: logGroup.replace(/^.*\//, ''),
    level: levelOf(text, ENDED.test(message) ? 'error' : level.toLowerCase()),
  };
  const nanoseconds = `${event.timestamp}${String(place % PLACES).padStart(6, '0')}`;
  const metadata = {
    ...(/^[\w-]+$/.test(requestId) && requestId !== 'undefined' && { request_id: requestId }),
  };
  return {
    stream: JSON.stringify(labels),
    at: event.timestamp,
    text,
    value: JSON.stringify([nanoseconds, text, metadata]),
  };
}

/** What the line itself says, where it is one of ours; else what Lambda says of it. */
function levelOf(text: string, said: string): string {
  const own = /^\{"level":"(\w+)"/.exec(text)?.[1] ?? said;
  return LEVELS.has(own) ? own : 'info';
}
