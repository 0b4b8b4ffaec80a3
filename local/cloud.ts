import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../core/clock.ts';
import { type RandomBytes, uuid } from '../core/ids.ts';
import { claimDataDirectory } from './data-directory.ts';
import { close, type HttpHandler, listen } from './http.ts';
import { EventSource, eventSourcePermissions } from './lambda/event-source.ts';
import { createFunctions, createHttpApis, createUrls, type Functions } from './lambda/functions.ts';
import { StreamSource, streamPermissions } from './lambda/stream-source.ts';
import { alsoOnIpv6, asOneHost } from './loopback.ts';
import { CloudFormation } from './services/cloudformation.ts';
import type { CountryOf, FailoverStatus, RequestRecord } from './services/cloudfront/context.ts';
import { deliveriesOf } from './services/cloudfront/deliveries.ts';
import type { Distribution } from './services/cloudfront/distribution.ts';
import { createDistributions } from './services/cloudfront/distributions.ts';
import { Invalidations } from './services/cloudfront/invalidations.ts';
import { LogDelivery } from './services/cloudfront/log-delivery.ts';
import { TableStream } from './services/dynamodb/stream.ts';
import { DynamoDb } from './services/dynamodb.ts';
import { Containers } from './services/ecs.ts';
import { createEndpoint, guard } from './services/endpoint.ts';
import { EventBridge } from './services/event-bridge.ts';
import { AccessControl, type Caller } from './services/iam.ts';
import { LambdaApi } from './services/lambda.ts';
import { type LogSubscriptions, subscriptionsOf } from './services/log-subscriptions.ts';
import { configureNotifications } from './services/s3/configure.ts';
import { S3 } from './services/s3.ts';
import { Scheduler } from './services/scheduler.ts';
import { Sqs } from './services/sqs.ts';
import { arnOf, nameOf } from './template/names.ts';
import { STACK_NAME, Stack } from './template/stack.ts';
import type { Template } from './template/template.ts';

export interface CloudOptions {
  template: Template;
  /** The folder that the functions' handlers are relative to. */
  root: string;
  /** Tables, objects, messages and secrets are kept here. */
  dataDirectory: string;
  /** Overrides of the template's defaults; in a value, `{Site}` stands for that distribution's host. */
  parameters: Record<string, string>;
  /** The port of each distribution by its logical id; 0 = any free one. */
  ports: Record<string, number>;
  /** Who answers for a domain name outside the stack, such as the app's own API. */
  outside?: Record<string, HttpHandler>;
  /** Pages of the local cloud's own, by distribution and path. They come before CloudFront, and no log has them. */
  pages?(parts: { stack: Stack; endpoint: string }): Record<string, Record<string, HttpHandler>>;
  /** Added to the environment of every function and container. */
  environment?: Record<string, string>;
  /** Clients of this machine count as strangers: their address is one of TEST-NET-1, not loopback. */
  strict?: boolean;
  /** The country that CloudFront knows of a viewer, of two letters; none when left out. */
  countryOf?: CountryOf | undefined;
  /** The processor cores that instances of functions share; this machine's when left out. */
  cores?: number;
  /** How long each new instance of a function takes to start, by its logical id. */
  coldStartMs?: Record<string, number>;
  /** The status that origin groups fail over by; the origin's own when left out. */
  failoverStatus?: FailoverStatus;
  /** Tables, buckets and queues, by logical id, that begin empty, whatever an earlier start left in them. */
  emptied?(): readonly string[];
  /** Awaited once the stores are there, before anybody is answered and anything works on what is in them. */
  prepare?(parts: Pick<Cloud, 'addresses' | 'endpoint' | 'stack'>): Promise<void>;
  /** Functions, by logical id, whose schedules do not run. */
  unscheduled?: readonly string[];
  clock: Clock;
  random: RandomBytes;
  /** Hears of each viewer's request. */
  observe?(distribution: string, record: RequestRecord): void;
  /** Hears what functions and containers print, of refused calls and of faults. */
  log(source: string, line: string): void;
}

/** What ends each part, in the order the parts were started. */
type Closers = (() => void | Promise<void>)[];

export interface Cloud {
  /** `http://localhost:PORT` of each distribution by its logical id. */
  addresses: Record<string, string>;
  /** The address all AWS clients talk to. Any credentials that no function or container has are the operator's. */
  endpoint: string;
  stack: Stack;
  /** Who answers for each origin's domain name, past CloudFront. */
  origins: ReadonlyMap<string, HttpHandler>;
  functions: Functions;
  containers: Containers;
  dynamodb: DynamoDb;
  access: AccessControl;
  scheduler: Scheduler;
  close(): Promise<void>;
}

