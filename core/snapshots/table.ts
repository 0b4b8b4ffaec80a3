import { type DynamoDBDocumentClient, GetCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { reach, type Table, written } from '../dynamodb.ts';
import { snapshotKey } from './page.ts';

/** What the snapshots table holds of a page. Times are milliseconds since 1970. */
export interface PageRecord {
  /** The page's key in the bucket. */
  page: string;
  url: string;
  status?: number;
  renderedAt?: number;
  /** When the last render failed, if none has worked since. */
  failedAt?: number;
  /** Who renders the page now, and until when others wait for it. */
  lockedBy?: string;
  lockedUntil?: number;
  /** When it is to be rendered again. */
  dueAt: number;
  /** The index's partition: the last hex digit of the page's key. */
  dueShard: string;
}

/** All in milliseconds since 1970. */
export interface LockTimes {
  now: number;
  until: number;
  renderedAfter: number;
  failedAfter: number;
}

export const SHARDS = [...'0123456789abcdef'];

const HOUR = 3_600_000;

/** When a page that answered `status` is rendered again, counted from now. */
const interval = (status: number) => (status >= 400 ? HOUR : 24 * HOUR);

/** The only module that knows the snapshots table. Every method rejects with a ServiceFault when the table fails. */
export class PageTable {
  readonly #client: DynamoDBDocumentClient;
  readonly #name: string;

  constructor({ client, name }: Table) {
    this.#client = client;
    this.#name = name;
  }

  /**
   * Takes the lock on a page, so that it is rendered once however many ask for it.
   * False when another holds it, when the page was rendered after `renderedAfter` (the snapshot is there), and when a
   * render failed after `failedAfter` (those who waited for it need not each try again).
   * The lock ends by itself at `until`, and the page is due then: a renderer that dies loses nothing.
   */
  lock(url: string, owner: string, times: LockTimes): Promise<boolean> {
    const page = snapshotKey(url);
    return written(
      this.#client.send(
        new UpdateCommand({
          TableName: this.#name,
          Key: { page },
          UpdateExpression:
            'SET #url = :url, dueShard = :shard, lockedBy = :owner, lockedUntil = :until, dueAt = :until',
          ConditionExpression: [
            '(attribute_not_exists(lockedUntil) OR lockedUntil < :now)',
            '(attribute_not_exists(renderedAt) OR renderedAt < :renderedAfter)',
            '(attribute_not_exists(failedAt) OR failedAt < :failedAfter)',
          ].join(' AND '),
          ExpressionAttributeNames: { '#url': 'url' },
          ExpressionAttributeValues: {
            ':url': url,
            ':shard': page.slice(-'0.html'.length, -'.html'.length),
            ':owner': owner,
            ':now': times.now,
            ':until': times.until,
            ':renderedAfter': times.renderedAfter,
            ':failedAfter': times.failedAfter,
          },
        }),
      ),
    );
  }

  /** Notes a finished render and gives the lock back, unless it ran out and another took it. */
  rendered(url: string, owner: string, now: number, status: number): Promise<boolean> {
    return this.#unlock(
      url,
      owner,
      'SET renderedAt = :now, #status = :status, dueAt = :due REMOVE failedAt,',
      {
        ':now': now,
        ':status': status,
        ':due': now + interval(status),
      },
    );
  }

  /** Gives the lock back after a render that failed; the page is due again in an hour, or sooner from the queue. */
  failed(url: string, owner: string, now: number): Promise<boolean> {
    const values = { ':now': now, ':due': now + HOUR };
    return this.#unlock(url, owner, 'SET failedAt = :now, dueAt = :due REMOVE', values);
  }

  /** What is known of a page; undefined when nothing is. */
  async find(url: string): Promise<PageRecord | undefined> {
    const command = new GetCommand({
      TableName: this.#name,
      Key: { page: snapshotKey(url) },
      ConsistentRead: true,
    });
    const { Item } = await reach(this.#client.send(command));
    return Item as PageRecord | undefined;
  }

  /** The addresses of at most `limit` pages of one shard that are due, the longest overdue first. */
  async due(shard: string, now: number, limit: number): Promise<string[]> {
    const command = new QueryCommand({
      TableName: this.#name,
      IndexName: 'due',
      KeyConditionExpression: 'dueShard = :shard AND dueAt <= :now',
      ExpressionAttributeValues: { ':shard': shard, ':now': now },
      Limit: limit,
    });
    const { Items } = await reach(this.#client.send(command));
    return (Items ?? []).map(item => String(item.url));
  }

  /** `change` ends in REMOVE, to which the lock's attributes are added. */
  #unlock(url: string, owner: string, change: string, values: Record<string, number>): Promise<boolean> {
    return written(
      this.#client.send(
        new UpdateCommand({
          TableName: this.#name,
          Key: { page: snapshotKey(url) },
          UpdateExpression: `${change} lockedBy, lockedUntil`,
          ConditionExpression: 'lockedBy = :owner',
          ...(change.includes('#status') && { ExpressionAttributeNames: { '#status': 'status' } }),
          ExpressionAttributeValues: { ...values, ':owner': owner },
        }),
      ),
    );
  }
}
