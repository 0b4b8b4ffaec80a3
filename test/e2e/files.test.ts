import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HTML_PAGES, packagedVariant } from '../infra/project.ts';
import { type Booted, boot, CHROME, cloudForFile, GOOGLEBOT, get, temporaryFolder } from './cloud.ts';
import { npmStart, type Running } from './npm-start.ts';

const SHELL = '<!doctype html><title>App</title><main id="m"></main><script>m.textContent = "drawn"</script>';
/** Bytes that are no text, so that whoever takes them for some is seen. */
const BYTES = Buffer.from(Array.from({ length: 2000 }, (_, i) => (i * 7919) % 256));
const OFFICE = 'application/vnd.openxmlformats-officedocument';

/** Files of an app, the addresses a browser asks for them, and their types. Media types: https://www.iana.org/assignments/media-types */
const FILES: [path: string, content: string | Buffer, type: string, ...addresses: string[]][] = [
  ['.well-known/apple-app-site-association', '{"applinks":{}}', 'application/json'],
  ['.well-known/assetlinks.json', '[]', 'application/json'],
  ['.well-known/openid-configuration', '{"issuer":"x"}', 'application/json'],
  ['.well-known/acme-challenge/x_Y-1', 'x_Y-1.key', 'text/plain; charset=utf-8'],
  ['apple-app-site-association', '{ "applinks": {} }', 'application/json'],
  ['google0123456789abcdef.html', 'google-site-verification: …', 'text/html; charset=utf-8'],
  ['silent-refresh.html', '<script>parent.postMessage(location.hash)</script>', 'text/html; charset=utf-8'],
  ['guide/intro.html', '<h1>Guide</h1>', 'text/html; charset=utf-8'],
  ['guide/index.html', '<h1>All</h1>', 'text/html; charset=utf-8'],
  ['old/frame.htm', '<p>', 'text/html; charset=utf-8'],
  ['files/harbour.ttf', BYTES, 'font/ttf'],
  ['files/harbour.otf', BYTES, 'font/otf'],
  ['files/manual.zip', BYTES, 'application/zip'],
  ['files/rows.csv.gz', BYTES, 'application/gzip'],
  ['files/prices.csv', 'a;b\n1;2\n', 'text/csv; charset=utf-8'],
  ['files/latin1.txt', Buffer.from('caf\xe9', 'latin1'), 'text/plain'],
  ['files/form.docx', BYTES, `${OFFICE}.wordprocessingml.document`],
  ['files/book.xlsx', BYTES, `${OFFICE}.spreadsheetml.sheet`],
  ['files/intro.webm', BYTES, 'video/webm'],
  ['files/tone.wav', BYTES, 'audio/wav'],
  ['files/app.apk', BYTES, 'application/vnd.android.package-archive'],
  ['files/dates.ics', 'BEGIN:VCALENDAR', 'text/calendar; charset=utf-8'],
  // Known to the function at the edge, in any case.
  ['files/Manual.PDF', BYTES, 'application/pdf'],
  ['files/model.onnx', BYTES, 'application/octet-stream'],
  ['files/scan.TIFF', BYTES, 'image/tiff'],
  ['files/PHOTO 1.JPG', BYTES, 'image/jpeg', '/files/PHOTO%201.JPG', '/files/PHOTO+1.JPG'],
  ['files/old.doc', BYTES, 'application/msword'],
  ['files/pack.7z', BYTES, 'application/x-7z-compressed'],
  // No ending that is known, or none at all: found in the folder.
  ['files/boats.proto', 'message Boat {}', 'application/octet-stream'],
  ['downloads/LICENSE', 'MIT', 'text/plain; charset=utf-8'],
  ['downloads/LICENSE de l’éditeur', 'MIT', 'text/plain; charset=utf-8'],
  ['downloads/blob', BYTES, 'application/octet-stream'],
  // Each way a browser, a script or a person writes it.
  ['names/a+b.pdf', BYTES, 'application/pdf', '/names/a+b.pdf', '/names/a%2Bb.pdf', '/names/a%20b.pdf'],
  [
    'names/a b c.csv',
    '1',
    'text/csv; charset=utf-8',
    '/names/a%20b%20c.csv',
    '/names/a b c.csv',
    '/names/a+b+c.csv',
  ],
  ['names/1+1 is 2.zip', BYTES, 'application/zip', '/names/1+1%20is%202.zip', '/names/1%2B1%20is%202.zip'],
  ['names/c++', 'plus plus', 'text/plain; charset=utf-8', '/names/c++', '/names/c%2B%2B'],
  ['names/#?%.json', '{}', 'application/json', '/names/%23%3F%25.json'],
  [
    "names/R&D (it's new).md",
    '# R',
    'text/markdown; charset=utf-8',
    "/names/R&D%20(it's%20new).md",
    '/names/R%26D%20%28it%27s%20new%29.md',
  ],
  ['names/été.pdf', BYTES, 'application/pdf', '/names/été.pdf', '/names/%C3%A9t%C3%A9.pdf'],
  [
    'names/e\u0301te\u0301 2.pdf',
    BYTES,
    'application/pdf',
    '/names/%C3%A9t%C3%A9%202.pdf',
    '/names/e%CC%81te%CC%81%202.pdf',
  ],
  [
    'names/x;v=1,$@:~!.txt',
    'x',
    'text/plain; charset=utf-8',
    '/names/x;v=1,$@:~!.txt',
    '/names/x%3Bv%3D1%2C%24%40%3A~%21.txt',
  ],
];
const addressesOf = ([path, , , ...addresses]: (typeof FILES)[number]) =>
  addresses.length > 0 ? addresses : [`/${path}`];

