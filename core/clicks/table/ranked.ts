import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { reach, type Table } from '../../dynamodb.ts';

/** A link among the others of a period, by its clicks. */
export interface Ranked {
  subject: string;
  clicks: number;
  /** What the link was kept under when it was counted last. */
  link?: string | undefined;
}

export interface RankedPage {
  items: Ranked[];
  /** Whether there may be more. */
  isMore: boolean;
}

export interface RankedRequest {
  limit: number;
  /** The last one of the page before. */
  after?: Ranked | undefined;
  /** The fewest clicks first; else the most. Whoever wants to see all begins below: those that are clicked meanwhile rise, and are still to come. */
  ascending?: boolean;
  /** Those as well that were followed by nobody but crawlers and such. */
  all?: boolean;
}

/** Reads the table's index of links by their clicks: see `ClicksTable.ranked`. */
export async function readRanked(
  { client, name: TableName }: Table,
  period: string,
  { limit, after, ascending = false, all = false }: RankedRequest,
): Promise<RankedPage> {
  const rank = `link#${period}`;
  const command = new QueryCommand({
    TableName,
    IndexName: 'ranked',
    KeyConditionExpression: '#rank = :rank AND #clicks > :least',
    ExpressionAttributeNames: { '#rank': 'rank', '#clicks': 'clicks' },
    ExpressionAttributeValues: { ':rank': rank, ':least': all ? -1 : 0 },
    ScanIndexForward: ascending,
    Limit: limit,
    ...(after && {
      ExclusiveStartKey: { rank, clicks: after.clicks, subject: after.subject, period },
    }),
  });
  const { Items = [], LastEvaluatedKey } = await reach(client.send(command));
  return { items: Items as Ranked[], isMore: LastEvaluatedKey !== undefined };
}
