import type { Clock } from '../../core/clock.ts';
import type { RandomBytes } from '../../core/ids.ts';
import { EventSource, eventSourcePermissions } from '../lambda/event-source.ts';
import type { Functions } from '../lambda/functions.ts';
import { StreamSource, streamPermissions } from '../lambda/stream-source.ts';
import type { AccessControl } from '../services/iam.ts';
import { Scheduler } from '../services/scheduler.ts';
import { arnOf, nameOf } from '../template/names.ts';
import type { Stack } from '../template/stack.ts';
import type { Closers } from './closers.ts';
import type { Stores } from './stores.ts';

interface Woken extends Pick<Stores, 'sqs' | 'streams'> {
  stack: Stack;
  functions: Functions;
  access: AccessControl;
}

interface Options {
  clock: Clock;
  random: RandomBytes;
  /** Functions, by logical id, whose schedules do not run. */
  unscheduled?: readonly string[];
  log(source: string, line: string): void;
}

/**
 * Starts all that calls functions by itself: streams of tables, queues, schedules.
 * @throws an error that names a role and what it may not do, but would have to
 */
export function startWakers(woken: Woken, options: Options, closers: Closers): Scheduler {
  startStreamSources(woken, options, closers);
  startEventSources(woken, options, closers);
  return startSchedules(woken, options, closers);
}

function startStreamSources(
  { stack, sqs, streams, functions, access }: Woken,
  { clock, log }: Options,
  closers: Closers,
): void {
  for (const { id, properties } of stack.all('AWS::Lambda::EventSourceMapping')) {
    const { EventSourceArn, FunctionName, DestinationConfig, FunctionResponseTypes } = properties;
    if (!isOfStream(EventSourceArn)) continue;
    const stream = streams.get(EventSourceArn);
    if (!stream) throw new Error(`${id}: the table of ${EventSourceArn} has no stream.`);
    const { lambda: target, role } = functions.byArn(FunctionName);
    const aside = DestinationConfig?.OnFailure.Destination;
    const lacking = access.refused(role, [
      ...streamPermissions(EventSourceArn),
      ...(aside ? [{ action: 'sqs:SendMessage', resource: aside }] : []),
    ]);
    if (lacking)
      throw new Error(`${id}: the function's role needs ${lacking.action} on ${lacking.resource}.`);
    const source = new StreamSource({
      stream,
      target,
      clock,
      batchSize: properties.BatchSize ?? 100,
      maximumAgeSeconds: properties.MaximumRecordAgeInSeconds ?? Number.POSITIVE_INFINITY,
      reportBatchItemFailures: FunctionResponseTypes.length > 0,
      giveUp: message => aside && sqs.send(nameOf(aside), message),
      log: line => log(id, line),
    });
    closers.push(() => source.close());
  }
}

const isOfStream = (arn: string) => arn.startsWith('arn:aws:dynamodb:');

function startEventSources(
  { stack, sqs, functions, access }: Woken,
  { clock, log }: Options,
  closers: Closers,
): void {
  for (const { id, properties } of stack.all('AWS::Lambda::EventSourceMapping')) {
    if (isOfStream(properties.EventSourceArn)) continue;
    const target = functions.byArn(properties.FunctionName);
    const lacking = access.refused(target.role, eventSourcePermissions(properties.EventSourceArn));
    if (lacking)
      throw new Error(`${id}: the function's role needs ${lacking.action} on ${lacking.resource}.`);
    const source = new EventSource({
      sqs,
      queueName: nameOf(properties.EventSourceArn),
      queueArn: properties.EventSourceArn,
      target: target.lambda,
      clock,
      reportBatchItemFailures: properties.FunctionResponseTypes.length > 0,
      ...(properties.BatchSize !== undefined && { batchSize: properties.BatchSize }),
      ...(properties.MaximumBatchingWindowInSeconds !== undefined && {
        batchingWindowSeconds: properties.MaximumBatchingWindowInSeconds,
      }),
      ...(properties.ScalingConfig && { maximumConcurrency: properties.ScalingConfig.MaximumConcurrency }),
      log: line => log(id, line),
    });
    closers.push(() => source.close());
  }
}

function startSchedules(
  { stack, functions, access }: Woken,
  { clock, random, log, unscheduled = [] }: Options,
  closers: Closers,
): Scheduler {
  const scheduler = new Scheduler({ clock, random, log: line => log('scheduler', line) });
  closers.push(() => scheduler.close());
  for (const { id, properties } of stack.all('AWS::Scheduler::Schedule')) {
    const { Arn, RoleArn, Input } = properties.Target;
    const role = { kind: 'role', roleName: nameOf(RoleArn) } as const;
    if (access.refused(role, [{ action: 'lambda:InvokeFunction', resource: Arn }]))
      throw new Error(`${id}: the role ${role.roleName} needs lambda:InvokeFunction on ${Arn}.`);
    scheduler.add({
      name: id,
      arn: arnOf('scheduler', `schedule/default/${id}`),
      expression: properties.ScheduleExpression,
      ...(unscheduled.some(name => stack.attribute(name, 'Arn') === Arn) && { state: 'DISABLED' as const }),
      ...(Input !== undefined && { input: Input }),
      invoke: event => functions.byArn(Arn).lambda.invoke(event),
    });
  }
  return scheduler;
}
