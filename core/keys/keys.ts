import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Table } from '../dynamodb.ts';
import { type RandomBytes, uuid } from '../ids.ts';
import { Problem, problemFrom } from '../problem.ts';
import { type KeyItem, keyFrom, type Secret, secretsOf } from './item.ts';
import { isInForce, isUnlimited, type Key, type Rights } from './key.ts';
import { KeyTable } from './table.ts';

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
   * guessed or not be sent, and for one that a key had before it was rotated.
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
   * that may do everything, and a 503 one while another such is being revoked.
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

/** Longer than any function lives that could be at it yet: who is stopped holds the others up for so long. */
const TURN_MS = 30_000;

export function createKeyStore(table: Table, clock: Clock, random: RandomBytes): KeyStore {
  return new StoredKeys(new KeyTable(table), clock, random);
}

class StoredKeys implements KeyStore {
  readonly #table: KeyTable;
  readonly #clock: Clock;
  readonly #random: RandomBytes;

  constructor(table: KeyTable, clock: Clock, random: RandomBytes) {
    this.#table = table;
    this.#clock = clock;
    this.#random = random;
  }

  async authenticate(secret: string): Promise<Key | undefined> {
    if (!SECRET.test(secret)) return undefined;
    const key = await this.#keyOf(hashOf(secret));
    return key && this.#isInForce(key) ? key : undefined;
  }

  async create(request: NewKey): Promise<{ key: Key; secret: string }> {
    const { name, secret = newSecret(this.#random), scopes = ['admin'], limits = {}, ...more } = request;
    if (!SECRET.test(secret))
      throw new RangeError('A key is 16 to 256 letters, digits or any of "-", ".", "_", "~", "+" and "/"');
    const item: KeyItem = {
      hash: hashOf(secret),
      role: scopes.includes('admin') ? 'admin' : 'limited',
      id: uuid(this.#random),
      name,
      scopes,
      limits,
      createdAt: this.#time(),
      ...more,
    };
    if (await this.#table.add(item)) return { key: this.#keyFrom(item), secret };
    const key = await this.#keyOf(item.hash);
    if (!key) throw new RangeError('This was the secret of a key that has another one since');
    return { key, secret };
  }

  isEmpty(): Promise<boolean> {
    return this.#table.isEmpty();
  }

  async list(): Promise<Key[]> {
    const keys = (await this.#table.indexed()).map(item => this.#keyFrom(item));
    return keys.sort((one, other) => (isBefore(one, other) ? 1 : -1));
  }

  async find(id: string): Promise<Key | undefined> {
    const item = await this.#itemOf(id);
    return item && this.#keyFrom(item);
  }

  async revoke(id: string): Promise<Key | undefined> {
    const item = await this.#itemOf(id);
    if (!item || item.revokedAt !== undefined) return item && this.#keyFrom(item);
    const revoke = async () => {
      await this.#table.revoke(item.hash, this.#time());
      const revoked = await this.#table.find(item.hash);
      return revoked && this.#keyFrom(revoked);
    };
    if (!isUnlimited(this.#keyFrom(item))) return await revoke();
    // Two such keys that revoke each other must not leave none: one of them comes first.
    return await this.#inTurn(async () => {
      if (await this.#isLast(id))
        throw new Problem(409, 'This is the last key that may do everything. Make another one first.');
      return await revoke();
    });
  }

  async rotate(id: string, overlapSeconds: number): Promise<{ key: Key; secret: string } | undefined> {
    const item = await this.#itemOf(id);
    if (!item) return undefined;
    if (!this.#isInForce(this.#keyFrom(item)))
      throw new Problem(410, 'The key was revoked, or has expired. Make another one.');
    const taken = secretsOf(item, this.#clock.now());
    if (taken.length >= MAX_SECRETS)
      throw new Problem(409, `The key has ${MAX_SECRETS} secrets in use. Wait until the first has ended.`);
    const secret = newSecret(this.#random);
    const hash = hashOf(secret);
    const endsAt = this.#time(overlapSeconds * 1000);
    const old = taken.map(each => ({ ...each, endsAt: sooner(each.endsAt, endsAt) }));
    // The way to the key first: it leads to none of the secret's yet.
    await this.#table.add({ hash, keptUnder: item.hash });
    await this.#table.renew(item, [...old, { hash }]);
    // The SDK repeats a write whose answer was lost, and is then refused by its own.
    const key = await this.#keyOf(hash);
    await this.#tidy(key ? endedOf(item, taken) : [hash]);
    if (!key) throw new Problem(409, 'The key was changed meanwhile. Read it again, then rotate it.');
    return { key, secret };
  }

  /** The key of a secret that is taken, if the key is. */
  async #keyOf(hash: string): Promise<Key | undefined> {
    const item = await this.#table.find(hash);
    const isTaken = item && secretsOf(item, this.#clock.now()).some(secret => secret.hash === hash);
    return isTaken ? this.#keyFrom(item) : undefined;
  }

  async #itemOf(id: string): Promise<KeyItem | undefined> {
    const [found] = await this.#table.indexed(id);
    return found && (await this.#table.find(found.hash));
  }

  /** Whether no other key may do everything. The index may not know yet that one was revoked; the item itself tells. */
  async #isLast(id: string): Promise<boolean> {
    const mayDoAll = (item: KeyItem | undefined) => {
      const key = item && this.#keyFrom(item);
      return key !== undefined && key.id !== id && isUnlimited(key) && this.#isInForce(key);
    };
    for (const indexed of await this.#table.indexed())
      if (mayDoAll(indexed) && mayDoAll(await this.#table.find(indexed.hash))) return false;
    return true;
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const now = this.#clock.now();
    if (!(await this.#table.takeTurn(now, now + TURN_MS)))
      throw new Problem(503, 'Another key is being revoked. Please try again in a moment.', {
        headers: { 'retry-after': '1' },
      });
    try {
      return await work();
    } finally {
      await this.#table.leaveTurn(now + TURN_MS).catch(problemFrom); // the log has it; the time ends the turn
    }
  }

  /** Takes ways to a key away. What stays leads to no secret that is taken; so nobody is told of a failure. */
  async #tidy(hashes: string[]): Promise<void> {
    await this.#table.remove(hashes).catch(problemFrom); // the log has it
  }

  #keyFrom(item: KeyItem): Key {
    return keyFrom(item, this.#clock.now());
  }

  #isInForce(key: Key): boolean {
    return isInForce(key, this.#clock.now());
  }

  /** Now, or so many milliseconds later, as ISO 8601. */
  #time(later = 0): string {
    return new Date(this.#clock.now() + later).toISOString();
  }
}

/**
 * 256 bits need no slow hash: nobody can try them out. The prefix lets scanners for leaked secrets find it.
 */
function newSecret(random: RandomBytes): string {
  return `sp_${random(32).toString('base64url')}`;
}

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex');

/** The further secrets of a key that are taken no more. The first one's hash has the key itself. */
const endedOf = ({ hash, secrets = [] }: KeyItem, taken: Secret[]): string[] =>
  secrets.filter(each => !taken.includes(each) && each.hash !== hash).map(each => each.hash);

const sooner = (one: string | undefined, other: string) => (one !== undefined && one < other ? one : other);

const isBefore = (one: Key, other: Key) =>
  one.createdAt === other.createdAt ? one.id < other.id : one.createdAt < other.createdAt;
