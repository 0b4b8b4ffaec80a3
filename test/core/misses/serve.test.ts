import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { systemRandom } from '../../../core/ids.ts';
import { FAILURES_TO_OPEN, OPEN_MS } from '../../../core/misses/breaker.ts';
import { Limits } from '../../../core/misses/limits.ts';
import { LEFT_ALONE_MS, LONG_FAILING_MS } from '../../../core/misses/miss.ts';
import { type Client, type ServeContext, serve } from '../../../core/misses/serve.ts';
import { watchedRenderer } from '../../../core/misses/watched-renderer.ts';
import {
  ColdStart,
  OriginNotAllowed,
  PageFailed,
  type PageHead,
  PageHung,
  type RenderedPage,
  RenderFailed,
  RenderTimeout,
} from '../../../core/rendering/rendered.ts';
import type { Renderer } from '../../../core/rendering/renderer.ts';
import { renderQueued } from '../../../core/snapshots/render.ts';
import { siteOf } from '../../../core/snapshots/site.ts';
import { snapshotOf } from '../../../core/snapshots/snapshot.ts';
import { HandClock } from '../../local/hand-clock.ts';
import { type Stores, startStores } from '../snapshots/stores.ts';

const URL_OF_PAGE = 'https://site.example/lamps';
const MINUTE = 60_000;
const PER_CLIENT = 3;
const PER_MINUTE = 12;

const GOOGLEBOT: Client = { category: 'search', isProved: true, mayRender: true, address: '192.0.2.1:443' };
const FACEBOOK: Client = { ...GOOGLEBOT, category: 'social' };
const SLACKBOT: Client = { ...FACEBOOK, isProved: false };
const FOOBOT: Client = { ...GOOGLEBOT, category: 'other', isProved: false };
const FALSE_GOOGLEBOT: Client = { ...GOOGLEBOT, isProved: false, mayRender: false };

const PAGE: RenderedPage = { status: 200, headers: {}, html: '<title>Lamps</title><p>content' };
const HEAD: PageHead = { title: 'Lamps', metas: [] };
const LATE = new RenderTimeout('not finished in time', HEAD);
const EMPTY = new PageFailed('stayed empty', 'empty');
const WAITS = new RenderTimeout('Still waits after 4 s', HEAD, 'late');
const NO_DATA = new PageFailed('GET /api/lamps answered 500', 'requests');
const UNREACHED = new RenderFailed('net::ERR_CONNECTION_REFUSED');
const CRASHED = new RenderFailed('Chromium is gone', { cause: new Error('exit code 1') });

let clock: HandClock;
let stores: Stores;
let context: ServeContext;
/** What becomes of a render; each test says. */
let outcome: (url: string) => RenderedPage | Error;
/** The pages that were rendered, or tried. */
let rendered: string[];

beforeEach(async () => {
  clock = new HandClock();
  stores = await startStores(clock);
  rendered = [];
  outcome = () => PAGE;
  const renderer: Renderer = {
    render: async url => {
      rendered.push(url);
      const result = outcome(url);
      if (result instanceof Error) throw result;
      return result;
    },
    warm: async () => undefined,
    idle: async () => undefined,
    close: async () => undefined,
  };
  const limits = new Limits(stores.limits, { rendersPerMinute: PER_MINUTE, rendersPerClient: PER_CLIENT });
  const { table, store, queue } = stores;
  context = {
    table,
    store,
    queue,
    limits,
    site: siteOf('site.example', ''),
    clock,
    random: systemRandom,
    renderer: watchedRenderer(renderer, { limits, table, clock }),
    log: () => undefined,
  };
});
afterEach(() => stores.stop());

const ask = (client: Client, url = URL_OF_PAGE, form: 'html' | 'md' = 'html') =>
  serve({ url, form, client, deadline: 4_000 }, context);
const kindOf = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).kind;
const jobs = async () => (await stores.jobs()).map(({ url }) => url);

