import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Booted, boot, CHROME, createLink, get, KEY, ROOT, temporaryFolder } from './cloud.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let app: Booted;
beforeAll(async () => {
  folder = await temporaryFolder();
  app = await boot({ data: join(folder.data, 'cloud') });
});
afterAll(async () => {
  await app?.stop();
  await folder.remove();
});

/** `npx signpost ARGS` as somebody who operates a cloud: what it printed and ended with. */
async function signpost(
  args: string[],
  of: Booted = app,
): Promise<{ status: number; stdout: string; stderr: string }> {
  const run = promisify(execFile)(process.execPath, ['cli/signpost.js', ...args], {
    cwd: ROOT,
    env: { ...process.env, AWS_ENDPOINT_URL: of.cloud.endpoint, SIGNPOST_KEY: KEY, SIGNPOST_API: '' },
  });
  const {
    code = 0,
    stdout,
    stderr,
  } = await run.then(
    said => ({ code: 0, ...said }),
    (failed: { code: number; stdout: string; stderr: string }) => failed,
  );
  return { status: code, stdout, stderr };
}

/** A built app in a folder of its own. */
async function build(name: string): Promise<string> {
  const path = join(folder.data, name);
  await mkdir(join(path, 'assets'), { recursive: true });
  await writeFile(join(path, 'assets', `${name}.js`), `document.title = '${name}'`);
  await writeFile(
    join(path, 'index.html'),
    `<title>${name}</title><script src="/assets/${name}.js"></script>`,
  );
  return path;
}

describe('an app', () => {
  /** What a person gets who has not been there before: the edge keeps each page for a minute. */
  const shown = async (page: string) => (await get(`${app.site}${page}`, { 'user-agent': CHROME })).text();

  test('that was pushed is served, and one command leads back to the one before', async () => {
    for (const name of ['first', 'second']) {
      const { status, stdout } = await signpost(['app', 'push', await build(name), '--stage', 'local']);
      expect([status, stdout]).toEqual([
        0,
        expect.stringMatching(/the new app is everybody’s within a minute/),
      ]);
    }
    const bucket = app.cloud.stack.ref('SiteBucket');
    const back = await signpost(['app', 'rollback', '--bucket', bucket, '--json']);
    expect(JSON.parse(back.stdout)).toMatchObject({ put: ['index.html'], isOther: true });
    expect(await (await shown('/back')).toString()).toContain('<title>first</title>');
    const listed = await signpost(['app', 'builds', '--stage', 'local']);
    expect(listed.stdout).toMatch(/^BUILD .*\n\w{10} .* 2\n\w{10} .* 2 +live\n$/);
  });
});

describe('a backup', () => {
  const restoredIn = async (of: Booted) => {
    const { Items = [] } = await of.dynamodb.send(
      new ScanCommand({ TableName: of.cloud.stack.ref('LinksTable') }),
    );
    return new Set(Items.map(({ slug }) => String(slug)));
  };

  test('that is taken while links are made has all that were made before, and is whole in another stage', async () => {
    const make = async (slug: string) =>
      expect(
        (await createLink(app.short, { url: `https://example.com/${slug}`, slug, tags: ['x'] })).status,
      ).toBe(201);
    for (let at = 0; at < 20; at++) await make(`before-${at}`);
    let isOver = false;
    const during = (async () => {
      for (let at = 0; !isOver; at++) await make(`during-${at}`);
    })();
    const to = join(folder.data, 'backup');
    const taken = await signpost(['backup', to, '--stage', 'local']);
    isOver = true;
    await during;
    expect([taken.status, taken.stdout]).toEqual([
      0,
      expect.stringMatching(/\d+ links, \d+ history, 1 keys, /),
    ]);
    expect((await signpost(['backup', to, '--stage', 'local'])).stderr).toMatch(
      /holds a backup of local already/,
    );

    const refused = await signpost(['restore', to, '--stage', 'local']);
    expect([refused.status, refused.stderr]).toEqual([
      1,
      expect.stringMatching(/the stage is not empty: it has links/),
    ]);

    const other = await boot({ data: join(folder.data, 'other') });
    try {
      // Its own key is what a stage has that was just deployed.
      const done = await signpost(['restore', to, '--stage', 'local', '--merge'], other);
      expect([done.status, done.stderr]).toEqual([0, '']);
      const there = await restoredIn(other);
      for (let at = 0; at < 20; at++) expect(there).toContain(`before-${at}`);
      const followed = await get(`${other.short}/before-7`);
      expect([followed.status, followed.headers.get('location')]).toEqual([
        301,
        'https://example.com/before-7',
      ]);
      const found = await fetch(`${other.short}/api/links?tag=x&q=before&limit=100`, {
        headers: { authorization: `Bearer ${KEY}` },
      });
      expect(((await found.json()) as { links: unknown[] }).links).toHaveLength(20);
    } finally {
      await other.stop();
    }
  });
});

describe('a doctor', () => {
  test('finds a local cloud in health, and leaves no link behind', async () => {
    const { status, stdout } = await signpost(['doctor', '--stage', 'local', '--json']);
    const { checks } = JSON.parse(stdout) as { checks: { name: string; state: string; text: string }[] };
    expect(checks.filter(({ state }) => state === 'fail')).toEqual([]);
    const left = checks.filter(({ state }) => state === 'skip');
    expect(left.filter(({ text }) => !/only AWS shows it$/.test(text))).toEqual([]);
    expect(left.map(({ name }) => name)).toEqual([
      'http',
      'TLS',
      'Wall: renderer',
      'Wall: gateway',
      'Logs: bucket',
      'Cold start',
      'Alarms',
      'Metric filter',
    ]);
    expect(status).toBe(0);
    const answer = await fetch(`${app.short}/api/links?q=doctor`, {
      headers: { authorization: `Bearer ${KEY}` },
    });
    expect(((await answer.json()) as { links: unknown[] }).links).toEqual([]);
  });

  test('fails where one check does', async () => {
    const { status, stdout } = await signpost(['doctor', '--api', app.short, '--site', app.short]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^FAIL {2}Site: people .*\n +→ Is the app in the bucket/m);
  });
});
