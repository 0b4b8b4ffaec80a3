import { createHash } from 'node:crypto';
import { DeleteCommand, GetCommand, PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../clock.ts';
import { reach, type Table, written } from '../dynamodb.ts';
import { type RandomBytes, uuid } from '../ids.ts';
import { Problem, problemFrom } from '../problem.ts';
import { itemsOf } from './index-of-keys.ts';
import { type KeyItem, keyFrom, type Pointer, type Secret, secretsOf } from './item.ts';
import { isInForce, isUnlimited, type Key, type Rights } from './key.ts';
import { whileAlone } from './turn.ts';

export interface NewKey extends Partial<Rights> {
  name: string;
  secret?: string;
  /** The id of the key that makes it. */
  createdBy?: string;
}

/**
 * The store of keys. Each decision is one conditional write of the key's item: who is stopped before it has changed nothing,
 * and who is stopped behind it has changed all.
 */
export interface KeyStore {
  /** The key a secret belongs to now, or undefined. Rejects with a ServiceFault. */
  authenticate(secret: string): Promise<Key | undefined>;
  /**
   * Makes a key; one that may do everything, unless said otherwise. Without a secret it gets a random one; with one that has a
   * key already, that key is answered, so that a start-up may repeat this. Throws a RangeError for a secret that could be
   * guessed or not be sent.
   */
  create(request: NewKey): Promise<{ key: Key; secret: string }>;
  /** Whether there is no key at all, as after the first deployment. */
  isEmpty(): Promise<boolean>;
  /** All keys, those that are of no use any more included, the newest first. One made a moment ago may be missing. */
  list(): Promise<Key[]>;
  /** The key of an id. One made a moment ago may not be found yet. Rejects with a ServiceFault. */
  find(id: string): Promise<Key | undefined>;
  /**
   * From now on the key is none. Answers it as it is then; undefined where there is none. Throws a 409 problem for the last key
   * that may do everything, and a 503 one while another is being revoked.
   */
  revoke(id: string): Promise<Key | undefined>;
  /**
   * Gives a key another secret; those it had end after the overlap, if they do not before. Answers undefined where there is no
   * such key. Throws a 410 problem for one that is of no use any more, and a 409 one when another change came first, or where
   * too many secrets are taken at once.
   */
  rotate(id: string, overlapSeconds: number): Promise<{ key: Key; secret: string } | undefined>;
}

// What may follow "Bearer ": https://www.rfc-editor.org/rfc/rfc6750#section-2.1
const SECRET = /^[A-Za-z0-9._~+/-]{16,256}=*$/;

/** Each rotation adds one until its overlap is over; a loop of them must not make an item without end. */
const MAX_SECRETS = 5;

export function createKeyStore(table: Table, clock: Clock, random: RandomBytes): KeyStore {
  const { client, name: TableName } = table;

  // Consistent, because a key is used right after it was made, and must be of no use right after it was revoked.
  async function get(hash: string): Promise<KeyItem | Pointer | undefined> {
    const { Item } = await reach(
      client.send(new GetCommand({ TableName, Key: { hash }, ConsistentRead: true })),
    );
    return Item as KeyItem | Pointer | undefined;
  }

  async function itemAt(hash: string): Promise<KeyItem | undefined> {
    const found = await get(hash);
    const item = found && 'keptUnder' in found ? await get(found.keptUnder) : found;
    return item && 'keptUnder' in item ? undefined : item;
  }

  async function itemOf(id: string): Promise<KeyItem | undefined> {
    const [found] = await itemsOf(table, id);
    return found && (await itemAt(found.hash));
  }

  /** The key of a secret, whether or not it is of use. */
  async function keyOf(hash: string): Promise<Key | undefined> {
    const item = await itemAt(hash);
    return item && secretsOf(item, clock.now()).some(secret => secret.hash === hash)
      ? keyFrom(item, clock.now())
      : undefined;
  }

  const put = (Item: KeyItem | Pointer) =>
    written(
      client.send(
        new PutCommand({
          TableName,
          Item,
          ConditionExpression: 'attribute_not_exists(#hash)',
          ExpressionAttributeNames: { '#hash': 'hash' },
        }),
      ),
    );

  /** Takes the ways of secrets to a key away. What stays leads nowhere; so nobody is told of a failure. */
  async function tidy(hashes: string[]): Promise<void> {
    try {
      await Promise.all(
        hashes.map(hash => reach(client.send(new DeleteCommand({ TableName, Key: { hash } })))),
      );
    } catch (error) {
      problemFrom(error); // writes it to the log
    }
  }

  async function revokeItem({ hash }: KeyItem): Promise<Key | undefined> {
    const command = new UpdateCommand({
      TableName,
      Key: { hash },
      UpdateExpression: 'SET revokedAt = :now',
      ConditionExpression: 'attribute_exists(id) AND attribute_not_exists(revokedAt)',
      ExpressionAttributeValues: { ':now': new Date(clock.now()).toISOString() },
    });
    await written(client.send(command)); // a refusal is one of another that did the same
    const item = await itemAt(hash);
    return item && keyFrom(item, clock.now());
  }

  /** The index may know a key yet that was revoked a moment ago; the item itself tells. */
  async function isLast(id: string): Promise<boolean> {
    for (const found of await itemsOf(table)) {
      if (found.id === id || found.role !== 'admin') continue;
      const item = await itemAt(found.hash);
      const key = item && keyFrom(item, clock.now());
      if (key && isUnlimited(key) && isInForce(key, clock.now())) return false;
    }
    return true;
  }

  return {
    async authenticate(secret) {
      if (!SECRET.test(secret)) return undefined;
      const key = await keyOf(hashOf(secret));
      return key && isInForce(key, clock.now()) ? key : undefined;
    },

    async create({ name, secret = newSecret(random), scopes = ['admin'], limits = {}, ...more }) {
      if (!SECRET.test(secret))
        throw new RangeError('A key is 16 to 256 letters, digits or any of "-", ".", "_", "~", "+" and "/"');
      const item: KeyItem = {
        hash: hashOf(secret),
        role: scopes.includes('admin') ? 'admin' : 'limited',
        id: uuid(random),
        name,
        scopes,
        limits,
        createdAt: new Date(clock.now()).toISOString(),
        ...more,
      };
      const key = keyFrom(item, clock.now());
      return { key: (await put(item)) ? key : ((await keyOf(item.hash)) ?? key), secret };
    },

    async isEmpty() {
      const command = new ScanCommand({ TableName, Limit: 1, ConsistentRead: true });
      return (await reach(client.send(command))).Count === 0;
    },

    async list() {
      const keys = (await itemsOf(table)).map(item => keyFrom(item, clock.now()));
      return keys.sort((one, other) => (isBefore(one, other) ? 1 : -1));
    },

    async find(id) {
      const item = await itemOf(id);
      return item && keyFrom(item, clock.now());
    },

    async revoke(id) {
      const item = await itemOf(id);
      if (!item) return undefined;
      const key = keyFrom(item, clock.now());
      if (key.revokedAt !== undefined) return key;
      if (!isUnlimited(key)) return await revokeItem(item);
      // Two such keys that revoke each other must not leave none: one of them comes first.
      return await whileAlone(table, clock, async () => {
        if (await isLast(id))
          throw new Problem(409, 'This is the last key that may do everything. Make another one first.');
        return await revokeItem(item);
      });
    },

    async rotate(id, overlapSeconds) {
      const item = await itemOf(id);
      if (!item) return undefined;
      const now = clock.now();
      if (!isInForce(keyFrom(item, now), now))
        throw new Problem(410, 'The key was revoked, or has expired. Make another one.');
      const taken = secretsOf(item, now);
      if (taken.length >= MAX_SECRETS)
        throw new Problem(409, `The key has ${MAX_SECRETS} secrets in use. Wait until the first has ended.`);
      const secret = newSecret(random);
      const hash = hashOf(secret);
      const endsAt = new Date(now + overlapSeconds * 1000).toISOString();
      const old = taken.map(each => ({ ...each, endsAt: sooner(each.endsAt, endsAt) }));
      const secrets: Secret[] = [...old, { hash }];
      const rotations = item.rotations ?? 0;
      await put({ hash, keptUnder: item.hash });
      const command = new UpdateCommand({
        TableName,
        Key: { hash: item.hash },
        UpdateExpression: 'SET secrets = :secrets, rotations = :next',
        ConditionExpression: `attribute_exists(id) AND attribute_not_exists(revokedAt) AND ${
          rotations === 0 ? 'attribute_not_exists(rotations)' : 'rotations = :before'
        }`,
        ExpressionAttributeValues: {
          ':secrets': secrets,
          ':next': rotations + 1,
          ...(rotations > 0 && { ':before': rotations }),
        },
      });
      await written(client.send(command));
      // The SDK repeats a write whose answer was lost, and is then refused by its own.
      const after = await itemAt(item.hash);
      if (!after || !secretsOf(after, now).some(each => each.hash === hash)) {
        await tidy([hash]);
        throw new Problem(409, 'The key was changed meanwhile. Read it again, then rotate it.');
      }
      const ended = (item.secrets ?? []).filter(each => !taken.includes(each) && each.hash !== item.hash);
      if (ended.length > 0) await tidy(ended.map(each => each.hash));
      return { key: keyFrom(after, now), secret };
    },
  };
}

/**
 * 256 bits need no slow hash: nobody can try them out. The prefix lets scanners for leaked secrets find it.
 */
function newSecret(random: RandomBytes): string {
  return `sp_${random(32).toString('base64url')}`;
}

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex');

const sooner = (one: string | undefined, other: string) => (one !== undefined && one < other ? one : other);

const isBefore = (one: Key, other: Key) =>
  one.createdAt === other.createdAt ? one.id < other.id : one.createdAt < other.createdAt;