describe('a page that can be rendered', () => {
  test.each<[string, Client]>([
    ['Googlebot', GOOGLEBOT],
    ['a crawler nobody can prove', FOOBOT],
    ['a card', SLACKBOT],
  ])('%s gets it', async (_, client) => {
    expect(await ask(client)).toMatchObject({
      kind: 'page',
      snapshot: { html: expect.stringContaining('content') },
    });
    expect(await jobs()).toEqual([]);
  });

  test('who has not proved its name gets the shell, and no render or job is made', async () => {
    expect(await ask(FALSE_GOOGLEBOT)).toEqual({ kind: 'shell', cause: 'unproved' });
    expect([rendered, await jobs()]).toEqual([[], []]);
  });

  test.each<[string, RenderedPage, 'html' | 'md']>([
    ['a page', PAGE, 'html'],
    ['a page as Markdown', PAGE, 'md'],
    ['a 404', { ...PAGE, status: 404 }, 'html'],
    ['a 410 as Markdown', { ...PAGE, status: 410 }, 'md'],
    ['a 403', { ...PAGE, status: 403 }, 'html'],
    ['a 301', { ...PAGE, status: 301, location: 'https://site.example/lights' }, 'html'],
  ])('%s that is stored is answered as it is, however old, and costs no render', async (_, page, form) => {
    await stores.store.put(snapshotOf(URL_OF_PAGE, page));
    await clock.advance(24 * 60 * MINUTE);
    for (let asks = 0; asks <= PER_CLIENT; asks++)
      expect(await ask(FOOBOT, URL_OF_PAGE, form)).toMatchObject({
        kind: 'page',
        snapshot: { status: page.status },
      });
    expect([rendered, await jobs()]).toEqual([[], []]);
  });

  test('who has not proved its name gets what is stored', async () => {
    await stores.store.put(snapshotOf(URL_OF_PAGE, PAGE));
    expect(await kindOf(FALSE_GOOGLEBOT)).toBe('page');
  });

  test('a host that is not ours is refused', async () => {
    outcome = () => new OriginNotAllowed('not ours');
    await expect(ask(GOOGLEBOT)).rejects.toThrow(OriginNotAllowed);
  });
});

describe('while browsers are being started', () => {
  const STARTING = new ColdStart('Chromium was still being started');

  test('each client is told what it is told of a page that is not finished, and the pages are queued', async () => {
    outcome = () => STARTING;
    expect(await ask(GOOGLEBOT)).toMatchObject({ kind: 'retry', cause: 'unfinished' });
    expect(await kindOf(FACEBOOK, `${URL_OF_PAGE}/2`)).toBe('card');
    expect(await jobs()).toEqual([URL_OF_PAGE, `${URL_OF_PAGE}/2`]);
  });

  test('the breaker hears of none of them, however many there are', async () => {
    outcome = () => STARTING;
    for (let page = 0; page < 2 * FAILURES_TO_OPEN; page++) await ask(GOOGLEBOT, `${URL_OF_PAGE}/${page}`);
    outcome = () => PAGE;
    expect(await kindOf(GOOGLEBOT)).toBe('page');
  });

  test('it counts for no failure of the page, which hours of it do not make one that is left alone', async () => {
    outcome = () => STARTING;
    for (let hour = 0; hour < 4; hour++) {
      expect(await kindOf(GOOGLEBOT)).toBe('retry');
      await clock.advance(LONG_FAILING_MS);
    }
    expect(await stores.table.find(URL_OF_PAGE)).toEqual(
      expect.not.objectContaining({ failedAt: expect.anything(), lockedBy: expect.anything() }),
    );
  });

  test('one that cannot be started is a failure, of which the breaker hears', async () => {
    outcome = () => CRASHED;
    for (let page = 0; page < FAILURES_TO_OPEN; page++) await ask(GOOGLEBOT, `${URL_OF_PAGE}/${page}`);
    outcome = () => PAGE;
    expect(await ask(GOOGLEBOT)).toMatchObject({ kind: 'shell', cause: 'breaker' });
  });
});

