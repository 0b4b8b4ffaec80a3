import { constants } from 'node:fs';
import { access, open, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { CHROMIUM_FOLDER, unpackChromium } from './unpack.ts';
import { BrowserRefused } from './version.ts';

/** Names a Chromium is installed by, on the PATH. */
const INSTALLED = [
  'chromium',
  'chromium-browser',
  'chromium-headless-shell',
  'google-chrome',
  'google-chrome-stable',
];

/** Where macOS keeps its programs, which are not on the PATH. */
const MAC_APPLICATIONS = [
  'Chromium.app/Contents/MacOS/Chromium',
  'Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** What starts a program that is built for glibc, as the packed Chromium is: musl (Alpine) has none. */
const GLIBC_LOADER = '/lib64/ld-linux-x86-64.so.2';

/** What this machine is; by default what it is. */
export interface Machine {
  platform?: string;
  arch?: string;
  loader?: string;
  applications?: string[];
}

/**
 * Makes sure there is a Chromium to run, so that the first page does not wait for it.
 *
 * @param options.log is told when Chromium has to be unpacked, which takes some seconds, and when another is taken instead
 * @returns the executable: $CHROMIUM_PATH, else the one of the npm package, else (where that cannot run) an installed one
 */
export async function prepareChromium(
  options: { directory?: string; log(line: string): void } & Machine,
): Promise<string> {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH) return CHROMIUM_PATH;
  const deployed = deployedChromium();
  if (deployed && (await isExecutable(deployed))) return deployed;
  if (await canRunPacked(options))
    return unpackChromium(options.directory ?? defaultDirectory(), options.log);
  const installed = await installedChromium(options);
  if (!installed)
    throw new Error(
      'The packed Chromium runs on x64 Linux with glibc only, and none is installed here. Install Chromium, or name one in CHROMIUM_PATH.',
    );
  options.log(`The packed Chromium runs on x64 Linux with glibc only: ${installed} is taken`);
  return installed;
}

/** The one that is in the function's own zip, unpacked (infra/chromium-files.ts): to unpack it in Lambda takes 4 to 5 s. */
function deployedChromium(): string | undefined {
  const { LAMBDA_TASK_ROOT } = process.env;
  return LAMBDA_TASK_ROOT && join(LAMBDA_TASK_ROOT, 'dist', CHROMIUM_FOLDER, 'chromium');
}

/** The packed Chromium is built for Linux on x86-64 alone. https://github.com/Sparticuz/chromium#readme */
const canRunPacked = async ({
  platform = process.platform,
  arch = process.arch,
  loader = GLIBC_LOADER,
}: Machine) => platform === 'linux' && arch === 'x64' && (await isThere(loader));

async function installedChromium({
  platform = process.platform,
  applications = ['/Applications', join(homedir(), 'Applications')],
}: Machine): Promise<string | undefined> {
  const { PATH = '/usr/local/bin:/usr/bin:/bin' } = process.env;
  // Homebrew's folder is not on the PATH of what is started by a click.
  const folders =
    platform === 'darwin' ? [...PATH.split(delimiter), '/opt/homebrew/bin'] : PATH.split(delimiter);
  const candidates = INSTALLED.flatMap(name => folders.map(folder => join(folder, name)));
  if (platform === 'darwin')
    candidates.push(...MAC_APPLICATIONS.flatMap(name => applications.map(folder => join(folder, name))));
  for (const path of candidates) if (await isExecutable(path)) return path;
  return undefined;
}

/** Spec: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
export const inLambda = () => process.env.AWS_EXECUTION_ENV?.startsWith('AWS_Lambda_') ?? false;

/** Where Chromium is unpacked and keeps its profiles. */
export const defaultDirectory = () =>
  inLambda() ? '/tmp/signpost-chromium' : join(homedir(), '.cache', 'signpost-chromium');

/** Whether it is the one of the npm package, which is unpacked into a folder of this name. */
export const isPacked = (executable: string) => /^chromium-\d/.test(basename(dirname(executable)));

/** A Chromium that is there to be run. */
export interface Program {
  /** What is to be executed. */
  path: string;
  /** It is the headless shell: known by its name, whatever it is called by. */
  isShell: boolean;
}

/**
 * The program an executable stands for, itself where a distribution has put a script before it: Debian's adds keys for
 * Google's services to the environment and extensions to the switches. A script of anybody else's is taken as it is.
 *
 * @throws BrowserRefused, which says in a sentence why there is nothing to be run
 */
export async function programOf(executable: string): Promise<Program> {
  const target = await realpath(executable).catch(() => refuse(executable, 'does not exist'));
  if (!(await stat(target)).isFile()) refuse(executable, 'is no file');
  if (!(await isExecutable(target))) refuse(executable, 'may not be executed by this user');
  const behind = await programBehind(target);
  const real = behind ?? target;
  return {
    // By the name it was called where that is no script: snap's program asks for it.
    path: behind ?? (isPacked(real) ? real : executable),
    isShell: isPacked(real) || /headless[-_]shell/.test(basename(real)),
  };
}

function refuse(executable: string, why: string): never {
  throw new BrowserRefused(`${executable}, the Chromium to be run, ${why}.`);
}

/** The program that a distribution's script starts: one in a folder that only the system's packages write to. */
async function programBehind(script: string): Promise<string | undefined> {
  const [folder, name] = [dirname(script), basename(script)];
  const programs =
    folder === '/usr/bin'
      ? [`/usr/lib/${name}/${name}`, `/usr/lib/chromium/${name}`, `/usr/lib64/${name}/${name}`]
      : folder.startsWith('/opt/')
        ? [join(folder, 'chrome')]
        : [];
  if (programs.length === 0 || !(await isScript(script))) return undefined;
  for (const program of programs)
    if ((await isExecutable(program)) && !(await isScript(program))) return program;
  return undefined;
}

async function isScript(path: string): Promise<boolean> {
  const file = await open(path).catch(() => undefined); // one that may be executed and not read is none
  try {
    return (await file?.read(Buffer.alloc(2), 0, 2, 0))?.buffer.toString('latin1') === '#!';
  } finally {
    await file?.close();
  }
}

const isExecutable = async (path: string) => {
  const isFile = await stat(path).then(
    found => found.isFile(),
    () => false,
  );
  return isFile && (await isThere(path, constants.X_OK));
};

const isThere = (path: string, mode = constants.F_OK) =>
  access(path, mode).then(
    () => true,
    () => false,
  );
