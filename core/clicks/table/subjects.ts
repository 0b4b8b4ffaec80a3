import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { reach, type Table } from '../../dynamodb.ts';

/** Looks at each item of the table: see `CountingTable.subjects`. */
export async function findSubjects(
  { client, name: TableName }: Table,
  kinds: readonly string[],
): Promise<string[]> {
  const subjects = new Set<string>();
  let after: Record<string, unknown> | undefined;
  do {
    const command = new ScanCommand({
      TableName,
      ConsistentRead: true,
      ProjectionExpression: 'subject',
      FilterExpression: `begins_with(period, :day) AND (${kinds.map((_, i) => `begins_with(subject, :kind${i})`).join(' OR ')})`,
      ExpressionAttributeValues: {
        ':day': 'day#',
        ...Object.fromEntries(kinds.map((kind, i) => [`:kind${i}`, kind])),
      },
      ...(after && { ExclusiveStartKey: after }),
    });
    const { Items = [], LastEvaluatedKey } = await reach(client.send(command));
    for (const { subject } of Items) subjects.add(String(subject));
    after = LastEvaluatedKey;
  } while (after);
  return [...subjects].sort();
}
