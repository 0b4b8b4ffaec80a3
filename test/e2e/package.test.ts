import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ROOT, temporaryFolder, until } from './cloud.ts';

const run = promisify(execFile);
const MB = 1_000_000;

interface Packed {
  filename: string;
  size: number;
  unpackedSize: number;
  files: { path: string }[];
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let packed: Packed;
/** An empty folder that the package is installed into, of somebody who has nothing else. */
let work: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = await temporaryFolder();
  work = join(folder.data, 'work');
  const home = join(folder.data, 'home');
  for (const path of [work, home]) await mkdir(path);
  // What npm has downloaded once it need not again; of ours it knows nothing.
  const cache = (await run('npm', ['config', 'get', 'cache'], { cwd: ROOT })).stdout.trim();
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|NODE_|SIGNPOST|AWS_|API_KEY|DATA_DIR)/i.test(name),
  );
  environment = { ...Object.fromEntries(inherited), HOME: home, npm_config_cache: cache };
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder.data], { cwd: ROOT });
  [packed] = JSON.parse(stdout.slice(stdout.indexOf('[\n'))) as [Packed];
  const tarball = join(folder.data, packed.filename);
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball], {
    cwd: work,
    env: environment,
  });
});
afterAll(() => folder.remove());

/** `npx signpost ARGS` in that folder. */
const signpost = async (args: string[], more: NodeJS.ProcessEnv = {}) =>
  (await run('npx', ['signpost', ...args], { cwd: work, env: { ...environment, ...more } })).stdout;

describe('what is in the package', () => {
  test('is what it takes to run, and nothing of how it is made', () => {
    const others = packed.files
      .map(({ path }) => path)
      .filter(
        path =>
          !/^(LICENSE|README\.md|package\.json)$/.test(path) &&
          !/^cli\/signpost\.js$/.test(path) &&
          !/^local\/(bundled|stamp|start\/launch|lambda\/runtime)\.mjs$/.test(path) &&
          !/^dist\/(local\.json|(cli|start)\/(main|parts\/[\w-]+)\.mjs)$/.test(path) &&
          !/^dist\/client\/[\w.-]+\.(js|d\.ts)$/.test(path) &&
          !/^dist\/(functions|edge)\/(redirect\/)?[\w-]+\.m?js$/.test(path) &&
          !/^dist\/(sample|console)\/[\w/.-]+$/.test(path),
      );
    expect(others).toEqual([]);
  });

  test('is of a reasonable size', () => {
    process.stdout.write(
      `      the package: ${(packed.size / MB).toFixed(1)} MB, unpacked ${(packed.unpackedSize / MB).toFixed(1)} MB\n`,
    );
    expect(packed.size).toBeLessThan(5 * MB);
  });

  test('says nothing of the machine that made it', async () => {
    const own = join(work, 'node_modules/signpost');
    const names = await readdir(own, { recursive: true, withFileTypes: true });
    for (const name of names.filter(
      each => each.isFile() && !each.parentPath.includes('signpost/node_modules'),
    ))
      expect([name.name, (await readFile(join(name.parentPath, name.name), 'utf8')).includes(ROOT)]).toEqual([
        name.name,
        false,
      ]);
  });

  test('needs no more than what is not in its bundles', async () => {
    const { dependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
    expect(Object.keys(dependencies).sort()).toEqual(['@sparticuz/chromium', 'dynalite', 'openapi-fetch']);
  });
});

describe('installed in an empty folder, for somebody with an empty home', () => {
  let cloud: ChildProcess | undefined;
  let printed = '';
  const KEY = 'sp_package_0123456789abcdefghijklmnop';

  afterAll(async () => {
    if (!cloud || cloud.exitCode !== null) return;
    cloud.kill('SIGINT');
    await once(cloud, 'exit');
  });

  test('it says what it can', async () => {
    expect(await signpost(['--help'])).toMatch(/^Usage: signpost /);
    const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
    expect(await signpost(['--version'])).toBe(`${version}\n`);
  });

  test('it classifies clients', async () => {
    expect(await signpost(['classify', 'Googlebot/2.1'])).toContain(
      'Googlebot, a crawler of the category search',
    );
  });

  test('its client is imported by its name', async () => {
    const script = "console.log(typeof (await import('signpost/client')).createClient)";
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
      cwd: work,
      env: environment,
    });
    expect(stdout).toBe('function\n');
  });

  test('it starts Signpost, which makes a link, exports it and leads on', async () => {
    cloud = spawn(process.execPath, ['node_modules/.bin/signpost', 'start'], {
      cwd: work,
      env: { ...environment, PORT: '0', SITE_PORT: '0', API_KEY: KEY },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [cloud.stdout, cloud.stderr]) stream?.on('data', chunk => (printed += chunk));
    await until(() => printed.includes('Ctrl-C ends it') || cloud?.exitCode !== null);
    const [, short = ''] = /short domain +(http\S+)/.exec(printed) ?? [printed];
    const [, site = ''] = /site +(http\S+)/.exec(printed) ?? [];
    const at = { SIGNPOST_API: short, SIGNPOST_KEY: KEY };
    await signpost(['links', 'create', 'https://example.com/hello', '--slug', 'hello'], at);
    const [line = ''] = (await signpost(['links', 'export'], at)).split('\n');
    expect(JSON.parse(line)).toMatchObject({ slug: 'hello', url: 'https://example.com/hello' });
    const followed = await fetch(`${short}/hello`, { redirect: 'manual' });
    expect([followed.status, followed.headers.get('location')]).toEqual([301, 'https://example.com/hello']);
    expect(await (await fetch(`${site}/`)).text()).toContain('Waymark');
    expect(await (await fetch(`${short}/console`)).text()).toContain('<script');
    // In the folder where it was started, and not in the package.
    expect(existsSync(join(work, '.signpost'))).toBe(true);
  });
});
