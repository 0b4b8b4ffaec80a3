import { execFile, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { type Booted, CHROME, cloudForFile, createLink, GOOGLEBOT, ROOT, temporaryFolder } from './cloud.ts';

const run = promisify(execFile);

let app: Booted;
cloudForFile(booted => {
  app = booted;
});

/** `npx signpost ARGS` with the environment of somebody who deploys. */
const signpost = (...args: string[]) =>
  run(process.execPath, ['cli/signpost.js', ...args], {
    cwd: ROOT,
    env: {
      ...process.env,
      AWS_ENDPOINT_URL: app.cloud.endpoint,
      AWS_ACCESS_KEY_ID: 'operator',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
  });

describe('signpost keys create --table', () => {
  test('makes a key that the API takes', async () => {
    const { stdout, stderr } = await signpost(
      'keys',
      'create',
      '--table',
      app.cloud.stack.ref('KeysTable'),
      '--name',
      'marketing',
    );
    const [secret = ''] = stdout.split('\n');
    expect(secret).toMatch(/^sp_/);
    expect(stdout).toContain('"marketing"');
    expect(stderr).toBe('');
    expect((await createLink(app.short, { url: 'https://example.com/' }, secret)).status).toBe(201);
  });

  test.each<[string[], number, RegExp]>([
    [['keys', 'create', '--table', 'no-such-table'], 3, /non-existent table|not found/i],
    [['nope'], 2, /^signpost: unknown command 'nope'/],
  ])('%j says what is wrong and fails', async (args, code, sentence) => {
    await expect(signpost(...args)).rejects.toMatchObject({
      code,
      stderr: expect.stringMatching(sentence),
    });
  });
});

describe('signpost app', () => {
  test('brings an app into the bucket, where people find it, and says what it did', async () => {
    const { data, remove } = await temporaryFolder();
    try {
      await writeFile(join(data, 'index.html'), '<title>Uploaded</title>');
      await writeFile(join(data, '.env'), 'SECRET=1');
      const { stdout } = await signpost('app', 'push', data, '--bucket', app.cloud.stack.ref('SiteBucket'));
      expect(stdout).toMatch(
        /^1 files in signpost-local-sitebucket\/app\/: 1 put, 0 were there; the new app is everybody’s/,
      );
      expect(stdout).toMatch(/\d+ of earlier builds are kept for now.*\n.*left out, .*: \.env\n$/);
      const page = await fetch(`${app.site}/anything`, { headers: { 'user-agent': CHROME } });
      expect(await page.text()).toContain('Uploaded');
    } finally {
      await remove();
    }
  });
});

describe('signpost classify', () => {
  test('says who it is, what it gets and why', async () => {
    const { stdout, stderr } = await signpost('classify', GOOGLEBOT);
    expect(stdout).toMatch(
      /^who +Googlebot, a crawler .*\ngets +the finished page\nbecause +.*\nchange +names: /,
    );
    expect(stderr).toContain('By the defaults.');
  });

  test('reads a stage as a deploy would', async () => {
    const { stdout, stderr } = await signpost('classify', GOOGLEBOT, '--stage', 'prod', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ gets: 'page', name: 'Googlebot', prerender: true });
    expect(stderr).toBe('');
  });

  test('knows who would rather have Markdown', async () => {
    const { stdout } = await signpost('classify', '--accept', 'text/markdown', CHROME, GOOGLEBOT);
    expect(stdout).toMatch(/^markdown\tperson\t.*\nmarkdown\tcrawler\t.*\n$/);
  });

  test('reads a column of an access log, and ends when its reader does', async () => {
    const lines = await piped(`${GOOGLEBOT}\n${CHROME}\r\n\n`);
    expect(lines.map(line => line.split('\t').slice(0, 4).join(' '))).toEqual([
      'page crawler search Googlebot',
      'app person - -',
      'app tool - -',
    ]);
    const { stdout, stderr } = await run('sh', [
      '-c',
      `yes curl/8.5.0 | head -n 200000 | '${process.execPath}' cli/signpost.js classify - | head -n 1`,
    ]);
    expect([stdout, stderr]).toEqual([
      'app\ttool\tlibrary\tcurl\tname\tcurl/8.5.0\n',
      expect.not.stringContaining('EPIPE'),
    ]);
  });

  test('of a stage that is not there says so and fails', async () => {
    await expect(signpost('classify', 'x', '--stage', 'nope')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--stage nope: infra\/settings.yml has no block of that name\.\n/),
    });
  });
});

/** The lines that `signpost classify -` makes of an input. */
async function piped(input: string): Promise<string[]> {
  const child = spawn(process.execPath, ['cli/signpost.js', 'classify', '-'], { cwd: ROOT });
  child.stdin.end(input);
  return (await text(child.stdout)).trimEnd().split('\n');
}

test('signpost help lists the commands', async () => {
  expect((await signpost('help')).stdout).toMatch(/^ {2}links ….*^ {2}classify <user-agent…>/ms);
});
