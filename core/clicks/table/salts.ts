import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../../clock.ts';
import { reach, type Table, written } from '../../dynamodb.ts';
import type { RandomBytes } from '../../ids.ts';

const DAY_MS = 86_400_000;
/** Log files come up to 24 hours late; after two days whoever was here cannot be told from others any more. */
const KEPT_MS = 2 * DAY_MS;

const keyOf = (day: string) => ({ subject: `salt#${day}`, period: 'salt' });

/** A secret for each day, by which its visitors are known, and which is thrown away after it. */
export class Salts {
  readonly #table: Table;
  readonly #clock: Clock;
  readonly #random: RandomBytes;
  readonly #known = new Map<string, Uint8Array>();

  constructor(table: Table, clock: Clock, random: RandomBytes) {
    this.#table = table;
    this.#clock = clock;
    this.#random = random;
  }

  /**
   * The salt of a day; undefined for one that is thrown away, or of a day to come.
   *
   * @param day as 2026-11-30
   * @throws ServiceFault
   */
  async of(day: string): Promise<Uint8Array | undefined> {
    const begins = Date.parse(`${day}T00:00:00Z`);
    const age = this.#clock.now() - begins;
    // Clocks of edges differ a little.
    if (age < -DAY_MS / 24 || age >= DAY_MS + KEPT_MS) {
      this.#known.delete(day);
      return undefined;
    }
    const salt = this.#known.get(day) ?? (await this.#read(day)) ?? (await this.#make(day, begins));
    this.#known.set(day, salt);
    return salt;
  }

  async #make(day: string, begins: number): Promise<Uint8Array> {
    const { client, name: TableName } = this.#table;
    const salt = Uint8Array.from(this.#random(32));
    const expiresAt = (begins + DAY_MS + KEPT_MS) / 1000;
    const command = new PutCommand({
      TableName,
      Item: { ...keyOf(day), salt, expiresAt },
      ConditionExpression: 'attribute_not_exists(subject)',
    });
    const isMade = await written(client.send(command));
    // The table's own clean-up may take days.
    await this.#throwAway(new Date(begins - KEPT_MS - DAY_MS).toISOString().slice(0, 10));
    // Another one was faster; or this one was, and its answer got lost.
    return isMade ? salt : ((await this.#read(day)) ?? salt);
  }

  async #read(day: string): Promise<Uint8Array | undefined> {
    const { client, name: TableName } = this.#table;
    const command = new GetCommand({ TableName, Key: keyOf(day), ConsistentRead: true });
    return (await reach(client.send(command))).Item?.salt as Uint8Array | undefined;
  }

  async #throwAway(day: string): Promise<void> {
    const { client, name: TableName } = this.#table;
    await reach(client.send(new DeleteCommand({ TableName, Key: keyOf(day) })));
  }
}
