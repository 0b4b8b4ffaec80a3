import { createHmac } from 'node:crypto';

/**
 * How many visitors a link had on a day, without a list of who they were: a HyperLogLog of 2,048 registers, 2.3 % from the true number
 * in the mean (https://algo.inria.fr/flajolet/Publications/FlFuGaMe07.pdf); up to 250 they are counted exactly, by their marks.
 */
const REGISTERS = 2048;
const INDEX_BITS = 11;
const MARK_BYTES = 8;
const MOST_MARKS = 250;

/** What a visitor is known by on one day, as long as the day's salt is kept; nothing leads back to the address. */
export function markOf(salt: Uint8Array, address: string, userAgent: string): string {
  const digest = createHmac('sha256', salt).update(`${address}\n${userAgent}`).digest();
  return digest.subarray(0, MARK_BYTES).toString('base64url');
}

/** The sketch with these marks as well; undefined for one that has none yet. */
export function addVisitors(sketch: Uint8Array | undefined, marks: Iterable<string>): Uint8Array {
  const added = [...marks].map(mark => Buffer.from(mark, 'base64url'));
  if (sketch?.length === REGISTERS) return withMarks(sketch, added);
  const known = new Map(
    [...split(sketch ?? new Uint8Array()), ...added].map(mark => [mark.toString('hex'), mark]),
  );
  const all = [...known.keys()].sort().map(key => known.get(key) as Buffer);
  return all.length <= MOST_MARKS ? Buffer.concat(all) : withMarks(new Uint8Array(REGISTERS), all);
}

/** How many visitors a sketch tells of. */
export function visitorsIn(sketch: Uint8Array | undefined): number {
  if (sketch === undefined) return 0;
  if (sketch.length !== REGISTERS) return sketch.length / MARK_BYTES;
  let sum = 0;
  let empty = 0;
  for (const rank of sketch) {
    sum += 2 ** -rank;
    if (rank === 0) empty++;
  }
  const alpha = 0.7213 / (1 + 1.079 / REGISTERS);
  const estimate = (alpha * REGISTERS ** 2) / sum;
  // With many registers empty, counting those is nearer.
  return Math.round(
    estimate <= 2.5 * REGISTERS && empty > 0 ? REGISTERS * Math.log(REGISTERS / empty) : estimate,
  );
}

function* split(marks: Uint8Array): Generator<Buffer> {
  for (let start = 0; start < marks.length; start += MARK_BYTES)
    yield Buffer.from(marks.subarray(start, start + MARK_BYTES));
}

function withMarks(registers: Uint8Array, marks: Buffer[]): Uint8Array {
  const more = Uint8Array.from(registers);
  for (const mark of marks) {
    const bits = mark.readBigUInt64BE();
    const index = Number(bits & BigInt(REGISTERS - 1));
    const rest = bits >> BigInt(INDEX_BITS);
    const rank = 64 - INDEX_BITS - (rest === 0n ? 0 : rest.toString(2).length) + 1;
    if (rank > (more[index] ?? 0)) more[index] = rank;
  }
  return more;
}
