import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { coresTables } from '../../bench/render/cores.ts';
import type { Measured } from '../../bench/render/measure.ts';
import { CONTAINER, FLOOR, missingOf } from '../../bench/render/party.ts';
import { freePort } from '../../bench/render/program.ts';
import { wrongWith } from '../../bench/render/right/judge.ts';
import { DATA, rightPage, type Source, WANTED } from '../../bench/render/right/page.ts';
import { RIGHT_PAGES } from '../../bench/render/right/pages.ts';
import { openPlain } from '../../bench/render/right/plain.ts';
import { readHtml } from '../../bench/render/right/read.ts';
import { follow, measureRight } from '../../bench/render/right/run.ts';
import { rightAims, rightShare, rightTables } from '../../bench/render/right/tables.ts';
import { withSite } from '../../bench/render.ts';

/** Pages mostly wait. */
const AT_ONCE = 10;

describe('the pages of the list', () => {
  test('are sixty, each with a name and an address of its own', () => {
    expect(RIGHT_PAGES).toHaveLength(60);
    expect(new Set(RIGHT_PAGES.map(({ name }) => name)).size).toBe(60);
    expect(new Set(RIGHT_PAGES.map(({ path }) => path)).size).toBe(60);
  });

  test.each(RIGHT_PAGES)('$name: who gives it out as it came is wrong', page => {
    const { html, wanted } = page;
    const answer = { status: wanted.status ?? 200, location: '', html, ms: 0 };
    expect(wrongWith(page, answer, 'http://shop')).not.toBe('');
  });

  const lacks = new Map<string, string>();
  const doubted = rightPage({
    name: 'something else',
    text: ['what nobody shows'],
    path: RIGHT_PAGES[0]?.path ?? '',
  });
  beforeAll(async () => {
    await withSite(async ({ origin, executable, folder }) => {
      const browser = await openPlain({ executable, folder });
      const left = [...RIGHT_PAGES];
      const looker = async () => {
        for (let page = left.shift(); page; page = left.shift())
          lacks.set(page.name, await browser.look(page, origin));
      };
      try {
        await Promise.all(Array.from({ length: AT_ONCE }, looker));
        lacks.set(doubted.name, await browser.look(doubted, origin, 0));
      } finally {
        await browser.close();
      }
    });
  }, 300_000);

  test.each(RIGHT_PAGES)('a plain browser shows what is wanted: $name', ({ name }) => {
    expect(lacks.get(name)).toBe('');
  });

  test('a plain browser is not said to show what it does not', () => {
    expect(lacks.get(doubted.name)).toBe('"what nobody shows" is not there');
  });
});

describe('what is read of HTML', () => {
  test.each([
    ['text', '<p>one <b>two</b>', ' one two '],
    [
      'no scripts, styles, frames or titles',
      '<title>a</title><script>b</script><style>c</style><iframe>d</iframe>e',
      ' e ',
    ],
    ['nothing for who has no scripts', '<noscript>a</noscript>b', ' b '],
    [
      'nothing hidden',
      '<p hidden>a</p><p style="display: none">b</p><p style="opacity:0">c</p><p style="opacity:0.5">d',
      ' d ',
    ],
    ['nothing of a class that hides', '<p class="x tests-pending">a</p><p class="tests">b', ' b '],
    [
      'shadow roots of both kinds',
      '<a-b><template shadowrootmode="closed">a<c-d><template shadowrootmode="open">b</template></c-d></template></a-b>',
      ' a b ',
    ],
    ['no other templates', '<template>a</template>b', ' b '],
  ])('%s', (_, html, text) => {
    expect(readHtml(html, ['tests-pending']).text).toBe(text);
  });

  test.each([
    [
      'what stands there',
      '<head><title>T</title><meta property="og:title" content="C"><link rel="canonical" href="/a">',
      { title: 'T', 'og:title': 'C', canonical: '/a' },
    ],
    [
      'nothing behind an element that ends it',
      '<head><title>T</title><div></div><meta name="robots" content="noindex">',
      { title: 'T' },
    ],
    [
      'nothing behind a text that ends it',
      '<head><title>T</title>text<link rel="canonical" href="/a">',
      { title: 'T' },
    ],
    [
      'the first of two',
      '<head><meta name="robots" content="all"><meta name="robots" content="noindex">',
      { robots: 'all' },
    ],
  ])('of the head: %s', (_, html, head) => {
    expect(readHtml(html).head).toEqual(head);
  });

  test('a link ends where the next begins', () => {
    const { links } = readHtml('<a href="/a">one <a href="/b">two</a> three</a>');
    expect(links).toEqual([
      { href: '/a', text: 'one ' },
      { href: '/b', text: 'two' },
    ]);
  });
});

