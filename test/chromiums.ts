import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { prepareChromium } from '../core/browser/chromium.ts';

/* All tests of safety and rendering with one Chromium after the other: `npm run test:chromiums`, and what jest is to be told. */

/** Each kind there is of a Chromium that somebody else has built, and the package of Debian it is in. */
const INSTALLED = [
  { path: '/usr/bin/chromium', package: 'chromium' },
  { path: '/usr/bin/chromium-headless-shell', package: 'chromium-headless-shell' },
];

/** What starts a browser. */
const TESTS = [
  'test/core/browser',
  'test/core/rendering',
  'test/core/audit',
  'test/core/markdown',
  'test/e2e/audit',
  'test/e2e/faults',
  'test/e2e/markdown',
  'test/e2e/site',
];

process.exitCode = await main(process.argv.slice(2));

async function main(options: string[]): Promise<number> {
  const chromiums = await chosen();
  if (typeof chromiums === 'string') {
    process.stderr.write(`${chromiums}\n`);
    return 2;
  }
  const failed: string[] = [];
  for (const path of chromiums) {
    process.stdout.write(`\n${path}\n\n`);
    if ((await jestWith(path, options)) !== 0) failed.push(path);
  }
  const outcome =
    failed.length === 0 ? 'Every test holds' : `Tests fail with ${failed.join(' and ')}; all were run`;
  process.stdout.write(`\n${outcome}: ${chromiums.join(', ')}\n`);
  return failed.length === 0 ? 0 : 1;
}

/** The Chromiums to run with, or a sentence that says what is missing. */
async function chosen(): Promise<string[] | string> {
  const named = process.env.CHROMIUMS?.split(delimiter).filter(Boolean);
  const missing = named?.find(path => !existsSync(path));
  if (missing) return `There is no ${missing}, which CHROMIUMS names.`;
  if (named && named.length > 0) return named;
  const absent = INSTALLED.find(({ path }) => !existsSync(path));
  if (absent)
    return `There is no ${absent.path}: \`apt-get install --no-install-recommends ${absent.package}\` brings it, or CHROMIUMS names others, separated by "${delimiter}".`;
  delete process.env.CHROMIUM_PATH;
  const pinned = await prepareChromium({ log: line => process.stdout.write(`${line}\n`) });
  return [pinned, ...INSTALLED.map(({ path }) => path)];
}

function jestWith(path: string, options: string[]): Promise<number | null> {
  const jest = [
    '--experimental-vm-modules',
    '--no-warnings',
    'node_modules/jest/bin/jest.js',
    ...TESTS,
    ...options,
  ];
  const child = spawn(process.execPath, jest, {
    stdio: 'inherit',
    env: { ...process.env, CHROMIUM_PATH: path },
  });
  return new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
}
