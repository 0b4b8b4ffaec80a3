import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Booted, CHROME, cloudForFile, GOOGLEBOT, get, KEY, ROOT, until } from './cloud.ts';

let app: Booted;
cloudForFile(booted => {
  app = booted;
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signpost-command-line-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** `signpost ARGS` as somebody runs it who has set address and key, in a terminal of 80 columns that nobody looks at. */
async function signpost(
  args: readonly string[],
  input = '',
  env: Record<string, string> = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [join(ROOT, 'cli/signpost.js'), ...args], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      SIGNPOST_API: app.short,
      SIGNPOST_KEY: KEY,
      TZ: 'UTC',
      COLUMNS: '80',
      ...env,
    },
  });
  child.stdin.on('error', () => undefined).end(input); // who needs none may have ended before
  const ended = new Promise<number | null>(resolve => child.on('close', resolve));
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { status, stdout, stderr };
}

/** A line each ten seconds, where it takes so long. */
const PROGRESS = /^(\d+ links changed\n)*$/;

/** A line as somebody types it; what is in quotes is one word. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');

/** Of a line: its status, and what stdout and stderr hold; SHORT and SITE stand for the addresses. */
type Step = [line: string, status: number, stdout: string | RegExp, stderr?: string | RegExp, input?: string];

/** Runs lines one behind the other, and holds each against what it should say. */
async function walk(steps: readonly Step[], env: Record<string, string> = {}): Promise<void> {
  for (const [line, status, stdout, stderr = '', input] of steps) {
    const here = line.replaceAll('SHORT', app.short).replaceAll('SITE', app.site);
    const ended = await signpost(wordsOf(here), input, env);
    const said = (output: string) => output.replaceAll(app.short, 'SHORT').replaceAll(app.site, 'SITE');
    expect({ line, ...ended, stdout: said(ended.stdout), stderr: said(ended.stderr) }).toEqual({
      line,
      status,
      stdout: typeof stdout === 'string' ? stdout : expect.stringMatching(stdout),
      stderr: typeof stderr === 'string' ? stderr : expect.stringMatching(stderr),
    });
  }
}

const json = async (line: string) => JSON.parse((await signpost(wordsOf(line))).stdout);

test('signpost links: make, find, change, delete and take back', async () => {
  await walk([
    [
      'links create https://example.com/spring --slug spring --tag sale --tag new --title 春',
      0,
      'SHORT/spring\n',
    ],
    ['links create https://example.com/ --slug spring', 3, '', /^signpost links create: .*spring/],
    [
      'links get spring',
      0,
      /^short url {2}SHORT\/spring\nleads to {3}https:\/\/example.com\/spring\nstate {6}active\ntitle {6}春\ntags {7}sale, new\nversion {4}1, of /,
    ],
    [
      'links update spring --add-tag summer --remove-tag NEW --clear title',
      0,
      /\ntags {7}sale, summer\nversion {4}2/,
    ],
    [
      'links update SHORT/spring --utm source=letter --expires 2d --max-age 0',
      0,
      /active until .*\nmax age {4}0 s\n.*utm {8}source=letter/s,
    ],
    [
      'links update spring --note x --if-version 2',
      3,
      '',
      /spring has changed meanwhile: version 3 is of .*repeat the command with --if-version 3/,
    ],
    ['links update spring --note x --if-version 3', 0, /\nnote {7}x\n/],
    [
      'links history spring --limit 2',
      0,
      /^VERSION .*\n +4 .* edit {2}note: none → x\n +3 .*\n$/,
      /There are more/,
    ],
    ['links undo spring --to 1', 0, /title {6}春\n.*version {4}5/s],
    ['links delete /spring --if-version 4', 3, '', /has changed meanwhile/],
    ['links delete /spring', 0, 'SHORT/spring is deleted, in force everywhere within 60 s\n'],
    ['links get spring', 0, /\nstate {6}deleted \d{4}-/],
    ['links restore spring', 0, /\nstate {6}active\n/],
    ['links tags s', 0, 'TAG   LINKS\nsale      1\n'],
    ['links history --limit 1', 0, /^LINK .*\nspring .* restore .*\n$/, /There are more/],
    ['links list nothing', 0, '', 'There is no such link.\n'],
    ['links get nope', 3, '', 'signpost links get: There is no link with the slug "nope".\n'],
  ]);
});

