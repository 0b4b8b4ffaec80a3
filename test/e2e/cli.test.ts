import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { type Booted, cloudForFile, createLink, ROOT } from './cloud.ts';

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

describe('signpost key', () => {
  test('makes a key that the API takes', async () => {
    const { stdout, stderr } = await signpost(
      'key',
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

  test.each<[string[], RegExp]>([
    [['key'], /--table is missing/],
    [['key', '--table', 'no-such-table'], /non-existent table|not found/i],
    [['key', '--tabel', 'x'], /Unknown option '--tabel'/],
    [['nope'], /there is no such command/],
  ])('%j says what is wrong and fails', async (args, sentence) => {
    await expect(signpost(...args)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(sentence),
    });
  });
});

test('signpost help lists the commands', async () => {
  expect((await signpost('help')).stdout).toContain('key --table NAME');
});
