import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** What is kept of a password: by it a guess can be checked, and no password be read. */
export interface PasswordHash {
  /** Both base64url. */
  salt: string;
  hash: string;
}

/**
 * 16 MiB and some 50 ms of a core for a guess. Kept with no hash: who raises it lets old hashes be, by another name of the field.
 * https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt
 */
const COST = { N: 16_384, r: 8, p: 5 };
const HASH_BYTES = 32;

/** The same characters in whatever way they were typed: https://www.rfc-editor.org/rfc/rfc8265#section-4.2 */
const derived = (password: string, salt: string) =>
  new Promise<Buffer>((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, HASH_BYTES, COST, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });

/** What is to be kept of a password. */
export async function hashPassword(password: string): Promise<PasswordHash> {
  const salt = randomBytes(16).toString('base64url');
  return { salt, hash: (await derived(password, salt)).toString('base64url') };
}

/** Whether it is the password; takes the same time either way. */
export async function isPassword(password: string, { salt, hash }: PasswordHash): Promise<boolean> {
  return timingSafeEqual(await derived(password, salt), Buffer.from(hash, 'base64url'));
}
