import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { BrowserGone } from '../../../core/browser/cdp.ts';
import { launchChromium, prepareChromium } from '../../../core/browser/chromium.ts';
import { openTab } from '../../../core/browser/tab.ts';
import { unpackChromium } from '../../../core/browser/unpack.ts';
import { BrowserRefused } from '../../../core/browser/version.ts';
import { alive, browserOf, until } from './processes.ts';

const directory = mkdtempSync(join(tmpdir(), 'signpost-chromium-'));
const log = () => undefined;
const { CHROMIUM_PATH, ...environment } = process.env; // what is looked for here is none that the tests are run with
process.env = { ...environment };

afterEach(() => {
  process.env = { ...environment };
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('prepareChromium: $CHROMIUM_PATH comes first', async () => {
  process.env.CHROMIUM_PATH = '/opt/my-chromium';
  expect(await prepareChromium({ directory, log })).toBe('/opt/my-chromium');
});

/** A folder with programs of these names that say what they are told to. */
function folderOf(name: string, programs: Record<string, string>): string {
  const folder = join(directory, name);
  mkdirSync(folder, { recursive: true });
  for (const [program, text] of Object.entries(programs)) {
    mkdirSync(dirname(join(folder, program)), { recursive: true });
    writeFileSync(join(folder, program), text, { mode: 0o755 });
  }
  return folder;
}

describe('prepareChromium: where the pinned one cannot run, an installed one, and a word of it', () => {
  const glibc = join(directory, 'loader');
  const none = join(directory, 'no-loader');
  beforeAll(() => writeFileSync(glibc, ''));

  test.each([
    { machine: { platform: 'darwin', arch: 'arm64' }, name: 'google-chrome' },
    { machine: { platform: 'darwin', arch: 'x64' }, name: 'chromium' },
    { machine: { platform: 'linux', arch: 'arm64', loader: glibc }, name: 'chromium-browser' },
    { machine: { platform: 'linux', arch: 'x64', loader: none }, name: 'chromium-headless-shell' }, // musl
  ])('$machine.platform $machine.arch: $name', async ({ machine, name }) => {
    const bin = folderOf(`bin-${name}`, { [name]: '#!/bin/sh\n' });
    mkdirSync(join(bin, 'sub', name), { recursive: true }); // a folder of that name is no program
    process.env.PATH = `/nowhere:${join(bin, 'sub')}:${bin}`;
    const lines: string[] = [];
    const options = { directory, ...machine, log: (line: string) => lines.push(line) };
    expect(await prepareChromium(options)).toBe(join(bin, name));
    expect(lines).toEqual([expect.stringMatching(`glibc only: ${join(bin, name)} is taken`)]);
  });

  test.each(['Chromium.app/Contents/MacOS/Chromium', 'Google Chrome.app/Contents/MacOS/Google Chrome'])(
    'on macOS %s, which is on no PATH',
    async name => {
      const applications = folderOf(name.slice(0, 5), { [name]: '#!/bin/sh\n' });
      process.env.PATH = '/nowhere';
      const options = { directory, platform: 'darwin', arch: 'arm64', applications: [applications], log };
      expect(await prepareChromium(options)).toBe(join(applications, name));
    },
  );

  test.each([
    { platform: 'linux', arch: 'arm64', loader: glibc },
    { platform: 'linux', arch: 'x64', loader: none },
    { platform: 'darwin', arch: 'arm64', applications: [] },
  ])('none there, on $platform $arch: a sentence that says what to do', async machine => {
    process.env.PATH = '/nowhere';
    await expect(prepareChromium({ directory, log, ...machine })).rejects.toThrow(
      /x64 Linux with glibc only.*Install Chromium, or name one in CHROMIUM_PATH\.$/,
    );
  });
});

test('prepareChromium: an installed one is left alone where the pinned one runs', async () => {
  process.env.PATH = folderOf('bin', { chromium: '#!/bin/sh\n' });
  const executable = await prepareChromium({ platform: 'linux', arch: 'x64', log });
  expect(executable).toMatch(/chromium-147\.0\.0\/chromium$/);
});

describe('launchChromium: what is no Chromium that can be made safe is not run, and a sentence says why', () => {
  const says = (text: string) => `#!/bin/sh\n[ "$1" = --version ] && echo '${text}' || touch "$0.was-run"\n`;

  test.each([
    { what: 'Firefox', text: 'Mozilla Firefox 140.0.2', why: /calls itself "Mozilla Firefox 140.0.2"/ },
    { what: 'Edge', text: 'Microsoft Edge 150.0.3712.52', why: /calls itself "Microsoft Edge/ },
    { what: 'Brave', text: 'Brave Browser 150.1.80.113', why: /calls itself "Brave/ },
    { what: 'a program without a version', text: '', why: /calls itself ""/ },
    { what: 'another program', text: 'bash, version 5.2.15', why: /calls itself "bash/ },
    {
      what: 'an old Chromium',
      text: 'Chromium 146.0.7680.80 snap',
      why: /version 146, and 147 is the oldest/,
    },
    { what: 'a very old Chrome', text: 'Google Chrome 99.0.4844.51', why: /version 99, and 147/ },
  ])('$what', async ({ what, text, why }) => {
    const executable = join(folderOf(what, { chromium: says(text) }), 'chromium');
    const launched = launchChromium({ directory, executable, log });
    await expect(launched).rejects.toThrow(BrowserRefused);
    await expect(launched).rejects.toThrow(why);
    await expect(launched).rejects.toThrow(/^.*\.$/); // one line
    expect(existsSync(`${executable}.was-run`)).toBe(false);
  });

  test.each([
    { what: 'nothing of that name', path: 'missing/chromium', why: 'does not exist' },
    { what: 'a link that leads nowhere', path: 'dangling', why: 'does not exist' },
    { what: 'a folder', path: '.', why: 'is no file' },
    { what: 'a file that is no program', path: 'text', why: 'may not be executed' },
  ])('$what', async ({ path, why }) => {
    const folder = folderOf('no-programs', {});
    writeFileSync(join(folder, 'text'), 'Chromium', { mode: 0o644 });
    rmSync(join(folder, 'dangling'), { force: true });
    symlinkSync(join(folder, 'gone'), join(folder, 'dangling'));
    process.env.CHROMIUM_PATH = join(folder, path);
    await expect(launchChromium({ directory, log })).rejects.toThrow(why);
    await expect(launchChromium({ directory, log })).rejects.toThrow(process.env.CHROMIUM_PATH);
  });

  test('what is judged once is judged again when it failed: another may be there then', async () => {
    const folder = folderOf('replaced', { chromium: says('Mozilla Firefox 140.0') });
    const executable = join(folder, 'chromium');
    await expect(launchChromium({ directory, executable, log })).rejects.toThrow('Firefox');
    folderOf('replaced', { chromium: says('Chromium 100.0.1.2') });
    await expect(launchChromium({ directory, executable, log })).rejects.toThrow('version 100');
  });
});

describe('launchChromium: by whatever name it is called', () => {
  /** What starts the Chromium that the tests are run with, from anywhere. */
  async function start(): Promise<string> {
    const executable = CHROMIUM_PATH || (await prepareChromium({ log }));
    const home = dirname(executable);
    return `LD_LIBRARY_PATH='${home}/lib' FONTCONFIG_FILE='${home}/fonts.conf' exec '${executable}' "$@"`;
  }

  test.each(['a link', 'a link to a link', 'a script', 'a script that stays'])('%s', async kind => {
    const folder = folderOf(`called-${kind}`, {
      'script.sh': `#!/bin/sh\n${await start()}\n`,
      'stays.sh': `#!/bin/sh\n${(await start()).replace('exec ', '')}\n`,
    });
    symlinkSync(CHROMIUM_PATH || (await prepareChromium({ log })), join(folder, 'link'));
    symlinkSync(join(folder, 'link'), join(folder, 'second'));
    const names = { 'a link': 'link', 'a link to a link': 'second', 'a script': 'script.sh' };
    const executable = join(folder, names[kind as keyof typeof names] ?? 'stays.sh');
    const own = join(folder, 'own');
    const browser = await launchChromium({ directory: own, executable, framesOnDemand: true, log });
    const tab = await openTab(browser, 20_000);
    await tab.cdp.send('Page.navigate', { url: 'data:text/html,<body>text' }, 20_000);
    await until(
      async () => (await tab.evaluate('document.body?.textContent', 20_000)) === 'text',
      'the page',
    );
    await browser.kill();
    await until(() => alive(browser.group).length === 0, 'it has ended');
    expect(readdirSync(join(own, 'profiles'))).toEqual([]);
  });

  test('a whole browser with a headless shell’s name is not run', async () => {
    const script = `#!/bin/sh\n[ "$1" = --version ] && echo 'Chromium 156.0.1.2' && exit
printf '{"id":1,"result":{"product":"Chrome/156.0.1.2"}}\\0' >&4; cat <&3 >/dev/null\n`;
    const executable = join(folderOf('pretends', { 'headless-shell': script }), 'headless-shell');
    await expect(launchChromium({ directory, executable, log })).rejects.toThrow(
      /headless shell's name and calls itself Chrome\/156/,
    );
  });
});

test('unpackChromium: three at once unpack once, past what a killed process left', async () => {
  const folder = join(directory, 'unpack');
  mkdirSync(join(folder, 'partial-dead'), { recursive: true, mode: 0o700 });
  const lock = join(folder, 'chromium-147.0.0.lock');
  writeFileSync(lock, '');
  const longAgo = new Date(Date.now() - 3_600_000);
  for (const left of [lock, join(folder, 'partial-dead')]) utimesSync(left, longAgo, longAgo);

  const lines: string[] = [];
  const unpack = () => unpackChromium(folder, line => lines.push(line));
  const [executable = '', ...others] = await Promise.all([unpack(), unpack(), unpack()]);

  expect(others).toEqual([executable, executable]);
  expect(lines).toEqual([
    expect.stringMatching(/^Unpacking Chromium .* for some seconds$/),
    ...[25, 50, 75].map(percent => `  ${percent} % of Chromium unpacked`), // and not of one that waits for it
    expect.stringMatching(/^Chromium unpacked in [\d.]+ s$/),
  ]);
  expect(readdirSync(folder)).toEqual(['chromium-147.0.0']);
  const env = { LD_LIBRARY_PATH: join(folder, 'chromium-147.0.0', 'lib') };
  expect(execFileSync(executable, ['--version'], { env }).toString()).toMatch(/^Chromium 147/);
});

test('unpackChromium: a folder that others may write to is refused', async () => {
  const folder = join(directory, 'open');
  mkdirSync(folder);
  chmodSync(folder, 0o777);
  await expect(unpackChromium(folder, log)).rejects.toThrow('must belong to this user alone');
});

test('launchChromium: no credentials in its environment, nothing left when it is killed', async () => {
  process.env.AWS_SECRET_ACCESS_KEY = 'do-not-tell';
  const executable = CHROMIUM_PATH || (await prepareChromium({ log }));
  const browser = await launchChromium({ directory, executable, log });
  const profile = join(directory, 'profiles', String(browser.group));
  const { pid } = browserOf(directory);

  expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toContain('do-not-tell');
  expect(existsSync(profile)).toBe(true);

  await browser.kill();
  await browser.kill(); // twice is once

  await until(() => alive(browser.group).length === 0, 'Chromium has ended');
  expect(existsSync(profile)).toBe(false);
  await expect(browser.cdp.send('Browser.getVersion', {})).rejects.toThrow(BrowserGone);
});

test('launchChromium: one that does not start says why', async () => {
  const executable = join(directory, 'broken');
  writeFileSync(executable, '#!/bin/sh\necho libnspr4.so is missing >&2; exit 127\n', { mode: 0o755 });
  await expect(launchChromium({ directory, executable, log })).rejects.toThrow(/did not start: .*libnspr4/s);
});
