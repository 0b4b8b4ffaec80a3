import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../core/clock.ts';
import { systemRandom } from '../../../core/ids.ts';
import { FAILURES_TO_OPEN } from '../../../core/misses/breaker.ts';
import { Limits } from '../../../core/misses/limits.ts';
import { type ServeContext, serve } from '../../../core/misses/serve.ts';
import { watchedRenderer } from '../../../core/misses/watched-renderer.ts';
import {
  ColdStart,
  createRenderer,
  type Renderer,
  type RendererOptions,
  RenderFailed,
  RenderTimeout,
} from '../../../core/rendering/renderer.ts';
import { siteOf } from '../../../core/snapshots/site.ts';
import { until } from '../../until.ts';
import { type HeldChromium, heldChromium } from '../browser/held-chromium.ts';
import { type Stores, startStores } from '../snapshots/stores.ts';

const DEADLINE_MS = 1_000;
const GOOGLEBOT = { category: 'search', isProved: true, mayRender: true, address: '192.0.2.1:443' } as const;

/** What pages were asked for; and what lets the one go on that is held. */
let asked: (string | undefined)[];
let goOn: () => void;
const app = createServer(({ url }, response) => {
  asked.push(url);
  response.setHeader('content-type', 'text/html');
  const answer = () => response.end('<title>Lamps</title><p>content');
  if (url === '/held') goOn = answer;
  else answer();
});
let origin: string;
let folder: string;
let chromium: HeldChromium;
let renderer: Renderer;
/** By how much the renderer's clock is ahead of the machine's. */
let aheadMs: number;
let log: string[];

beforeAll(async () => {
  await new Promise<void>(resolve => app.listen(0, '127.0.0.1', resolve));
  origin = `http://localhost:${(app.address() as AddressInfo).port}`;
});
afterAll(() => void app.close().closeAllConnections());

beforeEach(async () => {
  [asked, log, aheadMs] = [[], [], 0];
  folder = await mkdtemp(join(tmpdir(), 'signpost-cold-'));
  chromium = await heldChromium(folder);
  renderer = rendererWith(chromium.executable);
});
afterEach(async () => {
  await chromium.letGo(); // a renderer that is closed waits for the start that is under way
  await renderer.close();
  await rm(folder, { recursive: true, force: true });
});

const rendererWith = (executable: string, more: Partial<RendererOptions> = {}) =>
  createRenderer({
    isAllowedOrigin: () => true,
    gate: { allows: () => true },
    launch: { directory: folder, executable },
    log: line => log.push(line),
    clock: { now: () => systemClock.now() + aheadMs, sleep: systemClock.sleep },
    ...more,
  });

/** What comes of a page within its deadline: a timer that was set before those of the renderer does not come before an earlier one. */
async function within(deadline: number, render: () => Promise<unknown>): Promise<unknown> {
  const late = systemClock.sleep(deadline).then(() => 'late');
  return Promise.race([render().catch(error => error), late]);
}

describe('while its browser is being started', () => {
  test('a page is told so within its deadline, and the start goes on for the next', async () => {
    const outcome = within(DEADLINE_MS, () => renderer.render(`${origin}/1`, { deadline: DEADLINE_MS }));
    expect(await outcome).toBeInstanceOf(ColdStart);
    await chromium.letGo();
    await renderer.warm();
    expect(await renderer.render(`${origin}/2`, { deadline: 20_000 })).toMatchObject({ status: 200 });
  });

  test('the time of a page goes by; when it is over, the browser is there for the next', async () => {
    const page = renderer.render(`${origin}/1`, { deadline: 60_000 }).catch(error => error);
    await setImmediate(); // by then it waits for its browser
    aheadMs = 60_000;
    await chromium.letGo();
    expect(await page).toBeInstanceOf(ColdStart);
    expect(await renderer.render(`${origin}/2`, { deadline: 60_000 })).toMatchObject({ status: 200 });
    expect([asked, log]).toEqual([['/2'], []]);
  });

  test('a page has its whole time once the browser is there', async () => {
    const page = renderer.render(`${origin}/1`, { deadline: 60_000 });
    await chromium.letGo();
    expect(await page).toMatchObject({ status: 200, html: expect.stringContaining('content') });
  });

  test('more pages than are rendered at once are told so, too', async () => {
    const pages = Array.from({ length: 6 }, (_, page) =>
      within(DEADLINE_MS, () => renderer.render(`${origin}/${page}`, { deadline: DEADLINE_MS })),
    );
    for (const outcome of await Promise.all(pages)) expect(outcome).toBeInstanceOf(ColdStart);
  });
});

