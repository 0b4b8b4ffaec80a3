import { createHash } from 'node:crypto';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { networkOf } from '../crawlers/addresses.ts';
import { reach, type Table, written } from '../dynamodb.ts';
import {
  afterFailure,
  afterSuccess,
  afterTrialBegan,
  type Breaker,
  CLOSED,
  FAILURES_TO_OPEN,
  stanceOf,
} from './breaker.ts';

export interface LimitSettings {
  /** Renders for misses in a minute, of all clients together. */
  rendersPerMinute: number;
  /** Of these for one client that has not proved who it is. */
  rendersPerClient: number;
}

/** Of a minute's renders strangers have this much together, lest they use up what those are rendered for who can be proved. */
const SHARE_OF_STRANGERS = 1 / 2;

const MINUTE_MS = 60_000;
/** DynamoDB deletes what has expired within some days. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html */
const KEPT_SECONDS = 600;
/**
 * Who loses the race for the breaker looks again. Each race that is lost is a failure that another has noted; after
 * as many as open it there is nothing left to note. Some more, for renders that worked meanwhile.
 */
const ATTEMPTS = 2 * FAILURES_TO_OPEN;

/** An attribute of a minute's item, and what it may reach. */
interface Counter {
  attribute: string;
  most: number;
}

const BREAKER = { id: 'breaker' };

/** The only module that knows the table of limits: what is spent in each minute, and the breaker all renderers share. */
export class Limits {
  readonly #table: Table;
  readonly #settings: LimitSettings;

  constructor(table: Table, settings: LimitSettings) {
    this.#table = table;
    this.#settings = settings;
  }

  /**
   * Takes one render of this minute's allowance, by one conditional write: however many ask at once, no more are granted.
   * A refusal takes nothing.
   *
   * @param viewerAddress of a client that has not proved who it is, as `CloudFront-Viewer-Address` says it
   * @throws ServiceFault
   */
  async spend(now: number, viewerAddress?: string): Promise<boolean> {
    const { rendersPerMinute, rendersPerClient } = this.#settings;
    const minute = Math.floor(now / MINUTE_MS);
    const counters: Counter[] = [{ attribute: 'everybody', most: rendersPerMinute }];
    if (viewerAddress !== undefined)
      counters.push(
        { attribute: 'strangers', most: Math.ceil(rendersPerMinute * SHARE_OF_STRANGERS) },
        { attribute: clientKey(viewerAddress, minute), most: rendersPerClient },
      );
    if (counters.some(({ most }) => most < 1)) return false;
    const command = new UpdateCommand({
      TableName: this.#table.name,
      Key: { id: `minute ${minute}` },
      UpdateExpression: `SET expiresAt = :expiresAt ADD ${counters.map((_, i) => `#c${i} :one`).join(', ')}`,
      ConditionExpression: counters
        .map((_, i) => `(attribute_not_exists(#c${i}) OR #c${i} < :most${i})`)
        .join(' AND '),
      ExpressionAttributeNames: Object.fromEntries(counters.map(({ attribute }, i) => [`#c${i}`, attribute])),
      ExpressionAttributeValues: {
        ':one': 1,
        ':expiresAt': (minute + 1) * 60 + KEPT_SECONDS,
        ...Object.fromEntries(counters.map(({ most }, i) => [`:most${i}`, most])),
      },
    });
    return written(this.#table.client.send(command));
  }

  /**
   * Whether a render may be tried: yes while the breaker is closed. When it was open for its time, the one whose write comes
   * first is told yes and makes the trial. Rejects with a ServiceFault.
   */
  async mayTry(now: number): Promise<boolean> {
    const { breaker, version } = await this.#breaker();
    const stance = stanceOf(breaker, now);
    return stance === 'half-open'
      ? this.#replace(afterTrialBegan(breaker, now), version)
      : stance === 'closed';
  }

  /** Rejects with a ServiceFault. */
  noteFailure(now: number): Promise<void> {
    return this.#change(breaker => afterFailure(breaker, now));
  }

  /** Rejects with a ServiceFault. */
  noteSuccess(): Promise<void> {
    return this.#change(afterSuccess);
  }

  async #change(next: (breaker: Breaker) => Breaker): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const { breaker, version } = await this.#breaker();
      const changed = next(breaker);
      if (changed === breaker || (await this.#replace(changed, version))) return;
    }
  }

  async #breaker(): Promise<{ breaker: Breaker; version: number }> {
    const command = new GetCommand({ TableName: this.#table.name, Key: BREAKER, ConsistentRead: true });
    const { Item } = await reach(this.#table.client.send(command));
    const { version = 0, failures = 0, lastFailureAt = 0, openUntil = 0 } = Item ?? {};
    return { breaker: Item ? { failures, lastFailureAt, openUntil } : CLOSED, version };
  }

  /** False when another was faster. */
  #replace({ failures, lastFailureAt, openUntil }: Breaker, version: number): Promise<boolean> {
    const command = new UpdateCommand({
      TableName: this.#table.name,
      Key: BREAKER,
      UpdateExpression:
        'SET failures = :failures, lastFailureAt = :failedAt, openUntil = :until, version = :next',
      ConditionExpression: version === 0 ? 'attribute_not_exists(version)' : 'version = :version',
      ExpressionAttributeValues: {
        ':failures': failures,
        ':failedAt': lastFailureAt,
        ':until': openUntil,
        ':next': version + 1,
        ...(version > 0 && { ':version': version }),
      },
    });
    return written(this.#table.client.send(command));
  }
}

/**
 * What a client is counted under for a minute: 16 bits of a hash of its network and the minute. A hash of an IPv4 address
 * can be undone by trying all of them; of this one 65,536 addresses are left. Two clients that share it by chance
 * share an allowance for a minute: at 300 renders, at most one in two hundred.
 */
export function clientKey(viewerAddress: string, minute: number): string {
  const hash = createHash('sha256').update(`${minute} ${networkOf(viewerAddress)}`);
  return `client ${hash.digest('hex').slice(0, 4)}`;
}
