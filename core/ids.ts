import { randomBytes } from 'node:crypto';

/** Where randomness comes from: `bytes(n)` answers n unpredictable bytes. A simulation passes a seeded one. */
export type RandomBytes = (size: number) => Buffer;

export const systemRandom: RandomBytes = size => randomBytes(size);

/** A version 4 UUID made of `random`'s bytes. Spec: https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-4 */
export function uuid(random: RandomBytes): string {
  const bytes = random(16);
  bytes.writeUInt8(((bytes[6] ?? 0) & 0x0f) | 0x40, 6);
  bytes.writeUInt8(((bytes[8] ?? 0) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