/**
 * Starts everything a packaged template describes, in this process.
 * @throws an error of one sentence that names the resource, type or property that is not supported
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const closers: Closers = [];
  const stop = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    closers.push(claimDataDirectory(options.dataDirectory));
    return { ...(await startParts(options, closers)), close: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(options: CloudOptions, closers: Closers): Promise<Omit<Cloud, 'close'>> {
  const afterDoors: Closers = [];
  closers.push(async () => {
    for (const closer of afterDoors) await closer();
  });
  const { endpoint, hosts, answer } = await openDoors(options, closers);
  const stack = new Stack({ ...options, endpoint, hosts });
  const access = readPolicies(stack);
  const onDenied = (message: string) => options.log('iam', message);
  const { s3, dynamodb, sqs, streams } = await startStores(stack, options, endpoint, closers);
  configureNotifications(stack, s3, access);
  let subscriptions: LogSubscriptions | undefined;
  const functions = createFunctions(stack, {
    ...options,
    endpoint,
    log: (name, line, requestId) => {
      options.log(name, line);
      subscriptions?.observeFunction(name, line, requestId);
    },
  });
  subscriptions = subscriptionsOf(stack, functions, options);
  const onLine = subscriptions.observe.bind(subscriptions);
  const containers = new Containers(stack, { ...options, endpoint, onLine });
  const callerOf = (accessKeyId: string): Caller =>
    functions.callerOf(accessKeyId) ?? containers.callerOf(accessKeyId) ?? { kind: 'operator' };
  const byId = new Map<string, Distribution>();
  const cloudfront = new Invalidations(byId, options);
  const cloudformation = new CloudFormation(STACK_NAME, stack.outputs);
  const events = new EventBridge({
    buses: stack.all('AWS::Events::EventBus').map(({ id }) => stack.ref(id)),
    newId: () => uuid(options.random),
    log: line => options.log('event-bus', line),
  });
  const lambda = new LambdaApi(functions);
  const services = { s3, dynamodb, sqs, cloudfront, cloudformation, events, lambda };
  answer(ENDPOINT, createEndpoint({ services, access, callerOf, onDenied }));
  const addresses = Object.fromEntries(Object.entries(hosts).map(([id, host]) => [id, `http://${host}`]));
  await options.prepare?.({ addresses, stack, endpoint });
  const origins = new Map<string, HttpHandler>([
    ...Object.entries(options.outside ?? {}),
    ...createHttpApis(stack, functions, options),
    ...createUrls(stack, functions, options),
    ...bucketHosts(stack, guard(s3, access, onDenied)),
  ]);
  const pages = options.pages?.({ stack, endpoint });
  const logs = new LogDelivery({
    ...options,
    deliveries: deliveriesOf(stack, guard(s3, access, onDenied), access),
    log: line => options.log('cloudfront', line),
  });
  afterDoors.push(() => logs.close());
  const observe = (id: string, record: RequestRecord) => {
    logs.observe(record);
    options.observe?.(id, record);
  };
  const distributions = createDistributions(stack, { ...options, origins, functions, hosts, observe });
  for (const [id, distribution] of distributions) {
    byId.set(stack.ref(id), distribution);
    const { handle, aliases } = distribution;
    const handlePage: HttpHandler = request => (pages?.[id]?.[request.path] ?? handle)(request);
    const own: HttpHandler = options.strict
      ? request => handlePage({ ...request, clientIp: STRANGER })
      : handlePage;
    answer(id, asOneHost(hosts[id] ?? '', own, aliases));
  }
  startStreamSources(stack, { sqs, streams }, functions, access, options, closers);
  startEventSources(stack, sqs, functions, access, options, closers);
  const scheduler = startSchedules(stack, functions, access, options, closers);
  closers.push(() => functions.close()); // ends before the event sources, which wait for the batches under way
  closers.push(() => subscriptions.close());
  containers.start();
  closers.push(() => containers.close()); // the first to end: what it renders still needs the rest
  return { addresses, endpoint, stack, origins, functions, containers, dynamodb, access, scheduler };
}

/** An address nobody has: https://www.rfc-editor.org/rfc/rfc5737#section-3 */
const STRANGER = '192.0.2.1';

/** The door of the AWS endpoint; every other is named by its distribution. */
const ENDPOINT = 'endpoint';

/** Opens every port first, since names in the template depend on them; who answers there is told later. */
async function openDoors({ ports }: CloudOptions, closers: Closers) {
  const handlers = new Map<string, HttpHandler>();
  const open = async (name: string, port: number) => {
    const door = await openDoor(request => (handlers.get(name) ?? notReady)(request), port);
    closers.push(door.close);
    return door.port;
  };
  const endpoint = `http://127.0.0.1:${await open(ENDPOINT, 0)}`;
  const hosts: Record<string, string> = {};
  for (const [id, port] of Object.entries(ports)) hosts[id] = `localhost:${await open(id, port)}`;
  const answer = (name: string, handler: HttpHandler) => handlers.set(name, handler);
  return { endpoint, hosts, answer };
}

