import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SAID, wordsOfFile } from '../../../cli/import/words.ts';
import { csvLine, harmlessCell, plainCell } from '../../../core/imports/cells.ts';
import { csvRows } from '../../../core/imports/csv.ts';
import { jsonLines, jsonValues } from '../../../core/imports/json.ts';
import { type Row, readExport } from '../../../core/imports/read.ts';
import { worded } from '../../../core/imports/said.ts';
import { CSV_HEAD, csvRowOf } from '../../../core/imports/services/signpost.ts';
import { FileFault } from '../../../core/imports/text.ts';

async function* cut(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

async function* bytesOf(content: string | Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** All rows of a file; what it cannot be read behind stands last. */
async function rowsOf(content: string | Uint8Array, size?: number): Promise<(Row | string)[]> {
  const rows: (Row | string)[] = [];
  try {
    for await (const row of (await readExport(bytesOf(content, size))).rows) rows.push(row);
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    rows.push(wordsOfFile(error.said));
  }
  return rows;
}

describe('CSV', () => {
  const csv = (text: string) => all(csvRows(cut(text, 3), ','));

  test.each<[string, string, unknown[]]>([
    ['nothing', '', []],
    ['ends with a line, or without', 'a,b', [{ line: 1, cells: ['a', 'b'] }]],
    ['LF, CR LF and CR', 'a\nb\r\nc\rd', [1, 2, 3, 4].map(line => ({ line, cells: ['abcd'[line - 1]] }))],
    [
      'empty lines are no rows, and count',
      'a\n\n\r\nb\n',
      [
        { line: 1, cells: ['a'] },
        { line: 4, cells: ['b'] },
      ],
    ],
    [
      'empty cells are cells',
      ',\n""',
      [
        { line: 1, cells: ['', ''] },
        { line: 2, cells: [''] },
      ],
    ],
    [
      'lines in quotes',
      '"a\r\nb\nc",d\ne',
      [
        { line: 1, cells: ['a\r\nb\nc', 'd'] },
        { line: 4, cells: ['e'] },
      ],
    ],
    ['quotes in quotes', '"a ""b"""', [{ line: 1, cells: ['a "b"'] }]],
    ['a quote within a cell is one', 'a 5" disk,b', [{ line: 1, cells: ['a 5" disk', 'b'] }]],
    [
      'text behind a quote: that row alone is wrong',
      'a\n"b"c,d\ne\n',
      [
        { line: 1, cells: ['a'] },
        { line: 2, wrong: { says: 'text-behind-quote' } },
        { line: 3, cells: ['e'] },
      ],
    ],
  ])('%s', async (_, text, rows) => expect(await csv(text)).toEqual(rows));

  test('a quote that nobody closes ends the reading, and says where it began', async () => {
    await expect(csv('a\n"b\nc\nd\n')).rejects.toMatchObject({ said: { says: 'open-quote', line: 2 } });
    await expect(all(csvRows(cut(`a\n"${'b'.repeat(1_000_001)}`, 10_000), ','))).rejects.toMatchObject({
      said: { says: 'open-quote', line: 2 },
    });
  });

  test('whatever cells hold, they come back, each row with its line, however the text is cut', async () => {
    const cell = fc.oneof(fc.string(), fc.stringMatching(/^[",;\r\n a]{0,6}$/));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 4 })),
        fc.integer({ min: 1, max: 9 }),
        async (rows, size) => {
          let line = 1;
          const lines = rows.map(cells => {
            const at = line;
            line += 1 + cells.reduce((sum, each) => sum + each.split(/\r\n|[\r\n]/).length - 1, 0);
            return at;
          });
          const read = await all(csvRows(cut(rows.map(csvLine).join(''), size), ','));
          expect(read).toEqual(rows.map((cells, n) => ({ line: lines[n], cells })));
        },
      ),
    );
  });
});

describe('a cell that a spreadsheet would run', () => {
  test.each([
    ['=HYPERLINK("http://evil.example")', '\'=HYPERLINK("http://evil.example")'],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@a', "'@a"],
    ['\t=1', "'\t=1"],
    ["'=1", "''=1"],
    ["'tis", "'tis"],
    ['a=1', 'a=1'],
  ])('%j is written %j', (text, cell) => {
    expect([harmlessCell(text), plainCell(cell)]).toEqual([cell, text]);
  });

  test('whatever it is, it comes back, and none begins as a formula', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^['=+\-@\t\ra]{0,5}$/)), text => {
        expect(plainCell(harmlessCell(text))).toBe(text);
        expect(harmlessCell(text)).not.toMatch(/^[=+\-@\t\r]/);
      }),
    );
  });
});

