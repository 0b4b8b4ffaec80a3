import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'parse5';
import type { AuditedPage, AuditResult } from '../../cli/audit.ts';
import { auditReport } from '../../cli/audit-report.ts';
import { tabForFile } from '../core/rendering/in-page/in-chromium.ts';

const { open, evaluate } = tabForFile();

const SITE = 'https://www.example.com';
const JPEG = `/9j/${'A'.repeat(400)}`;
const EVIL = '</li></script><script>hit()</script><img src=x onerror=hit()>"\'><b>&amp;\u001b[31m\u202e';

const page = (
  path: string,
  result: Partial<AuditResult> = {},
  pictures = { person: JPEG, crawler: JPEG },
): AuditedPage => ({
  result: { url: SITE + path, same: true, differences: [], ...result },
  pictures,
});
const differing = (path: string, ...kinds: string[]) =>
  page(path, {
    same: false,
    differences: kinds.map(what => ({ what, person: [`${what} of a person`], crawler: [] })),
  });

const PAGES: AuditedPage[] = [
  page('/'),
  page('/about'),
  differing('/products/1', 'text', 'links'),
  differing('/products/2', 'text', 'markup'),
  page('/gone', { same: false, error: `no page: ${EVIL}` }, {} as never),
  page('/item?id=7', { notes: ['its ?id does not count'] }),
  page('/item?id=8', { notes: ['its ?id does not count', EVIL] }),
  page(`/${EVIL}`, {
    same: false,
    differences: [
      { what: 'title', person: [EVIL], crawler: [''] },
      {
        what: 'text',
        person: Array.from({ length: 40 }, () => `${EVIL} ${'long'.repeat(100)}`),
        crawler: [EVIL],
      },
    ],
  }),
];
const AROUND = {
  crawler: `Bot/1 ${EVIL}`,
  listed: `${SITE}/sitemap.xml`,
  at: new Date('2026-03-01T10:20:30Z'),
};
const report = auditReport(PAGES, AROUND);
/** The same in a window of a width, which may be asked by `page`. */
const inWindow = (width: number) =>
  `<!doctype html><iframe width="${width}" height="900" srcdoc="${report.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"></iframe>
   <script>const within = code => new Function('document', 'return ' + code)(document.querySelector('iframe').contentDocument)</script>`;
const within = <T>(code: string) => evaluate<T>(`within(${JSON.stringify(code)})`);

describe('a report that is opened', () => {
  beforeAll(() => open(inWindow(1_000)));

  test('says on top how many are what', async () => {
    expect(
      await within(
        `[...document.querySelectorAll('dl div')].map(each => each.innerText.replace(/\\s+/g, ' '))`,
      ),
    ).toEqual(['the same 4', 'differ 3', 'not opened 1']);
  });

  test('and on how many pages each kind is, the most frequent first', async () => {
    const kinds = await within<string>(`document.querySelector('.kinds').innerText.replace(/\\s+/g, ' ')`);
    expect(kinds).toBe('text 3 pages links 1 page trees that HTML cannot say 1 page title 1 page');
  });

  test('and what hides pages', async () => {
    expect(await within(`document.querySelector('h2 + .note').textContent`)).toBe(
      '2 pages: its ?id does not count',
    );
  });

  test('has the pages that need a look first, opened', async () => {
    const pages = await within<[string, boolean][]>(
      `[...document.querySelectorAll('details')].map(each => [each.querySelector('summary bdi').textContent.slice(0, 11), each.open])`,
    );
    expect(pages).toEqual([
      ['/gone', true],
      ['/products/1', true],
      ['/products/2', true],
      [expect.stringMatching(/^\/%3C/), true],
      ['/', false],
      ['/about', false],
      ['/item?id=7', false],
      ['/item?id=8', false],
    ]);
  });

  test('has the pictures of both side by side, and of what was not opened none', async () => {
    const sources = await within<string[]>(`[...document.querySelectorAll('img')].map(({ src }) => src)`);
    expect(sources).toEqual(Array(14).fill(`data:image/jpeg;base64,${JPEG}`));
    expect(
      await within(`(() => { const [one, other] = [...document.querySelectorAll('details[open] figure')].map(each => each.getBoundingClientRect());
        return one.top === other.top && one.right < other.left && one.width === other.width })()`),
    ).toBe(true);
  });
});

test.each([320, 360, 1_280])('it is as wide as a window of %d', async width => {
  await open(inWindow(width));
  const inside = await within<number[]>(
    `(document.querySelectorAll('details').forEach(each => { each.open = true }),
      [document.documentElement.scrollWidth, document.documentElement.clientWidth])`,
  );
  expect(inside[0]).toBe(inside[1]);
});

describe('what pages say is text', () => {
  test('and no markup', () => {
    const html = JSON.stringify(parse(report), (key, value) => (key === 'parentNode' ? undefined : value));
    const names = [...html.matchAll(/"tagName":"([\w-]+)"/g)].map(([, name]) => name);
    expect(new Set(names)).not.toContain('script');
    expect(names.filter(name => name === 'img')).toHaveLength(14);
    expect(/"name":"on\w+"/.exec(html)).toBeNull();
    expect(names).not.toContain('b');
    expect([...report].filter(character => character < ' ' && character !== '\n')).toEqual([]);
  });

  test('and nothing is loaded, whatever it were', () => {
    const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(report) ?? [];
    expect(policy).toMatch(/^default-src (&#39;|')none/);
    for (const [, address] of report.matchAll(/(?:src|href)="([^"]*)"/g))
      expect(address).toMatch(/^(data:|https:\/\/www\.example\.com\/)/);
  });
});

test('pictures that would make it too large are left out, those of pages that are the same first', () => {
  const large = { person: 'A'.repeat(15_000_000), crawler: 'A'.repeat(1_000_000) };
  const html = auditReport(
    [page('/a', {}, large), page('/b', {}, large), { ...differing('/c', 'text'), pictures: large }],
    AROUND,
  );
  expect(html.length).toBeLessThan(40_000_000);
  const sections = html
    .split('<details')
    .slice(1)
    .map(section => [/<bdi>(.*?)<\/bdi>/.exec(section)?.[1], section.includes('<img')]);
  expect(sections).toEqual([
    ['/c', true],
    ['/a', true],
    ['/b', false],
  ]);
});