describe('a page that is not finished in time', () => {
  test.each<[string, Error | RenderedPage, string[]]>([
    ['past the deadline', LATE, [URL_OF_PAGE]],
    ['when it waits by itself', WAITS, [URL_OF_PAGE]],
    ['when its API failed', NO_DATA, [URL_OF_PAGE]],
    ['when it stayed empty, which it will in the queue, too', EMPTY, []],
    ['when it is in a loop', new PageHung('an endless loop', true), []],
    ['when it is a file', new PageFailed('is no page', 'other'), []],
    ['when Chromium crashed', CRASHED, [URL_OF_PAGE]],
    ['when it says 503 itself', { ...PAGE, status: 503 }, []], // it was rendered: again would say the same
  ])('%s: a search engine comes back, a card does not', async (_, result, queued) => {
    outcome = () => result;
    expect(await ask(GOOGLEBOT)).toMatchObject({ kind: 'retry', cause: 'unfinished' });
    expect(await jobs()).toEqual(queued);
    expect(await kindOf(FACEBOOK)).toBe('card');
    expect(await stores.store.get(URL_OF_PAGE)).toBeUndefined();
  });

  test('a card has what the page’s head said when the time was up', async () => {
    outcome = () => LATE;
    expect(await ask(FACEBOOK)).toMatchObject({ kind: 'card', head: HEAD });
  });

  test('who waits for another’s render in vain comes back, too', async () => {
    const now = clock.now();
    const times = { now, until: now + 10_000 * MINUTE, renderedAfter: now, failedAfter: now };
    await stores.table.lock(URL_OF_PAGE, 'another', times);
    const answers = Promise.all([ask(GOOGLEBOT), ask(FACEBOOK)]);
    let waits = true;
    void answers.finally(() => {
      waits = false;
    });
    while (waits) await clock.advance(100);
    expect((await answers).map(({ kind }) => kind)).toEqual(['retry', 'card']);
    expect([rendered, new Set(await jobs())]).toEqual([[], new Set([URL_OF_PAGE])]);
  });

  test('has its page when the queue had more time', async () => {
    outcome = () => LATE;
    await ask(GOOGLEBOT);
    const [job] = await stores.jobs();
    outcome = () => PAGE;
    await clock.advance(30_000);
    if (job) await renderQueued(job, 20_000, context);
    expect(await kindOf(FALSE_GOOGLEBOT)).toBe('page');
  });
});

describe('a page that fails by its own doing', () => {
  const patience: [string, Error, number][] = [
    ['that stays empty', EMPTY, 10 * MINUTE],
    ['whose API fails', NO_DATA, MINUTE],
  ];

  test.each(patience)('%s is tried once, and left alone then', async (_, error, ms) => {
    outcome = () => error;
    await ask(GOOGLEBOT);
    await jobs();
    for (const client of [GOOGLEBOT, FOOBOT])
      expect(await ask(client)).toEqual({
        kind: 'retry',
        cause: 'faulty',
        reason: error.message,
        againIn: ms,
      });
    expect(await kindOf(FACEBOOK)).toBe('card');
    expect([rendered.length, await jobs()]).toEqual([1, []]);
    await clock.advance(ms);
    expect(await ask(GOOGLEBOT)).toMatchObject({ kind: 'retry', cause: 'unfinished' });
    expect(rendered).toHaveLength(2);
  });

  test('is left alone for longer and longer, and after an hour a search engine gets the shell', async () => {
    outcome = () => EMPTY;
    for (let minutes = 0; minutes < 24 * 60; minutes += 5) {
      await ask(GOOGLEBOT);
      await clock.advance(5 * MINUTE);
    }
    expect(rendered.length).toBeLessThan(30);
    expect(await ask(GOOGLEBOT)).toMatchObject({ kind: 'shell', cause: 'faulty' });
    expect(await jobs()).toEqual([]);
  });

  test.each(patience)('%s is tried by the queue once for a job, which ends', async (_, error) => {
    outcome = () => error;
    const said: unknown[] = [];
    const job = { url: URL_OF_PAGE, queuedAt: clock.now(), reason: 'asked' } as const;
    const heard = { ...context, log: (entry: unknown) => void said.push(entry) };
    expect(await renderQueued(job, 20_000, heard)).toBe(false);
    expect(said).toMatchObject([
      { message: 'a queued page is none', url: URL_OF_PAGE, reason: error.message },
    ]);
    expect(rendered).toHaveLength(1);
  });

  test('one that is late once is tried again at once, and has its card', async () => {
    outcome = () => WAITS;
    await ask(GOOGLEBOT);
    await clock.advance(1_000);
    expect(await ask(FACEBOOK)).toMatchObject({ kind: 'card', head: HEAD });
    expect(rendered).toHaveLength(2);
  });

  test('is a page like others once a render has worked', async () => {
    outcome = () => EMPTY;
    await ask(GOOGLEBOT);
    outcome = () => PAGE;
    await renderQueued({ url: URL_OF_PAGE, queuedAt: clock.now(), reason: 'ordered' }, 20_000, context);
    await stores.store.delete(URL_OF_PAGE);
    await clock.advance(MINUTE);
    expect(await kindOf(GOOGLEBOT)).toBe('page');
    expect(await stores.table.find(URL_OF_PAGE)).toEqual(expect.not.objectContaining({ fault: 'empty' }));
  });
});

