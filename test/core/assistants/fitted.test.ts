import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fitted, MAX_DATA, MAX_TEXT } from '../../../core/assistants/fitted.ts';

const link = (text: string, tags: number) => ({
  slug: 's'.repeat(64),
  shortUrl: `https://go.example.com/${'s'.repeat(64)}`,
  url: text,
  title: text,
  tags: Array.from({ length: tags }, () => text),
  version: 1,
});

describe('an answer', () => {
  test('is within bounds, however long what it tells, and as it was where it fits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(9000), fc.nat(20)), { maxLength: 20 }),
        fc.nat(30_000),
        (sizes, length) => {
          const links = sizes.map(([size, tags]) => link('ü'.repeat(size), tags));
          const given = { text: 'line\n'.repeat(length / 5), data: { links, next: 'c'.repeat(300) } };
          const { text, data } = fitted(given);
          const whole = JSON.stringify(given.data);
          expect(text.length).toBeLessThanOrEqual(MAX_TEXT);
          expect(JSON.stringify(data).length).toBeLessThanOrEqual(MAX_DATA);
          expect('shortened' in data).toBe(JSON.stringify(data) !== whole);
          const told = data.links as typeof links;
          // By these it is asked for again, so each is there and whole.
          expect(told.map(({ slug, shortUrl }) => [slug, shortUrl])).toEqual(
            links.map(({ slug, shortUrl }) => [slug, shortUrl]),
          );
          expect(data.next).toBe(given.data.next);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('says that it is shortened, and marks what is', () => {
    const { text, data } = fitted({ text: 'One.', data: { note: 'n'.repeat(20_000) } });
    expect(text).toMatch(/^One\.\nValues that end in "…" are shortened/);
    expect(data).toEqual({ note: `${'n'.repeat(4000)}…`, shortened: true });
  });

  test('has all lines, the long ones shortened, where there is room for them', () => {
    const line = (n: number, length = 2000) => `link ${n} → ${'x'.repeat(length)}`;
    const all = Array.from({ length: 20 }, (_, n) => `${line(n)} (expired)`);
    const { text } = fitted({ text: all.join('\n'), data: {} });
    expect(text.length).toBeLessThanOrEqual(MAX_TEXT);
    const lines = text.split('\n');
    expect(lines).toEqual([
      ...all.map((_, n) => `${line(n, 250)}… (expired)`),
      expect.stringMatching(/^Values that end in "…" are shortened/),
    ]);
  });

  test('has whole lines of text', () => {
    const { text } = fitted({
      text: Array.from({ length: 2000 }, (_, i) => `line ${i}`).join('\n'),
      data: {},
    });
    expect(text.length).toBeLessThanOrEqual(MAX_TEXT);
    expect(text).toMatch(/line \d+\n… The rest is in the structured content\.$/);
  });
});
