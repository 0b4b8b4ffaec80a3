import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { prepareChromium } from '../../../core/browser/chromium.ts';
import { alive, browserOf, processes, until } from './processes.ts';

/** Whatever ends the one who renders, nothing of Chromium stays behind: no process, no zombie, no profile. */

const HOLDER = resolve('test/core/browser/hold-a-page.ts');
const APP = `<!doctype html><title>App</title><main></main>
  <script>setTimeout(() => { document.querySelector('main').textContent = 'written by script' }, 30)</script>`;

const directory = mkdtempSync(join(tmpdir(), 'signpost-end-'));
let endlessAsked = 0;
const server = createServer((request, response) => {
  response.setHeader('content-type', 'text/html');
  if (request.url === '/endless') endlessAsked += 1;
  response.end(request.url === '/endless' ? '<p>x<script>while (true);</script>' : APP);
});
let holderArguments: string[];
/** What other tests in this process have left is not ours to judge. */
let zombiesBefore: number[];

beforeAll(async () => {
  zombiesBefore = zombies();
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const executable = await prepareChromium({ log: () => undefined });
  holderArguments = [`${origin}/app`, `${origin}/endless`, directory, executable];
});

afterAll(() => {
  server.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Waits until the endless page runs; the group of the Chromium that runs it. */
async function busyChromium(): Promise<number> {
  const before = endlessAsked;
  await until(() => endlessAsked > before, 'the endless page was asked for');
  return browserOf(directory).group;
}

async function expectNothingLeft(group: number): Promise<void> {
  await until(() => alive(group).length === 0, 'Chromium has ended');
  const profile = join(directory, 'profiles', String(group));
  await until(() => !existsSync(profile), 'its profile is removed');
  expect(zombies().filter(pid => !zombiesBefore.includes(pid))).toEqual([]);
}

/** Children of this process that ended and that nobody has asked about. */
const zombies = () =>
  processes().flatMap(({ pid, parent, state }) => (parent === process.pid && state === 'Z' ? [pid] : []));

test('worker.terminate(), with a minified bundle, as it deploys', async () => {
  const outfile = join(directory, 'hold-a-page.mjs');
  await build({
    entryPoints: [HOLDER],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    external: ['@sparticuz/chromium'],
  });
  const worker = new Worker(outfile, { workerData: holderArguments });
  const told = new Promise<string>(resolve => worker.once('message', resolve));
  const group = await busyChromium();
  expect(await told).toContain('written by script');
  await worker.terminate();
  await expectNothingLeft(group);
});

test('kill -9, with the code run by tsx', async () => {
  const holder = spawn(process.execPath, ['--import', 'tsx', HOLDER, ...holderArguments]);
  const told = firstOutput(holder);
  const group = await busyChromium();
  expect(await told).toContain('written by script');
  holder.kill('SIGKILL');
  await expectNothingLeft(group);
});

test('kill -9 of everything at once: the next launch removes the profile', async () => {
  const holder = spawn(process.execPath, ['--import', 'tsx', HOLDER, ...holderArguments]);
  const group = await busyChromium();
  process.kill(-group, 'SIGKILL');
  const next = await busyChromium(); // the render that was interrupted, on a new Chromium
  expect(next).not.toBe(group);
  const kept = () => readdirSync(join(directory, 'profiles')).join();
  await until(() => kept() === String(next), 'the former profile is removed');
  holder.kill('SIGKILL');
  await expectNothingLeft(next);
});

function firstOutput(child: ChildProcess): Promise<string> {
  return new Promise(resolve => child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString())));
}
