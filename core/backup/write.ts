import {
  type AttributeValue,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Clock } from '../clock.ts';
import type { RawItem } from './lines.ts';

export interface WriteContext {
  client: DynamoDBClient;
  clock: Clock;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const WRITE_BATCH = 25;
/** A table that is new takes 4,000 writes a second, and more after some minutes: what it does not take is sent again. */
const ROUNDS = 12;

export interface Condition {
  expression: string;
  names: Record<string, string>;
  values?: Record<string, AttributeValue>;
}

/** Writes an item on a condition. Answers whether it held; rejects with what AWS says. */
export async function putIf(
  TableName: string,
  Item: RawItem,
  { expression, names, values }: Condition,
  { client }: WriteContext,
): Promise<boolean> {
  const command = new PutItemCommand({
    TableName,
    Item,
    ConditionExpression: expression,
    ExpressionAttributeNames: names,
    ...(values && { ExpressionAttributeValues: values }),
  });
  try {
    await client.send(command);
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** Writes items over whatever is there; no two may have the same key. Rejects with what AWS says. */
export async function putAll(
  table: string,
  items: readonly RawItem[],
  { client, clock }: WriteContext,
): Promise<void> {
  for (let start = 0; start < items.length; start += WRITE_BATCH) {
    let left = items.slice(start, start + WRITE_BATCH).map(Item => ({ PutRequest: { Item } }));
    for (let round = 0; left.length > 0; round++) {
      if (round === ROUNDS) throw new Error(`DynamoDB did not take ${left.length} items of ${table}.`);
      if (round > 0) await clock.sleep(50 * 2 ** round);
      const { UnprocessedItems } = await client.send(
        new BatchWriteItemCommand({ RequestItems: { [table]: left } }),
      );
      left = (UnprocessedItems?.[table] ?? []) as typeof left;
    }
  }
}
