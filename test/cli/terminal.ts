import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { platform } from 'node:process';
import { stripVTControlCharacters } from 'node:util';

const ROOT = new URL('../..', import.meta.url).pathname;

export interface Ended {
  status: number | null;
  /** All that was shown, without what moves the cursor and gives colors. */
  shown: string;
}

/** What is typed as soon as a text stands there. */
export type Typed = [shown: string, keys: string];

/**
 * Runs `signpost ARGS` at a terminal of 80 columns. It is one of `script`, which Linux and macOS have, with other options each:
 * https://man7.org/linux/man-pages/man1/script.1.html and https://man.freebsd.org/cgi/man.cgi?script
 */
export async function atTerminal(
  args: readonly string[],
  typed: readonly Typed[],
  env: Record<string, string> = {},
): Promise<Ended> {
  const words = [process.execPath, `${ROOT}cli/signpost.js`, ...args].map(word => `'${word}'`);
  const line = `stty rows 24 cols 80; exec ${words.join(' ')}`;
  const script = platform === 'darwin' ? ['-q', '/dev/null', 'sh', '-c', line] : ['-qec', line, '/dev/null'];
  const child = spawn('script', script, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, SHELL: '/bin/sh', TERM: 'xterm-256color', ...env },
  });
  const waiting = [...typed];
  let [shown, seen] = ['', 0];
  child.stdout.on('data', part => {
    shown += part;
    const [next] = waiting;
    if (next === undefined || !shown.includes(next[0], seen)) return;
    waiting.shift();
    seen = shown.length;
    child.stdin.write(next[1]);
  });
  const [status] = await once(child, 'close');
  return { status, shown: stripVTControlCharacters(shown).replaceAll('\r', '') };
}
