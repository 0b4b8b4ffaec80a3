import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Clock } from './clock.ts';
import { reach, type Table, written } from './dynamodb.ts';
import { ServiceFault } from './problem.ts';

/** An answer as it was sent. */
export interface KeptAnswer {
  status: number;
  headers: Record<string, string>;
  /** JSON. */
  body: string;
}

/** A request that was begun under a name of the client's. */
export interface Attempt {
  /** What was asked; another request must not have the same name. */
  fingerprint: string;
  /** The id of what it makes: all who repeat it make the same. */
  makes: string;
  /** There once it was answered. */
  answer?: KeptAnswer;
}

/** What is asked of them where a request is answered once. */
export type AnswerKeeper = Pick<KeptAnswers, 'begin' | 'keep' | 'forget'>;

const KEPT_SECONDS = 86_400;

/**
 * The first answers of requests that bear a name, for 24 h: in the table of counters, which forgets by itself, under ids of
 * their own.
 */
export class KeptAnswers {
  readonly #table: Table;
  readonly #clock: Clock;

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  /**
   * Begins a request, or finds it begun already, by this one or another: then that is answered. Rejects with a ServiceFault.
   */
  async begin(name: string, attempt: Attempt): Promise<Attempt> {
    const now = this.#now();
    const command = new PutCommand({
      TableName: this.#table.name,
      Item: { id: idOf(name), ...attempt, expiresAt: now + KEPT_SECONDS },
      // What has expired is deleted within some days.
      ConditionExpression: 'attribute_not_exists(id) OR expiresAt <= :now',
      ExpressionAttributeValues: { ':now': now },
    });
    if (await written(this.#table.client.send(command))) return attempt;
    const begun = await this.#find(name);
    if (!begun) throw new ServiceFault('DynamoDB', new Error('A request that was begun is gone'));
    return begun;
  }

  /** Keeps the answer of a request, unless one is kept already. Answers the one that is. Rejects with a ServiceFault. */
  async keep(name: string, { makes }: Attempt, answer: KeptAnswer): Promise<KeptAnswer> {
    const command = new UpdateCommand({
      TableName: this.#table.name,
      Key: { id: idOf(name) },
      UpdateExpression: 'SET answer = :answer',
      ConditionExpression: 'makes = :makes AND attribute_not_exists(answer)',
      ExpressionAttributeValues: { ':answer': answer, ':makes': makes },
    });
    if (await written(this.#table.client.send(command))) return answer;
    const kept = await this.#find(name);
    return kept?.makes === makes ? (kept.answer ?? answer) : answer;
  }

  /** The same, for requests that shall not be made: what was begun or answered is found, and nothing is kept. */
  rehearsed(): AnswerKeeper {
    return {
      begin: async (name, attempt) => {
        const begun = await this.#find(name);
        return begun && begun.expiresAt > this.#now() ? begun : attempt;
      },
      keep: async (_, __, answer) => answer,
      forget: async () => undefined,
    };
  }

  /** The request came to nothing: its name is free again. Rejects with a ServiceFault. */
  async forget(name: string, { makes }: Attempt): Promise<void> {
    const command = new DeleteCommand({
      TableName: this.#table.name,
      Key: { id: idOf(name) },
      ConditionExpression: 'makes = :makes AND attribute_not_exists(answer)',
      ExpressionAttributeValues: { ':makes': makes },
    });
    await written(this.#table.client.send(command));
  }

  #now = () => Math.floor(this.#clock.now() / 1000);

  async #find(name: string): Promise<(Attempt & { expiresAt: number }) | undefined> {
    const command = new GetCommand({
      TableName: this.#table.name,
      Key: { id: idOf(name) },
      ConsistentRead: true,
    });
    const { Item } = await reach(this.#table.client.send(command));
    return Item as (Attempt & { expiresAt: number }) | undefined;
  }
}

const idOf = (name: string) => `answer#${name}`;
