import { createHash, timingSafeEqual } from 'node:crypto';
import { Problem } from './problem.ts';

/** Loopback has no certificate, so the local cloud answers it in plain http. */
const LOOPBACK = ['localhost', '127.0.0.1'];

/** Whether a host name (without port) is this machine, as it is in the local cloud. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.includes(hostname);
}

/**
 * The origin of a viewer's Host: "go.example.com" gives "https://go.example.com", "localhost:80"
 * "http://localhost".
 */
export function originOf(host: string): string {
  const { hostname } = new URL(`https://${host}`);
  return new URL(`${isLoopback(hostname) ? 'http' : 'https'}://${host}`).origin;
}

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
