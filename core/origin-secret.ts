import { createHash, timingSafeEqual } from 'node:crypto';
import { Problem } from './problem.ts';

/**
 * CloudFront is the only way in, and it shows so by a secret header: without it, anyone could go round the
 * cache and the firewall. Throws a 403 problem when `given` is not `secret`.
 */
export function requireOriginSecret(given: string | undefined, secret: string): void {
  if (given === undefined || !timingSafeEqual(digest(given), digest(secret)))
    throw new Problem(403, 'This address is not open to the public.');
}

// timingSafeEqual wants equal lengths, and a length must not leak either.
const digest = (text: string) => createHash('sha256').update(text).digest();
