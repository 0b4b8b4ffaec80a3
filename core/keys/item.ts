import type { Key, Rights } from './key.ts';

/**
 * A key as it is kept: under the hash of its first secret, which may have ended since. Keys made before there were scopes have
 * none, and may do everything.
 */
export interface KeyItem extends Omit<Key, 'scopes' | 'limits' | 'oldSecretsUntil'>, Partial<Rights> {
  hash: string;
  /** The partition of the index. */
  role: 'admin' | 'limited';
  /** All that are taken; of a key that was never rotated it is the first, without being said. */
  secrets?: Secret[];
  /** How often there was a rotation. */
  rotations?: number;
}

export interface Secret {
  hash: string;
  /** ISO 8601, UTC. */
  endsAt?: string;
}

/** What is kept under the hash of a further secret: where the key is. */
export interface Pointer {
  hash: string;
  keptUnder: string;
}

/** The secrets that are taken at a time, in milliseconds. */
export const secretsOf = ({ hash, secrets = [{ hash }] }: KeyItem, now: number): Secret[] =>
  secrets.filter(({ endsAt }) => endsAt === undefined || now < Date.parse(endsAt));

export function keyFrom(item: KeyItem, now: number): Key {
  const { id, name, createdAt, createdBy, expiresAt, revokedAt, scopes = ['admin'], limits = {} } = item;
  const oldSecretsUntil = secretsOf(item, now)
    .flatMap(({ endsAt }) => endsAt ?? [])
    .sort()
    .at(-1);
  return {
    id,
    name,
    scopes,
    limits,
    createdAt,
    ...(createdBy !== undefined && { createdBy }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(revokedAt !== undefined && { revokedAt }),
    ...(oldSecretsUntil !== undefined && { oldSecretsUntil }),
  };
}