describe('an answer', () => {
  const html = (main: string, head = '') => `<!doctype html><head>${head}</head><main>${main}</main>`;
  const canonical = '<link rel="canonical" href="http://shop/right/a">';
  const long = `<style>${'p{}'.repeat(12_000)}</style>`;
  const links = [{ path: '/right/b', text: 'two' }];
  test.each<[string, Partial<Source>, { status?: number; html?: string }, string]>([
    ['with its text', {}, { html: html(WANTED) }, ''],
    ['without it', {}, { html: html(DATA) }, '"the wanted text" is not there'],
    [
      'with its text in a comment',
      {},
      { html: html(`<!-- ${WANTED} -->`) },
      '"the wanted text" is not there',
    ],
    ['with what is over', { unwanted: ['Wait'] }, { html: html(`Wait ${WANTED}`) }, '"Wait" is still there'],
    ['of another status', {}, { status: 404, html: html(WANTED) }, 'answers 404'],
    ['of none', {}, { status: 0 }, 'no answer'],
    ['of the wanted status', { status: 410 }, { status: 410, html: html(WANTED) }, ''],
    ['of 200 in its place', { status: 410 }, { html: html(WANTED) }, 'answers 200, not 410'],
    ['no page, not given out', { isNoPage: true }, { status: 503 }, ''],
    ['no page, given out', { isNoPage: true }, { html: html(WANTED) }, 'given out as a page, 200'],
    ['no page, given out as not found', { isNoPage: true }, { status: 404 }, 'given out as a page, 404'],
    ['no page, nor an answer', { isNoPage: true }, { status: 0 }, 'given out as a page, 0'],
    ['with its canonical', { head: { canonical: '/right/a' } }, { html: html(WANTED, canonical) }, ''],
    [
      'with another',
      { head: { canonical: '/right/a/' } },
      { html: html(WANTED, canonical) },
      'canonical is http://shop/right/a',
    ],
    [
      'with it in its body',
      { head: { canonical: '/right/a' } },
      { html: html(WANTED + canonical) },
      'no canonical in the head',
    ],
    ['with it early', { early: ['canonical'] }, { html: html(WANTED, canonical + long) }, ''],
    [
      'with it late',
      { early: ['canonical'] },
      { html: html(WANTED, long + canonical) },
      'canonical is behind the first 32 KB',
    ],
    ['with its link', { links }, { html: html(`${WANTED}<a href="b">one two</a>`) }, ''],
    [
      'with an empty one',
      { links },
      { html: html(`${WANTED}<a href="b"></a>two`) },
      'no link "two" to /right/b',
    ],
    ['with its rule', { style: 'color: red' }, { html: html(WANTED, '<style>p{color:red}</style>') }, ''],
    [
      'without it',
      { style: 'color: red' },
      { html: html(`${WANTED} color: red`) },
      'no rule with color: red',
    ],
  ])('%s', (_, wanted, given, wrong) => {
    const page = rightPage({ name: 'a', ...wanted });
    expect(wrongWith(page, { status: 200, location: '', html: '', ms: 0, ...given }, 'http://shop')).toBe(
      wrong,
    );
  });
});

