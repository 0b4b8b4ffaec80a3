import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { parseJson } from '../../core/json.ts';

const Counts = z.record(z.string(), z.number());
const Kept = z.object({
  of: z.string(),
  rows: z.number().int().min(0),
  counts: Counts,
  left: Counts,
  hosts: Counts,
});
export type Kept = z.infer<typeof Kept>;

/**
 * How far an import is, written beside its file. It is of one file, as it is, and one way to import it: for another one it is as
 * if it were not there. Without it nothing is lost: a run from the beginning finds what is there.
 */
export class ImportState {
  readonly path: string;
  readonly #of: string;

  /** @param how all that decides what a row becomes */
  static async of(file: string, how: unknown): Promise<ImportState> {
    const hash = createHash('sha256');
    for await (const part of createReadStream(file)) hash.update(part);
    return new ImportState(`${file}.signpost-import`, hash.update(JSON.stringify(how)).digest('hex'));
  }

  private constructor(path: string, of: string) {
    this.path = path;
    this.#of = of;
  }

  /** What was written of this import; `another` where it is of another file, or of another way to import it. */
  async read(): Promise<Kept | 'none' | 'another'> {
    const text = await readFile(this.path, 'utf8').catch(() => undefined);
    if (text === undefined) return 'none';
    const { data } = Kept.safeParse(parseJson(text));
    return data?.of === this.#of ? data : 'another';
  }

  /** Whoever is killed at this leaves what was there before, or all of the new. */
  async write(progress: Omit<Kept, 'of'>): Promise<void> {
    const partial = `${this.path}.${process.pid}`;
    try {
      await writeFile(partial, JSON.stringify({ of: this.#of, ...progress } satisfies Kept));
      await rename(partial, this.path);
    } catch (error) {
      throw new Error(
        `how far the import is cannot be noted: ${(error as Error).message}. Put the file into a folder where that can be written`,
      );
    }
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }
}