const WHO = { 'a person': CHROME, 'a crawler': GOOGLEBOT, curl: 'curl/8.5.0' };

const { start, data } = npmStart(beforeAll, afterAll);
let app: Running;
beforeAll(async () => {
  const folder = join(data(), 'built');
  for (const [path, content] of [['index.html', SHELL] as const, ...FILES]) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  app = await start({}, ['--app', folder]);
});

const ask = async (path: string, who: string, headers: Record<string, string> = {}, method = 'GET') => {
  const answer = await get(app.site + path, { 'user-agent': who, ...headers }, method);
  return { answer, body: Buffer.from(await answer.arrayBuffer()) };
};
const rendered = () => app.output().match(/"message":"rendered"/g)?.length ?? 0;

describe('what is in the folder is served as it is', () => {
  test.each(FILES.flatMap(file => addressesOf(file).map(address => [address, file[2], file[1]] as const)))(
    '%s is %s',
    async (address, type, content) => {
      for (const who of Object.values(WHO)) {
        const { answer, body } = await ask(address, who);
        expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
        expect(body.equals(Buffer.from(content))).toBe(true);
      }
    },
  );

  test('with any query, to a HEAD as well, and in parts', async () => {
    const { body } = await ask('/silent-refresh.html?code=1&state=2', CHROME);
    expect(String(body)).toContain('postMessage');
    const head = await ask('/files/intro.webm', GOOGLEBOT, {}, 'HEAD');
    expect([head.answer.status, head.answer.headers.get('content-length'), head.body.length]).toEqual([
      200,
      '2000',
      0,
    ]);
    for (const range of ['bytes=100-199', 'bytes=100-199']) {
      const { answer, body } = await ask('/files/tone.wav', CHROME, { range });
      expect([answer.status, answer.headers.get('content-range')]).toEqual([206, 'bytes 100-199/2000']);
      expect(body.equals(BYTES.subarray(100, 200))).toBe(true);
    }
  });

  test('and no page is rendered for it', () => expect(rendered()).toBe(0));
});

test.each(Object.entries(WHO))('what is not there and looks like a file is 404 for %s', async (_, who) => {
  for (const path of [
    '/missing.html',
    '/guide/missing.html',
    '/.well-known/missing',
    '/files/missing.ttf',
    '/missing.zip',
    '/a/b/missing.mp3',
    '/files/missing.docx',
    '/files/MISSING.PNG',
    '/missing.rar',
    '/wp-login.php',
    '/default.aspx',
    '/backup.sql',
    '/.env',
    '/.git/config',
    '/api/.env.local',
    '/snapshots/x.html',
    '/app/about.html',
    '/index.htm',
  ]) {
    const { answer, body } = await ask(path, who);
    expect([path, answer.status]).toEqual([path, 404]);
    expect(String(body)).not.toMatch(/id="m"/);
  }
  expect(rendered()).toBe(0);
});