describe('a page that has been failing for an hour', () => {
  beforeEach(async () => {
    outcome = () => UNREACHED;
    expect(await kindOf(GOOGLEBOT)).toBe('retry');
    await clock.advance(LONG_FAILING_MS);
    expect(await jobs()).toEqual([URL_OF_PAGE]);
  });

  test('is tried once more, and then the search engine gets the shell', async () => {
    expect(await ask(GOOGLEBOT)).toMatchObject({ kind: 'shell', cause: 'unfinished' });
    expect(rendered).toHaveLength(2);
    expect(await kindOf(GOOGLEBOT, URL_OF_PAGE, 'md')).toBe('retry');
  });

  test('is then left alone for ten minutes, but for one job, and tried again after', async () => {
    await ask(GOOGLEBOT);
    expect(await jobs()).toEqual([URL_OF_PAGE]);
    for (let i = 0; i < 4; i++) {
      await clock.advance(MINUTE);
      expect(await ask(GOOGLEBOT)).toMatchObject({ kind: 'shell', cause: 'failing' });
    }
    expect(await kindOf(FACEBOOK)).toBe('card');
    expect([rendered.length, await jobs()]).toEqual([2, []]); // that of the last try
    await clock.advance(LEFT_ALONE_MS);
    await ask(GOOGLEBOT);
    expect([rendered.length, await jobs()]).toEqual([3, [URL_OF_PAGE]]);
  });

  test('begins anew once a render has worked', async () => {
    outcome = () => PAGE;
    expect(await kindOf(GOOGLEBOT)).toBe('page');
    await stores.store.delete(URL_OF_PAGE);
    outcome = () => UNREACHED;
    await clock.advance(LONG_FAILING_MS);
    expect(await kindOf(GOOGLEBOT)).toBe('retry');
  });
});

