import { BatchGetCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { reach, type Table, written } from '../../dynamodb.ts';
import { ServiceFault } from '../../problem.ts';

/** Longer than log files are kept: a file that is not there any more cannot be counted again. */
const KEPT_DAYS = 180;
const DAY_SECONDS = 86_400;
const ROUNDS = 4;

/** When a file was last claimed, and when it was done. */
export interface FileState {
  claimedAt?: number;
  doneAt?: number;
}

interface Subject {
  subject: string;
}

interface Entry extends FileState {
  shippedAt?: number;
  shippedLines?: number;
}

const keyOf = (file: string) => ({ subject: `file#${file}`, period: 'ledger' });

/**
 * Which log files are counted, and which are shipped. Times are milliseconds, but raised where clocks differ, so that a file is done later than anybody
 * ever claimed it. What stands on that: adding.ts.
 */
export class Ledger {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /**
   * Claims a file to count it; others may have done so and be at it.
   *
   * @param least what the claim must at least be
   * @returns the claim, above each one before; undefined where the file is done
   * @throws ServiceFault
   */
  async claim(file: string, least: number): Promise<number | undefined> {
    for (let at = least; ; ) {
      const isClaimed = await this.#write(
        file,
        'SET claimedAt = :at, expiresAt = :expiresAt',
        'attribute_not_exists(doneAt) AND (attribute_not_exists(claimedAt) OR claimedAt < :at)',
        at,
      );
      if (isClaimed) return at;
      const { claimedAt = at, doneAt } = await this.#read(file);
      if (doneAt !== undefined) return undefined;
      at = Math.max(at, claimedAt + 1);
    }
  }

  /** Notes that all of a file is counted. Rejects with a ServiceFault. */
  async finish(file: string, now: number): Promise<void> {
    for (let at = now; ; ) {
      const condition = 'attribute_not_exists(doneAt) AND claimedAt < :at';
      if (await this.#write(file, 'SET doneAt = :at, expiresAt = :expiresAt', condition, at)) return;
      const { claimedAt = at, doneAt } = await this.#read(file);
      if (doneAt !== undefined) return;
      at = Math.max(at, claimedAt + 1);
    }
  }

  /** How many lines of a file went where lines are shipped to, from its beginning on. Rejects with a ServiceFault. */
  async shipped(file: string): Promise<{ lines: number; isAll: boolean }> {
    const { shippedAt, shippedLines = 0 } = await this.#read(file);
    return { lines: shippedLines, isAll: shippedAt !== undefined };
  }

  /** Notes that all lines did. It has nothing to do with what is counted. Rejects with a ServiceFault. */
  async ship(file: string, now: number): Promise<void> {
    const condition = 'attribute_not_exists(shippedAt)';
    await this.#write(file, 'SET shippedAt = :at, expiresAt = :expiresAt', condition, now);
  }

  /** Notes that so many did, for whoever goes on. Rejects with a ServiceFault. */
  async shipPart(file: string, lines: number, now: number): Promise<void> {
    await this.#write(
      file,
      'SET shippedLines = :lines, expiresAt = :expiresAt',
      'attribute_not_exists(shippedAt) AND (attribute_not_exists(shippedLines) OR shippedLines < :lines)',
      now,
      { ':lines': lines },
    );
  }

  /** When each of at most 100 files was done, of those that are. Rejects with a ServiceFault. */
  async doneAt(files: readonly string[]): Promise<Map<string, number>> {
    const states = await this.states(files);
    return new Map(
      [...states].flatMap(([file, { doneAt }]) => (doneAt === undefined ? [] : [[file, doneAt]])),
    );
  }

  /** What is known of each of at most 100 files; nothing of one that nobody ever claimed, or of long ago. Rejects with a ServiceFault. */
  async states(files: readonly string[]): Promise<Map<string, FileState>> {
    const { client, name } = this.#table;
    const states = new Map<string, FileState>();
    let left: Record<string, unknown>[] = files.map(keyOf);
    for (let round = 0; left.length > 0; round++) {
      if (round === ROUNDS)
        throw new ServiceFault('DynamoDB', new Error(`${left.length} files were not read`));
      const RequestItems = { [name]: { Keys: left, ConsistentRead: true } };
      const answer = await reach(client.send(new BatchGetCommand({ RequestItems })));
      for (const { subject, claimedAt, doneAt } of (answer.Responses?.[name] ?? []) as (Entry & Subject)[])
        states.set(subject.slice('file#'.length), {
          ...(claimedAt !== undefined && { claimedAt }),
          ...(doneAt !== undefined && { doneAt }),
        });
      left = answer.UnprocessedKeys?.[name]?.Keys ?? [];
    }
    return states;
  }

  async #read(file: string): Promise<Entry> {
    const { client, name: TableName } = this.#table;
    const command = new GetCommand({ TableName, Key: keyOf(file), ConsistentRead: true });
    return ((await reach(client.send(command))).Item as Entry | undefined) ?? {};
  }

  async #write(
    file: string,
    update: string,
    condition: string,
    at: number,
    more?: Record<string, number>,
  ): Promise<boolean> {
    const { client, name: TableName } = this.#table;
    const expiresAt = Math.ceil(at / 1000) + KEPT_DAYS * DAY_SECONDS;
    const command = new UpdateCommand({
      TableName,
      Key: keyOf(file),
      UpdateExpression: update,
      ConditionExpression: condition,
      // A value that an expression does not name is an error.
      ExpressionAttributeValues: { ':expiresAt': expiresAt, ...(more ?? { ':at': at }) },
    });
    return await written(client.send(command));
  }
}
