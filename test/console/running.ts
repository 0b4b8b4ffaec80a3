import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { until } from '../until.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** A local cloud as a newcomer has it. */
export interface Running {
  short: string;
  site: string;
  key: string;
  /** Ends it, and removes its data. */
  stop(): Promise<void>;
}

/**
 * Runs `npm start` with an empty folder for its data.
 *
 * @param ports any free ones by default
 * @throws an error with what it said when it did not start
 */
export async function runLocalCloud(ports = { PORT: '0', SITE_PORT: '0' }): Promise<Running> {
  const data = await mkdtemp(join(tmpdir(), 'signpost-cloud-'));
  const child = spawn(process.execPath, ['local/start/launch.mjs'], {
    cwd: ROOT,
    env: { ...process.env, ...ports, DATA_DIR: data },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', chunk => (said += chunk));
  const stop = async () => {
    await end(child);
    await rm(data, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  };
  try {
    await until(() => said.includes('Ctrl-C ends it') || child.exitCode !== null);
    if (child.exitCode !== null) throw new Error(`the local cloud did not start:\n${said}`);
  } catch (error) {
    await stop();
    throw error;
  }
  const found = (pattern: RegExp) => pattern.exec(said)?.[1] ?? '';
  return {
    short: found(/short domain +(\S+)/),
    site: found(/site +(\S+)/),
    key: found(/API key +(\S+)/),
    stop,
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGINT');
  await once(child, 'exit');
}
