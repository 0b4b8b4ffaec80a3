/**
 * Remembers which slugs a file has named, and at which line, in 24 bytes each and room to spare: in a map of texts a million of them
 * would take 100 MB. What it knows a slug by is 52 bits of a hash: of a million one is mistaken once in ten thousand files,
 * and then told to be there twice.
 */
export class SeenSlugs {
  #table = new Float64Array(3 * 1024);
  #count = 0;

  /** @returns the line that named the slug before, and whether it asked for the same; undefined for the first */
  add(slug: string, row: string, line: number): { line: number; isSame: boolean } | undefined {
    if (3 * this.#count * 2 >= this.#table.length) this.#grow();
    const [name, content] = [numberOf(slug), numberOf(row)];
    const at = this.#placeOf(name);
    if (this.#table[at] === name)
      return { line: this.#table[at + 2] ?? 0, isSame: this.#table[at + 1] === content };
    this.#table.set([name, content, line], at);
    this.#count++;
    return undefined;
  }

  #placeOf(name: number): number {
    const places = this.#table.length / 3;
    for (let place = name % places; ; place = (place + 1) % places)
      if (this.#table[3 * place] === 0 || this.#table[3 * place] === name) return 3 * place;
  }

  #grow(): void {
    const before = this.#table;
    this.#table = new Float64Array(before.length * 2);
    for (let at = 0; at < before.length; at += 3) {
      const name = before[at] ?? 0;
      if (name !== 0) this.#table.set(before.subarray(at, at + 3), this.#placeOf(name));
    }
  }
}

/** 52 bits of a hash, never 0, which stands for nothing. */
function numberOf(text: string): number {
  let [low, high] = [FNV_OFFSET, FNV_OFFSET ^ text.length];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, FNV_PRIME);
    high = Math.imul(high ^ (code + at), MURMUR_STEP);
  }
  return (mixed(high) % 2 ** 20) * 2 ** 32 + mixed(low) + 1;
}

/** Two hashes of 32 bits that go by other factors, so that what the one takes for the same the other does not. */
const FNV_OFFSET = 0x811c9dc5; // http://www.isthe.com/chongo/tech/comp/fnv/
const FNV_PRIME = 0x01000193;
const MURMUR_STEP = 0xcc9e2d51; // https://github.com/aappleby/smhasher/wiki/MurmurHash3

/** Spreads what differs in a few bits over all 32, as MurmurHash3 ends. */
function mixed(hash: number): number {
  let bits = hash;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
