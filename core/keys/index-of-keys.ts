import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { reach, type Table } from '../dynamodb.ts';
import type { KeyItem } from './item.ts';

/** Keys made before there were scopes have the first. */
const ROLES = ['admin', 'limited'] as const;

/**
 * The items of all keys, or of the one of an id, as the index has them: a moment behind at times, and what keys are found by is
 * never changed. Rejects with a ServiceFault.
 */
export async function itemsOf(table: Table, id?: string): Promise<KeyItem[]> {
  return (await Promise.all(ROLES.map(role => query(table, role, id)))).flat();
}

async function query({ client, name }: Table, role: string, id: string | undefined): Promise<KeyItem[]> {
  const items: KeyItem[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const command = new QueryCommand({
      TableName: name,
      IndexName: 'roles',
      KeyConditionExpression: id === undefined ? '#role = :role' : '#role = :role AND #id = :id',
      ExpressionAttributeNames: { '#role': 'role', ...(id !== undefined && { '#id': 'id' }) },
      ExpressionAttributeValues: { ':role': role, ...(id !== undefined && { ':id': id }) },
      ...(start && { ExclusiveStartKey: start }),
    });
    const { Items = [], LastEvaluatedKey } = await reach(client.send(command));
    items.push(...(Items as KeyItem[]));
    start = LastEvaluatedKey;
  } while (start);
  return items;
}