/** Listens on both addresses of this machine; any free port (0) must be free on both. */
async function openDoor(handler: HttpHandler, port: number, tries = 10): Promise<Door> {
  const { server, port: own } = await listen(handler, port);
  try {
    const second = await alsoOnIpv6(server, own);
    return {
      port: own,
      close: async () => {
        second?.close();
        await close(server);
      },
    };
  } catch (error) {
    await close(server);
    if (port !== 0 || tries === 0) throw error;
    return openDoor(handler, port, tries - 1);
  }
}

interface Door {
  port: number;
  close(): Promise<void>;
}

const notReady: HttpHandler = async () => ({
  status: 503,
  headers: new Headers({ 'retry-after': '1' }),
  body: Buffer.from('The local cloud is starting.\n'),
});

function readPolicies(stack: Stack): AccessControl {
  const access = new AccessControl();
  const managed = new Map(
    stack.all('AWS::IAM::ManagedPolicy').map(({ id, properties }) => [id, properties.PolicyDocument]),
  );
  for (const { id, properties } of stack.all('AWS::IAM::Role')) {
    for (const { PolicyDocument } of properties.Policies) access.attach(id, PolicyDocument);
    for (const arn of properties.ManagedPolicyArns) {
      const document = [...managed].find(([name]) => arn.endsWith(`-${name}`))?.[1];
      if (!document) throw new Error(`${id}: the policy ${arn} is not in the template.`);
      access.attach(id, document);
    }
  }
  for (const type of ['AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy'] as const)
    for (const { properties } of stack.all(type)) access.attachToResource(properties.PolicyDocument);
  return access;
}

async function startStores(
  stack: Stack,
  { dataDirectory, clock, random, ...options }: CloudOptions,
  endpoint: string,
  closers: Closers,
) {
  const emptied = options.emptied?.() ?? [];
  const dynamodb = new DynamoDb({ path: join(dataDirectory, 'dynamodb') });
  closers.push(() => dynamodb.close());
  const empty = (id: string, folder: string) => {
    if (emptied.includes(id)) rmSync(join(dataDirectory, folder), { recursive: true, force: true });
  };
  const streams = new Map<string, TableStream>();
  for (const { id, properties } of stack.all('AWS::DynamoDB::Table')) {
    await dynamodb.createTable({ TableName: stack.ref(id), ...properties });
    if (emptied.includes(id)) await dynamodb.emptyTable(stack.ref(id));
    if (!properties.StreamSpecification) continue;
    const place = join('streams', stack.ref(id));
    empty(id, place);
    const arn = stack.attribute(id, 'StreamArn');
    const stream = new TableStream({ arn, folder: join(dataDirectory, place), clock, random });
    await dynamodb.addStream(stack.ref(id), stream);
    streams.set(arn, stream);
  }
  const sqs = new Sqs({ path: join(dataDirectory, 'sqs'), clock, random, baseUrl: endpoint });
  closers.push(() => sqs.close());
  for (const { id, properties } of stack.all('AWS::SQS::Queue')) {
    const { VisibilityTimeout, MessageRetentionPeriod, RedrivePolicy, FifoQueue } = properties;
    empty(id, join('sqs', stack.attribute(id, 'QueueName')));
    sqs.createQueue({
      name: stack.attribute(id, 'QueueName'),
      ...(FifoQueue && { isFifo: true }),
      ...(VisibilityTimeout !== undefined && { visibilityTimeout: VisibilityTimeout }),
      ...(MessageRetentionPeriod !== undefined && { retention: MessageRetentionPeriod }),
      ...(RedrivePolicy && {
        redrive: {
          targetArn: RedrivePolicy.deadLetterTargetArn,
          maxReceiveCount: RedrivePolicy.maxReceiveCount,
        },
      }),
    });
  }
  const send = (queueArn: string, body: string) => sqs.send(nameOf(queueArn), body);
  const s3 = new S3({ directory: join(dataDirectory, 's3'), clock, random, send });
  for (const { id } of stack.all('AWS::S3::Bucket')) {
    empty(id, join('s3', stack.ref(id)));
    await s3.createBucket(stack.ref(id));
  }
  return { dynamodb, s3, sqs, streams };
}

/** A bucket's host takes `/key`; the store takes `/bucket/key`. */
function bucketHosts(stack: Stack, s3: HttpHandler): [string, HttpHandler][] {
  return stack.all('AWS::S3::Bucket').map(({ id }) => {
    const bucket = stack.ref(id);
    return [
      stack.attribute(id, 'RegionalDomainName'),
      request => s3({ ...request, path: `/${bucket}${request.path}` }),
    ];
  });
}

function startStreamSources(
  stack: Stack,
  { sqs, streams }: { sqs: Sqs; streams: ReadonlyMap<string, TableStream> },
  functions: Functions,
  access: AccessControl,
  { clock, log }: CloudOptions,
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
  stack: Stack,
  sqs: Sqs,
  functions: Functions,
  access: AccessControl,
  { clock, log }: CloudOptions,
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
  stack: Stack,
  functions: Functions,
  access: AccessControl,
  { clock, random, log, unscheduled = [] }: CloudOptions,
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
