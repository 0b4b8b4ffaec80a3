import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RenderQueue } from '../../core/queue/jobs.ts';
import { SnapshotStore } from '../../core/snapshots/snapshot.ts';
import type { Template } from '../../local/template/template.ts';
import { processes } from '../core/browser/processes.ts';
import { type Booted, cloudForFile, ROOT, until } from './cloud.ts';

// No Docker is needed here: the Dockerfile's steps are done by hand in a folder that stands for the image's root, and what
// they make is run as the image would run it.

interface Instruction {
  name: string;
  words: string[];
}

/** The instructions of each stage. Spec: https://docs.docker.com/reference/dockerfile/ */
function stages(): Instruction[][] {
  const lines = readFileSync(join(ROOT, 'Dockerfile'), 'utf8')
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter(line => line.trim());
  const found: Instruction[][] = [];
  for (const line of lines) {
    const [name = '', ...words] = line.split(' ');
    if (name === 'FROM') found.push([]);
    found.at(-1)?.push({ name, words });
  }
  return found;
}

/** The last line that matches decides: https://docs.docker.com/build/concepts/context/#dockerignore-files */
function isLeftOut(path: string): boolean {
  const patterns = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n').filter(isPattern);
  const last = patterns.findLast(pattern => {
    const named = pattern.replace(/^!/, '');
    return named === '*' || path === named || path.startsWith(`${named}/`);
  });
  return last !== undefined && !last.startsWith('!');
}
const isPattern = (line: string) => line !== '' && !line.startsWith('#');

const image = mkdtempSync(join(tmpdir(), 'signpost-image-'));
chmodSync(image, 0o755);
for (const folder of ['tmp', 'opt']) mkdirSync(join(image, folder)); // which Debian has
chmodSync(join(image, 'tmp'), 0o1777);
afterAll(() => rmSync(image, { recursive: true, force: true }));

/** Paths of the image become paths below the folder. */
const placed = (text: string) => text.replaceAll(/(^|\s)\//g, `$1${image}/`);

function copyFromContext(words: string[], workdir: string): void {
  const target = words.at(-1) ?? '';
  for (const source of words.slice(0, -1)) {
    const filter = (from: string) => statSync(from).isDirectory() || !isLeftOut(relative(ROOT, from));
    mkdirSync(dirname(join(image, workdir, target)), { recursive: true });
    cpSync(join(ROOT, source), join(image, target.startsWith('/') ? '' : workdir, target), {
      recursive: true,
      filter,
    });
  }
}

/** Does the steps of all stages; both have the same root here, so what one stage makes is there for the next. */
function build(): { env: Record<string, string>; command: string[] } {
  let workdir = '/';
  const env: Record<string, string> = {};
  let command: string[] = [];
  for (const { name, words } of stages().flat()) {
    if (name === 'WORKDIR') workdir = words[0] ?? '';
    if (name === 'COPY' && !words[0]?.startsWith('--from')) copyFromContext(words, workdir);
    if (name === 'RUN')
      execFileSync('/bin/sh', ['-ec', placed(words.join(' '))], { cwd: join(image, workdir) });
    if (name === 'CMD') command = JSON.parse(words.join(' '));
    if (name === 'ENV')
      for (const [, key = '', value = ''] of words.join(' ').matchAll(/(\w+)=(\S+)/g))
        env[key] = placed(value);
  }
  return { env, command };
}

/** As in the image, not root, where this test is root and may choose. */
function someoneElse(): { uid: number; gid: number } | undefined {
  const other = { uid: 1000, gid: 1000 };
  if (process.getuid?.() !== 0) return undefined;
  return spawnSync(process.execPath, ['--version'], other).status === 0 ? other : undefined;
}

let app: Booted;
let container: ChildProcess | undefined;
const lines: string[] = [];

cloudForFile(
  booted => {
    app = booted;
  },
  { change: withoutEventSource },
);
beforeAll(() => {
  const { env, command } = build();
  const [program, ...args] = command;
  expect(program).toBe('node');
  container = spawn(process.execPath, args.map(placed), {
    ...someoneElse(),
    cwd: '/',
    env: { ...env, ...taskEnvironment(), PATH: process.env.PATH, TMPDIR: join(image, 'tmp') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (container.stdout) createInterface(container.stdout).on('line', line => lines.push(line));
});
afterAll(() => {
  container?.kill('SIGKILL');
});

/** Nobody else may take the jobs. */
function withoutEventSource({ Resources }: Template): void {
  for (const [id, { Type }] of Object.entries(Resources))
    if (Type === 'AWS::Lambda::EventSourceMapping') delete Resources[id];
}

function taskEnvironment(): Record<string, string> {
  const { stack, endpoint } = app.cloud;
  return {
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'OPERATOR',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    SITE_BUCKET: stack.ref('SiteBucket'),
    SNAPSHOTS_TABLE: stack.ref('SnapshotsTable'),
    RENDER_QUEUE: stack.ref('RenderQueue'),
    SITE_HOSTS: new URL(app.site).host,
    PAGE_PARAMETERS: 'page',
    RENDER_ISOLATION: 'shared',
    SITE_MARK: 'test',
    SITE_API_DOMAIN: '',
    SITE_APIS: '',
    SITE_FILES: '*.js,*.html',
    INDEXNOW_KEY: '',
    PRIVATE_ORIGINS: '',
    PAGES: '2',
  };
}

test('what the Dockerfile puts together renders a page, as a user who is not root', async () => {
  const url = `${app.site}/products/1`;
  const queue = new RenderQueue(app.sqs, app.cloud.stack.ref('RenderQueue'));
  await queue.add({ url, queuedAt: Date.now(), reason: 'asked' });
  const store = new SnapshotStore(app.s3, app.cloud.stack.ref('SiteBucket'));
  await until(async () => (await store.get(url)) !== undefined);
  expect(await store.get(url)).toMatchObject({ status: 200, html: expect.stringMatching(/<h1/) });
  // Fargate allows Chromium no sandbox of its own.
  const browsers = processes().filter(({ command }) => command.includes(`${image}/opt/signpost/chromium-`));
  expect(browsers.map(({ command }) => command)).toContainEqual(expect.stringContaining(' --no-sandbox '));
  // Chromium was in the image: nothing was unpacked.
  expect(lines.map(line => JSON.parse(line).message)).toEqual(['started', 'rendered']);
});

test('its files cannot be changed by that user', () => {
  const files = execFileSync('find', [join(image, 'opt'), '-perm', '/022', '-not', '-type', 'l']).toString();
  expect(files).toBe('');
});

test('SIGTERM ends it with 0', async () => {
  if (!container) throw new Error('it was not started');
  const ended = once(container, 'exit');
  container.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

test('no stage is fetched from anywhere but Docker’s own library, and the last one does not run as root', () => {
  const [first = [], last = []] = stages();
  const from = [first, last].map(stage => stage[0]?.words[0]);
  expect(from).toEqual(['node:22-bookworm-slim', 'node:22-bookworm-slim']);
  const of = (name: string) =>
    last.filter(instruction => instruction.name === name).map(({ words }) => words);
  expect(of('USER')).toEqual([['node']]);
  expect(of('STOPSIGNAL')).toEqual([['SIGTERM']]);
});
