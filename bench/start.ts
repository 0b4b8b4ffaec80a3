import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { figure, table } from '../core/text-table.ts';

const HELP = `Usage: npm run bench -- start [options]

Starts a copy of the project as one after \`npm ci\`: nothing is built, and the home is empty, so Chromium is unpacked, too.

  --port N    the short domain's port, and the site's is the next; 4100 without it
  --again N   how often it is started again; 5 without it
  --help      this text
`;

const ROOT = resolve(import.meta.dirname, '..');
const LEFT_OUT = ['node_modules', 'dist', '.git', '.serverless', '.signpost'];
const KEY = 'bench-key-0123456789';

/** `npm run bench -- start`: seconds on the wall from `npm start` to the first 301, and to the first page for a crawler. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '4100' },
      again: { type: 'string', default: '5' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const port = Number(values.port);
  const project = await mkdtemp(join(tmpdir(), 'signpost-bench-start-'));
  try {
    await copyProject(project);
    const rows: string[][] = [];
    for (let start = 0; start <= Number(values.again); start++) {
      const { link, page } = await measure(project, port);
      process.stderr.write(`start ${start + 1}: ${figure(link, 2)} s …\n`);
      rows.push([start === 0 ? 'first' : 'again', figure(link, 2), figure(page, 2)]);
    }
    process.stdout.write(`Seconds from npm start\n\n${table(['start', 'first 301', 'first page'], rows)}`);
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

async function copyProject(project: string): Promise<void> {
  for (const name of await readdir(ROOT))
    if (!LEFT_OUT.includes(name)) await cp(join(ROOT, name), join(project, name), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(project, 'node_modules'));
}

async function measure(project: string, port: number): Promise<{ link: number; page: number }> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const npm = spawn('npm', ['start'], {
    cwd: project,
    detached: true, // npm starts node: both end by their group
    stdio: 'ignore',
    env: {
      ...process.env,
      HOME: join(project, 'home'),
      API_KEY: KEY,
      PORT: `${port}`,
      SITE_PORT: `${port + 1}`,
    },
  });
  try {
    await answered(npm, () => followed(`http://127.0.0.1:${port}`));
    const link = seconds();
    await answered(npm, () => rendered(`http://127.0.0.1:${port + 1}/products/3`));
    return { link, page: seconds() };
  } finally {
    const ended = once(npm, 'exit');
    if (npm.exitCode === null && npm.pid !== undefined) {
      process.kill(-npm.pid, 'SIGINT');
      await ended;
    }
  }
}

/** Follows a link, which the first start makes and the others find. */
async function followed(short: string): Promise<boolean> {
  const { status } = await fetch(`${short}/bench`, { redirect: 'manual' });
  if (status === 404)
    await fetch(`${short}/api/links`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ url: 'https://example.com/', slug: 'bench' }),
    });
  return status === 301;
}

async function rendered(page: string): Promise<boolean> {
  const answer = await fetch(page, { headers: { 'user-agent': 'GPTBot/1.2' } });
  return answer.status === 200 && (await answer.text()).includes('<h1');
}

async function answered(npm: ChildProcess, ask: () => Promise<boolean>): Promise<void> {
  while (!(await ask().catch(() => false))) {
    if (npm.exitCode !== null) throw new Error('npm start has ended; another port may help');
    await sleep(10);
  }
}
