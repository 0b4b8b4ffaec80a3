import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type BrokenLine, isBroken, LogFileBroken } from '../../../core/logs/entry.ts';
import { filesNamedBy } from '../../../functions/s3-event/s3-event.ts';
import { cut, readAll, type Told } from './read-all.ts';

/** One good line of each format. */
const GOOD = [
  '{"date":"2026-11-30","time":"05:00:00","c-ip":"203.0.113.7","cs-method":"GET","cs-uri-stem":"/a%2520b","sc-status":"301","cs(User-Agent)":"Mozilla/5.0%20(X11)","x-host-header":"go.example.com"}',
  '{"timestamp_ms":1796014800000,"c_ip":"203.0.113.7","cs_uri_stem":"/a","cs_user_agent":"curl/8"}',
  '2019-12-04\t21:02:31\tLAX1\t392\t192.0.2.100\tGET\td1.cloudfront.net\t/index.html\t200\t-\tcurl/8\t-',
  'https 2018-07-02T22:23:00.186641Z app/lb/50 [::1]:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 34 57 "GET https://a.example:443/ HTTP/1.1" "curl \\x22" - - - "Root=1-5"',
  '{"requestId":"a=","requestTimeEpoch":"1583798639428","path":"/a","status":"200"}',
];
/** Signs the readers look for, among any. */
const SIGNS = [
  '"',
  '\t',
  ' ',
  '%',
  '%2',
  '%25',
  '\\x',
  '\\',
  '{',
  '}',
  ':',
  '-',
  '#',
  '\0',
  '\r',
  'é',
  '😀',
  '\ud800',
  '[',
  ']',
  '?',
  ',',
];

/** A line with something put in, taken out or cut off somewhere. */
const mangled = fc
  .tuple(
    fc.constantFrom(...GOOD),
    fc.array(fc.tuple(fc.nat(300), fc.nat(20), fc.oneof(fc.constantFrom(...SIGNS), fc.string())), {
      maxLength: 4,
    }),
  )
  .map(([good, changes]) =>
    changes
      .reduce((line, [at, taken, put]) => line.slice(0, at) + put + line.slice(at + taken), good)
      .replaceAll('\n', ' '),
  );
const lines = fc.array(
  fc.oneof(
    mangled,
    fc.constantFrom(...GOOD),
    fc.string().map(text => text.replaceAll('\n', ' ')),
  ),
  {
    maxLength: 12,
  },
);
const places = fc.array(fc.nat(3000), { maxLength: 12 });

describe('whatever is in a file', () => {
  test('each line is an entry or a broken line with its place, and good ones are read', async () => {
    await fc.assert(
      fc.asyncProperty(lines, async lines => {
        const items = await readAll(lines.join('\n'));
        for (const item of items) expectSound(item);
        // Those that are nothing are empty or a header; a header may name a good line's columns wrong.
        const told = lines.filter((line, n) => !isNothing(line, n === 0));
        expect(items).toHaveLength(told.length);
        const numbers = lines.flatMap((line, n) => (isNothing(line, n === 0) ? [] : [n + 1]));
        items.forEach((item, n) => {
          if (isBroken(item)) expect(item.line).toBe(numbers[n]);
          else expect(told[n]).not.toBe('');
        });
      }),
      { numRuns: 300 },
    );
  });

  test('a line says the same between broken ones as alone', async () => {
    await fc.assert(
      fc.asyncProperty(mangled, fc.constantFrom(...GOOD), async (bad, good) => {
        fc.pre(!bad.replace('\ufeff', '').startsWith('#'));
        const [alone] = await readAll(good);
        expect((await readAll(`${bad}\n${good}\n${bad}\n${good}`)).filter(item => !isBroken(item))).toEqual(
          expect.arrayContaining([alone, alone]),
        );
      }),
      { numRuns: 200 },
    );
  });

  test('it says the same however it is cut, and zipped or not', async () => {
    await fc.assert(
      fc.asyncProperty(lines, fc.constantFrom('\n', '\r\n'), places, async (lines, newline, places) => {
        const bytes = Buffer.from(lines.join(newline));
        fc.pre(!(bytes[0] === 0x1f && bytes[1] === 0x8b));
        const whole = await readAll(bytes);
        expect(
          await readAll(
            cut(
              bytes,
              places.filter(place => place < bytes.length),
            ),
          ),
        ).toEqual(whole);
        const zipped = gzipSync(bytes);
        expect(
          await readAll(
            cut(
              zipped,
              places.filter(place => place < zipped.length),
            ),
          ),
        ).toEqual(whole);
      }),
      { numRuns: 200 },
    );
  });

  test('bytes of any kind, or a gzip changed anywhere, throw nothing but LogFileBroken', async () => {
    const zipped = gzipSync(GOOD.join('\n').repeat(20));
    const changed = fc.tuple(fc.nat(zipped.length), fc.uint8Array({ maxLength: 8 })).map(([at, bytes]) => {
      return Buffer.concat([zipped.subarray(0, at), bytes, zipped.subarray(at + 3)]);
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(changed, fc.uint8Array({ maxLength: 200 })), async bytes => {
        try {
          for (const item of await readAll(bytes)) expectSound(item);
        } catch (error) {
          if (!(error instanceof LogFileBroken)) throw error;
        }
      }),
      { numRuns: 300 },
    );
  });
});

test('whatever is in a message, it names files or is no JSON', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), body => {
      try {
        expect(filesNamedBy(body)).toEqual([]);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
      }
    }),
  );
});

/** Whether a line is empty or a header, so that nothing is told of it. */
function isNothing(line: string, isFirst: boolean): boolean {
  const text = (isFirst ? line.replace(/^\ufeff/, '') : line).replace(/\r$/, '');
  return text === '' || text.startsWith('#');
}

function expectSound(item: Told | BrokenLine): void {
  if (isBroken(item)) {
    expect(item).toEqual({ line: expect.any(Number), reason: expect.any(String), text: expect.any(String) });
    expect(item.text.length).toBeLessThanOrEqual(1000);
    return;
  }
  const { source, at, status, bytes, tookMs, fields, ...texts } = item;
  expect(['cloudfront', 'alb', 'http-api']).toContain(source);
  expect(Number.isNaN(new Date(at).getTime())).toBe(false);
  for (const number of [at, status, bytes, tookMs]) expect(number).toBeGreaterThanOrEqual(0);
  for (const number of [status, bytes, tookMs]) expect(number).toBeLessThan(Number.POSITIVE_INFINITY);
  for (const text of [...Object.values(texts), ...Object.values(fields)]) expect(typeof text).toBe('string');
}
