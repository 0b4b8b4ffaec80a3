import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../clock.ts';
import { type Table, written } from '../dynamodb.ts';
import { Problem, problemFrom } from '../problem.ts';

/** Beside the keys, under what the hash of no secret is. */
const TURN = 'turn';

/** Longer than any function lives that could be at it yet: who is stopped holds the others up for so long. */
const HELD_MS = 30_000;

/**
 * Does what only one may do at a time, of all instances.
 *
 * @throws a 503 problem while another is at it, a ServiceFault, and what `work` throws
 */
export async function whileAlone<Result>(
  { client, name: TableName }: Table,
  clock: Clock,
  work: () => Promise<Result>,
): Promise<Result> {
  const now = clock.now();
  const until = now + HELD_MS;
  const take = new PutCommand({
    TableName,
    Item: { hash: TURN, until },
    ConditionExpression: 'attribute_not_exists(#hash) OR #until < :now',
    ExpressionAttributeNames: { '#hash': 'hash', '#until': 'until' },
    ExpressionAttributeValues: { ':now': now },
  });
  if (!(await written(client.send(take))))
    throw new Problem(503, 'Another key is being revoked. Please try again in a moment.', {
      headers: { 'retry-after': '1' },
    });
  try {
    return await work();
  } finally {
    const leave = new DeleteCommand({
      TableName,
      Key: { hash: TURN },
      ConditionExpression: '#until = :until',
      ExpressionAttributeNames: { '#until': 'until' },
      ExpressionAttributeValues: { ':until': until },
    });
    await written(client.send(leave)).catch(problemFrom); // the log has it; the time ends the turn
  }
}
