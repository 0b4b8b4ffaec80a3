import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../core/clock.ts';
import { systemRandom } from '../../../core/ids.ts';
import { FAILURES_TO_OPEN } from '../../../core/misses/breaker.ts';
import { Limits } from '../../../core/misses/limits.ts';
import { type ServeContext, serve } from '../../../core/misses/serve.ts';
import { watchedRenderer } from '../../../core/misses/watched-renderer.ts';
import { ColdStart, createRenderer, type Renderer, RenderFailed } from '../../../core/rendering/renderer.ts';
import { siteOf } from '../../../core/snapshots/site.ts';
import { type HeldChromium, heldChromium } from '../browser/held-chromium.ts';
import { type Stores, startStores } from '../snapshots/stores.ts';

const DEADLINE_MS = 1_000;
const GOOGLEBOT = { category: 'search', isProved: true, mayRender: true, address: '192.0.2.1:443' } as const;

const app = createServer((_, response) => {
  response.setHeader('content-type', 'text/html').end('<title>Lamps</title><p>content');
});
let origin: string;
let folder: string;
let chromium: HeldChromium;
let renderer: Renderer;

beforeAll(async () => {
  await new Promise<void>(resolve => app.listen(0, '127.0.0.1', resolve));
  origin = `http://localhost:${(app.address() as AddressInfo).port}`;
});
afterAll(() => void app.close().closeAllConnections());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signpost-cold-'));
  chromium = await heldChromium(folder);
  renderer = rendererWith(chromium.executable);
});
afterEach(async () => {
  await chromium.letGo(); // a renderer that is closed waits for the start that is under way
  await renderer.close();
  await rm(folder, { recursive: true, force: true });
});

const rendererWith = (executable: string) =>
  createRenderer({
    isAllowedOrigin: () => true,
    gate: { allows: () => true },
    launch: { directory: folder, executable },
    log: () => undefined,
    clock: systemClock,
  });

describe('while its browser is being started', () => {
  test('a page is told so within its deadline, and the start goes on for the next', async () => {
    await expect(renderer.render(`${origin}/1`, { deadline: DEADLINE_MS })).rejects.toThrow(ColdStart);
    await chromium.letGo();
    await renderer.warm();
    expect(await renderer.render(`${origin}/2`, { deadline: 20_000 })).toMatchObject({ status: 200 });
  });

  test('a page has its whole time once the browser is there', async () => {
    const page = renderer.render(`${origin}/1`, { deadline: 60_000 });
    await chromium.letGo();
    expect(await page).toMatchObject({ status: 200, html: expect.stringContaining('content') });
  });

  test('more pages than are rendered at once are told so, too', async () => {
    const pages = Array.from({ length: 6 }, (_, page) =>
      renderer.render(`${origin}/${page}`, { deadline: DEADLINE_MS }).catch(error => error),
    );
    for (const outcome of await Promise.all(pages)) expect(outcome).toBeInstanceOf(ColdStart);
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
