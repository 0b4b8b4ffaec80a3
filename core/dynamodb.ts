import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Items } from './items.ts';
import { ServiceFault } from './problem.ts';

export interface Table {
  client: DynamoDBDocumentClient;
  name: string;
}

/** How often a call is made, and how long each time may take. */
export interface Patience {
  attempts: number;
  timeoutMs: number;
}

const HASTE: Patience = { attempts: 2, timeoutMs: 1000 };

/**
 * A client that gives up early. The SDK's own defaults wait for minutes, longer than the function lives; a
 * person would rather have a 503 after two seconds. Endpoint, region and credentials come from the variables
 * the SDK reads itself.
 *
 * @param patience more of it is for a command that nobody's request waits for
 */
export function connectDynamoDb({ attempts, timeoutMs }: Patience = HASTE): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    maxAttempts: attempts,
    // Without the last setting the SDK only warns when a request takes too long.
    requestHandler: {
      connectionTimeout: timeoutMs,
      requestTimeout: timeoutMs,
      throwOnRequestTimeout: true,
    },
  });
  // It makes a line of each call's input and output for a logger that is none: a tenth of what a call costs.
  client.middlewareStack.remove('loggerMiddleware');
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

/** Waits for a call to a table. Rejects with a ServiceFault whatever went wrong. */
export async function reach<Output>(call: Promise<Output>): Promise<Output> {
  try {
    return await call;
  } catch (error) {
    throw new ServiceFault('DynamoDB', error);
  }
}

/** Waits for a conditional write; undefined when the condition did not hold. Rejects like `reach`. */
export async function unlessRefused<Output>(call: Promise<Output>): Promise<Output | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw new ServiceFault('DynamoDB', error);
  }
}

/** Waits for a conditional write; false when the condition did not hold. Rejects like `reach`. */
export async function written(call: Promise<unknown>): Promise<boolean> {
  return (await unlessRefused(call.then(() => true))) ?? false;
}

/** The items of a table, for what needs no SDK and has one here. */
export const itemsOf = ({ client, name: TableName }: Table): Items => ({
  getItem: async (Key, { consistent } = { consistent: false }) =>
    (await reach(client.send(new GetCommand({ TableName, Key, ConsistentRead: consistent })))).Item,
  updateItem: async update => {
    const answer = await unlessRefused(client.send(new UpdateCommand({ TableName, ...update })));
    return answer && (answer.Attributes ?? {});
  },
});
