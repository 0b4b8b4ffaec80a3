import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { RandomBytes } from '../../core/ids.ts';

/** A value that a secret has, had or will have; its stages say which. */
export interface SecretVersion {
  id: string;
  value: string;
  stages: string[];
}

export const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';

/** What Secrets Manager keeps: secrets are made at the first start and then stay, until somebody gives one a new version. */
export class Secrets {
  readonly #file: string;
  readonly #random: RandomBytes;
  /** By name: the value alone, of which there has been no other, or versions. */
  readonly #secrets: Record<string, string | SecretVersion[]>;

  /** @param file where the secrets are kept (JSON) */
  constructor(file: string, random: RandomBytes) {
    this.#file = file;
    this.#random = random;
    this.#secrets = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  }

  /** The current value of this name; made of letters and digits, and kept, when there is none yet. */
  value(name: string, length: number): string {
    const known = this.at(name, CURRENT);
    if (known) return known.value;
    const made = this.#make(length);
    this.#keep(name, made);
    return made;
  }

  /** The version at a stage. */
  at(name: string, stage: string): SecretVersion | undefined {
    return this.#versions(name).find(({ stages }) => stages.includes(stage));
  }

  /** Adds a version, to which its stages move. */
  put(name: string, { id, value, stages }: SecretVersion): void {
    const others = this.#versions(name).map(each => without(each, stages));
    this.#keep(name, [...others, { id, value, stages }]);
  }

  /** Takes a stage from a version, and gives it to another; what was current is then the previous one. */
  move(
    name: string,
    stage: string,
    { from, to }: { from?: string | undefined; to?: string | undefined },
  ): void {
    const moved = this.#versions(name).map(each => {
      const taken = stage === CURRENT && to !== undefined ? [stage, PREVIOUS] : [stage];
      const { stages, ...rest } = without(each, taken);
      if (each.id === to) return { ...rest, stages: [...stages, stage] };
      return { ...rest, stages: each.id === from && taken.length > 1 ? [...stages, PREVIOUS] : stages };
    });
    this.#keep(name, moved);
  }

  #versions(name: string): SecretVersion[] {
    const kept = this.#secrets[name] ?? [];
    return typeof kept === 'string' ? [{ id: 'first', value: kept, stages: [CURRENT] }] : kept;
  }

  /** A version without a stage is gone some day; here it is at once. */
  #keep(name: string, secret: string | SecretVersion[]): void {
    this.#secrets[name] =
      typeof secret === 'string' ? secret : secret.filter(({ stages }) => stages.length > 0);
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.#secrets, null, 2), { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
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

const without = (version: SecretVersion, stages: string[]): SecretVersion => ({
  ...version,
  stages: version.stages.filter(stage => !stages.includes(stage)),
});