describe('when no page can be rendered', () => {
  const pageOf = (i: number) => `${URL_OF_PAGE}/${i}`;
  const breakAll = async () => {
    for (let i = 0; i < FAILURES_TO_OPEN; i++) await ask(GOOGLEBOT, pageOf(i));
    await jobs();
    rendered.length = 0;
  };

  test('the breaker opens: the shell or a card at once, no render, and one job', async () => {
    outcome = () => CRASHED;
    await breakAll();
    for (let i = 0; i < 3; i++) {
      await clock.advance(1_000);
      expect(await ask(GOOGLEBOT)).toMatchObject({ kind: 'shell', cause: 'breaker' });
    }
    expect(await kindOf(FACEBOOK)).toBe('card');
    expect(await kindOf(GOOGLEBOT, URL_OF_PAGE, 'md')).toBe('retry');
    expect([rendered, await jobs()]).toEqual([[], [URL_OF_PAGE]]);
  });

  test('after a minute one trial is made; when it fails, none for another minute', async () => {
    outcome = () => LATE;
    await breakAll();
    await clock.advance(OPEN_MS);
    const kinds = await Promise.all([10, 11, 12].map(i => kindOf(GOOGLEBOT, pageOf(i))));
    expect(kinds.sort()).toEqual(['retry', 'shell', 'shell']);
    await clock.advance(OPEN_MS - 1);
    expect(await kindOf(GOOGLEBOT, pageOf(13))).toBe('shell');
    expect(rendered).toHaveLength(1);
  });

  test('when the trial works, all is as before', async () => {
    outcome = () => CRASHED;
    await breakAll();
    await clock.advance(OPEN_MS);
    outcome = () => PAGE;
    for (let i = 10; i < 13; i++) expect(await kindOf(GOOGLEBOT, pageOf(i))).toBe('page');
  });

  test('a render from the queue that works closes it, too', async () => {
    outcome = () => CRASHED;
    await breakAll();
    outcome = () => PAGE;
    await renderQueued({ url: pageOf(0), queuedAt: clock.now(), reason: 'asked' }, 20_000, context);
    expect(await kindOf(GOOGLEBOT, pageOf(10))).toBe('page');
  });

  test.each<[string, (i: number) => string, Error]>([
    ['one page fails again and again', () => URL_OF_PAGE, LATE],
    ['pages stay empty, which is their own doing', pageOf, EMPTY],
    ['pages never end by their own doing', pageOf, WAITS],
    ['pages are in loops', pageOf, new PageHung('an endless loop', true)],
    ['the API fails', pageOf, NO_DATA],
  ])('it stays closed when %s', async (_, page, error) => {
    outcome = () => error;
    for (let i = 0; i < 2 * FAILURES_TO_OPEN; i++) {
      await ask(GOOGLEBOT, page(i));
      await clock.advance(1_000);
    }
    expect(rendered).toHaveLength(2 * FAILURES_TO_OPEN);
    outcome = () => PAGE;
    expect(await kindOf(GOOGLEBOT, pageOf(99))).toBe('page');
  });
});

describe('beyond the limit', () => {
  const spendAll = async (client: Client, count: number) => {
    for (let i = 0; i < count; i++) expect(await kindOf(client, `${URL_OF_PAGE}/${i}`)).toBe('page');
    rendered.length = 0;
  };

  test.each<[string, Client]>([
    ['shell', FOOBOT],
    ['card', SLACKBOT],
  ])('who could be anybody gets the %s: no render, no job', async (kind, client) => {
    await spendAll(client, PER_CLIENT);
    expect(await ask(client)).toEqual({ kind, cause: 'limit' });
    expect([rendered, await jobs()]).toEqual([[], []]);
    expect(await kindOf(client, `${URL_OF_PAGE}/0`)).toBe('page'); // it is stored
    expect(await kindOf({ ...client, address: '198.51.100.1:443' })).toBe('page');
  });

  test('who has proved its name is not stopped by what strangers do, nor by a limit of its own', async () => {
    await spendAll(FOOBOT, PER_CLIENT);
    expect(await ask(FOOBOT)).toMatchObject({ kind: 'shell' });
    await spendAll(GOOGLEBOT, PER_MINUTE - PER_CLIENT);
  });

  test('of all, who has proved its name comes back or gets a card, and the queue has the page', async () => {
    await spendAll(GOOGLEBOT, PER_MINUTE);
    expect(await ask(GOOGLEBOT)).toEqual({ kind: 'retry', cause: 'limit' });
    expect(await ask(FACEBOOK)).toEqual({ kind: 'card', cause: 'limit' });
    expect([rendered, await jobs()]).toEqual([[], [URL_OF_PAGE]]);
    await clock.advance(MINUTE);
    expect(await kindOf(GOOGLEBOT)).toBe('page');
  });

  test('renders from the queue are not counted', async () => {
    await spendAll(GOOGLEBOT, PER_MINUTE);
    const job = { url: URL_OF_PAGE, queuedAt: clock.now(), reason: 'asked' } as const;
    expect(await renderQueued(job, 20_000, context)).toBe(true);
  });

  test.each<[string, Client, string]>([
    ['who has proved its name has its page rendered', GOOGLEBOT, 'page'],
    ['who could be anybody gets the shell', FOOBOT, 'shell'],
  ])('is unknown when the table of limits fails: %s', async (_, client, kind) => {
    stores.database.throttle('limits', true);
    expect(await kindOf(client)).toBe(kind);
  });
});
