import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { chart, facts, json, table } from '../../cli/output/output.ts';
import { cut } from '../../cli/output/table.ts';

interface Row {
  slug: string;
  url: string;
  clicks?: number;
}

const COLUMNS = [
  { head: 'slug', cell: ({ slug }: Row) => slug },
  { head: 'leads to', cell: ({ url }: Row) => url, gives: true as const },
  { head: 'clicks', cell: ({ clicks }: Row) => clicks, isNumber: true as const },
];

describe('a table', () => {
  test.each<[what: string, rows: Row[], width: number | undefined, text: string]>([
    ['of nothing', [], undefined, '\n'],
    [
      'with numbers below each other, and without a column of which there is nothing',
      [
        { slug: 'a', url: '-', clicks: 7 },
        { slug: 'spring', url: '-', clicks: 1234 },
      ],
      undefined,
      'SLUG    CLICKS\na            7\nspring    1234\n',
    ],
    [
      'with wide characters, which take two columns',
      [
        { slug: '春', url: 'x' },
        { slug: '🌸🌸', url: 'y' },
      ],
      undefined,
      'SLUG  LEADS TO\n春    x\n🌸🌸  y\n',
    ],
    [
      'that fits by cutting what may be cut',
      [{ slug: 'a-slug-that-stays', url: 'https://example.com/a/long/way', clicks: 1 }],
      40,
      'SLUG               LEADS TO       CLICKS\na-slug-that-stays  https://exam…       1\n',
    ],
    [
      'that cannot fit, and keeps what is never cut',
      [{ slug: 'a-slug-that-stays', url: 'https://example.com/' }],
      10,
      'SLUG               LEADS TO\na-slug-that-stays  https:/…\n',
    ],
    [
      'whose cells hold what a terminal would obey',
      [{ slug: '\u001b]0;x\u0007', url: 'a\nb' }],
      undefined,
      'SLUG              LEADS TO\n\\u001b]0;x\\u0007  a\\u000ab\n',
    ],
  ])('%s', (_, rows, width, text) => {
    expect(table(rows, COLUMNS, width)).toBe(text);
  });

  test('fits into every terminal that has room for what is never cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ slug: fc.string({ maxLength: 8 }), url: fc.string({ unit: 'grapheme' }) }), {
          minLength: 1,
        }),
        fc.integer({ min: 80, max: 200 }),
        (rows, width) => {
          for (const line of table(rows, COLUMNS, width).split('\n'))
            expect(stringWidth(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });
});

test.each([
  ['abc', 3, 'abc'],
  ['abcd', 3, 'ab…'],
  ['春の日', 5, '春の…'],
  ['👩‍👩‍👧‍👦x👩‍👩‍👧‍👦', 4, '👩‍👩‍👧‍👦x…'],
])('%s in %i columns', (text, width, shown) => {
  expect(cut(text, width)).toBe(shown);
});

test('facts leave out what is not known', () => {
  expect(
    facts([
      ['slug', 'a'],
      ['title', undefined],
      ['tags', ''],
      ['leads to', 'x\u009b'],
    ]),
  ).toBe('slug      a\nleads to  x\\u009b\n');
});

describe('a chart', () => {
  test.each<[what: string, bars: [string, number][], text: string]>([
    ['of nothing', [], ''],
    ['of zeros has no bars', [['a', 0]], 'a  0\n'],
    [
      'fills the width with the longest bar',
      [
        ['a', 8],
        ['bb', 4],
      ],
      'a   8  ████████\nbb  4  ████\n',
    ],
    [
      'shows what is more than nothing',
      [
        ['a', 1000],
        ['b', 1],
      ],
      'a  1000  ██████\nb     1  ▏\n',
    ],
    [
      'takes wide labels for wide',
      [
        ['春', 1],
        ['b', 0],
      ],
      '春  1  ████████\nb   0\n',
    ],
  ])('%s', (_, bars, text) => {
    expect(
      chart(
        bars.map(([label, value]) => ({ label, value })),
        15,
      ),
    ).toBe(text);
  });
});

test('JSON has nothing that a terminal would obey, and is what it was', () => {
  const value = { title: '\u009b31m\u001b[0m\u007f' };
  expect(json(value)).toBe('{\n  "title": "\\u009b31m\\u001b[0m\\u007f"\n}\n');
  expect(JSON.parse(json(value))).toEqual(value);
});
