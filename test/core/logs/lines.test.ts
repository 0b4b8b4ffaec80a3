import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { LogFileBroken } from '../../../core/logs/entry.ts';
import { MAX_LINE_BYTES } from '../../../core/logs/lines.ts';
import { readLog } from '../../../core/logs/read.ts';
import { chunksOf, cut, readAll } from './read-all.ts';

const line = (path: string) => `{"timestamp(ms)":"1734528645492","cs-uri-stem":"${path}"}`;
const paths = async (file: Parameters<typeof readAll>[0]) =>
  (await readAll(file)).map(item => ('path' in item ? item.path : `${item.line}: ${item.reason}`));
/** Texts that gzip cannot make much smaller. */
const noise = (n: number) => Buffer.from(String(Math.sin(n))).toString('hex');
const MANY = Array.from({ length: 2000 }, (_, n) => `/${noise(n)}/${n}`);

describe('files', () => {
  test.each<[string, string | Uint8Array, string[]]>([
    ['an empty one', '', []],
    ['an empty one, zipped', gzipSync(''), []],
    ['one byte', '\n', []],
    ['one byte of gzip', Uint8Array.of(0x1f), ['1: it is of no log that is known']],
    ['no newline at the end', `${line('/a')}\n${line('/b')}`, ['/a', '/b']],
    ['a newline at the end', `${line('/a')}\n${line('/b')}\n`, ['/a', '/b']],
    ['newlines of Windows', `${line('/a')}\r\n\r\n${line('/b')}\r\n`, ['/a', '/b']],
    ['empty lines', `\n\n${line('/a')}\n\n${line('/b')}\n\n`, ['/a', '/b']],
    ['a byte order mark', `\ufeff${line('/a')}\n${line('/b')}`, ['/a', '/b']],
    [
      'a byte order mark before a header',
      '\ufeff#Fields: timestamp(ms) cs-uri-stem\n1734528645492\t/a',
      ['/a'],
    ],
    ['letters of many bytes', `${line('/é')}\n${line('/日本語😀')}`, ['/é', '/日本語😀']],
    [
      'NULs',
      `\0\0\n${line('/a')}\n\0`,
      ['1: it is of no log that is known', '/a', '3: it is of no log that is known'],
    ],
    [
      'bytes that are no text',
      Buffer.concat([Buffer.from(line('/a\xff'), 'latin1'), Buffer.from('\n')]),
      ['/a\ufffd'],
    ],
    ['a broken line in the middle', `${line('/a')}\n{"cs\n${line('/b')}`, ['/a', '2: it is no JSON', '/b']],
    [
      'lines of several logs',
      `${line('/a')}\n#Fields: timestamp(ms) cs-uri-stem\n1734528645492\t/b\n${line('/c')}`,
      ['/a', '/b', '/c'],
    ],
  ])('%s', async (_, file, expected) => {
    expect(await paths(file)).toEqual(expected);
    if (typeof file === 'string') expect(await paths(gzipSync(file))).toEqual(expected);
  });

  test.each([1, 2, 3, 7, 1000])('chunks of %d bytes, zipped or not', async size => {
    const text = Buffer.from(`${line('/é日😀')}\r\n${line('/b')}\n`.repeat(20));
    const expected = Array.from({ length: 20 }, () => ['/é日😀', '/b']).flat();
    for (const file of [text, gzipSync(text)]) {
      const places = Array.from({ length: Math.floor(file.length / size) }, (_, n) => size * n);
      expect(await paths(cut(file, places))).toEqual(expected);
    }
  });

  test('one chunk of all of it, and chunks of nothing', async () => {
    const file = Buffer.from(MANY.map(line).join('\n'));
    const none = new Uint8Array();
    expect(await paths(file)).toEqual(MANY);
    expect(await paths([none, none, file.subarray(0, 1), none, file.subarray(1), none])).toEqual(MANY);
    expect(await paths(gzipSync(file))).toEqual(MANY);
  });
});

describe('gzip of several members', () => {
  const [a, b] = [
    gzipSync(`${line('/a')}\n{"timesta`),
    gzipSync(`mp(ms)":"1734528645492","cs-uri-stem":"/b"}\n`),
  ];
  const all = Buffer.concat([a, gzipSync(''), b]);

  test.each([[[]], [[a.length]], [[a.length - 1, a.length + 1]], [[a.length + 1, a.length + 2]]])(
    'cut at %j, a line may go from one to the next',
    async places => {
      expect(await paths(cut(all, places))).toEqual(['/a', '/b']);
    },
  );

  test('zeros after the last, as tapes have them, are nothing', async () => {
    expect(await paths(Buffer.concat([all, Buffer.alloc(100_000)]))).toEqual(['/a', '/b']);
  });
});