test('signpost links tags: renamed and removed on all links, however many requests that takes', async () => {
  const made = Array.from({ length: 205 }, (_, n) => ({ url: `https://example.com/${n}`, tags: ['Crowd'] }));
  const { status } = await fetch(`${app.short}/api/links/batch`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ links: made }),
  });
  expect(status).toBe(200);
  await walk([
    ['links create https://example.com/few --slug few --tag few', 0, 'SHORT/few\n'],
    ['links tags rename crowd "the many"', 2, '', /too many arguments/],
    [`links tags rename crowd 'the many'`, 0, '"crowd" is "the many" now: 205 links changed\n', PROGRESS],
    ['links tags rename crowd more', 3, '', /no link has the tag "crowd"; `signpost links tags` lists them/],
    [
      `links tags rename few 'THE MANY' --yes`,
      0,
      '"few" is "THE MANY" now: 1 link changed, and one tag with those that had it\n',
    ],
    [`links tags the`, 0, 'TAG       LINKS\nTHE MANY    206\n'],
    ['links tags remove few', 3, '', /no link has the tag "few"/],
    [`links tags remove 'the many' --json`, 0, '{\n  "changed": 206\n}\n', PROGRESS],
    ['links tags the', 0, '', 'No link has a tag.\n'],
    ['links get few', 0, /^(?!.*^tags)/ms],
  ]);
});

test('signpost links changes: scheduled, listed, rescheduled and canceled', async () => {
  const ids = async () =>
    (await json('links changes list later --json')).changes.map(({ id }: { id: string }) => id);
  await walk([
    ['links create https://example.com/now --slug later', 0, 'SHORT/later\n'],
    ['links changes list later', 0, '', 'Nothing is scheduled.\n'],
    [
      'links changes add later --url https://example.com/',
      2,
      '',
      /say when, by one of: --at TIME, --repeat RULE/,
    ],
    ['links changes add later --at 7d', 2, '', /say what is to change, such as --url/],
    ['links changes add later --at soon --url https://example.com/', 2, '', /soon is no time/],
    ['links changes add later --at 2020-01-01 --clear title', 3, '', /at is in the past/],
    [
      'links changes add later --at 2030-06-21T18:00 --time-zone Europe/Berlin --url https://example.com/then --clear title',
      0,
      /^Scheduled for 2030-06-21 16:00 \(UTC\): title: none; url: https:\/\/example.com\/then\n {2}id \S+\n$/,
    ],
    [
      `links changes add later --repeat '0 9 * * 1' --note Monday`,
      0,
      /^Scheduled for \S+ 09:00 \(UTC\), and then by 0 9 \* \* 1 in UTC: note: Monday\n/,
    ],
  ]);
  const [often = '', once = ''] = await ids();
  await walk([
    [
      'links changes list later',
      0,
      new RegExp(
        `^ID .*REPEATS .*CHANGES *\n${often}  \\S+ 09:00  0 9 .*\n${once}  2030-06-21 16:00  - .*\n$`,
      ),
    ],
    [`links changes update later ${once}`, 2, '', /say what is to be different/],
    [`links changes update later ${once} --at 2031-01-01`, 0, /^Rescheduled for 2031-01-01 00:00 \(UTC\): /],
    [
      `links changes update later ${once} --title Then --if-version 1`,
      3,
      '',
      /later has changed meanwhile: version \d+ is of/,
    ],
    [
      `links changes update later ${once} --title Then`,
      0,
      /^Rescheduled for 2031-01-01 00:00 \(UTC\): title: Then\n/,
    ],
    [`links changes cancel later ${often}`, 0, /^Canceled: note: Monday\n/],
    [`links changes cancel later ${often}`, 3, '', /no such change to come/],
    ['links changes list nope', 3, '', /no link with the slug "nope"/],
  ]);
  expect(await ids()).toEqual([once]);
});

test('signpost settings: what is in force, as the API has it', async () => {
  await walk([
    [
      'settings',
      0,
      /^version {10}\S+\nstage +dev\nshort domain +SHORT \(the default, case-sensitive\)\nnew links +status 301, max age 60 s\nschemes +http, https\n/,
    ],
    ['settings --key sp_wrong', 3, '', /There is no such key/],
  ]);
  expect(await json('settings --json')).toMatchObject({
    stage: 'dev',
    shortDomains: [{ origin: app.short, isDefault: true }],
    parts: { events: false },
  });
});