describe('figures', () => {
  const right = { wrong: '', ms: 10 };
  const verdicts = new Map([
    [
      'ours',
      [
        { page: 'a', ...right },
        { page: 'b', ...right },
      ],
    ],
    [
      'theirs',
      [
        { page: 'a', ...right },
        { page: 'b', wrong: 'answers 404', ms: 30 },
      ],
    ],
    [
      'others',
      [
        { page: 'a', wrong: 'no answer', ms: 10 },
        { page: 'b', wrong: 'answers 404', ms: 30 },
      ],
    ],
  ]);

  test('the share of pages that are right', () => {
    expect([...verdicts.values(), [], undefined].map(rightShare)).toEqual([100, 50, 0, undefined, undefined]);
    expect(rightAims(verdicts, ['ours', 'theirs', 'nobody'])[0]?.values).toEqual([50]);
    expect(rightAims(verdicts, ['nobody'])[0]?.values).toEqual([]);
  });

  test('where it fails is told of each page, once for all who fail alike', () => {
    const lines = rightTables(verdicts).split('\n');
    expect(lines).toContainEqual(expect.stringMatching(/^theirs +50 +1 of 2 +10 +30$/));
    expect(lines.slice(-3)).toEqual(['b: answers 404  theirs; others', 'a: no answer    others', '']);
  });

  test('what the cores can give: the best number at once, beside what the page itself needs', () => {
    const measured = (pagesPerSecond: number, cpu: number): Measured => ({
      ms: [100],
      pagesPerSecond,
      cpu: { node: cpu, browser: 0, pages: 0, network: 0, other: 0, unseen: 0 },
      pssMb: 300,
      incomplete: 0,
      why: '',
      styles: true,
      shadow: true,
    });
    const round = (four: number, eight: number) => ({
      floor: measured(10, 80),
      ours: new Map([
        [4, measured(four, 75)],
        [8, measured(eight, 75)],
      ]),
    });
    const { text, aims } = coresTables([round(20, 23), round(16, 24), round(20, 22)], 2);
    expect(aims.map(({ values }) => values)).toEqual([[92, 96, 88]]);
    expect(text).toMatch(/^4 .* 80$/m);
    expect(text).toMatch(/^8 .* 92$/m);
    expect(text).toContain('2 cores can give 25.0 pages/s');
  });

  test('a party whose Chromium is not installed is known by it', () => {
    expect(missingOf({ ...CONTAINER, executable: '/nowhere/chromium' })).toBe('/nowhere/chromium');
    expect(missingOf({ ...CONTAINER, executable: process.execPath })).toBeUndefined();
    expect(missingOf(CONTAINER)).toBeUndefined();
  });
});

describe('a redirect', () => {
  const page = (path: string) => (path === '/b' ? '200' : path === '/error' ? '502' : '404');
  const answers: Record<string, string> = {
    '/a': '/b',
    '/slash': '/slash',
    '/C%2B%2B': '/C++',
    '/%': '/b',
    '/one': '/two',
    '/two': 'http://shop/one',
  };
  const server = createServer((request, response) => {
    const asked = new URL(request.url ?? '', 'http://party').searchParams.get('url') ?? '';
    const { pathname } = new URL(asked);
    const location = answers[pathname];
    response.writeHead(location ? 301 : Number(page(pathname)), location ? { location } : {}).end(pathname);
  });
  let port = 0;
  beforeAll(async () => {
    port = await freePort(server);
  });
  afterAll(() => {
    server.close().closeAllConnections();
  });

  test.each([
    ['/a', { status: 200, html: '/b' }],
    ['/b', { status: 200, html: '/b' }],
    ['/error', { status: 502, html: '/error' }],
    ['/slash', { status: 301, isCircle: true }],
    ['/C%2B%2B', { status: 301, isCircle: true }],
    ['/%', { status: 200, html: '/b' }],
    ['/one', { status: 301, isCircle: true }],
  ])('of %s is followed as by a crawler', async (path, answer) => {
    const found = await follow(port, `http://shop${path}`);
    expect({ isCircle: undefined, ...found }).toMatchObject({ isCircle: undefined, ...answer });
  });
});

test('a party is asked for pages, and judged', async () => {
  await withSite(async site => {
    const pages = [
      rightPage({ name: 'splash screen of 2.5 s', text: [DATA] }),
      rightPage({ name: 'spinner of 4 s', text: ['what nobody shows'] }),
    ];
    const found = await measureRight(site, { parties: [FLOOR, CONTAINER], pages, progress: () => undefined });
    expect([...found.keys()]).toEqual([CONTAINER.name]);
    expect(found.get(CONTAINER.name)?.map(({ page, wrong }) => [page, wrong])).toEqual([
      ['splash screen of 2.5 s', ''],
      ['spinner of 4 s', '"what nobody shows" is not there'],
    ]);
  });
}, 300_000);
