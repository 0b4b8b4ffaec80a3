import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { RandomBytes } from '../../core/ids.ts';

/**
 * Secrets Manager, as far as a template needs it: secrets are made at the first start and then stay the same.
 * Not modelled: the service's API, rotation and versions.
 */
export class Secrets {
  readonly #file: string;
  readonly #random: RandomBytes;
  readonly #values: Record<string, string>;

  /** @param file where the secrets are kept (JSON) */
  constructor(file: string, random: RandomBytes) {
    this.#file = file;
    this.#random = random;
    this.#values = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  }

  /** The secret of this name; made of letters and digits, and kept, when there is none yet. */
  value(name: string, length: number): string {
    const known = this.#values[name];
    if (known) return known;
    const made = this.#make(length);
    this.#values[name] = made;
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.#values, null, 2), { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
    return made;
  }

  #make(length: number): string {
    let text = '';
    while (text.length < length)
      text += this.#random(length)
        .toString('base64')
        .replace(/[^A-Za-z0-9]/g, '');
    return text.slice(0, length);
  }
}
