import { createHash } from 'node:crypto';
import { GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../clock.ts';
import { reach, type Table, written } from '../dynamodb.ts';
import { type RandomBytes, uuid } from '../ids.ts';

/** Who may use the API. What the client sends is the key's secret, and of that only a hash is kept. */
export interface Key {
  id: string;
  name: string;
  role: 'admin';
  /** ISO 8601, UTC. */
  createdAt: string;
}

/** The only module that knows the keys table: its key is `hash`, its other attributes are the key's. */
export interface KeyStore {
  /** The key a secret belongs to, or undefined. Rejects with a ServiceFault. */
  authenticate(secret: string): Promise<Key | undefined>;
  /**
   * Makes a key. Without a secret it gets a random one; with one that has a key already, that key is
   * answered, so that a start-up may repeat this. Throws a RangeError for a secret that could be guessed or
   * not be sent.
   */
  create(request: { name: string; secret?: string }): Promise<{ key: Key; secret: string }>;
  /** Whether there is no key at all, as after the first deployment. */
  isEmpty(): Promise<boolean>;
}

// What may follow "Bearer ": https://www.rfc-editor.org/rfc/rfc6750#section-2.1
const SECRET = /^[A-Za-z0-9._~+/-]{16,256}=*$/;

export function createKeyStore(
  { client, name: TableName }: Table,
  clock: Clock,
  random: RandomBytes,
): KeyStore {
  const authenticate: KeyStore['authenticate'] = async secret => {
    if (!SECRET.test(secret)) return undefined;
    // Consistent, because a key is used right after it was made, and must be of no use right after it was
    // removed.
    const command = new GetCommand({ TableName, Key: { hash: hashOf(secret) }, ConsistentRead: true });
    const { Item } = await reach(client.send(command));
    return Item && keyFrom(Item as Key);
  };

  return {
    authenticate,
    async create({ name, secret = newSecret(random) }) {
      if (!SECRET.test(secret))
        throw new RangeError('A key is 16 to 256 letters, digits or any of "-", ".", "_", "~", "+" and "/"');
      const key: Key = {
        id: uuid(random),
        name,
        role: 'admin',
        createdAt: new Date(clock.now()).toISOString(),
      };
      const command = new PutCommand({
        TableName,
        Item: { hash: hashOf(secret), ...key },
        ConditionExpression: 'attribute_not_exists(#hash)',
        ExpressionAttributeNames: { '#hash': 'hash' },
      });
      const made = await written(client.send(command));
      return { key: made ? key : ((await authenticate(secret)) ?? key), secret };
    },
    async isEmpty() {
      const { Count } = await reach(
        client.send(new ScanCommand({ TableName, Limit: 1, ConsistentRead: true })),
      );
      return Count === 0;
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

const keyFrom = ({ id, name, role, createdAt }: Key): Key => ({ id, name, role, createdAt });
