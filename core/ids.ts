import { randomBytes } from 'node:crypto';

/** Where randomness comes from: `bytes(n)` answers n unpredictable bytes. A simulation passes a seeded one. */
export type RandomBytes = (size: number) => Buffer;

/** To ask the system costs more than what it brings, so it is asked for some at once; each byte is given once. */
const AT_ONCE = 4096;
let left = Buffer.alloc(0);

export const systemRandom: RandomBytes = size => {
  if (size > left.length) left = randomBytes(Math.max(size, AT_ONCE));
  const bytes = left.subarray(0, size);
  left = left.subarray(size);
  return bytes;
};

/** A version 4 UUID made of `random`'s bytes. Spec: https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-4 */
export function uuid(random: RandomBytes): string {
  const bytes = random(16);
  bytes.writeUInt8(((bytes[6] ?? 0) & 0x0f) | 0x40, 6);
  bytes.writeUInt8(((bytes[8] ?? 0) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
