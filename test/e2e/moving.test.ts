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

type Answer = string | number;

/** A service that leads so, or answers with such a status; of a slug that nobody knows 404. */
async function service(
  answers: Record<string, Answer>,
  { passesOn = false, knowsHead = true } = {},
): Promise<{ at: string; server: Server; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer(({ url = '', method, headers }, response) => {
    asked.push(String(headers.host));
    const { pathname, search } = new URL(url, 'http://localhost');
    const answer = answers[decodeURI(pathname)] ?? 404;
    if (method === 'HEAD' && !knowsHead) response.writeHead(405).end();
    else if (typeof answer === 'number') response.writeHead(answer).end('a page');
    else response.writeHead(302, { location: encodeURI(answer) + (passesOn ? search : '') }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { at: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, asked };
}

type Service = Awaited<ReturnType<typeof service>>;

/** What is told of the links of a file. */
async function checked(file: string, here: Service, old?: Service, query?: string) {
  const fast = { ...clock, sleep: async () => undefined };
  const followers = [here, ...(old ? [old] : [])].map(({ at }) =>
    followerOf({ at, domain: DOMAIN, atOnce: 2, clock: fast }),
  );
  const told: string[] = [];
  const tally = { asked: 0, right: 0, wrong: 0, locked: 0, unread: 0 };
  async function* parts() {
    yield Buffer.from(file);
  }
  const { rows } = await readExport(parts());
  try {
    await checkLinks({
      rows,
      here: followers[0] as (typeof followers)[0],
      old: followers[1],
      query,
      now: Date.parse('2026-12-01T00:00:00Z'),
      atOnce: 2,
      tally,
      tell: (line, text) => told.push(`${line}: ${text}`),
      done: () => undefined,
    });
  } finally {
    for (const each of followers) each.close();
    for (const each of [here, old]) each?.server.close();
  }
  return { told, tally };
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
  expect(await checked(CSV, here, old)).toEqual({
    told: [
      '3: /umlaut/deep answers 404; the old one leads to https://example.com/%C3%BC',
      '4: /of-another leads to https://example.com/other; the old one leads to nowhere',
    ],
    // What leads nowhere there need lead nowhere here.
    tally: { asked: 4, right: 2, wrong: 2, locked: 0, unread: 0 },
  });
  expect(new Set(old.asked)).toEqual(new Set([`${DOMAIN}.localhost:${new URL(old.at).port}`]));
});

const SHORT_IO = 'originalURL,path,expiresAt,expiredURL,iphoneURL,splitURL,splitPercent,password';
const at = (path: string) => `https://example.com${path}`;

describe('what a row says is right for', () => {
  test.each<[string, string, Answer, string[]]>([
    ['the address itself', `${at('/a')},x,,,,,,`, at('/a'), []],
    ['… with a campaign', `${at('/a')},x,,,,,,`, at('/a?utm_source=b'), []],
    [
      'another path by a slash',
      `${at('/a')},x,,,,,,`,
      at('/a/'),
      [`2: /x leads to ${at('/a/')}; expected ${at('/a')}`],
    ],
    [
      'another letter case',
      `${at('/a')},x,,,,,,`,
      at('/A'),
      [`2: /x leads to ${at('/A')}; expected ${at('/a')}`],
    ],
    ['one that has expired and leads nowhere', `${at('/a')},x,2020-01-01,,,,,`, 410, []],
    [
      'one that has expired and leads somewhere',
      `${at('/a')},x,2020-01-01,,,,,`,
      at('/a'),
      [`2: /x leads to ${at('/a')}; expected nowhere`],
    ],
    [
      'one that has expired and leads where it should then',
      `${at('/a')},x,2020-01-01,${at('/over')},,,,`,
      at('/over'),
      [],
    ],
    ['one that will expire', `${at('/a')},x,2030-01-01,${at('/over')},,,,`, at('/a'), []],
    ['one of several by chance', `${at('/a')},x,,,,${at('/b')},30,`, at('/b'), []],
    [
      'none of several',
      `${at('/a')},x,,,${at('/ios')},,,`,
      at('/c'),
      [`2: /x leads to ${at('/c')}; expected ${at('/a')} or ${at('/ios')}`],
    ],
    ['a slug that wants escapes', `${at('/a')},größe,,,,,,`, at('/a'), []],
  ])('%s', async (_, row, answer, told) => {
    const here = await service({ '/x': answer, '/größe': answer });
    expect((await checked(`${SHORT_IO}\n${row}\n`, here)).told).toEqual(told);
  });
});

describe('an old service', () => {
  const file = `${SHORT_IO}\n${at('/a')},x,,,,,,\n`;

  test('that does not know HEAD is asked by GET', async () => {
    const old = await service({ '/x': at('/moved') }, { knowsHead: false });
    const here = await service({ '/x': at('/a') });
    expect((await checked(file, here, old)).told).toEqual([
      `2: /x leads to ${at('/a')}; the old one leads to ${at('/moved')}`,
    ]);
  });

  test('that shows a page of its own says nothing: what its export says is right', async () => {
    expect(
      (await checked(file, await service({ '/x': at('/a') }), await service({ '/x': 200 }))).told,
    ).toEqual([]);
  });

  test('that leads to a path of its own means its own host', async () => {
    const old = await service({ '/x': '/y' });
    const [{ port }] = [new URL(old.at)];
    const here = await service({ '/x': `http://${DOMAIN}.localhost:${port}/y` });
    expect((await checked(file, here, old)).told).toEqual([]);
  });

  test.each([503, 429])('that answers %i is no judge', async status => {
    expect(
      (await checked(file, await service({ '/x': at('/a') }), await service({ '/x': status }))).told,
    ).toEqual([
      `2: /x: the old one answers ${status}, so nobody can tell where it should lead; ask again later`,
    ]);
  });

  test.each<[boolean, boolean, string[]]>([
    [true, true, []],
    [false, false, []],
    [true, false, [`2: /x leads to ${at('/a')}; the old one leads to ${at('/a?utm_source=b')}`]],
    [false, true, [`2: /x leads to ${at('/a?utm_source=b')}; the old one leads to ${at('/a')}`]],
  ])('passes a query on: %s, and so do we: %s', async (there, here, told) => {
    const services = await Promise.all([
      service({ '/x': at('/a') }, { passesOn: here }),
      service({ '/x': at('/a') }, { passesOn: there }),
    ]);
    expect((await checked(file, ...services, 'utm_source=b')).told).toEqual(told);
  });
});

test.each<[string, string[], RegExp]>([
  ['no file', ['check'], /^signpost links check: file is missing: name one file/],
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
    'a query without the old one',
    ['check', 'README.md', '--query', 'a=b'],
    /--query asks whether the old service passes it on as we do: name --with-old, too/,
  ],
  ['a folder', ['check', 'docs'], /docs is no file/],
  [
    'nobody there',
    ['check', 'examples/exports/shlink.csv', '--at', 'http://127.0.0.1:9'],
    /127\.0\.0\.1:9 cannot be reached: /,
  ],
])('%s: a sentence', async (what, args, sentence) => {
  const code = what === 'nobody there' ? 4 : 2;
  expect(await signpost(...args)).toMatchObject({ code, stderr: expect.stringMatching(sentence) });
});
