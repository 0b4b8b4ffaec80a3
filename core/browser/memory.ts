import { readdir, readFile } from 'node:fs/promises';

/**
 * The memory of a process group in bytes, what its processes share counted once: the sum of their proportional set sizes.
 * Undefined where the kernel does not tell. Spec: https://docs.kernel.org/filesystems/proc.html (smaps_rollup)
 */
export async function memoryOf(group: number): Promise<number | undefined> {
  const ids = (await readdir('/proc').catch(() => [])).filter(name => /^\d+$/.test(name));
  const sizes = await Promise.all(ids.map(id => memberSize(id, group)));
  const known = sizes.filter(size => size !== undefined);
  return known.length > 0 ? known.reduce((sum, size) => sum + size, 0) : undefined;
}

async function memberSize(id: string, group: number): Promise<number | undefined> {
  try {
    const stat = await readFile(`/proc/${id}/stat`, 'utf8');
    // After the name, which may hold anything: state, parent, group. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    const [, , memberOf] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (Number(memberOf) !== group) return undefined;
    const [, kilobytes] = /^Pss:\s+(\d+) kB/m.exec(await readFile(`/proc/${id}/smaps_rollup`, 'utf8')) ?? [];
    return Number(kilobytes ?? 0) * 1024;
  } catch {
    return undefined; // it has ended meanwhile
  }
}
