import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, readdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { BrowserGone, CallTimeout, CdpConnection, type CdpSession } from './cdp.ts';
import { CHROMIUM_FOLDER, unpackChromium } from './unpack.ts';

export interface LaunchOptions {
  /** Chromium's executable; by default it is looked for, and unpacked when there is none. */
  executable?: string;
  /** Where Chromium is unpacked and keeps its profile; by default a folder of this user. */
  directory?: string;
  /** Added to the arguments Chromium is started with. */
  arguments?: string[];
  /** Draws a frame only when it is asked to, where it can: to draw sixty a second that nobody sees takes a third of a page's time. */
  framesOnDemand?: boolean;
}

/** A Chromium that runs. */
export interface Browser {
  readonly cdp: CdpSession;
  /** It draws frames only when it is asked to. */
  readonly framesOnDemand: boolean;
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
/** A timer that is late by this much was not held up by work alone. */
const FROZEN_MS = 1_000;
const INSTALLED = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Spec: https://peter.sh/experiments/chromium-command-line-switches/ */
const ARGUMENTS = [
  '--headless',
  '--remote-debugging-pipe',
  '--disable-gpu',
  '--disable-dev-shm-usage', // Lambda has no /dev/shm
  '--block-new-web-contents', // a page that opens a window would open it past our checks
  '--window-size=1280,960',
  '--hide-scrollbars',
  '--mute-audio',
  // A snapshot has no pixels.
  '--blink-settings=imagesEnabled=false',
  '--disable-remote-fonts',
  // It loads what it is told to and nothing else.
  '--no-first-run',
  '--no-default-browser-check',
  '--no-pings',
  '--disable-background-networking',
  '--disable-breakpad',
  '--disable-client-side-phishing-detection',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-extensions',
  '--disable-sync',
  '--metrics-recording-only',
  '--password-store=basic',
  // One process a page: a frame of another origin stays in its page, where its requests are seen.
  // And WebRTC gives our addresses no names by multicast, which would go past a proxy.
  '--disable-features=IsolateOrigins,site-per-process,BackForwardCache,Translate,OptimizationHints,MediaRouter,WebRtcHideLocalIpsWithMdns',
  // A page nobody looks at runs as fast as any other.
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];

/** Known to the headless shell alone: https://chromedevtools.github.io/devtools-protocol/tot/HeadlessExperimental/ */
const FRAMES_ON_DEMAND = ['--enable-begin-frame-control', '--run-all-compositor-stages-before-draw'];

/** Chromium refuses to run without a zygote unless its sandbox is off too. */
const WITHOUT_SANDBOX = ['--no-sandbox', '--no-zygote'];

/**
 * Starts Chromium below a shell that outlives us: should this process or thread be killed, the closed pipe ends Chromium,
 * and the shell then takes its exit status (no zombie) and removes its profile. `$$` is the group's id, as we know it.
 */
const SCRIPT = `
ulimit -c 0
profile="$1/$$"; shift
( "$@" "--user-data-dir=$profile" & exec 3>&- 4>&-; wait $!; rm -rf "$profile" ) &
`;

/**
 * Makes sure there is a Chromium to run, so that the first page does not wait for it.
 *
 * @param log is told when Chromium has to be unpacked, which takes some seconds
 * @returns the executable: $CHROMIUM_PATH, else the one of the npm package, else (where that cannot run) an installed one
 */
export async function prepareChromium(options: {
  directory?: string;
  platform?: string;
  arch?: string;
  log(line: string): void;
}): Promise<string> {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH) return CHROMIUM_PATH;
  const deployed = deployedChromium();
  if (deployed && (await isExecutable(deployed))) return deployed;
  if (canRunPacked(options)) return unpackChromium(options.directory ?? defaultDirectory(), options.log);
  const installed = await installedChromium();
  if (installed) return installed;
  throw new Error(
    'The packed Chromium runs on x64 Linux only. Install Chromium, or name one in CHROMIUM_PATH.',
  );
}

/** The one that is in the function's own zip, unpacked (infra/chromium-files.ts): to unpack it in Lambda takes 4 to 5 s. */
function deployedChromium(): string | undefined {
  const { LAMBDA_TASK_ROOT } = process.env;
  return LAMBDA_TASK_ROOT && join(LAMBDA_TASK_ROOT, 'dist', CHROMIUM_FOLDER, 'chromium');
}