test('signpost links … --dry-run: what would be is said, and nothing is written', async () => {
  const nothing = 'Nothing was written: leave out --dry-run to do it.\n';
  await walk([
    ['links create https://example.com/dry --slug dry --dry-run', 0, `SHORT/dry would be made\n${nothing}`],
    ['links get dry', 3, '', /no link with the slug "dry"/],
    ['links create https://example.com/dry --slug dry', 0, 'SHORT/dry\n'],
    [
      'links create https://example.com/dry --slug dry --dry-run',
      0,
      `SHORT/dry is there already\n${nothing}`,
    ],
    ['links create https://example.com/ --slug dry --dry-run', 3, '', /taken by another link/],
    [
      'links update dry --title Dry --add-tag tried --dry-run',
      0,
      new RegExp(`\ntitle {6}Dry\ntags {7}tried\n(.*\n)*version {4}2, of .*\n${nothing}$`),
    ],
    ['links update dry --title Dry --if-version 3 --dry-run', 3, '', /has changed meanwhile/],
    ['links update dry --title Dry', 0, /\nversion {4}2, of .*\n$/],
    ['links undo dry --dry-run', 0, new RegExp(`\nversion {4}3, of .*\n${nothing}$`)],
    [
      'links delete dry --dry-run',
      0,
      `SHORT/dry would be deleted, in force everywhere within 60 s\n${nothing}`,
    ],
    ['links delete dry', 0, /is deleted/],
    ['links restore dry --dry-run', 0, new RegExp(`\nstate {6}active\n(.*\n)*${nothing}$`)],
    ['links get dry', 0, /\nstate {6}deleted .*\n(.*\n)*version {4}3, of /],
  ]);
  expect((await json('links restore dry --dry-run --json')).dryRun).toEqual({ status: 200 });
});

test('signpost links list: all of it, in the order and the shape that was asked for', async () => {
  for (const n of [1, 2, 3])
    await signpost(['links', 'create', `https://example.com/${n}`, '--slug', `list-${n}`, '--tag', 'listed']);
  await walk([
    [
      'links list --tag listed --asc',
      0,
      /^SLUG {4}LEADS TO {15}TAGS {4}CREATED\nlist-1 {2}https:\/\/example.com\/1 {2}listed {2}\S+\nlist-2 .*\nlist-3 .*\n$/,
    ],
    [
      'links list --tag listed --limit 2',
      0,
      /^SLUG.*\nlist-3.*\nlist-2.*\n$/,
      'There are more: --all lists them, --limit so many.\n',
    ],
    ['links list list-2', 0, /^SLUG.*\nlist-2.*\n$/],
  ]);
  const { links } = await json('links list --tag listed --all --json');
  expect(links.map(({ slug }: { slug: string }) => slug)).toEqual(['list-3', 'list-2', 'list-1']);
});

test('every field of a link can be said; a password by stdin alone', async () => {
  await writeFile(join(folder, 'rules.json'), '[{"country":["DE"],"url":"https://example.de/"}]');
  const line = [
    'links create https://example.com/all --slug all --title T --note N --tag x --utm medium=mail',
    '--expires 2030-12-24 --expired-url https://example.com/over --starts 2026-01-01T00:00:00Z --max-clicks 7 --password',
    `--rules @rules.json --app-links '{"ios":{"store":"https://apps.apple.com/app/id1"}}'`,
    `--unfurl '{"title":"Card"}' --status 302 --forward-query --forward-path --json`,
  ].join(' ');
  const made = await signpost(wordsOf(line), 'a secret\nanother line');
  expect(made).toMatchObject({ status: 0, stderr: '' });
  expect(made.stdout).not.toContain('a secret');
  expect(JSON.parse(made.stdout)).toMatchObject({
    ...{
      slug: 'all',
      url: 'https://example.com/all',
      title: 'T',
      note: 'N',
      tags: ['x'],
      utm: { medium: 'mail' },
    },
    ...{ expiresAt: '2030-12-24T00:00:00Z', expiredUrl: 'https://example.com/over', maxClicks: 7 },
    ...{ startsAt: '2026-01-01T00:00:00Z', hasPassword: true, status: 302 },
    ...{ forwardQuery: true, forwardPath: true, unfurl: { title: 'Card' } },
    rules: [{ country: ['DE'], url: 'https://example.de/' }],
    appLinks: { ios: { store: 'https://apps.apple.com/app/id1' } },
  });
  const cleared = await json(
    'links update all --clear password --clear rules --clear expires --no-forward-query --json',
  );
  expect(cleared).toMatchObject({ hasPassword: false, rules: [], forwardQuery: false, forwardPath: true });
  expect(cleared.expiresAt).toBeUndefined();
  await walk([
    ['links create https://example.com/ --password', 2, '', /there is no password on stdin/],
    ['links create https://example.com/ --utm letter=x', 2, '', /--utm letter=x: this must be NAME=VALUE/],
    [
      'links create https://example.com/ --rules {',
      2,
      '',
      /--rules: this must be JSON, or @FILE with JSON in it/,
    ],
    ['links create https://example.com/ --rules @none', 2, '', /--rules @none: there is no such file/],
    ['links create https://example.com/ --expires soon', 2, '', /soon is no time/],
    ['links update all', 2, '', /say what is to change/],
    ['links update all --clear slug', 2, '', /--clear slug: this must be one of title, /],
  ]);
});

