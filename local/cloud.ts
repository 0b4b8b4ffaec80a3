import type { Clock } from '../core/clock.ts';
import { type RandomBytes, uuid } from '../core/ids.ts';
import type { Closers } from './cloud/closers.ts';
import { ENDPOINT, openDoors } from './cloud/doors.ts';
import { readPolicies } from './cloud/policies.ts';
import { bucketHosts, startStores } from './cloud/stores.ts';
import { startWakers } from './cloud/wakers.ts';
import { claimDataDirectory } from './data-directory.ts';
import type { HttpHandler } from './http.ts';
import { createFunctions, createHttpApis, createUrls, type Functions } from './lambda/functions.ts';
import { asOneHost } from './loopback.ts';
import { CloudFormation } from './services/cloudformation.ts';
import { CloudFront } from './services/cloudfront/cloudfront.ts';
import type { CountryOf, FailoverStatus, RequestRecord } from './services/cloudfront/context.ts';
import { deliveriesOf } from './services/cloudfront/deliveries.ts';
import type { Distribution } from './services/cloudfront/distribution.ts';
import { DistributionConfigs } from './services/cloudfront/distribution-configs.ts';
import { createDistributions } from './services/cloudfront/distributions.ts';
import { Invalidations } from './services/cloudfront/invalidations.ts';
import { LogDelivery } from './services/cloudfront/log-delivery.ts';
import type { DynamoDb } from './services/dynamodb.ts';
import { Containers } from './services/ecs.ts';
import { createEndpoint, guard } from './services/endpoint.ts';
import { EventBridge } from './services/event-bridge.ts';
import type { AccessControl, Caller } from './services/iam.ts';
import { LambdaApi } from './services/lambda.ts';
import { type LogSubscriptions, subscriptionsOf } from './services/log-subscriptions.ts';
import { configureNotifications } from './services/s3/configure.ts';
import type { Scheduler } from './services/scheduler.ts';
import { SecretsManager } from './services/secrets-manager.ts';
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
  /** How long a change of a distribution takes to be at each edge; a second when left out. */
  rolloutMs?(): number;
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
  const { endpoint, hosts, answer } = await openDoors(options.ports, closers);
  const stack = new Stack({ ...options, endpoint, hosts });
  const access = readPolicies(stack);
  const onDenied = (message: string) => options.log('iam', message);
  const { s3, dynamodb, sqs, streams } = await startStores(stack, { ...options, endpoint }, closers);
  configureNotifications(stack, s3, access);
  const { functions, containers, subscriptions } = createComputing(stack, endpoint, options);
  const callerOf = (accessKeyId: string): Caller =>
    functions.callerOf(accessKeyId) ?? containers.callerOf(accessKeyId) ?? { kind: 'operator' };
  const byId = new Map<string, Distribution>();
  const services = {
    s3,
    dynamodb,
    sqs,
    cloudfront: new CloudFront(new Invalidations(byId, options), new DistributionConfigs(byId)),
    cloudformation: new CloudFormation(STACK_NAME, stack.outputs),
    events: busesOf(stack, options),
    lambda: new LambdaApi(functions),
    secretsmanager: secretsManagerOf(stack),
  };
  answer(ENDPOINT, createEndpoint({ services, access, callerOf, onDenied }));
  const addresses = Object.fromEntries(Object.entries(hosts).map(([id, host]) => [id, `http://${host}`]));
  await options.prepare?.({ addresses, stack, endpoint });
  const store = guard(s3, access, onDenied);
  const origins = new Map<string, HttpHandler>([
    ...Object.entries(options.outside ?? {}),
    ...createHttpApis(stack, functions, options),
    ...createUrls(stack, functions, options),
    ...bucketHosts(stack, store),
  ]);
  const logs = new LogDelivery({
    ...options,
    deliveries: deliveriesOf(stack, store, access),
    log: line => options.log('cloudfront', line),
  });
  afterDoors.push(() => logs.close());
  const observe = (id: string, record: RequestRecord) => {
    logs.observe(record);
    options.observe?.(id, record);
  };
  const pages = options.pages?.({ stack, endpoint });
  const distributions = createDistributions(stack, { ...options, origins, functions, hosts, observe });
  for (const [id, distribution] of distributions) {
    byId.set(stack.ref(id), distribution);
    answer(
      id,
      asOneHost(hosts[id] ?? '', viewersOf(distribution, pages?.[id], options), distribution.aliases),
    );
  }
  const scheduler = startWakers({ stack, sqs, streams, functions, access }, options, closers);
  closers.push(() => functions.close()); // ends before the event sources, which wait for the batches under way
  closers.push(() => subscriptions.close());
  containers.start();
  closers.push(() => containers.close()); // the first to end: what it renders still needs the rest
  return { addresses, endpoint, stack, origins, functions, containers, dynamodb, access, scheduler };
}

/** What runs code, and who reads what it prints. */
function createComputing(stack: Stack, endpoint: string, options: CloudOptions) {
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
  return { functions, containers, subscriptions };
}

const secretsManagerOf = (stack: Stack) =>
  new SecretsManager(
    stack.secrets,
    new Map(stack.all('AWS::SecretsManager::Secret').map(({ id }) => [stack.ref(id), id])),
  );

const busesOf = (stack: Stack, { random, log }: CloudOptions) =>
  new EventBridge({
    buses: stack.all('AWS::Events::EventBus').map(({ id }) => stack.ref(id)),
    newId: () => uuid(random),
    log: line => log('event-bus', line),
  });

/** What answers viewers of a distribution: our own pages come first. */
function viewersOf(
  { handle }: Distribution,
  pages: Record<string, HttpHandler> | undefined,
  { strict }: CloudOptions,
): HttpHandler {
  return request => {
    const answer = pages?.[request.path] ?? handle;
    return answer(strict ? { ...request, clientIp: STRANGER } : request);
  };
}

/** An address nobody has: https://www.rfc-editor.org/rfc/rfc5737#section-3 */
const STRANGER = '192.0.2.1';
