import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import type { Program } from './build.ts';
import { ProcessGroup } from './processes.ts';

/** Where the bench has put what it runs. */
export interface Site {
  folder: string;
  programs: Record<Program, string>;
  executable: string;
  origin: string;
}

/** Someone who renders, or the floor. */
export interface Party {
  name: string;
  program: Program;
  /** What its program is given besides the executable, a folder and the origin. */
  options: object;
  environment?: Record<string, string>;
  /** A page for each process, so that four at once are four processes; else one process has them all. */
  onePageEach?: boolean;
  /** It gives no HTML. */
  isFloor?: boolean;
  /** It is so slow that it gets fewer pages. */
  isSlow?: boolean;
  /** A Chromium of its own, in the place of that of all others. */
  executable?: string;
  /** Only what comes out right is counted: its pages are not all there, and to leave things out is fast. */
  isRightOnly?: boolean;
}

const SIGNPOST: Pick<Party, 'program'> = { program: 'signpost' };

export const FLOOR: Party = { name: 'floor', program: 'floor', options: {}, isFloor: true };
export const CONTAINER: Party = {
  ...SIGNPOST,
  name: 'Signpost, container',
  options: { pages: 4, isolation: 'shared' },
};
export const LAMBDA: Party = {
  ...SIGNPOST,
  name: 'Signpost, Lambda',
  options: { pages: 1, isolation: 'shared', isFrozen: true },
  // By it core/browser knows where it is. Spec: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
  environment: { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
  onePageEach: true,
};
export const STRICT: Party = {
  ...SIGNPOST,
  name: 'Signpost, strict',
  options: { pages: 4, isolation: 'strict' },
};
export const PRERENDER: Party = {
  name: 'prerender',
  program: 'prerender',
  options: { settings: {} },
  isSlow: true,
};
export const PRERENDER_TUNED: Party = {
  ...PRERENDER,
  name: 'prerender, 50 ms',
  options: { settings: { waitAfterLastRequest: 50, pageDoneCheckInterval: 50 } },
};

/** Those of Debian's packages of these names. */
export const WHOLE: Party = {
  ...CONTAINER,
  name: 'Signpost, Debian chromium',
  executable: '/usr/bin/chromium',
};
export const SHELL: Party = {
  ...CONTAINER,
  name: 'Signpost, Debian shell',
  executable: '/usr/bin/chromium-headless-shell',
};
/** Not a browser, but a DOM in JavaScript. */
export const HAPPY_DOM: Party = {
  name: 'happy-dom',
  program: 'happy-dom',
  options: { pages: 4 },
  isRightOnly: true,
};

export const PARTIES = [
  FLOOR,
  CONTAINER,
  LAMBDA,
  STRICT,
  SHELL,
  WHOLE,
  PRERENDER,
  PRERENDER_TUNED,
  HAPPY_DOM,
];

/** The Chromium that a party needs and that is not installed here. */
export const missingOf = ({ executable }: Party): string | undefined =>
  executable && !existsSync(executable) ? executable : undefined;

/** A program of the bench that runs. */
export interface Running {
  processes: ProcessGroup;
  port: number;
  /** Its TMPDIR, where all it writes should be. */
  folder: string;
  /** Ends it and what it has started; how many processes it had left behind. */
  stop(): Promise<number>;
}

const START_MS = 30_000;
/** prerender gives Chromium half a second. */
const STOP_MS = 3_000;
/** What was killed takes a moment to be gone. */
const GONE_MS = 1_000;

const started = new Set<ProcessGroup>();
process.on('exit', () => {
  for (const processes of started) processes.kill();
});

/** Starts one process of a party. */
export const startParty = (party: Party, { programs, folder, ...site }: Site): Promise<Running> => {
  const own = mkdtempSync(join(folder, `${party.program}-`));
  const executable = party.executable ?? site.executable;
  const options = { ...party.options, executable, origin: site.origin, directory: own };
  return startProgram(programs[party.program], JSON.stringify(options), own, party.environment);
};

/** Starts a program with a folder of its own, and waits until it can be asked. */
export async function startProgram(
  program: string,
  argument: string,
  folder: string,
  environment: Record<string, string> = {},
): Promise<Running> {
  mkdirSync(folder, { recursive: true });
  const child = spawn(process.execPath, [program, argument], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, ...environment, TMPDIR: folder },
    detached: true, // a session of its own, by which its processes are found
  });
  if (child.pid === undefined) throw new Error(`${program} did not start`);
  const processes = new ProcessGroup(folder, child.pid);
  started.add(processes);
  const stop = () => stopProgram(child, processes, folder);
  try {
    return { processes, folder, stop, port: await portOf(child) };
  } catch (error) {
    await stop();
    throw error;
  }
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${child.spawnargs[1]} ${why}`));
    const timer = setTimeout(() => fail('was not ready in time'), START_MS);
    child.once('message', message => resolve((message as { port: number }).port));
    child.once('exit', code => fail(`ended with ${code}`));
    child.once('error', error => fail(error.message));
    child.once('message', () => clearTimeout(timer));
    child.once('exit', () => clearTimeout(timer));
  });
}

async function stopProgram(child: ChildProcess, processes: ProcessGroup, folder: string): Promise<number> {
  const ended = new Promise<void>(resolve => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    setTimeout(resolve, STOP_MS).unref();
  });
  if (child.connected) child.disconnect();
  await ended;
  await processes.gone(GONE_MS);
  const left = processes.kill();
  started.delete(processes);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  return left;
}

const agent = new Agent({ keepAlive: true });

export interface Answer {
  status: number;
  /** Where it redirects to; empty when it does not. */
  location: string;
  html: string;
  ms: number;
}

/** Asks a party for a page, and notes how long it took. One that gives no answer in time has status 0. */
export function ask(port: number, url: string, timeoutMs = 60_000): Promise<Answer> {
  const begun = performance.now();
  const took = () => performance.now() - begun;
  return new Promise(resolve => {
    const none = () => resolve({ status: 0, location: '', html: '', ms: took() });
    const request = get(
      { port, host: '127.0.0.1', path: `/render?url=${encodeURIComponent(url)}`, agent, timeout: timeoutMs },
      response => {
        let html = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          html += chunk;
        });
        const { statusCode: status = 0, headers } = response;
        response.on('end', () => resolve({ status, location: headers.location ?? '', html, ms: took() }));
        response.on('error', none);
      },
    );
    request.on('timeout', () => request.destroy());
    request.on('error', none);
  });
}
