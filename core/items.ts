import { Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent, type RequestOptions, request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import aws4 from 'aws4';
import { type Aws, awsEnvironment } from './environment.ts';
import { ServiceFault } from './problem.ts';

/**
 * Reads an item by its key; undefined where there is none. Eventually consistent unless asked otherwise. Rejects with a
 * ServiceFault whatever went wrong.
 */
export type GetItem = (
  key: Record<string, string>,
  options?: { consistent: boolean },
) => Promise<Record<string, unknown> | undefined>;

/** What UpdateItem is told, as the SDK's document client takes it. */
export interface Update {
  Key: Record<string, string>;
  UpdateExpression: string;
  ConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues: Record<string, unknown>;
  ReturnValues?: 'UPDATED_NEW';
}

/**
 * Updates an item; the attributes that `ReturnValues` asks for, undefined when the condition did not hold. A write whose answer
 * was lost is made once more. Rejects with a ServiceFault whatever else went wrong.
 */
export type UpdateItem = (update: Update) => Promise<Record<string, unknown> | undefined>;

/** The items of one table. */
export interface Items {
  getItem: GetItem;
  updateItem: UpdateItem;
}

// The same patience as that of the SDK's client (dynamodb.ts).
const ATTEMPTS = 2;
const TIMEOUT_MS = 1000;
const PAUSE_MS = 50;

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html#Programming.Errors.MessagesAndCodes */
const PASSING = /#(ProvisionedThroughputExceeded|Throttling|RequestLimitExceeded)/;

/** What DynamoDB or the way to it has refused. */
class CallFailed extends Error {
  readonly isPassing: boolean;

  constructor(name: string, message: string, isPassing: boolean) {
    super(message);
    this.name = name;
    this.isPassing = isPassing;
  }
}

/**
 * GetItem of one table by itself: the SDK takes several times as long to load and to make a call. It is for a function that
 * somebody waits for, and that does nothing else.
 *
 * @param timeoutMs how long one try may take; there are two
 * @throws what `awsEnvironment` does
 */
export function getItemOf(
  TableName: string,
  aws: Aws = awsEnvironment(),
  timeoutMs: number = TIMEOUT_MS,
): GetItem {
  const call = callerOf('GetItem', aws, timeoutMs);
  return async (key, { consistent } = { consistent: false }) => {
    const body = JSON.stringify({ TableName, Key: marshall(key), ConsistentRead: consistent });
    const { Item } = (await insistently(() => call(body))) as { Item?: Parameters<typeof unmarshall>[0] };
    return Item && unmarshall(Item);
  };
}

/** UpdateItem of one table, as `getItemOf` is GetItem. */
export function updateItemOf(
  TableName: string,
  aws: Aws = awsEnvironment(),
  timeoutMs: number = TIMEOUT_MS,
): UpdateItem {
  const call = callerOf('UpdateItem', aws, timeoutMs);
  return async ({ Key, ExpressionAttributeValues, ...update }) => {
    const body = JSON.stringify({
      TableName,
      ...update,
      Key: marshall(Key),
      ExpressionAttributeValues: marshall(ExpressionAttributeValues),
    });
    try {
      const { Attributes = {} } = (await insistently(() => call(body))) as {
        Attributes?: Parameters<typeof unmarshall>[0];
      };
      return unmarshall(Attributes);
    } catch (error) {
      if (isRefusal(error)) return undefined;
      throw error;
    }
  };
}

const isRefusal = (error: unknown) =>
  error instanceof ServiceFault &&
  error.cause instanceof CallFailed &&
  error.cause.name === 'ConditionalCheckFailedException';

/** Tries once more where that may help. */
async function insistently<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  for (let left = ATTEMPTS; ; ) {
    try {
      return await call();
    } catch (error) {
      left--;
      if (left === 0 || !(error instanceof CallFailed && error.isPassing))
        throw new ServiceFault('DynamoDB', error);
      await sleep(Math.random() * PAUSE_MS);
    }
  }
}

/** Answers what sends one call. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html */
function callerOf(operation: string, { region, endpoint, credentials }: Aws, timeoutMs: number) {
  const { protocol, hostname, port, host } = new URL(endpoint ?? `https://dynamodb.${region}.amazonaws.com`);
  const isPlain = protocol === 'http:';
  const agent = isPlain ? new PlainAgent({ keepAlive: true }) : new Agent({ keepAlive: true });
  return (body: string) => {
    const { headers } = aws4.sign(
      {
        service: 'dynamodb',
        region,
        method: 'POST',
        path: '/',
        headers: {
          host,
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': `DynamoDB_20120810.${operation}`,
        },
        body,
      },
      credentials,
    );
    const options = { method: 'POST', path: '/', hostname, port, agent, headers } as RequestOptions;
    return exchange((isPlain ? plainRequest : request)(options), body, timeoutMs);
  };
}

/** Sends a request; what it answers, as JSON. */
function exchange(outgoing: ReturnType<typeof request>, body: string, timeoutMs: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const fail = ({ name, message }: Error) => reject(new CallFailed(name, message, true));
    const late = setTimeout(() => {
      const error = new Error(`no answer within ${timeoutMs} ms`);
      outgoing.destroy(Object.assign(error, { name: 'TimeoutError' }));
    }, timeoutMs);
    outgoing.once('close', () => clearTimeout(late)).once('error', fail);
    outgoing.once('response', incoming => {
      let text = '';
      incoming.setEncoding('utf8').on('data', chunk => (text += chunk));
      incoming.once('error', fail).once('end', () => {
        try {
          resolve(read(incoming.statusCode ?? 0, text));
        } catch (error) {
          reject(error);
        }
      });
    });
    outgoing.end(body);
  });
}

function read(status: number, text: string): unknown {
  if (status === 200) return JSON.parse(text);
  const [, type = `status ${status}`] = /"__type"\s*:\s*"([^"]*)"/.exec(text) ?? [];
  throw new CallFailed(type.replace(/^.*#/, ''), text, status >= 500 || PASSING.test(type));
}
