import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { prefersMarkdown } from '../../../core/crawlers/accept.ts';

// What clients send: https://github.com/upstash/upstash-web/pull/614, https://github.com/openclaw/openclaw/pull/15336 and
// https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/Content_negotiation/List_of_default_Accept_values
test.each([
  // Agents.
  ['text/markdown', true],
  ['text/markdown, text/html', true],
  ['text/markdown, text/html, */*', true],
  ['text/markdown, */*', true],
  ['text/markdown, text/html;q=0.9, */*;q=0.8', true],
  ['text/html, text/markdown', true],
  ['text/html;q=0.8, text/markdown;q=0.8', true],
  ['text/html;q=0.9, text/markdown;q=0.8', false],
  ['text/markdown;q=0.5, text/html', false],
  ['text/markdown;q=0', false],
  ['text/markdown;q=0, text/html;q=0', false],
  // Browsers and command-line clients.
  ['text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8', false],
  ['*/*', false],
  ['text/*', false],
  ['text/*, */*', false],
  ['text/html', false],
  ['text/plain', false],
  ['', false],
  // The most specific range that fits HTML says how much it is wanted.
  ['text/markdown;q=0.5, */*', false],
  ['text/markdown;q=0.5, */*;q=0.5', true],
  ['text/markdown;q=0.5, text/*, */*;q=0.1', false],
  ['text/markdown;q=0.5, text/*;q=0.4, */*', true],
  ['text/markdown;q=0.5, text/html;q=0.4, text/*, */*', true],
  ['text/markdown;q=0.5, text/html;q=0, text/*, */*', true],
  // However it is spelt.
  ['TEXT/Markdown', true],
  [' \ttext/markdown ; Q=0.7 , text/html;q=0.6', true],
  ['text/markdown;q=.7,text/html;q=.8', false],
  ['text/markdown; charset=utf-8', true],
  ['text/markdown; variant=GFM; q=0.4, text/html; q=0.5', false],
  ['text/html;level=1;q=0.2, text/html, text/markdown;q=0.5', false],
  ['text/html, text/html;level=1;q=0.2, text/markdown;q=0.5', false],
  // What cannot be read means HTML.
  ['text/markdown;q=much', false],
  ['text/markdown;q=', false],
  ['text/markdown;q=-1', false],
  ['text/markdown, text/html;q=much', false],
  ['text/x-markdown, application/text/markdown, text/markdown2', false],
  ['text', false],
  [';;;,,,;q=1', false],
  ['__proto__;q=1,constructor, text/markdown', true],
])('prefersMarkdown(%j) is %s', (accept, expected) => {
  expect(prefersMarkdown(accept)).toBe(expected);
});

test('no Accept header means HTML', () => expect(prefersMarkdown(undefined)).toBe(false));

const WEIGHTS = fc.integer({ min: 0, max: 1000 }).map(thousandths => thousandths / 1000);

test('markdown and html with their weights, in any order and among other types', () => {
  const others = fc.subarray(['text/plain', 'text/*', '*/*;q=0.9', 'image/webp', 'application/json;q=0.1']);
  const scenario = fc.tuple(WEIGHTS, WEIGHTS, others).chain(([markdown, html, rest]) => {
    const ranges = [`text/markdown;q=${markdown}`, `text/html;q=${html}`, ...rest];
    return fc.record({
      markdown: fc.constant(markdown),
      html: fc.constant(html),
      ranges: fc.shuffledSubarray(ranges, { minLength: ranges.length }),
    });
  });
  fc.assert(
    fc.property(scenario, ({ markdown, html, ranges }) => {
      expect(prefersMarkdown(ranges.join())).toBe(markdown > 0 && markdown >= html);
    }),
  );
});

test('whatever is sent, it answers, and never Markdown to who has not named it', () => {
  const pieces = fc.constantFrom('text/', 'markdown', 'html', '*/*', ';q=', '0.5', ',', ';', ' ', '=', '"');
  const header = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces).map(parts => parts.join('')),
  );
  fc.assert(
    fc.property(header, accept => {
      const answer = prefersMarkdown(accept);
      expect(answer && !accept.toLowerCase().includes('text/markdown')).toBe(false);
    }),
  );
});

test.each([' ', ',', ';', ';q', '; ', 'a,', 'text/markdown;q=0,', ';q=0'])(
  'a megabyte of %j takes no time: all past its beginning is cut off',
  piece => {
    const accept = Buffer.from(`${piece.repeat(1_000_000 / piece.length)},text/markdown`).toString();
    expect(prefersMarkdown(accept)).toBe(false);
    // A hundred times as long: were it read to its end, it would take a hundred times the time.
    expect(bestOf(5, accept)).toBeLessThan(20 * bestOf(5, accept.slice(0, 10_000)));
  },
);

/** Milliseconds that a hundred readings take, the fastest of so many tries: what else the machine does is left out. */
function bestOf(tries: number, accept: string): number {
  const times = Array.from({ length: tries }, () => {
    const start = performance.now();
    for (let i = 0; i < 100; i++) prefersMarkdown(accept);
    return performance.now() - start;
  });
  return Math.min(...times);
}
