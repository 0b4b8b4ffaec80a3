import * as sdk from '@aws-sdk/client-dynamodb';

/* Of what a call costs where it needs no connection, most is the SDK's; what of it no test is about is done once, or not at all. */

/**
 * Steps of a client that nobody here has use for: lines for a logger that there is none of, and headers that only AWS reads.
 *
 * @returns the client
 */
export function withoutExtras<Client extends { middlewareStack: { remove(name: string): boolean } }>(
  client: Client,
): Client {
  for (const step of [
    'loggerMiddleware',
    'getUserAgentMiddleware',
    'recursionDetectionMiddleware',
    'hostHeaderMiddleware',
  ])
    client.middlewareStack.remove(step);
  return client;
}

interface Unsigned {
  headers: Record<string, string>;
}

/** No signature, where nobody looks at one: it takes as long as what is done for a call. */
export const UNSIGNED = { sign: async <Request extends Unsigned>(request: Request) => request };

/** What an endpoint reads of a signature, and no more: that the operator calls, and which service. */
export const UNSIGNED_OPERATOR = {
  sign: async <Request extends Unsigned>(request: Request) => {
    const target = request.headers['x-amz-target'] ?? request.headers['X-Amz-Target'] ?? '';
    const service = target.startsWith('DynamoDB')
      ? 'dynamodb'
      : target.startsWith('AmazonSQS')
        ? 'sqs'
        : 's3';
    const authorization = `AWS4-HMAC-SHA256 Credential=OPERATOR/20261130/us-east-1/${service}/aws4_request`;
    return { ...request, headers: { ...request.headers, authorization } };
  },
};

type Command = (typeof COMMANDS)[number]['prototype'];

const COMMANDS = [
  sdk.GetItemCommand,
  sdk.PutItemCommand,
  sdk.UpdateItemCommand,
  sdk.DeleteItemCommand,
  sdk.QueryCommand,
  sdk.ScanCommand,
  sdk.BatchGetItemCommand,
  sdk.BatchWriteItemCommand,
];

/**
 * Has the steps of a command put together once for each client, where the SDK does it for each call: its `cacheMiddleware`, which
 * the document client does not know of (it would send its first call for ever). A client must not be used with and without one.
 */
function keepSteps({ prototype }: { prototype: Command }): void {
  const resolve: (this: Command, ...given: never[]) => unknown = prototype.resolveMiddleware;
  const kept = new WeakMap<object, unknown>();
  const keeping = function (this: Command, stack: unknown, configuration: object, options: unknown) {
    // What options say of one call, as how it may be broken off, is in its steps.
    if (options !== undefined) return Reflect.apply(resolve, this, [stack, configuration, options]);
    const steps = kept.get(configuration) ?? Reflect.apply(resolve, this, [stack, configuration, options]);
    kept.set(configuration, steps);
    return steps;
  };
  Object.assign(prototype, { resolveMiddleware: keeping });
}

for (const command of COMMANDS) keepSteps(command);
