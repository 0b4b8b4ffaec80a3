import { describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { LineError } from '../../../core/logs/entry.ts';
import { JsonReader } from '../../../core/logs/formats/json.ts';
import { Shape } from '../../../core/logs/formats/shape.ts';

const CLOUDFRONTS = [
  '"date":"2026-11-30"',
  '"time":"05:00:00"',
  '"c-ip":"203.0.113.7"',
  '"cs(Host)":"d1.cloudfront.net"',
  '"cs-uri-stem":"/a%2520b"',
  '"sc-status":"301"',
  '"x-edge-request-id":"SOX4xwn4XV6Q4rgb7XiVGOHms_BGlTAC4KyHmureZmBNrjGdRLiNIQ=="',
  '"cs(User-Agent)":"Mozilla/5.0%20(X11)"',
  '"timestamp(ms)":"1796014800000"',
];
const SPELLED_OTHERWISE = ['"timestamp_ms":"1796014800000"', '"c_ip":"203.0.113.7"', '"cs_uri_stem":"/a"'];
const HTTP_APIS = ['"requestId":"a="', '"requestTimeEpoch":"1583798639428"', '"path":"/a"', '"status":"200"'];
/** Where the path has its own name, no other name stands for one of CloudFront's. */
const SPELLED_BOTH_WAYS = [
  '"timestamp(ms)":"1796014800000"',
  '"cs-uri-stem":"/a"',
  '"cs_uri_stem":"/b"',
  '"c_ip":"::1"',
];
const KINDS = [CLOUDFRONTS, SPELLED_OTHERWISE, SPELLED_BOTH_WAYS, HTTP_APIS];
const lineOf = (pairs: readonly string[]) => `{${pairs.join(',')}}`;

/** Pairs that are seldom, or that nobody would write. */
const ODD_PAIRS = [
  '"cs-uri-stem":"/other"',
  '"cs_uri_stem":"/other"',
  '"sc-bytes":7',
  '"sc-bytes":null',
  '"asn":{"a":"b"}',
  '"asn": "1"',
  '"asn" :"1"',
  '"__proto__":"a"',
  '"__proto__":{"cs-uri-stem":"/"}',
  '"constructor":"a"',
  '"toString":"a"',
  '"":""',
  '"1":"a"',
  '"0":"b"',
  '"a.c":"d"',
  '"a\\"b":"c"',
  '"\\u0061sn":"1"',
  '"cs-mood":"\\u0041"',
  '"a":"b\\\\"',
  '"a":"\\"',
  '"a":"é\u2028\u2029\u007f\ud800😀"',
  '"\u2028":"\udc00"',
  'a:"b"',
  "'a':'b'",
  '',
];
/** What is put between characters: all that JSON.parse minds, or that a pattern could. */
const SIGNS = [
  ...[
    '"',
    '\\',
    ',',
    ':',
    '{',
    '}',
    '[',
    ']',
    ' ',
    '\t',
    '\r',
    '\0',
    '\u001f',
    '\u007f',
    '\u2028',
    '\ud800',
    'é',
  ],
  ...[
    '","',
    '":"',
    '\\"',
    '\\u0041',
    '"}',
    '{"',
    '"a":"b",',
    ',"a":"b"',
    'null',
    '1',
    '$',
    '(',
    '.*',
    '\ufeff',
  ],
];

/** A line of some pairs, in whichever order, once or more, and with something put in, taken out or cut off. */
const lines = fc
  .record({
    pairs: fc.constantFrom(...KINDS),
    more: fc.array(fc.tuple(fc.nat(12), fc.oneof(fc.constantFrom(...ODD_PAIRS, ...KINDS.flat()))), {
      maxLength: 2,
    }),
    gone: fc.option(fc.nat(8), { freq: 3 }),
    turned: fc.option(fc.nat(8), { freq: 3 }),
    changes: fc.array(fc.tuple(fc.nat(350), fc.nat(3), fc.oneof(fc.constantFrom(...SIGNS), fc.string())), {
      maxLength: 2,
    }),
  })
  .map(({ pairs, more, gone, turned, changes }) => {
    const all = pairs.filter((_, n) => n !== gone);
    if (turned !== null) all.unshift(...all.splice(turned));
    for (const [at, pair] of more) all.splice(at, 0, pair);
    return changes.reduce(
      (line, [at, taken, put]) => line.slice(0, at) + put + line.slice(at + taken),
      lineOf(all),
    );
  });

describe('Shape: lines that are written alike', () => {
  const shapeOf = (line: string) => Shape.of(line, Object.keys(JSON.parse(line)));

  test.each(KINDS.map(pairs => [lineOf(pairs)]))('%s gives its values', line => {
    expect(shapeOf(line)?.valuesOf(line)).toEqual(Object.values(JSON.parse(line)));
  });

  test.each([
    ['other values', '{"a":"","b (c)":"{x:y},\u2028\u007f\ud800é😀"}', ['', '{x:y},\u2028\u007f\ud800é😀']],
    ['another order', '{"b (c)":"2","a":"1"}', undefined],
    ['a name more', '{"a":"1","b (c)":"2","d":"3"}', undefined],
    ['a name fewer', '{"a":"1"}', undefined],
    ['a name twice', '{"a":"1","a":"1","b (c)":"2"}', undefined],
    ['a number', '{"a":1,"b (c)":"2"}', undefined],
    ['nothing', '{"a":null,"b (c)":"2"}', undefined],
    ['a blank', '{"a": "1","b (c)":"2"}', undefined],
    ['something escaped', '{"a":"\\n","b (c)":"2"}', undefined],
    ['a sign that must be escaped', '{"a":"\u001f","b (c)":"2"}', undefined],
    ['a quote', '{"a":""","b (c)":"2"}', undefined],
    ['something behind', '{"a":"1","b (c)":"2"} ', undefined],
    ['something before', ' {"a":"1","b (c)":"2"}', undefined],
    ['no end', '{"a":"1","b (c)":"2"', undefined],
  ])('%s', (_, line, values) => {
    expect(shapeOf('{"a":"1","b (c)":"2"}')?.valuesOf(line)).toEqual(values);
  });

  test.each<[string, string]>([
    ['a value that is no text', '{"a":1}'],
    ['a blank', '{"a": "1"}'],
    ['something escaped', '{"a":"\\\\"}'],
    ['a name twice', '{"a":"1","a":"2"}'],
    ['an escaped name', '{"\\u0061":"1"}'],
    ['a name that would be a prototype', '{"__proto__":"1"}'],
    ['101 names', lineOf(Array.from({ length: 101 }, (_, n) => `"a${n}":"1"`))],
    ['a long name', `{"${'a'.repeat(4097)}":"1"}`],
  ])('%s makes none', (_, line) => {
    expect(shapeOf(line)).toBeUndefined();
  });

  test('whatever one is learnt of, and whatever line comes: it finds what JSON.parse finds, or nothing', () => {
    fc.assert(
      fc.property(lines, lines, (learnt, other) => {
        const shape = orUndefined(() => shapeOf(learnt));
        for (const line of [learnt, other]) {
          const values = shape?.valuesOf(line);
          if (values) expect(values).toEqual(Object.values(JSON.parse(line)));
          if (values) expect(Object.keys(JSON.parse(line))).toEqual(Object.keys(JSON.parse(learnt)));
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('JsonReader', () => {
  /** All that is told of a line, the order of its fields, too. */
  function told(reader: JsonReader, line: string) {
    try {
      const entry = reader.entry(line);
      return JSON.stringify({ ...entry, fields: Object.entries(entry.fields()) });
    } catch (error) {
      if (!(error instanceof LineError)) throw error;
      return error.message;
    }
  }
  function readerThatKnows(line: string): JsonReader {
    const reader = new JsonReader();
    for (let n = 0; n < 200; n++) told(reader, line);
    return reader;
  }

  test.each(KINDS.map(pairs => [lineOf(pairs)]))(
    'one that knows %s says of any line what one says that knows none',
    known => {
      const reader = readerThatKnows(known);
      fc.assert(
        fc.property(lines, line => {
          expect(told(reader, line)).toBe(told(new JsonReader(), line));
        }),
        { numRuns: 2000 },
      );
    },
  );

  test('a file is read by JSON.parse for its first 200 lines, and where a line is odd', () => {
    const parse = jest.spyOn(JSON, 'parse');
    const reader = new JsonReader();
    for (let n = 0; n < 1000; n++) reader.entry(lineOf(CLOUDFRONTS));
    reader.entry(lineOf([...CLOUDFRONTS, '"sc-bytes":7']));
    const calls = parse.mock.calls.length;
    parse.mockRestore();
    expect(calls).toBe(201);
  });

  test('when other lines follow, their shape is learnt', () => {
    const reader = readerThatKnows(lineOf(CLOUDFRONTS));
    const parse = jest.spyOn(JSON, 'parse');
    for (let n = 0; n < 1000; n++) reader.entry(lineOf(SPELLED_OTHERWISE));
    const calls = parse.mock.calls.length;
    parse.mockRestore();
    expect(calls).toBe(200);
  });

  test('a value of a megabyte, and one that has no end', () => {
    const reader = readerThatKnows('{"timestamp(ms)":"1","cs-uri-stem":"/"}');
    const line = `{"timestamp(ms)":"1","cs-uri-stem":"/${'a'.repeat(1024 * 1024)}"}`;
    for (const text of [line, line.replace('a', 'é')]) {
      expect(told(reader, text)).toBe(told(new JsonReader(), text));
      expect(told(reader, text.slice(0, -2))).toBe('it is no JSON');
    }
  });
});

function orUndefined<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
