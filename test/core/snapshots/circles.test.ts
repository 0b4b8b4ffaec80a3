import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { systemRandom } from '../../../core/ids.ts';
import { Limits } from '../../../core/misses/limits.ts';
import { type ServeContext, serve } from '../../../core/misses/serve.ts';
import type { RenderedPage } from '../../../core/rendering/rendered.ts';
import type { Renderer } from '../../../core/rendering/renderer.ts';
import type { CircleEntry } from '../../../core/snapshots/circles.ts';
import { NotReady, obtainSnapshot, renderQueued } from '../../../core/snapshots/render.ts';
import { readPage, siteOf } from '../../../core/snapshots/site.ts';
import { type SnapshotStore, snapshotOf } from '../../../core/snapshots/snapshot.ts';
import { HandClock } from '../../local/hand-clock.ts';
import { type Stores, startStores } from './stores.ts';

const ORIGIN = 'https://site.example';
const PATIENCE_MS = 4_000;
const HOUR = 3_600_000;
const SITE = siteOf('site.example,*.shop.example', 'page');

const PAGE: RenderedPage = { status: 200, headers: {}, html: '<title>A page</title><p>content' };
const address = (path: string) => new URL(path, ORIGIN).href;
const leading = (to: string): RenderedPage => ({ status: 301, location: address(to), headers: {}, html: '' });
/** A router's move: the document is there all the same. */
const moving = (to: string): RenderedPage => ({ ...leading(to), shown: PAGE });

let clock: HandClock;
let stores: Stores;
let context: ServeContext;
/** What each page is rendered as, by its address; all others are pages. */
let outcomes: Record<string, RenderedPage>;
let rendered: string[];
let circles: CircleEntry[];

beforeAll(async () => {
  clock = new HandClock();
  stores = await startStores(clock);
  const renderer: Renderer = {
    render: async url => {
      rendered.push(url);
      return outcomes[url] ?? PAGE;
    },
    warm: async () => undefined,
    idle: async () => undefined,
    close: async () => undefined,
  };
  const { table, store, queue } = stores;
  context = {
    table,
    store,
    queue,
    renderer,
    clock,
    site: SITE,
    limits: new Limits(stores.limits, { rendersPerMinute: 1_000, rendersPerClient: 1_000 }),
    random: systemRandom,
    log: entry => {
      if (entry.message === 'redirects in a circle') circles.push(entry);
    },
  };
});
afterAll(() => stores.stop());

let run = 0;
/** A path of this test alone. */
let path: (name: string) => string;
beforeEach(() => {
  run += 1;
  const folder = `/${run}`;
  path = name => folder + name;
  outcomes = {};
  rendered = [];
  circles = [];
});

const is = (from: string, page: RenderedPage) => {
  outcomes[address(path(from))] = page;
};
const stored = (from: string, to: string) =>
  stores.store.put(snapshotOf(address(path(from)), leading(path(to))));
const obtain = (from: string) => obtainSnapshot(address(path(from)), PATIENCE_MS, context);
const kept = (from: string) => stores.store.get(address(path(from)));
const told = () => circles.map(({ addresses }) => addresses.map(url => url.slice(address(path('')).length)));
const again = async (from: string) => {
  await clock.advance(1);
  return renderQueued(
    { url: address(path(from)), queuedAt: clock.now(), reason: 'due' },
    PATIENCE_MS,
    context,
  );
};

/** The statuses a crawler meets, as it follows. */
async function followed(from: string, hops = 10): Promise<number[]> {
  const statuses: number[] = [];
  for (let next: string | undefined = address(path(from)); next && hops > 0; hops--) {
    const read = readPage(next, SITE);
    if ('reason' in read) break;
    const { status, location } = await obtainSnapshot(read.url, PATIENCE_MS, context);
    statuses.push(status);
    next = location;
  }
  return statuses;
}

