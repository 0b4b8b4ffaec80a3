import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { BrowserGone } from '../../../core/browser/cdp.ts';
import { launchChromium, prepareChromium } from '../../../core/browser/chromium.ts';
import { unpackChromium } from '../../../core/browser/unpack.ts';
import { alive, browserOf, until } from './processes.ts';

const directory = mkdtempSync(join(tmpdir(), 'signpost-chromium-'));
const log = () => undefined;
const environment = { ...process.env };

afterEach(() => {
  process.env = { ...environment };
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('prepareChromium: $CHROMIUM_PATH comes first', async () => {
  process.env.CHROMIUM_PATH = '/opt/my-chromium';
  expect(await prepareChromium({ directory, log })).toBe('/opt/my-chromium');
});

test.each([
  ['darwin', 'arm64'],
  ['linux', 'arm64'],
])('prepareChromium: on %s %s, where the pinned one cannot run, an installed one', async (platform, arch) => {
  const bin = join(directory, `bin-${platform}-${arch}`);
  mkdirSync(bin);
  writeFileSync(join(bin, 'google-chrome'), '#!/bin/sh\n');
  chmodSync(join(bin, 'google-chrome'), 0o755);
  process.env.PATH = `/nowhere:${bin}`;
  expect(await prepareChromium({ directory, platform, arch, log })).toBe(join(bin, 'google-chrome'));
});

test('prepareChromium: an installed one is left alone where the pinned one runs', async () => {
  const bin = join(directory, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'chromium'), '#!/bin/sh\n');
  chmodSync(join(bin, 'chromium'), 0o755);
  process.env.PATH = bin;
  const executable = await prepareChromium({ platform: 'linux', arch: 'x64', log });
  expect(executable).toMatch(/chromium-147\.0\.0\/chromium$/);
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
  const executable = await prepareChromium({ log });
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