describe('a gzip that is broken', () => {
  const zipped = gzipSync(MANY.map(line).join('\n'));

  async function broken(file: Uint8Array | Uint8Array[]) {
    const items: string[] = [];
    try {
      for await (const item of readLog(chunksOf(file))) items.push('path' in item ? item.path : item.reason);
    } catch (error) {
      return { items, error };
    }
    return { items, error: undefined };
  }

  test.each([0.25, 0.5, 0.99])('cut after %d of it, tells all that could be read', async share => {
    const { items, error } = await broken(zipped.subarray(0, share * zipped.length));
    expect(error).toBeInstanceOf(LogFileBroken);
    expect(items.at(-1)).toBe('the file breaks off in it');
    expect(items.slice(0, -1)).toEqual(MANY.slice(0, items.length - 1));
    expect(items.length / MANY.length).toBeGreaterThan(share - 0.1);
    expect(error).toMatchObject({
      line: items.length,
      message: `the file breaks off in line ${items.length}: unexpected end of file`,
    });
  });

  test('damaged in the middle, tells what came in the pieces before', async () => {
    const file = Buffer.from(zipped);
    const middle = Math.floor(file.length * 0.7);
    file.fill(0xff, middle, middle + 100);
    const { items, error } = await broken(file);
    expect(error).toBeInstanceOf(LogFileBroken);
    expect(items.slice(0, -1)).toEqual(MANY.slice(0, items.length - 1));
    expect(items.length / MANY.length).toBeGreaterThan(0.6);
  });

  test.each<[string, Uint8Array]>([
    ['that is a head alone', zipped.subarray(0, 3)],
    ['with something else behind it', Buffer.concat([gzipSync(line('/a')), Buffer.from('hello')])],
    ['that is none', Buffer.from('\x1f\x8bhello, world', 'latin1')],
  ])('%s', async (_, file) => {
    const { error } = await broken(file);
    expect(error).toBeInstanceOf(LogFileBroken);
    expect(error).toMatchObject({ line: 1 });
  });

  test('what the bucket throws is thrown as it is, and no line is called broken for it', async () => {
    const lost = new Error('ECONNRESET');
    for (const file of [Buffer.from(MANY.map(line).join('\n')), zipped]) {
      const items: object[] = [];
      const chunks = (async function* () {
        yield file.subarray(0, file.length / 2);
        throw lost;
      })();
      const reading = (async () => {
        for await (const item of readLog(chunks)) items.push(item);
      })();
      await expect(reading).rejects.toBe(lost);
      expect(items.every(item => 'path' in item)).toBe(true);
    }
  });
});

describe('long lines', () => {
  const long = line(`/${'é'.repeat(5 * 1024 * 1024)}`);

  test('of 10 MB are broken, and those after them are read', async () => {
    for (const file of [
      Buffer.from(`${line('/a')}\n${long}\n${line('/b')}\n${long}`),
      gzipSync(`${line('/a')}\n${long}\n${line('/b')}\n${long}`),
    ]) {
      const items = await readAll(file);
      const broken = (line: number) => ({
        line,
        reason: `it is longer than ${MAX_LINE_BYTES} bytes`,
        text: long.slice(0, 1000),
      });
      expect(items).toEqual([
        expect.objectContaining({ path: '/a' }),
        broken(2),
        expect.objectContaining({ path: '/b' }),
        broken(4),
      ]);
    }
  });

  test.each([
    [MAX_LINE_BYTES, true],
    [MAX_LINE_BYTES + 1, false],
  ])('of %d bytes are read: %p', async (length, isRead) => {
    const text = line(`/${'a'.repeat(length - line('/').length)}`);
    expect(text).toHaveLength(length);
    for (const file of [text, `${text}\n${line('/')}`])
      expect('path' in ((await readAll(file))[0] ?? {})).toBe(isRead);
  });

  test('of a broken line 1,000 characters are kept', async () => {
    const text = 'x'.repeat(70_000);
    expect(await readAll(text)).toEqual([
      { line: 1, reason: 'it is of no log that is known', text: text.slice(0, 1000) },
    ]);
  });
});

describe('who reads no further', () => {
  test.each([true, false])('closes the source; zipped: %p', async isZipped => {
    let isClosed = false;
    const text = Buffer.from(`${MANY.map(line).join('\n')}\n`.repeat(5));
    const chunks = (async function* () {
      try {
        for (;;) yield isZipped ? gzipSync(text) : text;
      } finally {
        isClosed = true;
      }
    })();
    for await (const item of readLog(chunks)) if ('path' in item) break;
    expect(isClosed).toBe(true);
  });
});

test('memory stays as it is, however long the file', async () => {
  const program = new URL('./held.ts', import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', '--import', 'tsx', program]);
  const told = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as { isWhole: boolean; share: number });
  expect(told.map(({ isWhole }) => isWhole)).toEqual([true, true, true]);
  for (const { share } of told) expect(share).toBeLessThan(0.1);
});