describe('JSON', () => {
  test('a line that is none is told by itself, and what is too long is not kept', async () => {
    const text = `{"a":1}\n\nnot json\r\n{"b":"${'x'.repeat(1_100_000)}"}\n{"c":3}`;
    expect(await all(jsonLines(cut(text, 10_000)))).toEqual([
      { line: 1, value: { a: 1 } },
      { line: 3, wrong: { says: 'no-json' } },
      { line: 4, wrong: { says: 'too-long', most: 1_000_000 } },
      { line: 5, value: { c: 3 } },
    ]);
  });

  test('a document that ends too early gives what was whole, and then says so', async () => {
    const rows: unknown[] = [];
    const read = async (text: string) => {
      for await (const row of jsonValues(cut(text, 4), '$.data.*')) rows.push(row);
    };
    await expect(read('{"data":[{"a":1},{"b":')).rejects.toMatchObject({
      said: { says: 'json-ends', entries: 1 },
    });
    expect(rows).toEqual([{ line: 1, value: { a: 1 } }]);
    await expect(read('{"data":[{"a":1},}')).rejects.toMatchObject({ said: { says: 'json-ends' } });
    await expect(read('{"data":[]}')).rejects.toMatchObject({ said: { says: 'no-entries' } });
  });
});

const BITLY = `Title,Long URL,Created,Bitlink,Tags
One,https://example.com/1,2021-03-04,https://go.acme.example/one,a
Two,https://example.com/2,2021-03-04,https://go.acme.example/two,b
Three,https://example.com/3,2021-03-04,https://go.acme.example/three,c
`;

