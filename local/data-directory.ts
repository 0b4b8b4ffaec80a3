import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes the folder that holds all data and claims it for this process: two clouds over the same tables would lose writes.
 * A claim whose process has died, as after kill -9, counts for nothing.
 *
 * @returns gives the folder back
 * @throws an error of one sentence when another process has it
 */
export function claimDataDirectory(directory: string): () => void {
  mkdirSync(directory, { recursive: true });
  const claim = join(directory, 'process');
  const holder = holderOf(claim);
  if (holder !== undefined)
    throw new Error(`${directory} is in use by process ${holder}. End that one, or choose another DATA_DIR.`);
  writeFileSync(claim, String(process.pid));
  return () => rmSync(claim, { force: true });
}

/** The process that has claimed the folder and still runs. */
function holderOf(claim: string): number | undefined {
  try {
    const pid = Number(readFileSync(claim, 'utf8'));
    process.kill(pid, 0); // signal 0 only asks whether the process is there
    return pid;
  } catch (error) {
    // Not ours to signal, but there: https://man7.org/linux/man-pages/man2/kill.2.html
    const isThere = error instanceof Error && 'code' in error && error.code === 'EPERM';
    return isThere ? Number(readFileSync(claim, 'utf8')) : undefined;
  }
}
