import { fork } from 'node:child_process';
import { once } from 'node:events';
import { bundled } from '../../local/bundled.mjs';

const ROOT = new URL('../..', import.meta.url).pathname;

/** A program of this folder in a process of its own, which tells of itself by messages. */
export interface Served<Ready> {
  ready: Ready;
  /** Microseconds of processor time, user and system, that the process has used so far, all its threads together. */
  cpu(): Promise<number>;
  stop(): Promise<void>;
}

/**
 * Starts a program bundled as `npm start` bundles the local cloud: as tsx runs TypeScript each inner function is given its name
 * at run time, which nobody's cloud does.
 *
 * @param name its file without the ending
 * @param argv what it is told as arguments
 * @throws when it ends before it is ready
 */
export async function serve<Ready>(
  name: string,
  argv: string[] = [],
  env: Record<string, string> = {},
): Promise<Served<Ready>> {
  // As far from the project's folder as what `npm start` bundles: files are read from there.
  const bundle = await bundled(ROOT, `bench/links/${name}.ts`, `dist/bench-${name}`);
  const child = fork(bundle, argv, {
    execArgv: [],
    cwd: ROOT,
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', ...env },
  });
  const ended = once(child, 'exit');
  const tooEarly = ended.then(() => Promise.reject(new Error(`${name} has ended`)));
  tooEarly.catch(() => undefined); // at its own time it may
  const told = async <Message>() => {
    const [message] = await Promise.race([once(child, 'message'), tooEarly]);
    return message as Message;
  };
  const ready = await told<Ready>();
  return {
    ready,
    cpu: async () => {
      child.send('cpu');
      return await told<number>();
    },
    stop: async () => {
      child.disconnect();
      await ended;
    },
  };
}

/** For a program that `serve` starts: says that it can be asked, and answers for its processor time until the bench lets it go. */
export function serving(ready: object, stop: () => Promise<void>): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.(user + system);
  });
  process.once('disconnect', () => void stop().finally(() => process.exit()));
  process.send?.(ready);
}
