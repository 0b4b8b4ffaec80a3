import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { reach, type Table, unlessRefused, written } from '../dynamodb.ts';
import { type Builds, rankOf } from '../freshness/builds.ts';
import { type BuiltPage, type DuePage, type DuePages, shardOf } from '../freshness/due-pages.ts';
import type { HostPages, KnownHosts } from '../freshness/former-hosts.ts';
import { isGone, type Noted, retryInterval } from '../freshness/freshness.ts';
import { snapshotKey } from './page.ts';
import type { Failed, LockTimes, PageRecord } from './record.ts';

/** The two items that are no pages: the builds of the app that pages may be of, and the hosts of the site. */
const BUILDS_KEY = 'builds';
const HOSTS_KEY = 'hosts';

/**
 * The keys of the index of addresses. An index's sort key takes 1,024 bytes, and a write of more is refused; two pages with
 * the same beginning may share one. Addresses are ASCII.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-partition-sort-keys
 */
const addressKeys = (url: string) => {
  const { host } = new URL(url);
  return { ':host': host, ':path': url.slice(url.indexOf('/', url.indexOf(host))).slice(0, 1024) };
};

/** Of the reason of a failure, so much is kept. */
const ERROR_CHARACTERS = 200;

/** The lock is still this owner's: it did not run out, or nobody took it since. */
const HELD = 'lockedBy = :owner';

interface Change {
  change: string;
  condition: string;
  names?: Record<string, string>;
  values: Record<string, number | string>;
}

/** The only module that knows the snapshots table. Every method rejects with a ServiceFault when the table fails. */
export class PageTable implements DuePages, HostPages {
  readonly #client: DynamoDBDocumentClient;
  readonly #name: string;

  constructor({ client, name }: Table) {
    this.#client = client;
    this.#name = name;
  }

