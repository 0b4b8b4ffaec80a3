import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { buildsCommand, rollbackCommand } from '../../cli/app-builds.ts';
import { pushCommand } from '../../cli/app-push.ts';
import { systemClock } from '../../core/clock.ts';
import { systemRandom } from '../../core/ids.ts';
import { close, listen, respond } from '../../local/http.ts';
import { S3 } from '../../local/services/s3.ts';

const environment = { ...process.env };
let directory: string;
/** The stack's outputs; its bucket is there. */
let outputs: Record<string, string>;
let stop: () => Promise<void>;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'signpost-app-'));
  const store = new S3({ directory: join(directory, 's3'), clock: systemClock, random: systemRandom });
  await store.createBucket('site');
  outputs = { SiteBucketName: 'site', SiteFilePaths: '/.*,*.html,*.pdf', SiteBehavioursLeft: '3' };
  const member = ([name, value]: [string, string]) =>
    `<member><OutputKey>${name}</OutputKey><OutputValue>${value}</OutputValue></member>`;
  const door = await listen(async request => {
    const isS3 = /\/s3\/aws4_request/.test(request.headers.get('authorization') ?? '');
    return isS3 ? store.handle(request) : respond(200, {}, Object.entries(outputs).map(member).join(''));
  }, 0);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${door.port}`,
    AWS_ACCESS_KEY_ID: 'OPS',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'us-east-1',
  });
  stop = () => close(door.server);
});
afterEach(async () => {
  process.env = { ...environment };
  await stop();
  await rm(directory, { recursive: true, force: true });
});

async function push(...paths: string[]): Promise<string> {
  const folder = join(directory, 'build');
  for (const path of ['index.html', ...paths]) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), path);
  }
  return pushCommand(folder, { stage: 'prod', keepDays: 30 });
}

test('an app whose files the stage reaches is no reason for more words', async () => {
  expect(await push('a.pdf', '.well-known/x')).toMatch(
    /^3 files in site\/app\/: 3 put, 0 were there; the new app is everybody’s within a minute\n {2}build \w{10}: 3 contents sent; .*\n$/,
  );
});

test('files that would be pages are named, with the setting that mends it', async () => {
  expect(await push('a.pdf', 'downloads/LICENSE', 'data/model.proto')).toContain(
    `
  2 of them are not served as files, for their paths are those of pages: data/model.proto, downloads/LICENSE
  to mend that, add to siteFiles in infra/settings.yml, and deploy: ["/data/model.proto","/downloads/LICENSE"]
`,
  );
});

test('more than there is room for are grouped, and what is left is said', async () => {
  const words = await push(...['a', 'b', 'c'].map(name => `m/${name}.proto`), '1', '2', '3', '4');
  expect(words).toContain('add to siteFiles in infra/settings.yml, and deploy: ["*.proto","/1","/2"]');
  expect(words).toContain('CloudFront has no room for 2 of these; put them into assets/: 3, 4');
});

test('a name with a plus that another file has is told of', async () => {
  expect(await push('a+b.pdf', 'a b.pdf')).toContain(
    '  a+b.pdf is there by its exact name only (%2B for a plus): written otherwise, S3 takes it for another file’s\n',
  );
});

test('a stack of an earlier version does not tell, and the push is the same', async () => {
  outputs = { SiteBucketName: 'site' };
  expect(await push('LICENSE')).toMatch(/^2 files in site\/app\/: 2 put.*\n {2}build .*\n$/);
});

describe('files that have changed under the same name', () => {
  /** Pushes one build, and then another; answers what the second says of it. */
  async function pushedOver(former: Record<string, string>, now: Record<string, string>): Promise<string[]> {
    let words = '';
    for (const files of [former, now]) {
      const folder = join(directory, 'build');
      await rm(folder, { recursive: true, force: true });
      for (const [path, text] of Object.entries({ 'index.html': 'the same', ...files })) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), text);
      }
      words = await pushCommand(folder, { bucket: 'site', keepDays: 30 });
    }
    return words.split('\n').filter(line => line.includes('warning'));
  }
  const MIXED = '  warning: new content under the same name: ';
  const STALE = '  warning: new content under the same name, which browsers keep for a year: ';

  test.each<[string, Record<string, string>, Record<string, string>, string[]]>([
    [
      'a script and the page that names it',
      { 'app.js': '1', 'index.html': '1' },
      { 'app.js': '2', 'index.html': '2' },
      [`${MIXED}app.js`],
    ],
    [
      'a script and its style sheet',
      { 'app.js': '1', 'css/a.css': '1' },
      { 'app.js': '2', 'css/a.css': '2' },
      [`${MIXED}app.js, css/a.css`],
    ],
    ['a script alone, which is the old or the new one', { 'app.js': '1' }, { 'app.js': '2' }, []],
    [
      'a script of another name',
      { 'app.1.js': '1', 'index.html': '1' },
      { 'app.2.js': '2', 'index.html': '2' },
      [],
    ],
    [
      'a service worker, robots.txt and a picture',
      { 'sw.js': '1', 'robots.txt': '1', 'logo.svg': '1', 'index.html': '1' },
      { 'sw.js': '2', 'robots.txt': '2', 'logo.svg': '2', 'index.html': '2' },
      [],
    ],
    [
      'a file that browsers keep',
      { 'assets/app.js': '1', 'index.html': '1' },
      { 'assets/app.js': '2', 'index.html': '2' },
      [`${STALE}assets/app.js`],
    ],
  ])('%s', async (_, former, now, warnings) => {
    expect(await pushedOver(former, now)).toEqual(warnings);
  });
});

test('builds are listed, and one command goes back', async () => {
  const flags = { stage: 'prod', keepDays: 30 };
  expect(await buildsCommand(flags)).toBe('No build is remembered yet. `signpost app push` brings one.\n');
  await push('one.pdf');
  await push('one.pdf', 'two.pdf');
  const [head = '', ...rows] = (await buildsCommand(flags)).trim().split('\n');
  expect(head).toMatch(/^BUILD +PUSHED +FILES +STATE$/);
  expect(rows.map(row => row.replace(/^\w{10} +\S+ \S+ +/, ''))).toEqual(['3  live', '2']);
  expect(await rollbackCommand(undefined, flags)).toMatch(
    /^The app is build \w{10} of \d{4}-\d\d-\d\d \d\d:\d\d \(.*\); everybody has it within a minute\n$/,
  );
  const listed = JSON.parse(await buildsCommand({ ...flags, json: true }));
  expect(listed).toEqual([
    { id: expect.any(String), at: expect.any(String), files: 3, state: 'kept' },
    { id: expect.any(String), at: expect.any(String), files: 2, state: 'live' },
  ]);
});
