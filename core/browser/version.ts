import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { BrowserGone } from './cdp.ts';
import { killGroup } from './group.ts';

/** The oldest on which all tests of safety have been run, the packed one. What is older may know no switch for a way out. */
const OLDEST = 147;

/** It says its version without opening anything; a whole browser on a busy machine takes a second. */
const TIMEOUT_MS = 15_000;

/** Those that are Chromium and nothing else: others made of it ask services of their own. */
const KNOWN =
  /^(?:Chromium|Google Chrome(?: for Testing)?|HeadlessChrome|Chrome Headless Shell)\D* (\d+)\.\d/m;

/** This browser is not run: pages of strangers would not be safe in it. */
export class BrowserRefused extends Error {
  override name = 'BrowserRefused';
}

/** What was judged once is not asked again: another program has another path, or comes with another process. */
const judged = new Map<string, Promise<void>>();

/**
 * Makes sure that a browser is one that can be made safe.
 *
 * @throws BrowserRefused, which says why in a sentence; BrowserGone when it does not run at all
 */
export function requireSafe(executable: string, env: NodeJS.ProcessEnv): Promise<void> {
  const known = judged.get(executable) ?? judge(executable, env);
  judged.set(executable, known);
  known.catch(() => judged.delete(executable));
  return known;
}

async function judge(executable: string, env: NodeJS.ProcessEnv): Promise<void> {
  const said = await versionOf(executable, env);
  const [, major] = KNOWN.exec(said) ?? [];
  const [first = ''] = said.split('\n');
  if (major === undefined)
    throw new BrowserRefused(
      `${executable} is not run: it calls itself "${first}", and only Chromium, Google Chrome and their headless shell are known to be safe.`,
    );
  if (Number(major) < OLDEST)
    throw new BrowserRefused(
      `${executable} is not run: it is version ${major}, and ${OLDEST} is the oldest known to be safe.`,
    );
}

async function versionOf(executable: string, env: NodeJS.ProcessEnv): Promise<string> {
  const asked = spawn(executable, ['--version'], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    killGroup(asked.pid ?? 0); // a script may have started others, which would hold its output open
  }, TIMEOUT_MS);
  const ended = new Promise<string | number | null>(resolve => {
    asked.once('error', error => resolve(error.message));
    asked.once('close', resolve);
  });
  const [outcome, said, complaint] = await Promise.all([ended, text(asked.stdout), text(asked.stderr)]);
  clearTimeout(timer);
  if (isLate)
    throw new BrowserRefused(
      `${executable} is not run: it did not say its version within ${TIMEOUT_MS / 1_000} s.`,
    );
  if (outcome !== 0) throw new BrowserGone(`${executable} did not start: ${complaint.trim() || outcome}`);
  return said.trim().slice(0, 200);
}
