import { join } from 'node:path';
import type { Clock } from '../../core/clock.ts';
import type { RandomBytes } from '../../core/ids.ts';
import type { HttpHandler } from '../http.ts';
import { createHttpApi } from '../services/http-api.ts';
import type { Caller } from '../services/iam.ts';
import { arnOf, nameOf, REGION } from '../template/names.ts';
import type { Stack } from '../template/stack.ts';
import { createFunctionUrl } from './function-url.ts';
import { LambdaFunction } from './lambda.ts';
import { leavesOf, mayCallFunction, mayCallUrl } from './leaves.ts';

interface Options {
  root: string;
  environment?: Record<string, string>;
  clock: Clock;
  random: RandomBytes;
  /** The processor cores that instances share; this machine's when left out. */
  cores?: number;
  coldStartMs?: Record<string, number>;
  log(source: string, line: string, requestId?: string): void;
}

interface DeployedFunction {
  lambda: LambdaFunction;
  role: Caller;
}

/** The stack's functions, each with the role it runs under. */
export class Functions {
  readonly #functions = new Map<string, DeployedFunction>();
  readonly #callers = new Map<string, Caller>();

  add(arn: string, accessKeyId: string, deployed: DeployedFunction): void {
    this.#functions.set(arn, deployed);
    this.#callers.set(accessKeyId, deployed.role);
  }

  /** The function of an ARN, with a version or without. Throws when there is none. */
  byArn(arn: string): DeployedFunction {
    const found = this.#functions.get(arn) ?? this.#functions.get(arn.replace(/:\d+$/, ''));
    if (!found) throw new Error(`there is no function ${arn}`);
    return found;
  }

  /** The role behind an access key id; undefined when no function has it. */
  callerOf(accessKeyId: string): Caller | undefined {
    return this.#callers.get(accessKeyId);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#functions.values()].map(({ lambda }) => lambda.close()));
  }
}

/** Makes every function of the stack, ready to be invoked; an instance starts with the first request. */
export function createFunctions(stack: Stack, options: Options & { endpoint: string }): Functions {
  const functions = new Functions();
  for (const { id, properties } of stack.all('AWS::Lambda::Function')) {
    const arn = stack.attribute(id, 'Arn');
    const accessKeyId = `LOCAL${id.toUpperCase()}`;
    const dot = properties.Handler.lastIndexOf('.');
    const lambda = new LambdaFunction(
      {
        name: stack.ref(id),
        arn,
        file: join(options.root, `${properties.Handler.slice(0, dot)}.mjs`),
        handler: properties.Handler.slice(dot + 1),
        environment: {
          ...options.environment,
          // Lambda has Node 22; a laptop with Node 20 need not be told with every start of a function.
          AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
          AWS_ENDPOINT_URL: options.endpoint,
          AWS_ACCESS_KEY_ID: accessKeyId,
          AWS_SECRET_ACCESS_KEY: 'local',
          ...properties.Environment?.Variables,
        },
        timeoutSeconds: properties.Timeout,
        memoryMb: properties.MemorySize,
        ...(options.cores !== undefined && { cores: options.cores }),
        coldStartMs: options.coldStartMs?.[id] ?? 0,
        ...(properties.ReservedConcurrentExecutions !== undefined && {
          reservedConcurrency: properties.ReservedConcurrentExecutions,
        }),
      },
      { log: options.log, random: options.random },
    );
    const roleName = nameOf(properties.Role);
    functions.add(arn, accessKeyId, { lambda, role: { kind: 'role', roleName } });
  }
  return functions;
}

/** Each HTTP API under its own host name, with the routes and integrations that belong to it. */
export function createHttpApis(
  stack: Stack,
  functions: Functions,
  options: Options,
): [string, HttpHandler][] {
  const integrations = new Map(
    stack.all('AWS::ApiGatewayV2::Integration').map(({ id, properties }) => [id, properties]),
  );
  const routes = stack.all('AWS::ApiGatewayV2::Route');
  const permissions = stack.all('AWS::Lambda::Permission');
  return stack.all('AWS::ApiGatewayV2::Stage').map(({ properties: { ApiId, StageName } }) => {
    const domainName = `${ApiId}.execute-api.${REGION}.amazonaws.com`;
    const own = routes.filter(({ properties }) => properties.ApiId === ApiId);
    const handler = createHttpApi({
      apiId: ApiId,
      domainName,
      stage: StageName,
      routes: own.map(({ id, properties: { RouteKey, Target } }) => {
        const integration = [...integrations].find(([name]) => Target.endsWith(`-${name}`))?.[1];
        if (!integration) throw new Error(`${id}: there is no integration ${Target}.`);
        const leaves = leavesOf(permissions, integration.IntegrationUri, {
          service: 'apigateway.amazonaws.com',
          sourceArn: arnOf('execute-api', `${ApiId}/${StageName}/${RouteKey}`),
        });
        if (!mayCallFunction(leaves))
          throw new Error(`${id}: no AWS::Lambda::Permission lets the HTTP API call its function.`);
        return {
          routeKey: RouteKey,
          timeoutMs: integration.TimeoutInMillis,
          invoke: event => functions.byArn(integration.IntegrationUri).lambda.invoke(event),
        };
      }),
      clock: options.clock,
      random: options.random,
      log: line => options.log('http-api', line),
    });
    return [domainName, handler];
  });
}

/** Each Function URL under its own host name; with AuthType AWS_IAM only a service that may call it gets in. */
export function createUrls(stack: Stack, functions: Functions, options: Options): [string, HttpHandler][] {
  const permissions = stack.all('AWS::Lambda::Permission');
  return stack.all('AWS::Lambda::Url').map(({ id, properties: { AuthType, TargetFunctionArn } }) => {
    const domainName = new URL(stack.attribute(id, 'FunctionUrl')).host;
    const handler = createFunctionUrl({
      urlId: domainName.split('.')[0] ?? '',
      domainName,
      invoke: (event, options) => functions.byArn(TargetFunctionArn).lambda.invoke(event, options),
      authorize: ({ caller }) =>
        AuthType === 'NONE' ||
        (caller?.kind === 'service' && mayCallUrl(leavesOf(permissions, TargetFunctionArn, caller))),
      clock: options.clock,
      random: options.random,
      log: line => options.log('function-url', line),
    });
    return [domainName, handler];
  });
}