  /**
   * Takes the lock on a page, so that it is rendered once however many ask for it. The lock ends by itself at `until`, and a
   * page that was rendered before is due then: a renderer that dies loses nothing.
   *
   * @returns what was known of the page before, or undefined without the lock: when another holds it, when the page was
   * rendered after `renderedAfter` (the snapshot is there), and when a render failed after `failedAfter` (those who waited
   * for it need not each try again)
   */
  async lock(url: string, owner: string, times: LockTimes): Promise<Partial<PageRecord> | undefined> {
    const command = this.#updating(url, {
      change:
        'SET #url = :url, #host = :host, #path = :path, lockedBy = :owner, lockedUntil = :until, dueAt = :until',
      condition: [
        '(attribute_not_exists(lockedUntil) OR lockedUntil < :now)',
        '(attribute_not_exists(renderedAt) OR renderedAt < :renderedAfter)',
        '(attribute_not_exists(failedAt) OR failedAt < :failedAfter)',
      ].join(' AND '),
      names: { '#url': 'url', '#host': 'host', '#path': 'path' }, // words DynamoDB keeps for itself
      values: {
        ':url': url,
        ...addressKeys(url),
        ':owner': owner,
        ':now': times.now,
        ':until': times.until,
        ':renderedAfter': times.renderedAfter,
        ':failedAfter': times.failedAfter,
      },
    });
    const answer = await unlessRefused(this.#client.send(command));
    return answer && (answer.Attributes ?? {});
  }

  /** Puts a page whose lock is held into the index of due pages: it is due when the lock ends, unless it is noted as rendered. */
  index(url: string, owner: string): Promise<boolean> {
    return this.#update(url, {
      change: 'SET dueShard = :shard',
      condition: HELD,
      values: { ':owner': owner, ':shard': shardOf(snapshotKey(url)) },
    });
  }

  /**
   * Notes a finished render and gives the lock back, unless it ran out and another took it. The page leaves its old build's
   * partition for that of the build it is of now; one that is gone is in none, since it is soon forgotten.
   */
  rendered(url: string, owner: string, render: Noted & Pick<PageRecord, 'givenUp'>): Promise<boolean> {
    const isOfBuild = render.build !== undefined && !isGone(render.status);
    const fields = Object.entries({
      ...render,
      buildShard: isOfBuild ? buildShard(render.build, shardOf(snapshotKey(url))) : undefined,
      rank: isOfBuild ? rankOf(url, render) : undefined,
    });
    const set = fields.filter(([, value]) => value !== undefined) as [string, number | string][];
    const gone = fields.filter(([, value]) => value === undefined).map(([name]) => `#${name}`);
    const removed = ['failedAt', 'failingSince', 'fault', '#error', 'lockedBy', 'lockedUntil', ...gone];
    return this.#update(url, {
      change: `SET ${set.map(([name]) => `#${name} = :${name}`).join(', ')} REMOVE ${removed.join(', ')}`,
      condition: HELD,
      names: Object.fromEntries(['error', ...fields.map(([name]) => name)].map(name => [`#${name}`, name])),
      values: { ':owner': owner, ...Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])) },
    });
  }

  /** Notes of a page whose lock is held that it has no snapshot any more. */
  dropped(url: string, owner: string): Promise<boolean> {
    return this.#update(url, {
      change: 'REMOVE #status, #hash, #build, renderedAt, changedAt, dueShard, buildShard, #rank',
      condition: HELD,
      names: { '#status': 'status', '#hash': 'hash', '#build': 'build', '#rank': 'rank' },
      values: { ':owner': owner },
    });
  }

  /**
   * Gives the lock back after a render that failed; a page that has a snapshot is due again soon, and later each time. It
   * leaves the index of builds, where the same pages that fail would be the first ones of each run.
   */
  failed(
    url: string,
    owner: string,
    now: number,
    { error, fault, failingSince = now }: Failed,
  ): Promise<boolean> {
    const due = now + retryInterval(now - failingSince);
    return this.#update(url, {
      change:
        'SET failedAt = :now, failingSince = if_not_exists(failingSince, :now), #error = :error, dueAt = :due' +
        `${fault ? ', fault = :fault' : ''} REMOVE lockedBy, lockedUntil, buildShard, #rank${fault ? '' : ', fault'}`,
      condition: HELD,
      names: { '#error': 'error', '#rank': 'rank' },
      values: {
        ':owner': owner,
        ':now': now,
        ':error': error.slice(0, ERROR_CHARACTERS),
        ':due': due,
        ...(fault && { ':fault': fault }),
      },
    });
  }

  /** Gives the lock back after a render that says nothing of the page. One that has a snapshot is due when it would have ended. */
  unlock(url: string, owner: string): Promise<boolean> {
    return this.#update(url, {
      change: 'REMOVE lockedBy, lockedUntil',
      condition: HELD,
      values: { ':owner': owner },
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
  find(url: string): Promise<PageRecord | undefined> {
    return this.#get<PageRecord>(snapshotKey(url));
  }

  due(shard: string, now: number, limit: number): Promise<DuePage[]> {
    return this.#query<DuePage>({
      IndexName: 'due',
      KeyConditionExpression: 'dueShard = :shard AND dueAt <= :now',
      ExpressionAttributeValues: { ':shard': shard, ':now': now },
      Limit: limit,
    });
  }

  ofBuild(build: string, shard: string, limit: number): Promise<BuiltPage[]> {
    return this.#query<BuiltPage>({
      IndexName: 'builds',
      KeyConditionExpression: 'buildShard = :shard',
      ExpressionAttributeValues: { ':shard': buildShard(build, shard) },
      Limit: limit,
    });
  }

  builds(): Promise<Builds | undefined> {
    return this.#get<Builds>(BUILDS_KEY);
  }

  saveBuilds({ current, older }: Builds, seen: Builds | undefined): Promise<boolean> {
    const command = new PutCommand({
      TableName: this.#name,
      Item: { page: BUILDS_KEY, current, older },
      ...(seen
        ? { ConditionExpression: '#current = :seen', ExpressionAttributeValues: { ':seen': seen.current } }
        : { ConditionExpression: 'attribute_not_exists(#current)' }),
      ExpressionAttributeNames: { '#current': 'current' },
    });
    return written(this.#client.send(command));
  }

  /** The hosts of the site, as the last run found them; undefined before the first. */
  async hosts(): Promise<KnownHosts | undefined> {
    const item = await this.#get<KnownHosts>(HOSTS_KEY);
    return item && { setting: item.setting, former: item.former };
  }

  /** Keeps the hosts, unless another run has noted another setting than `seen` since they were read. */
  saveHosts({ setting, former }: KnownHosts, seen: KnownHosts | undefined): Promise<boolean> {
    const command = new PutCommand({
      TableName: this.#name,
      Item: { page: HOSTS_KEY, setting, former },
      ...(seen
        ? { ConditionExpression: 'setting = :seen', ExpressionAttributeValues: { ':seen': seen.setting } }
        : { ConditionExpression: 'attribute_not_exists(setting)' }),
    });
    return written(this.#client.send(command));
  }

  /** At most `limit` pages of a host, with a snapshot or without. */
  async pagesOf(host: string, limit: number): Promise<{ url: string }[]> {
    if (limit === 0) return [];
    return this.#query<{ url: string }>({
      IndexName: 'urls',
      KeyConditionExpression: '#host = :host',
      ExpressionAttributeNames: { '#host': 'host' }, // a word DynamoDB keeps for itself
      ExpressionAttributeValues: { ':host': host },
      Limit: limit,
    });
  }

  async #get<Item>(page: string): Promise<Item | undefined> {
    const command = new GetCommand({ TableName: this.#name, Key: { page }, ConsistentRead: true });
    const { Item } = await reach(this.#client.send(command));
    return Item as Item | undefined;
  }

  async #query<Item>(query: Omit<QueryCommandInput, 'TableName'>): Promise<Item[]> {
    const { Items } = await reach(this.#client.send(new QueryCommand({ TableName: this.#name, ...query })));
    return (Items ?? []) as Item[];
  }

  /** One conditional write: false when the condition does not hold. */
  #update(url: string, change: Change): Promise<boolean> {
    return written(this.#client.send(this.#updating(url, change)));
  }

  #updating(url: string, { change, condition, names, values }: Change): UpdateCommand {
    return new UpdateCommand({
      TableName: this.#name,
      Key: { page: snapshotKey(url) },
      UpdateExpression: change,
      ConditionExpression: condition,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
      ReturnValues: 'ALL_OLD',
    });
  }
}

const buildShard = (build: string | undefined, shard: string) => `${build} ${shard}`;
