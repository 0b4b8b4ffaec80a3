import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { JsonCutter } from '../../../core/imports/json-cutter.ts';

/** The values at a path of a text that comes in parts of such a size. */
function cut(text: string, path: string, size = 3): unknown[] {
  const cutter = new JsonCutter(path);
  const values: unknown[] = [];
  for (let at = 0; at < text.length; at += size) values.push(...cutter.read(text.slice(at, at + size)));
  cutter.end();
  return values;
}

describe('the values at a path', () => {
  test.each<[string, string, unknown[]]>([
    ['$.*', '[{"a":1}, {"b":[2]}]', [{ a: 1 }, { b: [2] }]],
    ['$.*', '[]', []],
    ['$.*', '[1,-2.5e3 , true,null,"a\\"]\\\\",[[]]]', [1, -2500, true, null, 'a"]\\', [[]]]],
    ['$.data.*', '{"meta":{"data":[1]},"data":[{"a":1}],"more":[2]}', [{ a: 1 }]],
    ['$.data.*', '{"d\\u0061ta":[{"a":1}]}', [{ a: 1 }]],
    ['$.links.*', '{"links":{"link_1":{"a":1},"link_2":{"links":{"x":3}}}}', [{ a: 1 }, { links: { x: 3 } }]],
    ['$.shortUrls.data.*', '{"shortUrls":{"data":[{"a":1}],"pagination":{"data":[9]}}}', [{ a: 1 }]],
    ['$.data.*', '{"data":{"data":[1]}}', [[1]]],
    ['$.data.*', '[{"data":[1]}]', []],
    ['$.data.*', ' {"data":[1]}\n{"data":[2]}{"data":[]}\n', [1, 2]],
    ['$.data.*', '{"data":"[1]"} "text" ', []],
  ])('%s of %s', (path, text, values) => expect(cut(text, path)).toEqual(values));

  test.each([
    '[1,]',
    '[1 2]',
    '[1,,2]',
    '[01]',
    '[1',
    '[1}',
    '[{"a":1 "b":2}]',
    '["a]',
    '[1]]',
    '}',
    '[tru]',
    '[1]x',
    '[\u00a01]',
  ])('%s is no JSON', text => expect(() => cut(text, '$.*')).toThrow(SyntaxError));

  const document = fc
    .tuple(
      fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 6 }),
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(undefined, 1, '\t'),
    )
    .map(([data, other, space]) => ({
      data,
      text: JSON.stringify({ other, data, 'more "}]': other }, null, space),
    }));
  const size = fc.integer({ min: 1, max: 20 });

  test('whatever stands in a document and around it, all of them come, however it is cut', () => {
    fc.assert(
      fc.property(document, size, ({ data, text }, parts) => {
        expect(cut(text, '$.data.*', parts)).toEqual(JSON.parse(JSON.stringify(data)));
      }),
    );
  });

  test('whatever is done to a document: it is refused, unless it is JSON still', () => {
    const change = fc.record({
      at: fc.nat(400),
      length: fc.nat(3),
      by: fc.stringMatching(/^[[\]{}",:0-9a\\ ]{0,3}$/),
    });
    fc.assert(
      fc.property(document, change, size, ({ text }, { at, length, by }, parts) => {
        const mangled = text.slice(0, at) + by + text.slice(at + length);
        let whole: unknown;
        try {
          whole = JSON.parse(mangled);
        } catch {
          // In front of a document, or behind it, there may be another one.
          if (at > 0 && at < text.length) expect(() => cut(mangled, '$.data.*', parts)).toThrow(SyntaxError);
          return;
        }
        const { data } = whole as { data?: unknown };
        const values = typeof data === 'object' && data !== null ? Object.values(data) : [];
        const keys = mangled.match(/"data":/g) ?? [];
        if (keys.length < 2) expect(cut(mangled, '$.data.*', parts)).toEqual(values);
      }),
      { numRuns: 1000 },
    );
  });
});
