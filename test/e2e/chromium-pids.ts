import { readdirSync, readFileSync } from 'node:fs';

/** The processes of a Chromium whose environment names this folder for temporary files, such as a cloud's own. */
export function chromiumPids({ data }: { data: string }): number[] {
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