/** The packed Chromium is built for Linux on x86-64 alone. https://github.com/Sparticuz/chromium#readme */
const canRunPacked = ({
  platform = process.platform,
  arch = process.arch,
}: {
  platform?: string;
  arch?: string;
}) => platform === 'linux' && arch === 'x64';

async function installedChromium(): Promise<string | undefined> {
  const { PATH = '/usr/local/bin:/usr/bin:/bin' } = process.env;
  for (const name of INSTALLED)
    for (const folder of PATH.split(delimiter)) {
      const path = join(folder, name);
      if (await isExecutable(path)) return path;
    }
  return undefined;
}

const isExecutable = (path: string) =>
  access(path, constants.X_OK).then(
    () => true,
    () => false,
  );

/** Starts a Chromium and waits until it answers. Rejects with BrowserGone, which tells what Chromium said. */
export async function launchChromium(options: LaunchOptions & { log(line: string): void }): Promise<Browser> {
  const directory = options.directory ?? defaultDirectory();
  const executable = options.executable ?? (await prepareChromium({ directory, log: options.log }));
  const profiles = join(directory, 'profiles');
  await removeDeadProfiles(profiles);
  const framesOnDemand = options.framesOnDemand === true && isHeadlessShell(executable);
  const flags = [...ARGUMENTS, ...(framesOnDemand ? FRAMES_ON_DEMAND : []), ...sandbox()];
  const shell = spawn(
    '/bin/sh',
    ['-c', SCRIPT, 'sh', profiles, executable, ...flags, ...(options.arguments ?? [])],
    {
      detached: true,
      env: childEnvironment(executable),
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    },
  );
  const group = await started(shell);
  const [, , , output, input] = shell.stdio as [null, null, Readable, Writable, Readable];
  const connection = new CdpConnection(output, input);
  const said = lastWords(shell.stdio[2] as Readable);
  const browser: Browser = {
    cdp: connection.session(),
    framesOnDemand,
    group,
    session: id => connection.session(id),
    closed: connection.closed,
    silence: () => connection.silence,
    kill: async () => {
      killGroup(group);
      connection.close();
      await connection.closed;
      await rm(join(profiles, String(group)), { recursive: true, force: true, maxRetries: 3 });
    },
  };
  try {
    await answers(browser);
    return browser;
  } catch (error) {
    await browser.kill();
    throw new BrowserGone(`${executable} did not start: ${said() || String(error)}`);
  }
}

/** Waits for a browser's first answer. Rejects with CallTimeout or BrowserGone. */
async function answers({ cdp }: Browser): Promise<void> {
  const asked = performance.now();
  try {
    await cdp.send('Browser.getVersion', {}, LAUNCH_TIMEOUT_MS);
  } catch (error) {
    // Lambda freezes browser and clock alike between two requests: the time may be over without the browser having had it.
    const wasFrozen = performance.now() - asked > LAUNCH_TIMEOUT_MS + FROZEN_MS;
    if (!(error instanceof CallTimeout) || !wasFrozen) throw error;
    await cdp.send('Browser.getVersion', {}, LAUNCH_TIMEOUT_MS);
  }
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

/** Spec: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const inLambda = () => process.env.AWS_EXECUTION_ENV?.startsWith('AWS_Lambda_') ?? false;

/** Where Chromium is unpacked, and keeps the profiles of those that run. */
export const defaultDirectory = () =>
  inLambda() ? '/tmp/signpost-chromium' : join(homedir(), '.cache', 'signpost-chromium');

/** Whether it is the one of the npm package, which is unpacked into a folder of this name. */
export const isPacked = (executable: string) => /^chromium-\d/.test(basename(dirname(executable)));

/** The packed one is one; others are known by their name. */
const isHeadlessShell = (executable: string) =>
  isPacked(executable) || /headless[-_]shell/.test(basename(executable));

/** All that Chromium is told of our environment, which holds credentials. The packed one brings its libraries and fonts. */
export function childEnvironment(executable: string): NodeJS.ProcessEnv {
  const home = dirname(executable);
  const { PATH, LANG, TZ, TMPDIR } = process.env;
  return {
    PATH: PATH ?? '/usr/local/bin:/usr/bin:/bin',
    ...(LANG && { LANG }),
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

function groupLives(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // it lives, as another user's
  }
}

function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // It has ended by itself: that is what was wanted.
  }
}
