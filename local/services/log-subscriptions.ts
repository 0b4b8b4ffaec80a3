import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Clock } from '../../core/clock.ts';
import { type RandomBytes, uuid } from '../../core/ids.ts';
import type { Functions } from '../lambda/functions.ts';
import { leavesOf, mayCallFunction } from '../lambda/leaves.ts';
import { ACCOUNT, arnOf } from '../template/names.ts';
import type { Stack } from '../template/stack.ts';

interface Config {
  /** By the name of a log group: what its lines are handed to. */
  destinations: ReadonlyMap<string, (event: unknown) => Promise<unknown>>;
  clock: Clock;
  random: RandomBytes;
  /** Hears why lines were not taken. */
  log(line: string): void;
}

interface LogEvent {
  id: string;
  timestamp: number;
  message: string;
}

/** CloudWatch Logs gathers for some seconds. */
const GATHERED_MS = 1_000;

/**
 * CloudWatch Logs, as far as it hands the lines of log groups on to functions. Like Lambda's own retries of such an event, two more
 * calls are made where one fails; after them the lines are lost to that function.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#LambdaFunctionExample
 */
export class LogSubscriptions {
  readonly #config: Config;
  readonly #end = new AbortController();
  #lines = new Map<string, LogEvent[]>();
  #handing: Promise<void> = Promise.resolve();

  constructor(config: Config) {
    this.#config = config;
  }

  /** A line that a function printed, as Lambda writes it. */
  observeFunction(functionName: string, line: string, requestId = 'undefined'): void {
    const level = /^\{"level":"(\w+)"/.exec(line)?.[1] ?? 'info';
    const time = new Date(this.#config.clock.now()).toISOString();
    this.observe(`/aws/lambda/${functionName}`, `${time}\t${requestId}\t${level.toUpperCase()}\t${line}\n`);
  }

  /** A message that came to a log group. */
  observe(group: string, message: string): void {
    if (!this.#config.destinations.has(group) || this.#end.signal.aborted) return;
    if (this.#lines.size === 0) this.#handing = this.#handing.then(() => this.#handOn());
    const timestamp = this.#config.clock.now();
    const events = this.#lines.get(group) ?? [];
    this.#lines.set(group, events);
    events.push({ id: uuid(this.#config.random), timestamp, message });
  }

  async close(): Promise<void> {
    this.#end.abort();
    await this.#handing;
  }

  async #handOn(): Promise<void> {
    await this.#config.clock.sleep(GATHERED_MS, this.#end.signal);
    const lines = this.#lines;
    this.#lines = new Map();
    for (const [group, events] of lines) await this.#hand(group, events);
  }

  async #hand(logGroup: string, logEvents: LogEvent[]): Promise<void> {
    const data = JSON.stringify({
      messageType: 'DATA_MESSAGE',
      owner: ACCOUNT,
      logGroup,
      logStream: 'local',
      subscriptionFilters: ['local'],
      logEvents,
    });
    const awslogs = { data: (await promisify(gzip)(data)).toString('base64') };
    for (let tries = 1; ; tries++)
      try {
        await this.#config.destinations.get(logGroup)?.({ awslogs });
        return;
      } catch (error) {
        if (tries < 3) continue;
        this.#config.log(`${logEvents.length} lines of ${logGroup} were not taken: ${error}`);
        return;
      }
  }
}

/** The template's own, each with the leave to call what it hands on to. */
export function subscriptionsOf(
  stack: Stack,
  functions: Functions,
  options: Pick<Config, 'clock' | 'random'> & { log(source: string, line: string): void },
): LogSubscriptions {
  const permissions = stack.all('AWS::Lambda::Permission');
  const destinations = stack.all('AWS::Logs::SubscriptionFilter').map(({ id, properties }) => {
    const { LogGroupName, DestinationArn } = properties;
    const sourceArn = arnOf('logs', `log-group:${LogGroupName}:*`);
    if (!mayCallFunction(leavesOf(permissions, DestinationArn, { service: 'logs.amazonaws.com', sourceArn })))
      throw new Error(`${id}: no AWS::Lambda::Permission lets CloudWatch Logs call its function.`);
    const invoke = (event: unknown) => functions.byArn(DestinationArn).lambda.invoke(event);
    return [LogGroupName, invoke] as const;
  });
  const { clock, random } = options;
  const log = (line: string) => options.log('cloudwatch-logs', line);
  return new LogSubscriptions({ destinations: new Map(destinations), clock, random, log });
}