test('signpost links qr writes a picture', async () => {
  await signpost(['links', 'create', 'https://example.com/qr', '--slug', 'qr']);
  await walk([
    ['links qr qr --out qr.svg', 0, '', 'The code of qr is in qr.svg\n'],
    ['links qr qr --out qr.png --size 66', 0, '', 'The code of qr is in qr.png\n'],
    ['links qr qr --out logo.png --size 512 --logo qr.png', 0, '', 'The code of qr is in logo.png\n'],
    ['links qr qr --out -', 0, /^<svg /],
    ['links qr qr --out no/such/folder.svg', 2, '', /--out no\/such\/folder.svg cannot be written/],
    ['links qr qr', 2, '', /--out <file> is missing/],
  ]);
  expect(await readFile(join(folder, 'qr.svg'), 'utf8')).toMatch(/^<svg /);
  for (const [name, width] of [
    ['qr.png', 66],
    ['logo.png', 512],
  ] as const) {
    const png = await readFile(join(folder, name));
    expect([png.subarray(1, 4).toString(), png.readUInt32BE(16)]).toEqual(['PNG', width]);
  }
});

test('signpost stats: clicks as a chart, by what tells them apart, as CSV and as JSON', async () => {
  await signpost(['links', 'create', 'https://example.com/clicked', '--slug', 'clicked', '--tag', 'counted']);
  for (const agent of [CHROME, CHROME, GOOGLEBOT]) await get(`${app.short}/clicked`, { 'user-agent': agent });
  await until(async () => (await json('stats clicked --json')).total.crawlers === 1);
  await walk([
    [
      'stats clicked --since 2h --by hour',
      0,
      /^2 clicks, .* by hour in UTC\nnot counted among them: 1 crawlers\n\n(\S+ \S+ {2}\d.*\n)*\S+ \S+ {2}2 {2}█+\n/,
    ],
    ['stats /clicked --by browser', 0, /\n\nChrome {2}2 {2}█+\n$/i],
    ['stats --tag counted --by day --since 1d --csv', 0, /^time,clicks,.*\r\n(.*\r\n)*\S+,2,/],
    [
      'stats top --since 1d --limit 1',
      0,
      'CLICKS  SLUG     LEADS TO\n     2  clicked  https://example.com/clicked\n',
    ],
    ['stats clicked --tag x', 2, '', /--tag is about many links/],
    ['stats --csv --json', 2, '', /say one of them/],
    ['stats --since yesterday', 3, '', /^signpost stats: .*from/],
    ['stats nope', 3, '', /nope/],
  ]);
});

test('signpost keys: made, listed, rotated and revoked, and no secret is shown twice', async () => {
  const made = await json(
    'keys create --name shop --scopes links:read,links:write --limit-tag shop --expires 30d --json',
  );
  expect(made).toMatchObject({
    name: 'shop',
    scopes: ['links:read', 'links:write'],
    limits: { tags: ['shop'] },
  });
  const { secret, id } = made;
  await walk([['links create https://example.com/ --tag shop', 0, /^SHORT\/\w+\n$/]], {
    SIGNPOST_KEY: secret,
  });
  await walk([['keys list', 3, '', /^signpost keys list: .*admin/]], { SIGNPOST_KEY: secret });
  await walk([
    ['keys list', 0, new RegExp(`\\n${id} {2}shop +links:read, links:write {2}tags shop .* until 20`)],
    [`keys get ${id}`, 0, new RegExp(`^id +${id}\\nname +shop\\n`)],
    ['keys get', 0, /^id .*\nname .*\nscopes +admin\n/],
    [`keys rotate ${id} --overlap 0`, 0, /^sp_\S+\n\nThe key "shop"/],
    [`keys revoke ${id}`, 0, /\nrevoked +20/],
    ['keys get nope', 3, '', /nope/],
    ['keys create --scopes all', 3, '', /scopes/],
  ]);
  for (const line of ['keys list', `keys get ${id}`, 'keys list --json'])
    expect((await signpost(wordsOf(line))).stdout).not.toContain(secret);
  expect((await signpost(['links', 'list'], '', { SIGNPOST_KEY: secret })).status).toBe(3);
});

