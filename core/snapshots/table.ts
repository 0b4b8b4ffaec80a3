import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
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
  /** When the first of those renders failed that failed one after the other, if none has worked since. */
  failingSince?: number;
  /** When a job for the page was last queued because a crawler was told to come back. */
  queuedAt?: number;
  /** Who renders the page now, and until when others wait for it. */
  lockedBy?: string;
  lockedUntil?: number;
  /** When it is to be rendered again, or forgotten when it is gone. */
  dueAt: number;
  /** The index's partition: the last hex digit of the page's key. Only pages with a snapshot are in the index. */
  dueShard?: string;
}

/** All in milliseconds since 1970. */
export interface LockTimes {
  now: number;
  until: number;
  renderedAfter: number;
  failedAfter: number;
}

export const SHARDS = [...'0123456789abcdef'];

const shardOf = (url: string) => snapshotKey(url).slice(-'0.html'.length, -'.html'.length);

const HOUR = 3_600_000;

/** Whether a page said that it is not there. It is remembered for an hour and then forgotten, not rendered again. */
export const isGone = (status: number | undefined): boolean => status === 404 || status === 410;

const interval = (status: number) => (isGone(status) ? HOUR : 24 * HOUR);

/** The lock is still this owner's: it did not run out, or nobody took it since. */
const HELD = 'lockedBy = :owner';

interface Change {
  change: string;
  condition: string;
  names?: Record<string, string>;
  values: Record<string, number | string>;
}

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
   * The lock ends by itself at `until`, and a page that was rendered before is due then: a renderer that dies loses nothing.
   */
  lock(url: string, owner: string, times: LockTimes): Promise<boolean> {
    return this.#update(url, {
      change: 'SET #url = :url, lockedBy = :owner, lockedUntil = :until, dueAt = :until',
      condition: [
        '(attribute_not_exists(lockedUntil) OR lockedUntil < :now)',
        '(attribute_not_exists(renderedAt) OR renderedAt < :renderedAfter)',
        '(attribute_not_exists(failedAt) OR failedAt < :failedAfter)',
      ].join(' AND '),
      names: { '#url': 'url' }, // a word DynamoDB keeps for itself, as is `status`
      values: {
        ':url': url,
        ':owner': owner,
        ':now': times.now,
        ':until': times.until,
        ':renderedAfter': times.renderedAfter,
        ':failedAfter': times.failedAfter,
      },
    });
  }

  /** Puts a page whose lock is held into the index of due pages: it is due when the lock ends, unless it is noted as rendered. */
  index(url: string, owner: string): Promise<boolean> {
    return this.#update(url, {
      change: 'SET dueShard = :shard',
      condition: HELD,
      values: { ':owner': owner, ':shard': shardOf(url) },
    });
  }

  /** Notes a finished render and gives the lock back, unless it ran out and another took it. */
  rendered(url: string, owner: string, now: number, status: number): Promise<boolean> {
    return this.#update(url, {
      change:
        'SET renderedAt = :now, #status = :status, dueAt = :due REMOVE failedAt, failingSince, lockedBy, lockedUntil',
      condition: HELD,
      names: { '#status': 'status' },
      values: { ':owner': owner, ':now': now, ':status': status, ':due': now + interval(status) },
    });
  }

  /** Gives the lock back after a render that failed; a page that has a snapshot is due again in an hour. */
  failed(url: string, owner: string, now: number): Promise<boolean> {
    return this.#update(url, {
      change:
        'SET failedAt = :now, failingSince = if_not_exists(failingSince, :now), dueAt = :due REMOVE lockedBy, lockedUntil',
      condition: HELD,
      values: { ':owner': owner, ':now': now, ':due': now + HOUR },
    });
  }

  /** Whether to queue a job: true for the first of all those who waited since `since`, false for the others. */
  claimJob(url: string, now: number, since: number): Promise<boolean> {
    return this.#update(url, {
      change: 'SET queuedAt = :now',
      condition: 'attribute_not_exists(queuedAt) OR queuedAt < :since',
      values: { ':now': now, ':since': since },
    });
  }

  /** Drops all that is known of a page whose lock is held. */
  forget(url: string, owner: string): Promise<boolean> {
    return written(
      this.#client.send(
        new DeleteCommand({
          TableName: this.#name,
          Key: { page: snapshotKey(url) },
          ConditionExpression: HELD,
          ExpressionAttributeValues: { ':owner': owner },
        }),
      ),
    );
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

  /** One conditional write: false when the condition does not hold. */
  #update(url: string, { change, condition, names, values }: Change): Promise<boolean> {
    return written(
      this.#client.send(
        new UpdateCommand({
          TableName: this.#name,
          Key: { page: snapshotKey(url) },
          UpdateExpression: change,
          ConditionExpression: condition,
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: values,
        }),
      ),
    );
  }
}
