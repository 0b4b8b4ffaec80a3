import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach } from '@jest/globals';
import { ROOT, temporaryFolder, until } from './cloud.ts';

export interface Running {
  process: ChildProcess;
  /** All that was printed so far. */
  output(): string;
  short: string;
  site: string;
  key: string;
  /** Ends it as Ctrl-C does. */
  stop(): Promise<void>;
}

/**
 * What `npm start` runs, on free ports, for each test of a file: with a DATA_DIR of its own, and ended after it.
 *
 * @param before beforeAll, with afterAll: for all tests of a group together
 */
export function npmStart(before = beforeEach, after = afterEach) {
  let remove: () => Promise<void>;
  let data: string;
  let started: ChildProcess[];

  before(async () => {
    started = [];
    ({ data, remove } = await temporaryFolder());
  });

  after(async () => {
    for (const child of started.filter(isRunning)) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await remove();
  });

  /** Resolves when it says that it is ready, or has ended. */
  const start = async (env: Record<string, string> = {}, args: string[] = []): Promise<Running> => {
    const child = spawn(process.execPath, ['local/start/launch.mjs', ...args], {
      cwd: ROOT,
      env: { ...process.env, PORT: '0', SITE_PORT: '0', DATA_DIR: data, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.push(child);
    return running(child);
  };
  return { start, data: () => data };
}

async function running(child: ChildProcess): Promise<Running> {
  let text = '';
  child.stdout?.on('data', chunk => (text += chunk));
  child.stderr?.on('data', chunk => (text += chunk));
  await until(() => text.includes('Ctrl-C ends it') || child.exitCode !== null);
  const found = (pattern: RegExp) => pattern.exec(text)?.[1] ?? '';
  return {
    process: child,
    output: () => text,
    short: found(/short domain +(\S+)/),
    site: found(/site +(http\S+)/),
    key: found(/API key +(\S+)/),
    stop: async () => {
      child.kill('SIGINT');
      await once(child, 'exit');
    },
  };
}

const isRunning = ({ exitCode, signalCode }: ChildProcess) => exitCode === null && signalCode === null;
