import { readdirSync, readFileSync } from 'node:fs';

export { until } from '../../until.ts';

export interface ProcessInfo {
  pid: number;
  parent: number;
  group: number;
  /** As in proc(5): Z is a process that ended and that nobody has asked about. */
  state: string;
  command: string;
}

/** The processes of this machine. Spec: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
export function processes(): ProcessInfo[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const [state = '', parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return [{ pid: Number(name), parent: Number(parent), group: Number(group), state, command }];
      } catch {
        return []; // it ended while we looked
      }
    });
}

/** The Chromium whose profile lies in `directory`; its helpers have arguments of their own. */
export function browserOf(directory: string): ProcessInfo {
  const profile = ` --user-data-dir=${directory}/`;
  const browser = processes().find(({ pid, group, command }) => command.includes(profile) && pid !== group);
  if (!browser) throw new Error(`no Chromium runs in ${directory}`);
  return browser;
}

/** Those of a group that still run; one that has ended and waits for init to take note does not. */
export const alive = (group: number) =>
  processes().filter(process => process.group === group && process.state !== 'Z');
