import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { reach, type Table, written } from '../dynamodb.ts';
import type { KeyItem, Pointer, Secret } from './item.ts';

/** Keys made before there were scopes have the first. */
const ROLES = ['admin', 'limited'] as const;

/** Beside the keys, under what the hash of no secret is. */
const TURN = { hash: 'turn' };

/** The only module that knows the table of keys. Its methods reject with a ServiceFault. */
export class KeyTable {
  readonly #client: Table['client'];
  readonly #name: { TableName: string };

  constructor({ client, name: TableName }: Table) {
    this.#client = client;
    this.#name = { TableName };
  }

  /**
   * The key that a secret's hash leads to, whether or not it is taken. Consistent, because a key is used right after it was
   * made, and must be of no use right after it was revoked.
   */
  async find(hash: string): Promise<KeyItem | undefined> {
    const found = await this.#get(hash);
    const item = found && 'keptUnder' in found ? await this.#get(found.keptUnder) : found;
    return item && 'keptUnder' in item ? undefined : item;
  }

  /**
   * All keys, or the one of an id, as the index has them: a moment behind at times. What it is asked by never changes, so only
   * a key that was made a moment ago may be missing.
   */
  async indexed(id?: string): Promise<KeyItem[]> {
    return (await Promise.all(ROLES.map(role => this.#query(role, id)))).flat();
  }

  /** False where the hash has something already. */
  async add(item: KeyItem | Pointer): Promise<boolean> {
    const condition = {
      ConditionExpression: 'attribute_not_exists(#hash)',
      ExpressionAttributeNames: { '#hash': 'hash' },
    };
    return await written(this.#client.send(new PutCommand({ ...this.#name, Item: item, ...condition })));
  }

  /** Revokes a key, unless it was already. */
  async revoke(hash: string, revokedAt: string): Promise<void> {
    const command = new UpdateCommand({
      ...this.#name,
      Key: { hash },
      UpdateExpression: 'SET revokedAt = :revokedAt',
      ConditionExpression: 'attribute_exists(id) AND attribute_not_exists(revokedAt)',
      ExpressionAttributeValues: { ':revokedAt': revokedAt },
    });
    await written(this.#client.send(command));
  }

  /** Gives a key other secrets, unless it was revoked or given others since it was read. */
  async renew({ hash, rotations = 0 }: KeyItem, secrets: Secret[]): Promise<void> {
    const same = rotations === 0 ? 'attribute_not_exists(rotations)' : 'rotations = :rotations';
    const command = new UpdateCommand({
      ...this.#name,
      Key: { hash },
      UpdateExpression: 'SET secrets = :secrets, rotations = :next',
      ConditionExpression: `attribute_exists(id) AND attribute_not_exists(revokedAt) AND ${same}`,
      ExpressionAttributeValues: {
        ':secrets': secrets,
        ':next': rotations + 1,
        ...(rotations > 0 && { ':rotations': rotations }),
      },
    });
    await written(this.#client.send(command));
  }

  async remove(hashes: string[]): Promise<void> {
    const removals = hashes.map(hash =>
      this.#client.send(new DeleteCommand({ ...this.#name, Key: { hash } })),
    );
    await reach(Promise.all(removals));
  }

  async isEmpty(): Promise<boolean> {
    const command = new ScanCommand({ ...this.#name, Limit: 1, ConsistentRead: true });
    return (await reach(this.#client.send(command))).Count === 0;
  }

  /** Takes the turn that only one has at a time, of all instances; false while another has it. Times are milliseconds. */
  async takeTurn(now: number, until: number): Promise<boolean> {
    const command = new PutCommand({
      ...this.#name,
      Item: { ...TURN, until },
      ConditionExpression: 'attribute_not_exists(#hash) OR #until < :now',
      ExpressionAttributeNames: { '#hash': 'hash', '#until': 'until' },
      ExpressionAttributeValues: { ':now': now },
    });
    return await written(this.#client.send(command));
  }

  async leaveTurn(until: number): Promise<void> {
    const command = new DeleteCommand({
      ...this.#name,
      Key: TURN,
      ConditionExpression: '#until = :until',
      ExpressionAttributeNames: { '#until': 'until' },
      ExpressionAttributeValues: { ':until': until },
    });
    await written(this.#client.send(command));
  }

  async #get(hash: string): Promise<KeyItem | Pointer | undefined> {
    const command = new GetCommand({ ...this.#name, Key: { hash }, ConsistentRead: true });
    return (await reach(this.#client.send(command))).Item as KeyItem | Pointer | undefined;
  }

  async #query(role: string, id: string | undefined): Promise<KeyItem[]> {
    const items: KeyItem[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const command = new QueryCommand({
        ...this.#name,
        IndexName: 'roles',
        KeyConditionExpression: id === undefined ? '#role = :role' : '#role = :role AND #id = :id',
        ExpressionAttributeNames: { '#role': 'role', ...(id !== undefined && { '#id': 'id' }) },
        ExpressionAttributeValues: { ':role': role, ...(id !== undefined && { ':id': id }) },
        ...(start && { ExclusiveStartKey: start }),
      });
      const { Items = [], LastEvaluatedKey } = await reach(this.#client.send(command));
      items.push(...(Items as KeyItem[]));
      start = LastEvaluatedKey;
    } while (start);
    return items;
  }
}