describe('a page', () => {
  beforeEach(() => chromium.letGo());

  test('whose turn comes when its time is over takes the browser from nobody', async () => {
    renderer = rendererWith(chromium.executable, { pages: 1, isolation: 'strict' });
    const first = renderer.render(`${origin}/held`, { deadline: 600_000 });
    const second = renderer.render(`${origin}/1`, { deadline: 60_000 }).catch(error => error);
    await until(() => asked.length > 0);
    aheadMs = 60_000;
    goOn();
    expect(await first).toMatchObject({ status: 200 });
    expect(await second).toBeInstanceOf(RenderTimeout);
    expect(await renderer.render(`${origin}/2`, { deadline: 60_000 })).toMatchObject({ status: 200 });
    expect([asked, log]).toEqual([['/held', '/2'], []]);
  });

  test('is told in time that nobody knows where its name leads to', async () => {
    const standIn = {
      isNeededFor: () => new Promise<boolean>(() => undefined),
      answer: () => Promise.reject(new Error('nobody asks')),
    };
    renderer = rendererWith(chromium.executable, { standIn });
    await renderer.warm();
    const page = renderer.render(`${origin}/1`, { deadline: DEADLINE_MS });
    await expect(page).rejects.toThrow(RenderTimeout);
  });
});

describe('a browser that does not start', () => {
  test.each([
    ['since it is not there', 'exit 127'],
    ['since it ends at once', 'echo no prctl >&2; exit 1'],
  ])('%s, is a failure with a cause', async (_, command) => {
    const executable = join(folder, 'broken');
    await writeFile(executable, `#!/bin/sh\n${command}\n`, { mode: 0o755 });
    const broken = rendererWith(executable);
    const outcome = await broken.render(`${origin}/1`, { deadline: 20_000 }).catch(error => error);
    expect(outcome).toBeInstanceOf(RenderFailed);
    expect(outcome.cause).toBeDefined();
    await broken.close();
  });

  test('is one also to who comes while the next start hangs', async () => {
    const [executable, first, over] = [join(folder, 'hanging'), join(folder, 'first'), join(folder, 'over')];
    const script = `#!/bin/sh
if [ ! -e '${first}' ]; then touch '${first}'; exit 1; fi
while [ ! -e '${over}' ]; do sleep 0.05; done
exit 1
`;
    await writeFile(executable, script, { mode: 0o755 });
    const hanging = rendererWith(executable);
    await hanging.warm();
    const outcome = await hanging.render(`${origin}/1`, { deadline: DEADLINE_MS }).catch(error => error);
    expect(outcome).toBeInstanceOf(RenderFailed);
    expect(outcome.cause).toBeDefined();
    await writeFile(over, ''); // a renderer that is closed waits for the start that is under way
    await hanging.close();
  });
});

describe('crawlers that come to an idle stack', () => {
  let stores: Stores;
  let limits: Limits;
  let context: ServeContext;
  beforeEach(async () => {
    stores = await startStores();
    const { table, store, queue } = stores;
    limits = new Limits(stores.limits, { rendersPerMinute: 100, rendersPerClient: 100 });
    const watched = watchedRenderer(renderer, { limits, table, clock: systemClock });
    const site = siteOf(new URL(origin).host, '');
    const rest = { site, clock: systemClock, random: systemRandom, log: () => undefined };
    context = { table, store, queue, limits, renderer: watched, ...rest };
  });
  afterEach(() => stores.stop());
  const ask = (path: string, deadline = DEADLINE_MS) =>
    serve({ url: origin + path, form: 'html', client: GOOGLEBOT, deadline }, context);

  test('at once, as many as would open the breaker, come back; their pages are queued and it stays closed', async () => {
    const paths = Array.from({ length: FAILURES_TO_OPEN }, (_, page) => `/${page}`);
    const answers = await Promise.all(paths.map(path => ask(path)));
    expect(answers).toEqual(paths.map(() => expect.objectContaining({ kind: 'retry', cause: 'unfinished' })));
    expect((await stores.jobs()).map(({ url }) => url).sort()).toEqual(paths.map(path => origin + path));
    expect(await limits.mayTry(Date.now())).toBe(true);
    await chromium.letGo();
    await renderer.warm();
    expect(await ask('/0', 20_000)).toMatchObject({ kind: 'page' });
  });
});
