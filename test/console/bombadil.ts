import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { childEnvironment, prepareChromium } from '../../core/browser/chromium.ts';
import { runLocalCloud } from './running.ts';

// `npm run bombadil`: presses whatever there is on the console's pages, for some minutes, and tells what they did not bear.

const HELP = `Usage: npm run bombadil -- [--minutes N]

Boots a local cloud, signs in to its console and has Bombadil act at random: press, type, scroll, go back. Ends with 1 when a page
threw, logged an error or answered with one. What it did is in dist/bombadil/: npx bombadil browser inspect dist/bombadil

  --minutes N   how long (10)
`;

const ROOT = resolve(import.meta.dirname, '../..');
const OUTPUT = join(ROOT, 'dist/bombadil');

const { values } = parseArgs({ options: { minutes: { type: 'string' }, help: { type: 'boolean' } } });
if (values.help) process.stdout.write(HELP);
else process.exitCode = await explore(Number(values.minutes ?? 10));

/** @returns the exit code of Bombadil */
async function explore(minutes: number): Promise<number> {
  if (!(minutes > 0)) throw new Error('--minutes: a number above 0 is expected');
  const cloud = await runLocalCloud();
  try {
    await fill(cloud.short, cloud.key);
    await rm(OUTPUT, { recursive: true, force: true });
    await mkdir(OUTPUT, { recursive: true });
    return await bombadil(`${cloud.short}/console/`, await specification(cloud.key), minutes);
  } finally {
    await cloud.stop();
  }
}

/** Some links, so that lists have something in them. */
async function fill(short: string, key: string): Promise<void> {
  for (const slug of ['spring', 'summer/sale', 'q1'])
    await fetch(`${short}/api/links`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ url: `https://example.com/${slug}`, slug, tags: ['season'] }),
    });
}

/** It runs in a world of its own, without an environment, so the key is written into it. */
async function specification(key: string): Promise<string> {
  const source = await readFile(join(ROOT, 'test/console/bombadil-specification.ts'), 'utf8');
  const file = join(OUTPUT, 'specification.ts');
  await writeFile(file, source.replace('KEY_OF_THE_CLOUD', key));
  return file;
}

async function bombadil(url: string, specification: string, minutes: number): Promise<number> {
  const chromium = await prepareChromium({ log: console.log });
  const args = [
    ...['browser', 'test', url, specification],
    ...['--headless', '--no-sandbox', '--time-limit', `${Math.ceil(minutes * 60)}s`],
    ...['--output-path', join(OUTPUT, 'trace')],
  ];
  const child = spawn(
    process.execPath,
    [join(ROOT, 'node_modules/@antithesishq/bombadil/bin/bombadil.js'), ...args],
    {
      cwd: ROOT,
      // It knows fewer of the protocol's words than this Chromium says, and would tell of each.
      env: { ...childEnvironment(chromium), CHROME: chromium, RUST_LOG: 'error' },
      stdio: 'inherit',
    },
  );
  const [code] = await once(child, 'exit');
  return code ?? 1;
}
