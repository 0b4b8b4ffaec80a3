import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a process does. `unseen`: it came and went, or went on, between two readings. */
export const KINDS = ['node', 'browser', 'pages', 'network', 'other', 'unseen'] as const;

export type Kind = (typeof KINDS)[number];

/** Milliseconds of CPU, user and system. */
export type CpuTimes = Record<Kind, number>;

export interface ProcessState {
  cpu: CpuTimes;
  /** Of those that run: it counts a page that several share in parts. */
  pssMb: number;
  running: number;
  /** Ended, and nobody has asked how. */
  zombies: number;
}

interface ProcessStat {
  pid: number;
  state: string;
  session: number;
  /** Clock ticks since the machine's start: with the pid, what tells a process from others. */
  started: string;
  ownMs: number;
  /** Of its children that have ended and that it has waited for, and of theirs. */
  endedMs: number;
}

/** Linux: it is 100 for programs on every architecture that Node runs on. Spec: https://man7.org/linux/man-pages/man7/time.7.html */
const TICK_MS = 1_000 / 100;

/**
 * All processes that a program has started, and itself, wherever they hang in the tree: Chromium runs in a session of its own
 * below a shell that has left us. Each is known by its environment, in which TMPDIR is the program's own, or by a session
 * that one so known is in.
 */
export class ProcessGroup {
  readonly #mark: string;
  readonly #program: number;
  /** Sessions that were found, with the last that was read of their CPU: a session that has ended keeps it. */
  readonly #sessions = new Map<number, number>();
  readonly #strangers = new Set<string>();
  /** By pid and start, with the last that was read of it: one that has ended keeps it, and has no command line any more. */
  readonly #seen = new Map<string, { kind: Kind; ownMs: number }>();

  /** @param tmpdir its TMPDIR; @param program the process that was started with it */
  constructor(tmpdir: string, program: number) {
    this.#mark = `\0TMPDIR=${tmpdir}\0`;
    this.#program = program;
  }

  /** Those that are there now. */
  members(): ProcessStat[] {
    const all = processStats();
    for (const { pid, session, started } of all) {
      if (this.#sessions.has(session) || this.#strangers.has(`${pid} ${started}`)) continue;
      if (`\0${contentOf(pid, 'environ')}`.includes(this.#mark)) this.#sessions.set(session, 0);
      else this.#strangers.add(`${pid} ${started}`);
    }
    return all.filter(({ session }) => this.#sessions.has(session));
  }

  /** What they have used so far and use now. Without memory it is quick. */
  state({ memory = false } = {}): ProcessState {
    const members = this.members();
    for (const [session, ms] of bySession(members))
      this.#sessions.set(session, Math.max(ms, this.#sessions.get(session) ?? 0));
    for (const stat of members)
      this.#seen.set(`${stat.pid} ${stat.started}`, { kind: this.#kindOf(stat), ownMs: stat.ownMs });
    const cpu = noTimes();
    for (const { kind, ownMs } of this.#seen.values()) cpu[kind] += ownMs;
    const total = [...this.#sessions.values()].reduce((all, ms) => all + ms, 0);
    cpu.unseen = Math.max(0, total - sum(cpu));
    const zombies = members.filter(({ state }) => state === 'Z').length;
    const pssMb = memory ? members.reduce((total, { pid }) => total + pssOf(pid), 0) : 0;
    return { cpu, pssMb, running: members.length - zombies, zombies };
  }

  /** Resolves once none of them runs, or after so many milliseconds. */
  async gone(withinMs: number): Promise<void> {
    const end = performance.now() + withinMs;
    while (this.state().running > 0 && performance.now() < end) await sleep(20);
  }

  /** Ends at once what is left of them; how many there were. */
  kill(): number {
    const left = this.members().filter(({ state }) => state !== 'Z');
    for (const { pid } of left)
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has just ended by itself.
      }
    return left.length;
  }

  #kindOf({ pid, started }: ProcessStat): Kind {
    if (pid === this.#program) return 'node';
    const command = contentOf(pid, 'cmdline');
    return command ? kindOf(command) : (this.#seen.get(`${pid} ${started}`)?.kind ?? 'other');
  }
}

function kindOf(command: string): Kind {
  const [, type] = /--type=([\w-]+)/.exec(command) ?? [];
  if (type === 'renderer') return 'pages';
  if (type === 'utility') return 'network';
  return !type && command.includes('--remote-debugging') ? 'browser' : 'other';
}

/** What was used between two readings. */
export const cpuBetween = (before: CpuTimes, after: CpuTimes): CpuTimes =>
  Object.fromEntries(KINDS.map(kind => [kind, after[kind] - before[kind]])) as CpuTimes;

export const sum = (times: CpuTimes) => KINDS.reduce((total, kind) => total + times[kind], 0);

const noTimes = () => Object.fromEntries(KINDS.map(kind => [kind, 0])) as CpuTimes;

function bySession(members: ProcessStat[]): Map<number, number> {
  const sessions = new Map<number, number>();
  for (const { session, ownMs, endedMs } of members)
    sessions.set(session, (sessions.get(session) ?? 0) + ownMs + endedMs);
  return sessions;
}

/** Spec: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function processStats(): ProcessStat[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => {
      const stat = contentOf(Number(name), 'stat');
      if (!stat) return [];
      // The name in brackets may hold anything, so fields are counted from its end, which is the second of them.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const ticks = (field: number) => Number(fields[field - 3]) * TICK_MS;
      return [
        {
          pid: Number(name),
          state: fields[0] ?? '',
          session: Number(fields[3]),
          started: fields[19] ?? '',
          ownMs: ticks(14) + ticks(15),
          endedMs: ticks(16) + ticks(17),
        },
      ];
    });
}

/** Spec: https://docs.kernel.org/filesystems/proc.html, /proc/PID/smaps_rollup */
function pssOf(pid: number): number {
  const [, kb] = /^Pss:\s+(\d+) kB/m.exec(contentOf(pid, 'smaps_rollup')) ?? [];
  return Number(kb ?? 0) / 1_024;
}

/** Empty when it has ended meanwhile, or is another user's. */
function contentOf(pid: number, file: 'stat' | 'environ' | 'cmdline' | 'smaps_rollup'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