test.each([
  '/',
  '/index.html',
  '/app/index.html',
  '/app/',
  '/guide/',
  '/downloads/',
  '/users/j.doe',
  '/v1.2/guide',
  '/wiki/Mercury.v2',
  '/wiki/.NET',
  '/names',
])('%s is a page', async path => {
  expect(String((await ask(path, CHROME)).body)).toBe(SHELL);
  const page = await ask(path, GOOGLEBOT);
  expect(page.answer.status).toBe(200);
  expect(String(page.body)).toContain('>drawn<');
  for (const [who, { body }] of [[CHROME, { body: SHELL }] as const, [GOOGLEBOT, page] as const]) {
    const head = await ask(path, who, {}, 'HEAD');
    expect([head.answer.status, Number(head.answer.headers.get('content-length'))]).toEqual([
      200,
      body.length,
    ]);
  }
});

test('the start says what a deploy needs, and a page that ends in .html is told of once', () => {
  const [, siteFiles = '[]'] =
    /files +served as files here; for a deploy, add to siteFiles in infra\/settings.yml: (\[.*\])/.exec(
      app.output(),
    ) ?? [];
  expect(JSON.parse(siteFiles)).toEqual([
    '/apple-app-site-association',
    '/downloads/LICENSE',
    '/downloads/LICENSE de l’éditeur',
    '/downloads/blob',
    '/files/boats.proto',
    '/names/c++',
  ]);
  expect(app.output().split('htmlPages: true in infra/settings.yml')).toHaveLength(2);
  expect(rendered()).toBeGreaterThan(0); // so that the count above means something
});

describe('who is asked', () => {
  let cloud: Booted;
  cloudForFile(booted => {
    cloud = booted;
  });
  /** What was asked for each of the same requests, one after the other. */
  const askedFor = async (path: string, who: string, times = 3) => {
    cloud.records.length = 0;
    for (let i = 0; i < times; i++) await (await get(cloud.site + path, { 'user-agent': who })).arrayBuffer();
    return cloud.records.map(({ originWay }) => originWay.join());
  };

  test.each(Object.values(WHO))(
    'a missing file costs a request to the bucket each, and no function (%s)',
    async who => {
      expect(await askedFor('/missing.html', who)).toEqual(['assets', 'assets', 'assets']);
      expect(await askedFor('/.well-known/missing', who)).toEqual(['assets', 'assets', 'assets']);
    },
  );

  test('one with a rare ending costs one a minute, and a call of the renderer, which has no page to render', async () => {
    expect(await askedFor('/missing.docx', GOOGLEBOT)).toEqual(['bucket,render', '', '']);
    expect(await askedFor('/missing.docx', CHROME)).toEqual(['', '', '']);
  });

  test('a file costs one a minute, whoever asks, and a person’s page view none once the shell is there', async () => {
    expect(await askedFor('/sitemap.xml', GOOGLEBOT)).toEqual(['assets', '', '']);
    expect(await askedFor('/sitemap.xml', CHROME)).toEqual(['', '', '']);
    await askedFor('/', CHROME);
    expect(await askedFor('/users/j.doe', CHROME)).toEqual(['', '', '']);
    expect(await askedFor('/v1.2/guide', CHROME, 1)).toEqual(['']);
  });
});

test('with htmlPages what ends in .html is a page, but for the files of siteFiles', async () => {
  const { data: own, remove } = await temporaryFolder();
  const booted = await boot({ data: own, root: (await packagedVariant(HTML_PAGES)).root });
  try {
    for (const path of ['/about.html', '/guide/index.html', '/a.htm']) {
      const person = await get(booted.site + path, { 'user-agent': CHROME });
      expect([person.status, await person.text()]).toEqual([200, expect.stringContaining('<div id="app">')]);
    }
    await get(`${booted.site}/about.html`, { 'user-agent': GOOGLEBOT });
    expect(booted.records.at(-1)?.originWay).toEqual(['bucket', 'render']);
    expect((await get(`${booted.site}/proof.html`, { 'user-agent': GOOGLEBOT })).status).toBe(404);
    expect(booted.records.at(-1)?.originWay).toEqual(['assets']);
  } finally {
    await booted.stop();
    await remove();
  }
}, 300_000);
