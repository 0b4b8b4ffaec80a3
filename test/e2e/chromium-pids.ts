import { readdirSync, readFileSync } from 'node:fs';
import type { Booted } from './cloud.ts';

/** The processes of this cloud's Chromium: its environment names our folder for temporary files. */
export function chromiumPids({ data }: Booted): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => {
      try {
        return (
          readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('chromium') &&
          readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`TMPDIR=${data}`)
        );
      } catch {
        return false; // it ended while we looked
      }
    });
}