describe('a mangled file', () => {
  const slugs = (rows: (Row | string)[]) =>
    rows.map(row =>
      typeof row === 'string'
        ? row
        : 'wrong' in row
          ? [row.line, worded(row.wrong.said, SAID)]
          : [row.line, row.drafts[0]?.body.slug],
    );

  test.each<[string, string | Uint8Array, unknown[]]>([
    [
      'a cell too few',
      BITLY.replace('Two,', ''),
      [
        [2, 'one'],
        [3, 'has 4 cells, and the head has 5'],
        [4, 'three'],
      ],
    ],
    [
      'no address',
      BITLY.replace('https://example.com/2', ''),
      [
        [2, 'one'],
        [3, 'there is no address that the link leads to'],
        [4, 'three'],
      ],
    ],
    [
      'no slug',
      BITLY.replace('https://go.acme.example/two', ''),
      [
        [2, 'one'],
        [3, 'there is no slug, and no short address with one'],
        [4, 'three'],
      ],
    ],
    [
      'a quote never closed',
      BITLY.replace('Two', '"Two'),
      [[2, 'one'], 'a quote in the row at line 3 is never closed'],
    ],
    [
      'cut off within a row',
      BITLY.slice(0, -20),
      [
        [2, 'one'],
        [3, 'two'],
        [4, 'has 4 cells, and the head has 5'],
      ],
    ],
    [
      'not UTF-8',
      Buffer.from(BITLY.replace('Two', 'Zwölf'), 'latin1'),
      ['the file is not UTF-8; save it as "CSV UTF-8", or as UTF-8 by an editor'],
    ],
    [
      'another one’s columns',
      BITLY.replace('Long URL', 'Target'),
      [expect.stringMatching(/^the file is no export that is known: its columns are "Title", "Target"/)],
    ],
    ['two columns of one name', BITLY.replace('Tags', 'title'), ['two columns are called "title"']],
    [
      'a head with a comma in a name',
      BITLY.replace('Tags', '"Tags, all"'),
      [
        [2, 'one'],
        [3, 'two'],
        [4, 'three'],
      ],
    ],
    ['empty', '\n\n', ['the file is empty']],
    [
      'JSON of nobody',
      '{"items":[]}',
      [expect.stringMatching(/^the file is no JSON of a service that is known, /)],
    ],
  ])('%s', async (_, content, expected) => {
    expect(slugs(await rowsOf(content))).toEqual(expected);
  });

  test('whatever is done to a file: nothing is thrown but what tells of it, and a row that is read says what stands in its line', async () => {
    const lines = BITLY.split('\n');
    const change = fc.record({
      at: fc.nat(BITLY.length),
      length: fc.nat(6),
      by: fc.oneof(fc.string({ maxLength: 4 }), fc.constantFrom('"', ',', '\n', '\r', '\ufffd', '\0', ';')),
    });
    await fc.assert(
      fc.asyncProperty(change, fc.integer({ min: 1, max: 50 }), async ({ at, length, by }, size) => {
        const mangled = BITLY.slice(0, at) + by + BITLY.slice(at + length);
        const rows = await rowsOf(mangled, size);
        expect(await rowsOf(mangled)).toEqual(rows); // however it is cut
        const own = mangled.split(/\r\n|\r|\n/);
        for (const row of rows) {
          if (typeof row === 'string') continue;
          const text = own[row.line - 1] ?? '';
          // What was not touched is read as ever.
          if ('drafts' in row && lines.includes(text) && own[0] === lines[0])
            expect(text).toContain(`/${row.drafts[0]?.body.slug}`);
        }
        if (rows.every(row => typeof row !== 'string') && own[0] === lines[0]) {
          const read = new Set(rows.map(row => (typeof row === 'string' ? 0 : row.line)));
          for (const [n, line] of own.entries())
            if (n > 0 && lines.includes(line) && line !== '' && !mangled.includes('"'))
              expect(read).toContain(n + 1);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('our own export', () => {
  const line = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    .filter(text => text.trim() === text && text !== '' && !/[\p{Cc}\p{Cs}]/u.test(text));
  const link = fc.record(
    {
      slug: fc.stringMatching(/^[A-Za-z0-9]{1,9}$/),
      url: fc.webUrl(),
      shortUrl: fc.constant('https://go.example.com/x'),
      title: fc.oneof(line, fc.constantFrom('=1+1', "'=x", '-', '@me', '"quoted"', 'a,b')),
      tags: fc.array(fc.oneof(line, fc.constantFrom('a,b', '=tag', '"'))),
      note: fc.constantFrom('=a\nb', 'x'),
      domain: fc.constantFrom('go.other.example'),
      expiresAt: fc.constant('2030-01-01T00:00:00Z'),
      status: fc.constantFrom(301, 302),
      maxAge: fc.nat(86_400),
      forwardQuery: fc.boolean(),
      forwardPath: fc.boolean(),
      utm: fc.record({ source: line, id: line }, { requiredKeys: [] }),
      rules: fc.constantFrom([], [{ url: 'https://example.com/ios', os: ['ios'] }]),
      maxClicks: fc.integer({ min: 1, max: 1000 }),
      unfurl: fc.constantFrom('auto', { title: '+1' }),
      hasPassword: fc.constant(false),
    },
    {
      requiredKeys: [
        'slug',
        'url',
        'shortUrl',
        'tags',
        'status',
        'maxAge',
        'forwardQuery',
        'forwardPath',
        'utm',
        'rules',
      ],
    },
  );
  /** What a link is made of: of what says nothing there need not be anything. */
  const settings = ({ shortUrl: _, hasPassword: __, ...rest }: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(rest).filter(([, value]) => !['[]', '{}'].includes(JSON.stringify(value))),
    );
  const bodies = (rows: (Row | string)[]) =>
    rows.map(row => (typeof row !== 'string' && 'drafts' in row ? settings(row.drafts[0]?.body ?? {}) : row));

  test('comes back as it was, as CSV and as JSON Lines', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(link, { minLength: 1, maxLength: 5 }), async links => {
        const expected = links.map(settings);
        expect(bodies(await rowsOf(CSV_HEAD + links.map(csvRowOf).join('')))).toEqual(expected);
        expect(bodies(await rowsOf(links.map(each => `${JSON.stringify(each)}\n`).join('')))).toEqual(
          expected,
        );
      }),
    );
  });
});