describe('a redirect that leads back', () => {
  test.each<[name: string, to: string, others: [from: string, to: string][], told: string[]]>([
    ['at once', '/b', [['/b', '/a']], ['/a', '/b', '/a']],
    ['in another form', '/b', [['/b', '/%61/?x=1#top']], ['/a', '/b', '/%61/']],
    ['to a form of itself', '/a/', [], ['/a', '/a/']],
    ['by a query that does not count', '/a?session=1', [], ['/a', '/a']],
    ['by letter case', '/A', [['/A', '/a']], ['/a', '/A', '/a']],
    [
      'over two',
      '/b',
      [
        ['/b', '/c'],
        ['/c', '/a'],
      ],
      ['/a', '/b', '/c', '/a'],
    ],
    [
      'over nine',
      '/1',
      Array.from({ length: 9 }, (_, i): [string, string] => [`/${i + 1}`, i < 8 ? `/${i + 2}` : '/a']),
      ['/a', ...Array.from({ length: 9 }, (_, i) => `/${i + 1}`), '/a'],
    ],
  ])('%s is none: the page is what a browser shows there', async (_, to, others, way) => {
    for (const [from, next] of others) await stored(from, path(next).slice(path('').length));
    is('/a', moving(path(to)));
    expect(await obtain('/a')).toMatchObject({ status: 200, html: PAGE.html });
    expect(await kept('/a')).toMatchObject({ status: 200, html: PAGE.html });
    expect(await stores.table.find(address(path('/a')))).toMatchObject({ status: 200 });
    expect(told()).toEqual([way]);
    expect(circles).toMatchObject([{ level: 'warn', url: address(path('/a')) }]);
  });

  test('and shows nothing is no page: nothing is kept, and the record and the log say why', async () => {
    await stored('/b', '/a');
    is('/a', leading(path('/b')));
    await expect(obtain('/a')).rejects.toThrow(NotReady);
    expect(await kept('/a')).toBeUndefined();
    const record = await stores.table.find(address(path('/a')));
    const [a, b] = [address(path('/a')), address(path('/b'))];
    expect(record?.error).toBe(`it redirects in a circle: ${a} → ${b} → ${a}`);
    expect(told()).toEqual([['/a', '/b', '/a']]);
  });

  test('leaves a good page that is kept as it is, where it shows nothing', async () => {
    await obtain('/a');
    await stored('/b', '/a');
    is('/a', leading(path('/b')));
    expect(await again('/a')).toBe(false);
    expect(await kept('/a')).toMatchObject({ status: 200, html: PAGE.html });
    const record = await stores.table.find(address(path('/a')));
    expect(record).toMatchObject({ status: 200, error: expect.stringContaining('in a circle') });
  });
});

describe('a redirect is kept that leads', () => {
  test.each<[where: string, to: string, others: [from: string, to: string][]]>([
    ['to a page nobody has asked for', '/b', []],
    ['to one that leads on', '/b', [['/b', '/c']]],
    ['to the page in other letters', '/A', []],
    ['to the page with another query that counts', '/a?page=2', []],
    ['out of the site', 'https://other.example/a', []],
    ['to another scheme', 'http://site.example/1/a', []],
    [
      'on for longer than anybody follows',
      '/1',
      Array.from({ length: 12 }, (_, i): [string, string] => [`/${i + 1}`, i < 11 ? `/${i + 2}` : '/a']),
    ],
  ])('%s', async (_, to, others) => {
    for (const [from, next] of others) await stored(from, next);
    const location = to.startsWith('http') ? to : path(to);
    is('/a', moving(location));
    expect(await obtain('/a')).toMatchObject({ status: 301, location: address(location) });
    expect(await kept('/a')).toMatchObject({ status: 301 });
    expect(told()).toEqual([]);
  });

  test('between hosts of the site, until one leads back', async () => {
    const [one, other] = [address(path('/a')), `https://a.shop.example${path('/a')}`];
    outcomes = { [one]: moving(other), [other]: moving(one) };
    expect(await obtainSnapshot(one, PATIENCE_MS, context)).toMatchObject({ status: 301 });
    expect(await obtainSnapshot(other, PATIENCE_MS, context)).toMatchObject({ status: 200 });
  });
});

