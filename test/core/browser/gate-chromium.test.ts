import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Browser, launchChromium } from '../../../core/browser/chromium.ts';
import { gateArguments } from '../../../core/browser/gate.ts';
import { openTab, type Tab } from '../../../core/browser/tab.ts';
import { type Outside, openOutside, PUBLIC, TRUST } from './outside.ts';
import { until } from './processes.ts';
import { pageThatAsks, REQUEST_KINDS } from './requests.ts';

/** For a command to the browser. No test is about it: a whole browser opens a window first. */
const STEP_MS = 60_000;

let outside: Outside;
let browser: Browser;

beforeAll(async () => {
  outside = await openOutside();
  browser = await launchChromium({
    // The renderer loads no images; here they are one way more to ask.
    arguments: [...gateArguments(outside.gate), TRUST, '--blink-settings=imagesEnabled=true'],
    log: () => undefined,
  });
});

afterAll(async () => {
  await browser.kill();
  await outside.close();
});

beforeEach(() => outside.forget());

/**
 * Opens the page in the browser as it is, with none of the renderer's own rules.
 *
 * @param done says when it has been seen to ask all; by default the page says so
 */
async function open(page: string, done?: () => boolean): Promise<void> {
  outside.pages['/page'] = page;
  const tab = await openTab(browser, STEP_MS);
  try {
    await tab.cdp.send('Page.navigate', { url: `${outside.origin}/page` }, STEP_MS);
    await (done ? until(done, 'all requests made') : shown(tab, 'output', 'all asked'));
  } finally {
    await tab.close();
  }
}

/** Waits until an element of the page has this text. */
const shown = (tab: Tab, element: string, text: string) =>
  until(
    async () => (await tab.evaluate(`document.querySelector('${element}')?.textContent`, STEP_MS)) === text,
    `the page says "${text}"`,
  );

const asking = REQUEST_KINDS.filter(({ never }) => !never);

describe('everything a page asks for goes through the gate', () => {
  test('to the public internet', async () => {
    const { arrived, resolved, connected, refused } = outside.seen;
    const hosts = asking.filter(({ raw }) => !raw).map(({ name }) => `${name}.public.test`);
    await open(
      pageThatAsks(REQUEST_KINDS, name => `http://${name}.public.test`),
      () =>
        hosts.every(host => arrived.has(host)) &&
        asking.every(({ name }) => resolved.includes(`${name}.public.test`)),
    ).catch(() => undefined); // the difference says more
    expect(hosts.filter(host => !arrived.has(host))).toEqual([]);
    expect(asking.filter(({ name }) => !resolved.includes(`${name}.public.test`))).toEqual([]);
    expect(connected).toEqual(new Set([PUBLIC, '127.0.0.1']));
    expect(refused).toEqual(new Set());
  });

  test('and is refused to a name that stands for loopback', async () => {
    const { leaks, connected, refused } = outside.seen;
    const targets = asking.map(({ name }) => `${name}.inside.test:${outside.secretPort}`);
    await open(
      pageThatAsks(REQUEST_KINDS, name => `http://${name}.inside.test:${outside.secretPort}`),
      () => targets.every(target => refused.has(target)),
    ).catch(() => undefined);
    expect(targets.filter(target => !refused.has(target))).toEqual([]);
    expect({ leaks, connected }).toEqual({ leaks: [], connected: new Set(['127.0.0.1']) });
  });

  // What Chromium knows to be loopback or link-local goes past a proxy unless it is told otherwise.
  test.each([
    { host: '127.0.0.1', seenAs: '127.0.0.1' },
    { host: 'localhost', seenAs: 'localhost' },
    { host: 'localhost.', seenAs: 'localhost.' },
    { host: 'app.localhost', seenAs: 'app.localhost' },
    { host: '2130706433', seenAs: '127.0.0.1' },
    { host: '[::1]', seenAs: '::1' },
    { host: '[::ffff:127.0.0.1]', seenAs: '::ffff:7f00:1' },
  ])('and is refused to $host', async ({ host, seenAs }) => {
    const { gate, seen, secretPort } = outside;
    const before = gate.refused;
    await open(
      pageThatAsks(REQUEST_KINDS, () => `http://${host}:${secretPort}`),
      () => gate.refused - before > 40,
    );
    expect(seen).toMatchObject({ leaks: [], connected: new Set(['127.0.0.1']) });
    expect([...seen.refused]).toContain(`${seenAs}:${secretPort}`);
  });
});

test('nothing is sent by UDP', async () => {
  const kinds = REQUEST_KINDS.filter(({ name }) => /^(rtc|web-transport)/.test(name));
  await open(pageThatAsks(kinds, () => `http://127.0.0.1:${outside.secretPort}`));
  expect(outside.seen.leaks).toEqual([]);
});

describe('what is allowed works as without it', () => {
  test.each(['http://app.public.test', 'https://app.public.test', 'https://app.public.test:443'])(
    '%s: a redirect, fetch, WebSocket and EventSource',
    async origin => {
      const text = 'fetched socket event';
      outside.pages['/page'] = `<!doctype html><main>loading</main><script type="module">
        const word = source => new Promise(done => { source.onmessage = ({ data }) => done(data) });
        const words = await Promise.all([
          fetch('/any').then(answer => answer.ok && 'fetched'),
          word(new WebSocket(location.origin.replace('http', 'ws'))),
          word(new EventSource('/events')),
        ]);
        document.querySelector('main').textContent = words.join(' ');
      </script>`;
      const tab = await openTab(browser, STEP_MS);
      const moved = { url: `${origin}/redirect?to=/page` };
      expect((await tab.cdp.send('Page.navigate', moved, STEP_MS)).errorText).toBeUndefined();
      await shown(tab, 'main', text).finally(() => tab.close());
      expect(outside.seen.leaks).toEqual([]);
    },
  );
});

test('whatever the browser itself asks for leads nowhere: it connects to the gate, and to where nobody listens', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'signpost-net-log-'));
  const netLog = join(folder, 'net-log.json');
  const own = await launchChromium({
    arguments: [...gateArguments(outside.gate), TRUST, `--log-net-log=${netLog}`],
    log: () => undefined,
  });
  try {
    outside.pages['/page'] = '<!doctype html><main>text</main>';
    const tab = await openTab(own, STEP_MS);
    await tab.cdp.send('Page.navigate', { url: `${outside.origin}/page` }, STEP_MS);
    await shown(tab, 'main', 'text');
    const gate = `127.0.0.1:${outside.gate.port}`;
    await until(() => addressesIn(netLog).includes(gate), 'it is logged that it has connected to the gate');
    const others = addressesIn(netLog).filter(address => address !== gate && address !== '127.0.0.1:1');
    expect(others).toEqual([]);
    expect(outside.seen.resolved).toEqual([]);
  } finally {
    await own.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});

/**
 * What a browser has connected to, of what it has logged so far: an event a line, after the numbers of their kinds.
 * Spec: https://www.chromium.org/developers/design-documents/network-stack/netlog/
 */
function addressesIn(netLog: string): string[] {
  if (!existsSync(netLog)) return [];
  const [constants = '', ...events] = readFileSync(netLog, 'utf8').split('\n');
  const attempt = /"TCP_CONNECT_ATTEMPT":(\d+)/.exec(constants)?.[1];
  return events
    .filter(event => event.includes(`"type":${attempt}}`))
    .flatMap(event => /"address":"([^"]+)"/.exec(event)?.[1] ?? []);
}
