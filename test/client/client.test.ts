import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createClient } from '../../client/client.ts';
import { TYPES, typesOf } from '../../infra/api-client.ts';
import { type Booted, boot, KEY, ROOT, temporaryFolder } from '../e2e/cloud.ts';

const run = promisify(execFile);

let app: Booted;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
  app = await boot({ data: join(folder.data, 'cloud') });
});
afterAll(async () => {
  await app.stop();
  await folder.remove();
});

test('its types are those of the document that the API answers; otherwise: npm run client', async () => {
  const document = await (await fetch(`${app.short}/api/openapi.json`)).json();
  expect(await typesOf(document)).toBe(readFileSync(join(ROOT, TYPES), 'utf8'));
});

test('what goes well is data, and what does not is a problem', async () => {
  const client = createClient({ baseUrl: app.short, key: KEY });
  const made = await client.POST('/api/links', { body: { url: 'https://example.com/', slug: 'a/b' } });
  expect(made.data).toMatchObject({ slug: 'a/b', version: 1 });
  // A slug with a slash is one part of the path.
  const read = await client.GET('/api/links/{slug}', { params: { path: { slug: 'a/b' } } });
  expect(read.data).toEqual(made.data);
  const { data, error, response } = await client.PATCH('/api/links/{slug}', {
    params: { path: { slug: 'a/b' }, header: { 'if-match': '"7"' } },
    body: { title: 'no' },
  });
  expect([data, error?.status, response.headers.get('etag')]).toEqual([undefined, 412, '"1"']);
});

test('the package has it, and what the guide does with it is checked by the compiler and works', async () => {
  const consumer = join(folder.data, 'consumer');
  const modules = join(consumer, 'node_modules');
  mkdirSync(modules, { recursive: true });
  await run('npm', ['pack', '--silent', '--pack-destination', consumer], { cwd: ROOT });
  await run('tar', ['xzf', 'signpost-0.1.0.tgz'], { cwd: consumer });
  symlinkSync('../package', join(modules, 'signpost'));
  for (const name of ['openapi-fetch', 'openapi-typescript-helpers', '@types'])
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  const guide = readFileSync(join(ROOT, 'docs/tools.md'), 'utf8');
  const [, program = '', printed = ''] = /```ts\n(.*?)```\n\n```text\n(.*?)```/s.exec(guide) ?? [];
  const here = (text: string) => text.replaceAll('http://localhost:4000', app.short);
  writeFileSync(join(consumer, 'package.json'), '{"type":"module"}');
  writeFileSync(join(consumer, 'guide.ts'), here(program));
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const strict = ['--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node', 'guide.ts'];
  await run(process.execPath, [tsc, ...strict], { cwd: consumer });
  const { stdout } = await run(process.execPath, ['guide.js'], {
    cwd: consumer,
    env: { ...process.env, KEY },
  });
  expect(stdout).toBe(here(printed));
});
