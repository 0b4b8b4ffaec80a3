import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { prepareChromium } from '../../../core/browser/chromium.ts';
import { gateArguments } from '../../../core/browser/gate.ts';
import { systemClock } from '../../../core/clock.ts';
import {
  createRenderer,
  OriginNotAllowed,
  type RenderedPage,
  type Renderer,
  type RendererOptions,
} from '../../../core/rendering/renderer.ts';
import { type Outside, openOutside, PUBLIC, TRUST } from '../browser/outside.ts';
import { alive, browserOf } from '../browser/processes.ts';
import { pageThatAsks, REQUEST_KINDS } from '../browser/requests.ts';

const DEADLINE_MS = 20_000;

let outside: Outside;
let directory: string;
let executable: string;
let renderer: Renderer;
const environment = { ...process.env };

/** The one place where renderers are made. */
const rendererOf = (options: Partial<RendererOptions> = {}) =>
  createRenderer({
    isAllowedOrigin: origin => origin === outside.origin || /^https?:\/\/[a-z-]+\.site\.test$/.test(origin),
    gate: outside.gateOptions,
    launch: { directory, executable, arguments: [TRUST] },
    log: () => undefined,
    clock: systemClock,
    ...options,
  });

beforeAll(async () => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', ORIGIN_SECRET: 'c' });
  Object.assign(process.env, { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/our/bus', FC_FONTATIONS: 'ours' });
  outside = await openOutside();
  directory = mkdtempSync(join(tmpdir(), 'signpost-safety-'));
  executable = await prepareChromium({ log: () => undefined });
  renderer = rendererOf();
  await renderer.warm(); // a whole browser on a busy machine takes seconds for it, which are not the pages'
});

afterAll(async () => {
  process.env = environment;
  await renderer.close();
  await outside.close();
  rmSync(directory, { recursive: true, force: true });
});

/** What the makers of the browser were asked, by whatever page was open. */
const makersAsked = new Set<string>();
afterEach(() => {
  for (const host of outside.seen.resolved)
    if (/(^|\.)(google|googleapis|gstatic|googleusercontent|chromium)\.(com|org)$/.test(host))
      makersAsked.add(host);
  outside.forget();
});

let pageNumber = 0;

/** Renders a page of the app; an error is an outcome like any other. */
async function render(html: string, deadline = DEADLINE_MS): Promise<RenderedPage | Error> {
  const path = `/page-${++pageNumber}`;
  outside.pages[path] = html;
  return renderAddress(outside.origin + path, deadline);
}

const renderAddress = (address: string, deadline = DEADLINE_MS) =>
  renderer.render(address, { deadline }).catch((error: Error) => error);

/** A page whose script ends with a text to be shown; what it shows. */
async function shown(script: string): Promise<string> {
  const outcome = await render(`<!doctype html><title>A page</title><main>
    <p>${'This was there before anything was asked for. '.repeat(10)}</p><output>loading</output></main><script>
    window.prerenderReady = false;
    const show = text => {
      document.querySelector('output').textContent = String(text);
      window.prerenderReady = true;
    };
    (async () => { ${script} })().then(show, error => show('error: ' + error.name));
  </script>`);
  if (outcome instanceof Error) throw outcome;
  return /<output>(.*)<\/output>/s.exec(outcome.html)?.[1] ?? '';
}

/** What each of the scripts ends with, all in one page. */
async function answersOf(cases: { script: string }[]): Promise<string[]> {
  const scripts = cases.map(({ script }) => `async () => { ${script} }`);
  const answers = await shown(`const answers = [];
    for (const script of [${scripts.join(', ')}])
      answers.push(String(await script().catch(error => 'error: ' + error.name)));
    return encodeURIComponent(JSON.stringify(answers))`);
  return JSON.parse(decodeURIComponent(answers)) as string[];
}

const expectNothingReached = () => expect(outside.seen.leaks).toEqual([]);

describe('a page that asks for what is inside gets nothing, and is finished', () => {
  // That each of these really asks is seen in gate-chromium.test.ts.
  const isWorker = ({ name }: { name: string }) => name.includes('worker');
  const page = REQUEST_KINDS.filter(kind => !isWorker(kind));
  const workers = REQUEST_KINDS.filter(isWorker);
  const outcomes: (RenderedPage | Error)[] = [];
  const leaks: string[] = [];

  beforeAll(async () => {
    const name = (kind: string) => `http://${kind}.inside.test:${outside.secretPort}`;
    const address = () => `http://127.0.0.1:${outside.secretPort}`;
    const pages = [name, address].flatMap(to => [page, workers].map(kinds => pageThatAsks(kinds, to)));
    // One after the other: each keeps a browser busy for a second.
    for (const html of pages) outcomes.push(await render(html));
    leaks.push(...outside.seen.leaks);
  });

  test.each(REQUEST_KINDS)('by $name', () => expect(leaks).toEqual([]));

  const finished = { status: 200, html: expect.stringContaining('all asked') };

  test('a page that asks by all of these is finished', () => {
    expect([outcomes[0], outcomes[2]]).toMatchObject([finished, finished]);
  });

  test('a page that asks from workers is finished', () => {
    expect([outcomes[1], outcomes[3]]).toMatchObject([finished, finished]);
  });
});

describe('an address is judged by what it stands for', () => {
  const spellings = [
    ...['127.0.0.1', '127.1', '127.0.1', '127.255.255.254', '0x7f.1', '0x7f000001', '2130706433'],
    ...['0177.0.0.1', '017700000001', '127.0.0.1.', '１２７.0.0.1', '127。0。0。1', '%31%32%37.0.0.1'],
    ...['localhost', 'LOCALHOST', 'localhost.', 'app.localhost', 'user:password@127.0.0.1'],
    ...['[::1]', '[::]', '[0:0:0:0:0:0:0:1]', '[::127.0.0.1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]'],
    ...['[64:ff9b::127.0.0.1]', '[2002:7f00:1::]', '[2001::7f00:1]', '[::ffff:0:127.0.0.1]'],
    ...['169.254.169.254', '0xa9fea9fe', '2852039166', '0251.0376.0251.0376', '169.254.43518'],
    ...['[::ffff:169.254.169.254]', '[::ffff:a9fe:a9fe]', '[64:ff9b::a9fe:a9fe]', '[fd00:ec2::254]'],
    ...['169.254.170.2', '169.254.170.23', '[fd00:ec2::23]', '[fe80::1]', '[fec0::1]', '[fc00::1]'],
    ...['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.0.1', '100.64.0.1', '198.18.0.1', '192.0.0.8'],
    ...['224.0.0.1', '240.0.0.1', '255.255.255.255', '[ff02::1]'],
  ];
  const refused = new Set<string>();
  const targetOf = (host: string, port: number) =>
    `${new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, '')}:${port}`;

  beforeAll(async () => {
    const kinds = spellings.map(name => ({
      name,
      script: (to: string) => `await Promise.all([
        fetch('${to}', { mode: 'no-cors' }).catch(() => undefined),
        element('script', { src: '${to}' }),
      ])`,
    }));
    await render(pageThatAsks(kinds, host => `http://${host}:${outside.secretPort}`));
    for (const target of outside.seen.refused) refused.add(target);
    expectNothingReached();
  });

  test.each(spellings)('%s', host => {
    expect([...refused]).toContain(targetOf(host, outside.secretPort));
  });
});

// A connection to the app may still be open from an earlier page.
describe('a name is judged by its addresses', () => {
  const names = [
    { what: 'loopback', addresses: ['127.0.0.1'] },
    { what: 'all of this machine', addresses: ['0.0.0.0'] },
    { what: 'private', addresses: ['10.1.2.3'] },
    { what: 'link-local', addresses: ['169.254.1.1'] },
    { what: 'the metadata of EC2', addresses: ['169.254.169.254'] },
    { what: 'the metadata of EC2 by IPv6', addresses: ['fd00:ec2::254'] },
    { what: 'the credentials of ECS', addresses: ['169.254.170.2'] },
    { what: 'of a carrier', addresses: ['100.100.100.200'] },
    { what: 'unique local', addresses: ['fdab::1'] },
    { what: 'IPv4-mapped', addresses: ['::ffff:10.0.0.1'] },
    { what: 'NAT64', addresses: ['64:ff9b::a9fe:a9fe'] },
    { what: 'several', addresses: ['10.0.0.1', '::1', '192.168.1.1'] },
    { what: 'public, and private too', addresses: ['10.0.0.1', PUBLIC, '127.0.0.2'] },
  ].map((each, index) => ({ ...each, host: `name-${index}.evil.test` }));
  let answers: string[];
  let seen: { connected: Set<string>; refused: Set<string> };

  beforeAll(async () => {
    for (const { host, addresses } of names) outside.names[host] = [addresses];
    answers = await answersOf(
      names.map(({ host }) => ({
        script: `return (await fetch('http://${host}/', { mode: 'no-cors' })).type`,
      })),
    );
    seen = { connected: new Set(outside.seen.connected), refused: new Set(outside.seen.refused) };
  });

  test.each(names)('$what: $addresses', name => {
    const isOpen = name.addresses.includes(PUBLIC);
    expect(answers[names.indexOf(name)]).toBe(isOpen ? 'opaque' : 'error: TypeError');
    expect(seen.refused.has(`${name.host}:80`)).toBe(!isOpen);
    expect(new Set([...seen.connected, '127.0.0.1'])).toEqual(new Set(['127.0.0.1', PUBLIC]));
  });

  test('a name that is rebound: each connection is to an address that was checked for it', async () => {
    const host = 'rebound.evil.test';
    outside.names[host] = [[PUBLIC], ['127.0.0.1']];
    outside.pages['/once'] = (_, response) => void response.setHeader('connection', 'close').end('public');
    const answers =
      await shown(`const read = () => fetch('http://${host}/once?' + Math.random(), { cache: 'no-store' })
      .then(answer => answer.text(), error => error.name);
      return [await read(), await read(), await read()]`);
    expect(answers).toBe('public,TypeError,TypeError');
    expect(new Set([...outside.seen.connected, '127.0.0.1'])).toEqual(new Set(['127.0.0.1', PUBLIC]));
  });
});

test('counters, recorders and advertisements are not even asked for; a tag manager is', async () => {
  const hosts = [
    'www.google-analytics.com',
    'plausible.io',
    'o1.ingest.sentry.io',
    'www.googletagmanager.com',
  ];
  await shown(
    `await Promise.allSettled(${JSON.stringify(hosts)}.map(host => fetch('http://' + host + '/x.js', { mode: 'no-cors' })))`,
  );
  expect(outside.seen.resolved).toEqual(['www.googletagmanager.com']);
});

describe('only pages of the allowed origins are rendered', () => {
  const site = 'https://shop.site.test';

  test.each([
    ...[
      `${site}.evil`,
      `${site}.evil.test`,
      'https://evil.test/shop.site.test',
      'https://evil.test#shop.site.test',
    ],
    ...[
      `${site}:8443`,
      `${site}:80`,
      'https://shop.site.test.',
      'https://evil-site.test',
      'https://site.test',
    ],
    ...['https://a.shop.site.test', 'https://shop.site.test@evil.test', 'https://evil.test\\@shop.site.test'],
    ...['https://user@shop.site.test', 'https://user:word@shop.site.test', 'https://:word@shop.site.test'],
    ...[
      'https://shoр.site.test',
      'https://xn--sho-7ed.site.test.evil',
      'https://shop.site.test%00.evil.test',
    ],
    ...['file:///etc/passwd', 'data:text/html,<p>a', 'blob:https://shop.site.test/1', 'javascript:alert(1)'],
    ...[
      `view-source:${site}`,
      'chrome://version',
      'chrome-extension://a/b',
      'ftp://shop.site.test/',
      'about:blank',
    ],
    ...[
      'ws://shop.site.test',
      'filesystem:https://shop.site.test/a',
      '//shop.site.test',
      'shop.site.test',
      '',
    ],
  ])('%s is not', async address => {
    expect(await renderAddress(address)).toBeInstanceOf(OriginNotAllowed);
    expect(outside.seen.resolved).toEqual([]);
  });

  test.each([
    `${site}/`,
    'HTTPS://SHOP.SITE.TEST/',
    'https://ｓhop.site.test/',
    `${site}:443/`,
    'http://shop.site.test/',
  ])('%s is', async address => {
    outside.pages['/'] = '<!doctype html><p>the shop';
    expect(await renderAddress(address)).toMatchObject({ status: 200 });
    expect([...outside.seen.arrived]).toEqual(['shop.site.test']);
  });

  test('one that stands for an address inside is not, either', async () => {
    outside.names['trap.site.test'] = [['127.0.0.1']];
    expect(await renderAddress('http://trap.site.test')).toMatchObject({ name: 'RenderFailed' });
    expect([...outside.seen.refused]).toEqual(['trap.site.test:80']);
    expectNothingReached();
  });
});

describe('a page that leads elsewhere is not followed', () => {
  test.each([301, 302, 303, 307, 308])('by its origin with %d', async status => {
    const location = `http://127.0.0.1:${outside.secretPort}/`;
    const outcomes = [outside.origin, 'https://shop.site.test'].map(from =>
      renderAddress(`${from}/redirect?status=${status}&to=${location}`),
    );
    const redirect = { status, location, html: '' };
    expect(await Promise.all(outcomes)).toMatchObject([redirect, redirect]);
    expectNothingReached();
  });

  const ways = {
    'meta refresh': (to: string) => `<meta http-equiv="refresh" content="0;url=${to}">`,
    'location.href': (to: string) => `<script>location.href = '${to}'</script>`,
    'location.replace()': (to: string) => `<script>location.replace('${to}')</script>`,
    'a click on a link': (to: string) => `<a href="${to}">a</a><script>document.links[0].click()</script>`,
    'window.open() of itself': (to: string) => `<script>window.open('${to}', '_self')</script>`,
    'a form by GET': (to: string) =>
      `<form action="${to}"></form><script>document.forms[0].submit()</script>`,
    'a form by POST': (to: string) =>
      `<form method="post" action="${to}"></form><script>document.forms[0].submit()</script>`,
    'a frame above it': (to: string) => `<iframe srcdoc="<script>top.location = '${to}'</script>"></iframe>`,
    navigation: (to: string) => `<script>navigation.navigate('${to}')</script>`,
  };

  test.each(Object.entries(ways))('by %s', async (_, way) => {
    const html = (to: string) => `<!doctype html><p>text</p>${way(to)}`;
    const targets = [`http://127.0.0.1:${outside.secretPort}/`, 'http://elsewhere.inside.test/'];
    await Promise.all(targets.map(to => render(html(to), 3_000)));
    expectNothingReached();
    expect(outside.seen.resolved).toEqual([]);
  });

  const documents = [
    'file:///etc/passwd',
    'view-source:file:///etc/passwd',
    'chrome://version',
    'about:blank',
  ];
  test.each([
    ...documents,
    ...[
      'data:text/html,<p>%72oot:x:0',
      'javascript:document.body.append("ran")',
      'ftp://127.0.0.1/',
      'chrome://crash',
    ],
    ...[
      'filesystem:http://127.0.0.1/temporary/a',
      'chrome-untrusted://a',
      'devtools://devtools/bundled/inspector.html',
    ],
  ])('to %s, by its origin, a script or a refresh', async to => {
    const address = `${outside.origin}/redirect?to=${encodeURIComponent(to)}`;
    const outcomes = await Promise.all([
      renderAddress(address, 2_000),
      render(`<!doctype html><p>text</p><script>location.href = ${JSON.stringify(to)}</script>`, 2_000),
      render(
        `<!doctype html><p>text</p><meta http-equiv="refresh" content="0;url=${to.replaceAll('"', '')}">`,
        2_000,
      ),
    ]);
    for (const outcome of outcomes) {
      if (outcome instanceof Error) continue;
      expect({ status: outcome.status, location: outcome.location }).toEqual({
        status: 200,
        location: undefined,
      });
      expect(outcome.html).not.toContain('root:x:0');
    }
    expectNothingReached();
  });
});

describe('files of this machine are not read', () => {
  const file = 'file:///etc/passwd';
  const ways = [
    { by: 'fetch', script: `return (await fetch('${file}')).text()` },
    {
      by: 'XMLHttpRequest',
      script: `const x = new XMLHttpRequest(); x.open('GET', '${file}', false); x.send(); return x.responseText`,
    },
    {
      by: 'a script',
      script: `const s = document.createElement('script'); s.src = '${file}';
      return new Promise(done => { s.onload = () => done('loaded'); s.onerror = () => done('no'); document.head.append(s) })`,
    },
    { by: 'import()', script: `return Object.keys(await import('${file}'))` },
    {
      by: 'a stylesheet',
      script: `const s = document.createElement('link'); s.rel = 'stylesheet'; s.href = '${file}';
      return new Promise(done => { s.onload = () => done('loaded'); s.onerror = () => done('no'); document.head.append(s) })`,
    },
    { by: 'a worker', script: `new Worker('${file}'); return 'started'` },
    {
      by: 'a frame',
      script: `document.body.insertAdjacentHTML('beforeend', '<iframe src="${file}"></iframe>');
      await new Promise(done => setTimeout(done, 200)); return document.querySelector('iframe').contentDocument?.body?.textContent ?? 'no'`,
    },
    { by: 'a file picker', script: `await showOpenFilePicker(); return 'open'` },
    {
      by: 'the private file system',
      script: `const root = await navigator.storage.getDirectory(); const names = [];
      for await (const name of root.keys()) names.push(name); return 'names: ' + names`,
    },
  ];
  let answers: string[];

  beforeAll(async () => {
    answers = await answersOf(ways);
  });

  test.each(ways)('by $by', way => {
    expect(answers[ways.indexOf(way)]).toMatch(/^(error: \w+|no|names: |)$/);
  });
});

describe('a download is refused', () => {
  const name = `signpost-stolen-${process.pid}.html`;
  const attachment = { 'content-type': 'text/html', 'content-disposition': `attachment; filename="${name}"` };

  test.each([
    { by: 'the document itself', html: '' },
    { by: 'a link', html: '<a href="/download">a</a>' },
    { by: 'a[download]', html: `<a download="${name}" href="/plain">a</a>` },
    {
      by: 'a blob',
      html: `<a download="${name}">a</a><script>document.links.length; document.querySelector('a').href =
      URL.createObjectURL(new Blob(['a']))</script>`,
    },
    { by: 'a data: address', html: `<a download="${name}" href="data:text/plain,a">a</a>` },
    { by: 'a frame', html: '<iframe src="/download"></iframe>' },
    { by: 'a window', html: '<script>window.open("/download")</script>' },
  ])('by $by', async ({ html }) => {
    outside.pages['/download'] = (_, response) => void response.writeHead(200, attachment).end('a');
    if (html)
      await render(`<!doctype html><p>text</p>${html}<script>document.querySelector('a')?.click()</script>`);
    else
      expect(await renderAddress(`${outside.origin}/download`)).toMatchObject({
        name: 'PageFailed',
        fault: 'other',
      });
    const folders = [process.cwd(), tmpdir(), homedir(), join(homedir(), 'Downloads')];
    expect(folders.map(folder => join(folder, name)).filter(path => existsSync(path))).toEqual([]);
    const kept = readdirSync(directory, { recursive: true }).map(String);
    expect(kept.filter(path => /stolen|crdownload/i.test(path))).toEqual([]);
  });
});

describe('nothing a page asks of a person holds it', () => {
  test.each([
    { what: 'alert', script: 'alert(1); return 1', text: '1' },
    { what: 'confirm', script: 'return confirm(1)', text: 'false' },
    { what: 'prompt', script: 'return prompt(1)', text: 'null' },
    { what: 'a hundred alerts', script: 'for (let i = 0; i < 100; i++) alert(i); return 1', text: '1' },
    { what: 'print', script: 'print(); return 1', text: '1' },
    { what: 'full screen', script: 'return document.body.requestFullscreen()', text: 'error: TypeError' },
    { what: 'a password by 401', script: `return (await fetch('/locked')).status`, text: '401' },
    {
      what: 'a password in a frame',
      script: `document.body.insertAdjacentHTML('beforeend', '<iframe src="/locked">'); return 1`,
      text: '1',
    },
    {
      what: 'a credential',
      script: `return await navigator.credentials.get({ password: true }).catch(error => error.name === 'NotSupportedError' ? null : error)`,
      text: 'null',
    },
    {
      what: 'a payment',
      script: `new PaymentRequest([{ supportedMethods: 'https://pay.public.test' }],
        { total: { label: 'a', amount: { currency: 'EUR', value: '1' } } }).show(); return 1`,
      text: '1',
    },
  ])('$what', async ({ script, text }) => {
    outside.pages['/locked'] = (_, response) =>
      void response.writeHead(401, { 'www-authenticate': 'Basic realm="a"' }).end('locked');
    expect(await shown(script)).toBe(text);
  });

  test('a question before it leaves', async () => {
    const html = `<!doctype html><p>text</p><script>addEventListener('beforeunload', event => event.preventDefault())`;
    expect(await render(`${html}</script>`)).toMatchObject({ status: 200 });
    expect(await render(`${html}; location.href = '/elsewhere'</script>`)).toMatchObject({ status: 301 });
  });

  test('a password for the page itself', async () => {
    outside.pages['/locked'] = (_, response) =>
      void response.writeHead(401, { 'www-authenticate': 'Basic realm="a"' }).end('<p>locked');
    expect(await renderAddress(`${outside.origin}/locked`)).toMatchObject({ status: 401 });
  });

  test('a certificate of the client', async () => {
    outside.pages['/'] = '<!doctype html><p>the shop'; // its server asks for one
    expect(await renderAddress('https://shop.site.test/')).toMatchObject({ status: 200 });
  });
});

describe('a page has no leave to', () => {
  const permission = (name: string) =>
    `return (await navigator.permissions.query({ name: '${name}' })).state`;
  const leaves = [
    ...['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi', 'local-fonts'].map(
      name => ({ what: `use ${name}`, script: permission(name), text: /^(denied|prompt)$/ }),
    ),
    {
      what: 'know where it is',
      script:
        'return new Promise(done => navigator.geolocation.getCurrentPosition(() => done("here"), () => done("no")))',
      text: /^no$/,
    },
    { what: 'notify', script: 'return Notification.requestPermission()', text: /^(denied|default)$/ },
    {
      what: 'see',
      script: 'return String(await navigator.mediaDevices.getUserMedia({ video: true }))',
      text: /^error/,
    },
    {
      what: 'hear',
      script: 'return String(await navigator.mediaDevices.getUserMedia({ audio: true }))',
      text: /^error/,
    },
    {
      what: 'look at the screen',
      script: 'return String(await navigator.mediaDevices.getDisplayMedia())',
      text: /^error/,
    },
    { what: 'read the clipboard', script: 'return navigator.clipboard.readText()', text: /^error/ },
    {
      what: 'read the local fonts',
      script: 'return (await queryLocalFonts()).length',
      text: /^(error.*|0)$/,
    },
    { what: 'write to files', script: 'return String(await showSaveFilePicker())', text: /^error/ },
    {
      what: 'use USB',
      script: 'return String(await navigator.usb.requestDevice({ filters: [] }))',
      text: /^error/,
    },
    {
      what: 'use Bluetooth',
      script: 'return String(await navigator.bluetooth.requestDevice())',
      text: /^error/,
    },
    {
      what: 'know the addresses of this machine',
      script: `const peer = new RTCPeerConnection(); peer.createDataChannel('a'); const found = [];
        await peer.setLocalDescription(await peer.createOffer());
        await new Promise(done => { peer.onicecandidate = ({ candidate }) => candidate ? found.push(candidate.address) : done() });
        return 'known: ' + found`,
      text: /^known: $/,
    },
  ];

  test.each(leaves)('$what', async ({ script, text }) => {
    expect(await shown(script)).toMatch(text);
  });
});

describe('Chromium', () => {
  test('knows of our environment nothing but where to find what it needs', async () => {
    await shown('return 1');
    const { group } = browserOf(directory);
    const processes = alive(group).filter(({ command }) => command !== '');
    expect(processes.length).toBeGreaterThan(2);
    for (const { pid } of processes) {
      // Chromium writes over the beginning of it when it names its processes.
      const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').match(/(?<=^|\0)\w+=[^\0]*/g) ?? [];
      const known = ['PATH', 'LANG', 'TZ', 'TMPDIR', 'HOME', 'LD_LIBRARY_PATH', 'FONTCONFIG_FILE', 'PWD'];
      // A whole browser tells these to its own processes: that there is no bus, and how to read fonts.
      const own = /^(DBUS_SESSION_BUS_ADDRESS=disabled:|FC_FONTATIONS=\w?)$/;
      const others = variables.filter(variable => !known.includes(variable.split('=')[0] ?? ''));
      expect(others.filter(variable => !own.test(variable))).toEqual([]);
    }
  });

  test('keeps its files to its own user', async () => {
    await shown('return 1');
    const [profile = ''] = readdirSync(join(directory, 'profiles'));
    expect(statSync(join(directory, 'profiles', profile)).mode & 0o077).toBe(0);
  });

  test('sends nothing of ours', async () => {
    let headers: string[] = [];
    outside.pages['/headers'] = (request, response) => {
      headers = Object.keys(request.headers);
      response.end('<p>text');
    };
    await renderAddress(`${outside.origin}/headers`);
    expect(headers.filter(name => /cookie|auth|amz|forward|signpost|origin|referer/.test(name))).toEqual([]);
  });

  test('asks nothing of its makers, all the while', () => {
    expect([...makersAsked]).toEqual([]);
  });

  test('is lost without the gate: it knows no other way', async () => {
    const other = await openOutside();
    const alone = rendererOf({
      isAllowedOrigin: () => true,
      launch: { directory, executable, arguments: gateArguments(other.gate) },
    });
    other.pages['/'] = '<!doctype html><p>text';
    expect(await alone.render(`${other.origin}/`, { deadline: DEADLINE_MS })).toMatchObject({ status: 200 });
    await other.gate.close();
    other.forget();
    await expect(alone.render(`${other.origin}/`, { deadline: DEADLINE_MS })).rejects.toThrow('ERR_PROXY');
    expect(other.seen.arrived).toEqual(new Set());
    await Promise.all([alone.close(), other.close()]);
  });
});
