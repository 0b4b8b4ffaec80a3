import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkLinks } from '../../cli/check.ts';
import { followerOf } from '../../cli/follower.ts';
import { systemClock as clock } from '../../core/clock.ts';
import { readExport } from '../../core/imports/read.ts';
import { addShortDomains } from '../../infra/short-domains.cjs';
import { type Booted, cloudForFile, KEY, ROOT, temporaryFolder } from './cloud.ts';

/* A domain moves here: its links are imported, and each is followed here before DNS leads here. */

const DOMAIN = 'go.example.org';

let app: Booted;
cloudForFile(
  booted => {
    app = booted;
  },
  { change: template => addShortDomains(template, { shortDomains: { [DOMAIN]: {} } }) },
);

const CSV = `Long URL,Short code,Domain,Title,Tags
https://example.com/spring?b=1&a=2,spring,${DOMAIN},Spring,
https://example.com/ü,umlaut/deep,${DOMAIN},,
https://example.com/other,of-another,elsewhere.example,,
https://example.com/over,over,elsewhere.example,,
`;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let file: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  file = join(folder.data, 'export.csv');
  await writeFile(file, CSV);
});
afterAll(() => folder.remove());

const run = promisify(execFile);

/** What the command answers, whatever its exit status is. */
async function signpost(...args: string[]): Promise<{ stdout: string; stderr: string; code: number }> {
  const options = { cwd: ROOT, env: { ...process.env, SIGNPOST_KEY: KEY } };
  const ended = run(process.execPath, ['cli/signpost.js', 'links', ...args], options);
  return await ended.then(
    streams => ({ ...streams, code: 0 }),
    ({ stdout, stderr, code }) => ({ stdout, stderr, code }),
  );
}

const check = (...args: string[]) =>
  signpost('check', file, '--domain', DOMAIN, '--only', DOMAIN, '--at', app.short, ...args);

describe('the links of an export, followed at an address to which DNS does not lead', () => {
  test('lead nowhere before they are imported, and each is named with its line', async () => {
    expect(await check()).toEqual({
      code: 1,
      stderr: '',
      stdout: `line 2: /spring answers 404; expected https://example.com/spring?b=1&a=2
line 3: /umlaut/deep answers 404; expected https://example.com/ü
2 short urls of ${DOMAIN}
  0 lead where they should
  2 lead elsewhere, or nowhere
`,
    });
  });

  test('lead where they did once they are', async () => {
    const imported = await signpost(
      'import',
      file,
      '--domain',
      DOMAIN,
      '--only',
      DOMAIN,
      '--apply',
      '--api',
      app.short,
    );
    expect(imported).toMatchObject({ code: 0 });
    expect(await check()).toEqual({
      code: 0,
      stderr: '',
      stdout: `2 short urls of ${DOMAIN}\n  2 lead where they should\n`,
    });
    expect(app.records.at(-1)).toMatchObject({ method: 'HEAD' }); // which is no click
  });

  test('and are told when one leads elsewhere since', async () => {
    await fetch(`${app.short}/api/links/spring?domain=${DOMAIN}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: '{"url":"https://example.com/autumn","utm":{"source":"poster"},"maxAge":0,"purge":true}',
    });
    expect((await check()).stdout).toContain(
      'line 2: /spring leads to https://example.com/autumn?utm_source=poster; expected https://example.com/spring?b=1&a=2\n',
    );
  });
});

/** A service that leads so. */
async function service(
  locations: Record<string, string>,
): Promise<{ at: string; server: Server; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer(({ url = '', headers }, response) => {
    asked.push(String(headers.host));
    const location = locations[url];
    if (location === undefined) response.writeHead(404).end();
    else if (location === 'busy') response.writeHead(503).end();
    else response.writeHead(302, { location }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { at: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, asked };
}

test('the old service is what is right, where it is asked: not what its export says', async () => {
  const old = await service({
    '/spring': 'https://example.com/new?utm_medium=x',
    '/umlaut/deep': 'https://example.com/ü',
  });
  const here = await service({
    '/spring': 'https://example.com/new',
    '/of-another': 'https://example.com/other',
  });
  const fast = { ...clock, sleep: async () => undefined };
  const followers = [here, old].map(({ at }) => followerOf({ at, domain: DOMAIN, atOnce: 2, clock: fast }));
  const [hereFollower, oldFollower] = followers as [(typeof followers)[0], (typeof followers)[0]];
  const told: string[] = [];
  const tally = { asked: 0, right: 0, wrong: 0, locked: 0, unread: 0 };
  async function* parts() {
    yield Buffer.from(CSV);
  }
  const { rows } = await readExport(parts());
  try {
    await checkLinks({
      rows,
      here: hereFollower,
      old: oldFollower,
      atOnce: 2,
      tally,
      tell: (line, text) => told.push(`${line}: ${text}`),
      done: () => undefined,
    });
  } finally {
    for (const each of followers) each.close();
    for (const { server } of [here, old]) server.close();
  }
  expect(told).toEqual([
    '3: /umlaut/deep answers 404; the old one leads to https://example.com/ü',
    '4: /of-another leads to https://example.com/other; the old one leads to nowhere',
  ]);
  // What leads nowhere there need lead nowhere here.
  expect(tally).toEqual({ asked: 4, right: 2, wrong: 2, locked: 0, unread: 0 });
  expect(new Set(old.asked)).toEqual(new Set([`${DOMAIN}.localhost:${new URL(old.at).port}`]));
});

test.each<[string, string[], RegExp]>([
  ['no file', ['check'], /^signpost links: name one file/],
  [
    'an unknown service',
    ['check', 'README.md', '--from', 'tiny'],
    /--from tiny: this must be one of signpost, /,
  ],
  ['no such file', ['check', '/nowhere.csv'], /\/nowhere\.csv is no file/],
  [
    'no address',
    ['check', 'README.md', '--at', 'here'],
    /--at here: this must be a URL such as https:\/\/d111111abcdef8/,
  ],
  [
    'the old one without the new',
    ['check', 'README.md', '--with-old'],
    /--with-old asks --domain as DNS leads to it/,
  ],
  [
    'nobody there',
    ['check', 'examples/exports/shlink.csv', '--at', 'http://127.0.0.1:9'],
    /127\.0\.0\.1:9 cannot be reached: /,
  ],
])('%s: a sentence', async (_, args, sentence) => {
  expect(await signpost(...args)).toMatchObject({ code: 1, stderr: expect.stringMatching(sentence) });
});