describe('redirects that are kept already and lead back', () => {
  test('are dropped when the page is rendered again: it is what a browser shows', async () => {
    is('/a', moving(path('/b')));
    await obtain('/a');
    await stored('/b', '/a');
    expect(await again('/a')).toBe(true);
    expect(await kept('/a')).toMatchObject({ status: 200, html: PAGE.html });
  });

  test('are dropped when the page is rendered again and shows nothing: there is none then', async () => {
    is('/a', leading(path('/b')));
    await obtain('/a');
    await stored('/b', '/a');
    expect(await again('/a')).toBe(false);
    expect(await kept('/a')).toBeUndefined();
    const record = await stores.table.find(address(path('/a')));
    expect(record).toMatchObject({ error: expect.stringContaining('in a circle') });
    for (const field of ['status', 'hash', 'renderedAt', 'dueShard'])
      expect(record).not.toHaveProperty(field);
    delete outcomes[address(path('/a'))];
    await clock.advance(1);
    expect(await obtain('/a')).toMatchObject({ status: 200 }); // mended, it is a page like any other
  });

  test.each(['html', 'md'] as const)('are dropped when %s is served from the bucket', async form => {
    await stored('/a', '/b');
    await stored('/b', '/a');
    is('/a', moving(path('/b')));
    const client = { category: 'search', isProved: true, mayRender: true, address: '192.0.2.1:443' } as const;
    const url = address(path('/a'));
    const asked = { url, form, client, deadline: PATIENCE_MS };
    expect(await serve(asked, context)).toMatchObject({ kind: 'page', snapshot: { status: 200 } });
    expect(rendered).toEqual([url]);
    expect(told()[0]).toEqual(['/a', '/b', '/a']);
    rendered = [];
    expect(await serve(asked, context)).toMatchObject({ kind: 'page', snapshot: { status: 200 } });
    expect(rendered).toEqual([]);
  });

  test('are dropped when another page leads to them', async () => {
    await stored('/b', '/c');
    await stored('/c', '/b');
    is('/a', moving(path('/b')));
    expect(await obtain('/a')).toMatchObject({ status: 301 });
    expect(told()).toEqual([['/b', '/c', '/b']]);
    expect(await followed('/a')).toEqual([301, 200]);
  });
});

describe('whoever keeps them, and whenever', () => {
  test('pages that lead to each other are never all redirects', async () => {
    const names = ['/a', '/b', '/c'];
    const moves = fc.constantFrom(moving, leading);
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.integer({ min: 2, max: 3 }),
        moves,
        async (scheduler, size, move) => {
          const folder = path(`/run-${run++}`);
          const urls = names.slice(0, size).map(name => address(folder + name));
          urls.forEach((url, i) => {
            outcomes[url] = move(urls[(i + 1) % size] ?? '');
          });
          const steps: Pick<SnapshotStore, 'put' | 'locationOf'> = {
            put: scheduler.scheduleFunction(snapshot => stores.store.put(snapshot)),
            locationOf: scheduler.scheduleFunction(url => stores.store.locationOf(url)),
          };
          const { get, holds, delete: drop } = stores.store;
          const bound = { get, holds, delete: drop };
          const store = Object.assign(Object.create(stores.store), steps, bind(bound, stores.store));
          const renders = urls.map(url =>
            obtainSnapshot(url, PATIENCE_MS, { ...context, store }).catch(error => error),
          );
          await scheduler.waitFor(Promise.all(renders));
          const locations = await Promise.all(urls.map(url => stores.store.locationOf(url)));
          expect(locations.some(location => location === undefined)).toBe(true);
          if (move === moving) for (const url of urls) expect(await stores.store.get(url)).toBeDefined();
        },
      ),
      { numRuns: 60 },
    );
  });

  test('who dies between keeping a redirect and looking at it leaves a page that is soon looked at', async () => {
    is('/a', moving(path('/b')));
    const url = address(path('/a'));
    const died = new Error('died');
    const dead = async () => Promise.reject(died);
    let isKept = false;
    const store = Object.assign(
      Object.create(stores.store),
      bind(
        {
          put: async snapshot => {
            await stores.store.put(snapshot);
            isKept = true;
            await stored('/b', '/a'); // by another, who looked before
          },
          locationOf: async from => (isKept ? dead() : stores.store.locationOf(from)),
          holds: stores.store.holds,
        } satisfies Partial<SnapshotStore>,
        stores.store,
      ),
    );
    const table = Object.assign(Object.create(stores.table), {
      ...bind({ lock: stores.table.lock, index: stores.table.index, find: stores.table.find }, stores.table),
      failed: dead,
    });
    await expect(obtainSnapshot(url, PATIENCE_MS, { ...context, store, table })).rejects.toThrow('died');
    expect(await kept('/a')).toMatchObject({ status: 301 });
    const record = await stores.table.find(url);
    expect(record).toMatchObject({ dueShard: expect.any(String), dueAt: record?.lockedUntil });
    await clock.advance(HOUR);
    expect(await again('/a')).toBe(true);
    expect(await kept('/a')).toMatchObject({ status: 200 });
  });
});

/** Methods that reach the private fields of the object they are of. */
const bind = <Methods extends object>(methods: Methods, owner: object): Methods =>
  Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, method.bind(owner)])) as Methods;
