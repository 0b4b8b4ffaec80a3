import { type ChildProcess, spawn } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { BrowserGone, CallTimeout, CdpConnection, type CdpSession } from './cdp.ts';
import {
  defaultDirectory,
  inLambda,
  isPacked,
  type Program,
  prepareChromium,
  programOf,
} from './executable.ts';
import { groupLives, killGroup } from './group.ts';
import { SharedWorkers } from './shared-workers.ts';
import { type PagesWay, type Setup, setupOf } from './switches.ts';
import { BrowserRefused, requireSafe } from './version.ts';

export { prepareChromium } from './executable.ts';

export interface LaunchOptions {
  /** Chromium's executable; by default the pinned one, where that can run. */
  executable?: string;
  /** Where Chromium is unpacked and keeps its profile; by default a folder of this user. */
  directory?: string;
  /** Added to the arguments Chromium is started with. */
  arguments?: string[];
  /** Draws a frame only when it is asked to, where it can: to draw sixty a second that nobody sees takes a third of a page's time. */
  framesOnDemand?: boolean;
  /** A person's: it loads pictures, fonts and media, draws frames by itself, and time is the wall clock's. */
  isPlain?: boolean;
}

/** A Chromium that runs. */
export interface Browser {
  readonly cdp: CdpSession;
  /** It draws frames only when it is asked to. */
  readonly framesOnDemand: boolean;
  /** Frames are drawn one after the other, of whatever pages: asked for two at once, it ends. */
  readonly framesOneByOne: boolean;
  /** The frame that is being drawn, where only one can be. */
  drawing: Promise<void> | undefined;
  /** How its pages get to the network, where that is not as the browser does. */
  readonly pagesWay: PagesWay | undefined;
  /** It is a whole browser, with windows. */
  readonly isWhole: boolean;
  /** It loads and draws what a person's does. */
  readonly isPlain: boolean;
  /** How many windows it is opening: it says nothing meanwhile. The headless shell has none. */
  windowsComing: number;
  readonly sharedWorkers: SharedWorkers;
  /** The process group of Chromium and its helpers. */
  readonly group: number;
  /** The session of an attached page. */
  session(id: string): CdpSession;
  /** Resolves once Chromium has ended, for whatever reason. */
  readonly closed: Promise<void>;
  /** Milliseconds since it last said anything. */
  silence(): number;
  /** Ends it at once, with every process it has started. */
  kill(): Promise<void>;
}

const LAUNCH_TIMEOUT_MS = 20_000;
/** Nobody waits for a person's browser but who looks on: a machine with much to do is no fault of the page. */
const PLAIN_CALL_TIMEOUT_MS = 30_000;
/** A timer that is late by this much was not held up by work alone. */
const FROZEN_MS = 1_000;

/** Chromium refuses to run without a zygote unless its sandbox is off too. */
const WITHOUT_SANDBOX = ['--no-sandbox', '--no-zygote'];

/**
 * Chromium lays out an element by a call within that of the one around it: with the usual 8 MB a page ends its process that has
 * some 2,500 elements in one another. Only what is used of it takes memory.
 */
const STACK_KB = 65_536;

/**
 * Starts Chromium below a shell that outlives us: should this process or thread be killed, the closed pipe ends Chromium,
 * and the shell then takes its exit status (no zombie) and removes its profile. `$$` is the group's id, as we know it.
 */
const SCRIPT = `
ulimit -c 0
ulimit -s ${STACK_KB} 2>/dev/null || :
umask 077
profile="$1/$$" preferences="$2" state="$3"; shift 3
if [ "$preferences" ]; then
  mkdir -p "$profile/Default"
  printf %s "$preferences" > "$profile/Default/Preferences"
  printf %s "$state" > "$profile/Local State"
fi
( "$@" "--user-data-dir=$profile" & exec 3>&- 4>&-; wait $!; rm -rf "$profile" ) &
`;

/**
 * Starts a Chromium and waits until it answers.
 *
 * @throws BrowserRefused when it can't be made safe, or isn't there; BrowserGone, which tells what Chromium said
 */
export async function launchChromium(options: LaunchOptions & { log(line: string): void }): Promise<Browser> {
  const directory = options.directory ?? defaultDirectory();
  const named = options.executable ?? (await prepareChromium({ directory, log: options.log }));
  const program = await checkChromium(named);
  const profiles = join(directory, 'profiles');
  await removeDeadProfiles(profiles);
  const { isPlain = false } = options;
  const framesOnDemand = options.framesOnDemand === true && program.isShell && !isPlain;
  const more = [...sandbox(), ...(options.arguments ?? [])];
  const setup = setupOf({ isShell: program.isShell, framesOnDemand, isPlain, more });
  const shell = startShell(program, profiles, setup);
  const group = await started(shell);
  const said = lastWords(streamsOf(shell).stderr);
  const browser = browserOf(shell, {
    framesOnDemand,
    framesOneByOne: !isPacked(program.path),
    pagesWay: setup.pagesWay,
    isWhole: !program.isShell,
    isPlain,
    group,
    profile: join(profiles, String(group)),
  });
  try {
    requireKind(program, await answers(browser));
    if (!isPlain) await browser.sharedWorkers.watch(LAUNCH_TIMEOUT_MS);
    return browser;
  } catch (error) {
    await browser.kill();
    if (error instanceof BrowserRefused) throw error;
    throw new BrowserGone(`${program.path} did not start: ${said() || String(error)}`);
  }
}

