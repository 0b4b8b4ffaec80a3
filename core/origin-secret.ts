import { createHash, timingSafeEqual } from 'node:crypto';
import { Problem } from './problem.ts';

/**
 * CloudFront is the only way in, and it shows so by a secret header: without it, anyone could go round the
 * cache and the firewall. Throws a 403 problem when `given` is not `secret`.
 *
 * @param secret while it is exchanged, the new one and the former one, with a space between them
 */
export function requireOriginSecret(given: string | undefined, secret: string): void {
  if (given === undefined || !isOneOf(given, secret.split(' ')))
    throw new Problem(403, 'This address is not open to the public.');
}

/** All are compared, whichever is right: how long it takes must not tell of it. */
const isOneOf = (given: string, secrets: string[]): boolean =>
  secrets.filter(secret => timingSafeEqual(digest(given), digest(secret))).length > 0;

// timingSafeEqual wants equal lengths, and a length must not leak either.
const digest = (text: string) => createHash('sha256').update(text).digest();