test('signpost snapshots: what is stored, and orders to render again', async () => {
  await walk([
    ['snapshots rerender SITE/products/3', 0, '1 pages are in the queue\n'],
    ['snapshots rerender', 2, '', /say which pages, by one of: URLs, --prefix URL, --sitemap URL/],
    ['snapshots rerender https://elsewhere.example/', 3, '', /urls\.0 is not of the site; expected/],
    ['snapshots orders', 0, '', 'Nothing is ordered for later.\n'],
  ]);
  await until(
    async () => (await json(`snapshots list ${app.site}/products/3 --json`)).snapshots[0]?.status === 200,
  );
  const { id } = await json(`snapshots rerender --prefix ${app.site}/products/ --at 2d --json`);
  await walk([
    ['snapshots list --prefix SITE/products/', 0, /^STATUS {2}PAGE .*\n {3}200 {2}SITE\/products\/3 .*\n/],
    ['snapshots list SITE/nowhere', 0, /\n +none {2}SITE\/nowhere\n$/],
    ['snapshots list --status 7xx', 3, '', /status/],
    ['snapshots orders', 0, new RegExp(`\\n${id} {2}\\S+ \\S+ {2}SITE/products/…\\n$`)],
    [`snapshots cancel ${id}`, 0, `The order ${id} is called off.\n`],
    [`snapshots cancel ${id}`, 3, '', /^signpost snapshots cancel: /],
    ['snapshots get SITE/products/3', 0, /^page +SITE\/products\/3\nstatus +200\n(.*\n)*title +\S.*\n/],
    ['snapshots get SITE/products/3 --html', 0, /^<!doctype html>/i],
    ['snapshots get SITE/products/3 --markdown', 0, /^# /m],
    ['snapshots get SITE/products/3 --html --json', 2, '', /cannot be used with/],
    [
      'snapshots drop SITE/products/3',
      0,
      /^The snapshot of SITE\/products\/3 is dropped; no edge has it any more within \d+ s\n$/,
    ],
    ['snapshots get SITE/products/3', 3, '', /nothing is stored of SITE\/products\/3: .*--rerender/],
    ['snapshots get SITE/products/3 --rerender', 0, /^page +SITE/],
    ['render SITE/products/4 --markdown', 0, /^# /m],
  ]);
});

test('signpost crawlers: who came, and what they read', async () => {
  await get(`${app.site}/products/4`, { 'user-agent': GOOGLEBOT });
  await until(async () => (await json('crawlers --json')).total.visits > 0);
  await walk([
    ['crawlers', 0, /^\d+ visits, .* by name in UTC\n(.*\n)+\nGooglebot .*█\n/],
    ['crawlers --name Googlebot --by status --csv', 0, /^value,count\r\n200,/],
    ['crawlers pages', 0, /^Read most, .*\nVISITS {2}PAGE .*\n(.*\n)*\nFailed most:\n/],
    ['crawlers --by colour', 2, '', /--by colour: this must be one of hour, day/],
  ]);
});

describe('whom it asks', () => {
  const none = { SIGNPOST_API: '', SIGNPOST_KEY: '' };
  const elsewhere = 'http://127.0.0.1:9';

  test('nobody without a key, and says what to do', async () => {
    await walk(
      [
        [
          'links list',
          2,
          '',
          /^signpost links list: no key for http:\/\/localhost:4000: set SIGNPOST_KEY, give --key, or .*`signpost profile add NAME --api http:\/\/localhost:4000`\n/,
        ],
      ],
      none,
    );
  });

  test('a key that is none is refused, and an address where nobody answers ends otherwise', async () => {
    await walk([
      ['links list --key sp_wrong', 3, '', /There is no such key.*`signpost profile list`/],
      [
        `links list --api ${elsewhere}`,
        4,
        '',
        /127\.0\.0\.1:9 cannot be reached: .*--api names another address/,
      ],
      [
        'links list --api SITE',
        4,
        '',
        /^signpost links list: SITE answers \d+: this is no answer of Signpost’s API/,
      ],
      ['links list --api go', 2, '', /--api go: this must be a URL such as/],
    ]);
    await walk([['links list', 2, '', /SIGNPOST_API is go: this must be a URL/]], { SIGNPOST_API: 'go' });
  });

  test('a profile, which nobody else can read; options and the environment go before it; its key stays with its address', async () => {
    const config = { XDG_CONFIG_HOME: join(folder, 'config') };
    await walk(
      [
        ['profile list', 0, '', 'There is no profile; `signpost profile add` keeps one.\n'],
        ['profile add prod --api SHORT', 0, '', 'The profile prod is kept, and in use.\n', `${KEY}\n`],
        [
          `profile add other --api ${elsewhere} --key other`,
          0,
          '',
          'The profile other is kept, and in use.\n',
        ],
        ['profile list', 0, `NAME     API\n  prod   SHORT\n* other  ${elsewhere}\n`],
        ['links tags', 4, '', /127\.0\.0\.1:9 cannot be reached/],
        ['links list --limit 1 --profile prod', 0, /^SLUG/, /There are more/],
        ['profile use prod', 0, '', 'prod is in use: SHORT\n'],
        ['links list --limit 1', 0, /^SLUG/, /There are more/],
        [`links list --api ${elsewhere}`, 2, '', /the profile's key is for SHORT alone/],
        ['links list --profile nope', 2, '', /there is no profile nope: there are prod, other\n/],
        ['profile remove other', 0, '', 'The profile other is forgotten.\n'],
        ['profile add a/b --api SHORT', 2, '', /a\/b is no name of a profile/],
      ],
      { ...none, ...config },
    );
    await walk([['links list', 4, '', /127\.0\.0\.1:9/]], { ...config, SIGNPOST_API: elsewhere });
    await walk([['links list', 3, '', /no such key/]], { ...config, SIGNPOST_KEY: 'sp_wrong' });
    await walk([['links list --limit 1 --profile prod', 0, /^SLUG/, /There are more/]], {
      ...config,
      SIGNPOST_API: elsewhere,
      SIGNPOST_KEY: 'sp_wrong',
    });
    const file = join(folder, 'config/signpost/profiles.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'config/signpost'))).mode & 0o777).toBe(0o700);
    for (const line of ['profile list', 'profile list --json'])
      expect((await signpost(wordsOf(line), '', config)).stdout).not.toContain(KEY);
  });
});

test('bash completes commands, options, choices, slugs, tags and profiles, and evaluates nothing that was typed', async () => {
  await signpost(['links', 'create', 'https://example.com/bash', '--slug', 'bashful', '--tag', 'bash tag']);
  const evil = join(folder, 'evil');
  const cases: [line: string[], found: string[]][] = [
    [['l'], ['links']],
    [['links', 're'], ['restore']],
    [['links', 'get', 'bash'], ['bashful']],
    [['links', 'list', '--so'], ['--sort']],
    [
      ['links', 'tags', 're'],
      ['rename', 'remove'],
    ],
    [['links', 'tags', 'remove', 'bash'], ['bash\\ tag']],
    [
      ['links', 'list', '--sort', ''],
      ['created', 'changed', 'clicks'],
    ],
    [['links', 'list', '--tag', 'bash'], ['bash\\ tag']],
    [['stats', 'to'], ['top']],
    [['completion', 'f'], ['fish']],
    [['upload', ''], []],
    [['links', 'get', `$(touch ${evil})`], []],
  ];
  const script = [
    'source <("$NODE" "$COMMAND" completion bash)',
    'complete -p signpost',
    ...cases.map(
      ([words]) =>
        `COMP_WORDS=(signpost ${words.map(word => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _signpost; (IFS='|'; echo "\${COMPREPLY[*]}")`,
    ),
  ].join('\n');
  const bash = spawn('bash', ['-c', script], {
    cwd: folder,
    env: {
      ...{ PATH: process.env.PATH, HOME: folder, SIGNPOST_API: app.short, SIGNPOST_KEY: KEY },
      ...{ NODE: process.execPath, COMMAND: join(ROOT, 'cli/signpost.js') },
    },
  });
  const [stdout, stderr] = await Promise.all([text(bash.stdout), text(bash.stderr)]);
  expect(stderr).toBe('');
  expect(stdout.split('\n').slice(0, -1)).toEqual([
    'complete -o default -F _signpost signpost',
    ...cases.map(([, found]) => found.join('|')),
  ]);
  await expect(stat(evil)).rejects.toThrow('ENOENT');
});