const startShell = ({ path }: Program, profiles: string, { preferences, localState, switches }: Setup) =>
  spawn('/bin/sh', ['-c', SCRIPT, 'sh', profiles, preferences, localState, path, ...switches], {
    detached: true,
    env: childEnvironment(path),
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
  });

/** Its own errors, and the ends of the pipe that Chromium is spoken to by. */
function streamsOf(shell: ChildProcess): { stderr: Readable; output: Writable; input: Readable } {
  const [, , stderr, output, input] = shell.stdio as [null, null, Readable, Writable, Readable];
  return { stderr, output, input };
}

type Known = Pick<
  Browser,
  'framesOnDemand' | 'framesOneByOne' | 'pagesWay' | 'isWhole' | 'isPlain' | 'group'
> & {
  /** Its folder. */
  profile: string;
};

/** The Chromium below a shell that was started. When it has ended, what it leaves is removed. */
function browserOf(shell: ChildProcess, { profile, ...known }: Known): Browser {
  const { stderr, output, input } = streamsOf(shell);
  const connection = new CdpConnection(output, input, known.isPlain ? PLAIN_CALL_TIMEOUT_MS : undefined);
  const kill = async () => {
    killGroup(known.group);
    connection.close();
    stderr.destroy(); // a helper that has left the group may hold the other end, and would hold this process
    await connection.closed;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  // Whatever ended it: helpers that outlive it would hold its profile and our end of its output.
  connection.closed.then(kill).catch(() => undefined); // the next launch removes what is left
  const cdp = connection.session();
  const session = (id: string) => connection.session(id);
  return {
    ...known,
    cdp,
    sharedWorkers: new SharedWorkers(cdp, session),
    drawing: undefined,
    windowsComing: 0,
    session,
    closed: connection.closed,
    silence: () => connection.silence,
    kill,
  };
}

/** Waits for a browser's first answer: what it calls itself. Rejects with CallTimeout or BrowserGone. */
async function answers({ cdp }: Browser): Promise<string> {
  const asked = performance.now();
  try {
    return (await cdp.send('Browser.getVersion', {}, LAUNCH_TIMEOUT_MS)).product;
  } catch (error) {
    // Lambda freezes browser and clock alike between two requests: the time may be over without the browser having had it.
    const wasFrozen = performance.now() - asked > LAUNCH_TIMEOUT_MS + FROZEN_MS;
    if (!(error instanceof CallTimeout) || !wasFrozen) throw error;
    return (await cdp.send('Browser.getVersion', {}, LAUNCH_TIMEOUT_MS)).product;
  }
}

/**
 * Makes sure that there is such a Chromium, and that it can be made safe.
 *
 * @throws BrowserRefused, which says in a sentence why not; BrowserGone when it does not run at all
 */
export async function checkChromium(executable: string): Promise<Program> {
  const program = await programOf(executable);
  if (!isPacked(program.path)) await requireSafe(program.path, childEnvironment(program.path));
  return program;
}

/** A whole browser that bears a headless shell's name was not told all that makes it safe. */
function requireKind({ path, isShell }: Program, product: string): void {
  if (isShell && !product.startsWith('HeadlessChrome/'))
    throw new BrowserRefused(
      `${path} is not run: it has a headless shell's name and calls itself ${product}.`,
    );
}

async function started(shell: ChildProcess): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    shell.once('spawn', resolve);
    shell.once('error', error => reject(new BrowserGone(`/bin/sh did not start: ${error.message}`)));
  });
  if (shell.pid === undefined) throw new BrowserGone('/bin/sh has no process id');
  return shell.pid;
}

/** What Chromium wrote last to its standard error: the reason, when it does not start. */
function lastWords(stderr: Readable): () => string {
  let words = '';
  stderr.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-2_000);
  });
  stderr.on('error', () => undefined);
  return () => words.trim();
}

/**
 * Lambda isolates the whole environment, and its kernel allows no sandbox within; nor has Chromium one for root. An image
 * for Fargate, where it is as in Lambda, says so by CHROMIUM_SANDBOX.
 */
const sandbox = () =>
  process.getuid?.() === 0 || inLambda() || process.env.CHROMIUM_SANDBOX === 'off' ? WITHOUT_SANDBOX : [];

/** All that Chromium is told of our environment, which holds credentials. The packed one brings its libraries and fonts. */
export function childEnvironment(executable: string): NodeJS.ProcessEnv {
  const home = dirname(executable);
  const { PATH, TZ, TMPDIR } = process.env;
  return {
    PATH: PATH ?? '/usr/local/bin:/usr/bin:/bin',
    LANG: 'en_US.UTF-8', // numbers and dates of a page are not those of the machine's owner
    ...(TZ && { TZ }),
    ...(TMPDIR && { TMPDIR }),
    HOME: TMPDIR ?? '/tmp',
    ...(isPacked(executable) && {
      LD_LIBRARY_PATH: join(home, 'lib'),
      FONTCONFIG_FILE: join(home, 'fonts.conf'),
    }),
  };
}

/** Profiles of browsers that were killed together with their shell; the others are removed by it. */
async function removeDeadProfiles(profiles: string): Promise<void> {
  const names = await readdir(profiles).catch(() => []);
  for (const name of names)
    if (!groupLives(Number(name))) await rm(join(profiles, name), { recursive: true, force: true });
}
