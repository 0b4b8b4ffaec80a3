/** Random numbers that are the same for the same seed. */
export interface Random {
  /** 0 to 1, without 1. */
  uniform(): number;
  /** Mean 0, deviation 1. */
  normal(): number;
  /** Mean 1: the time to the next event of a Poisson process. */
  exponential(): number;
}

/** mulberry32, public domain: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export function seeded(seed: number): Random {
  let state = seed | 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  const exponential = () => -Math.log(1 - uniform());
  return {
    uniform,
    exponential,
    normal: () => Math.sqrt(2 * exponential()) * Math.cos(2 * Math.PI * uniform()),
  };
}
