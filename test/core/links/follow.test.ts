import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { destination, slugIn, slugsIn } from '../../../core/links/follow.ts';

const link = (url: string, forwardQuery = true) => ({
  slug: 'abc',
  url,
  forwardQuery,
  createdAt: '2026-11-20T11:00:00.000Z',
  createdBy: 'key-1',
});

describe('slugIn', () => {
  test.each([
    ['/abc', 'abc'],
    ['/A-b_9', 'A-b_9'],
    [`/${'x'.repeat(64)}`, 'x'.repeat(64)],
    ['/api', 'api'],
    ['/', undefined],
    ['', undefined],
    ['//', undefined],
    ['/abc/', undefined],
    ['/abc/def', undefined],
    ['/abc.html', undefined],
    ['/favicon.ico', undefined],
    ['/.env', undefined],
    ['/a%62c', undefined],
    ['/a bc', undefined],
    ['/äbc', undefined],
    ['/-abc', undefined],
    ['/abc\n', undefined],
    [`/${'x'.repeat(65)}`, undefined],
  ])('%j: %s', (path, slug) => {
    expect(slugIn(path)).toBe(slug);
  });
});

describe('slugsIn', () => {
  test.each(
    [
      '',
      '/',
      '.',
      '..',
      ',',
      ')',
      '),',
      ').',
      ']',
      '}',
      '>',
      '"',
      "'",
      '”',
      '’',
      '»',
      ';',
      ':',
      '!',
      '…',
      '**',
      '~',
      '|',
      '`',
    ].concat([
      '\\',
      ' ',
      '\u00a0',
      '\u200b',
      '\u200d',
      '\ufeff',
      '\u3000',
      '\n',
      '。',
      '，',
      '）',
      '！',
      '？',
      '」',
      '👍',
      '❤️',
      '%20',
      '%E2%80%8B',
      '%22%3E',
      '/)."',
    ]),
  )('of a slug and %j: the slug', behind => {
    expect(slugsIn(`/spring${behind}`)).toEqual(['spring']);
  });

  test.each([
    ['/spring-', ['spring-', 'spring']],
    ['/spring_', ['spring_', 'spring']],
    ['/spring_-_', ['spring_-_', 'spring']],
    ['/spring_*)', ['spring_', 'spring']],
    ['/a-b_', ['a-b_', 'a-b']],
    [`/${'x'.repeat(64)}_`, ['x'.repeat(64)]],
    [`/spring${'-'.repeat(8000)}`, ['spring']],
    ['/', []],
    ['/.', []],
    ['/-', []],
    ['/_spring', []],
    ['/.spring', []],
    ['/spring/more', []],
    ['/spring.html', []],
    ['/spring?', []],
    ['/spring#', []],
    ['/spring%', []],
    ['/spring%3F', []],
    ['/spr%69ng', []],
    ['/springä', []],
    ['/spring；утро', []],
    [`/${'x'.repeat(65)}`, []],
    [`/${'x'.repeat(65)}.`, []],
  ])('of %j: %j', (path, slugs) => {
    expect(slugsIn(path)).toEqual(slugs);
  });

  test('of any path: two at most, each a slug at its beginning, the first one to the letter where it is one', () => {
    const piece = fc.constantFrom(
      'a',
      'B',
      '7',
      '-',
      '_',
      '/',
      '.',
      ')',
      '%20',
      '%',
      '?',
      ' ',
      '\u200b',
      'ä',
    );
    fc.assert(
      fc.property(fc.array(piece), pieces => {
        const path = `/${pieces.join('')}`;
        const slugs = slugsIn(path);
        expect(slugs.length).toBeLessThanOrEqual(2);
        for (const slug of slugs)
          expect([slugIn(`/${slug}`), path.startsWith(`/${slug}`)]).toEqual([slug, true]);
        const exact = slugIn(path);
        if (exact !== undefined) expect(slugs[0]).toBe(exact);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('destination', () => {
  test.each([
    ['https://e.com/', 'a=1', 'https://e.com/?a=1'],
    ['https://e.com/?x=1', 'a=1&x=2', 'https://e.com/?x=1&a=1&x=2'],
    ['https://e.com/#top', 'a=1', 'https://e.com/?a=1#top'],
    ['https://e.com/?x=1#top', 'a=1#b', 'https://e.com/?x=1&a=1%23b#top'],
    ['https://e.com/?', 'a=1', 'https://e.com/?a=1'],
    ['https://e.com/', '', 'https://e.com/'],
    ['https://e.com/?', '', 'https://e.com/?'],
    ['https://e.com/', 'a=%20%C3%BC+b', 'https://e.com/?a=%20%C3%BC+b'],
    ['https://e.com/', 'a=ü"<>', 'https://e.com/?a=%C3%BC%22%3C%3E'],
    ['https://e.com/', 'a=1\r\nset-cookie: b=2', 'https://e.com/?a=1set-cookie:%20b=2'],
    ['https://e.com/', '?a', 'https://e.com/??a'],
  ])('%s and %j: %s', (url, query, expected) => {
    expect(destination(link(url), query)).toBe(expected);
  });

  test('a link that does not forward: its url as it is', () => {
    expect(destination(link('https://e.com/?x=1', false), 'redir_url=https://evil.org')).toBe(
      'https://e.com/?x=1',
    );
  });

  test('a query that does not fit: the url without it', () => {
    expect(destination(link('https://e.com/'), 'a'.repeat(8192))).toBe('https://e.com/');
  });

  test('no query changes anything but the query, or leaves ASCII', () => {
    const anyUrl = fc.webUrl({ withQueryParameters: true, withFragments: true });
    fc.assert(
      fc.property(anyUrl, fc.string({ unit: 'binary' }), (given, query) => {
        const before = new URL(given);
        const location = destination(link(before.href), query);
        const after = new URL(location);
        expect(location).toMatch(/^[!-~]+$/);
        expect(after.search.startsWith(before.search)).toBe(true);
        for (const part of ['protocol', 'username', 'password', 'host', 'pathname', 'hash'] as const)
          expect([part, after[part]]).toEqual([part, before[part]]);
      }),
      { numRuns: 1000 },
    );
  });
});
