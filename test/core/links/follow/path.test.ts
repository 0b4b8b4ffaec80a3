import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MAX_READS, readPath } from '../../../../core/links/follow/path.ts';
import { isSlug } from '../../../../core/links/slug.ts';

const PLAIN = { slugsWithDots: false };
const DOTS = { slugsWithDots: true };

/** The candidates as `slug` or `slug rest`. */
const read = (path: string, domain = PLAIN) =>
  readPath(path, domain).candidates.map(({ slug, rest }) => (rest === '' ? slug : `${slug} ${rest}`));

/** What stands behind an address in a text. */
const BEHIND = `/ . .. , ) ), ). ] } > " ' ” ’ » ; : ! … ** ~ | \` \\ 。 ， ） ！ ？ 」 👍 ❤️ %20 %E2%80%8B %22%3E /)."`;
const UNSEEN = ['', ' ', '\u00a0', '\u200b', '\u200d', '\ufeff', '\u3000', '\n'];

describe('readPath', () => {
  test.each([...BEHIND.split(' '), ...UNSEEN])('of a slug and %j: the slug', behind => {
    expect(read(`/spring${behind}`)).toEqual(['spring']);
    expect(read(`/docs/spring${behind}`).slice(0, 1)).toEqual(['docs/spring']);
  });

  test.each<[string, string[]]>([
    ['/abc', ['abc']],
    ['/A-b_9', ['A-b_9']],
    ['/api', ['api']],
    ['/spring-', ['spring-', 'spring']],
    ['/spring_', ['spring_', 'spring']],
    ['/spring_-_', ['spring_-_', 'spring']],
    ['/spring_*)', ['spring_', 'spring']],
    ['/a-b_', ['a-b_', 'a-b']],
    [`/${'x'.repeat(64)}_`, ['x'.repeat(64)]],
    [`/spring${'-'.repeat(8000)}`, ['spring']],
    // What stands behind a slug, for one that forwards it.
    ['/docs/a', ['docs/a', 'docs /a']],
    ['/docs/a/b', ['docs/a/b', 'docs/a /b', 'docs /a/b']],
    ['/docs/a/', ['docs/a', 'docs /a/']],
    ['/docs/a).', ['docs/a', 'docs /a).']],
    ['/docs/a.html', ['docs /a.html']],
    ['/docs/a b/ä', ['docs /a b/ä']],
    ['/docs//a', ['docs //a']],
    ['/docs/a?b#c', ['docs /a?b#c']],
    ['/a/b/c/d/e/f', ['a/b/c/d/e/f', 'a/b/c /d/e/f', 'a/b /c/d/e/f', 'a /b/c/d/e/f']],
    ['/a/b/c/d/e_', ['a/b/c/d/e_', 'a/b/c/d/e', 'a/b /c/d/e_', 'a /b/c/d/e_']],
    [`/a/${'x'.repeat(63)}`, [`a /${'x'.repeat(63)}`]],
    // Nobody gets out of the url's own path.
    ['/docs/../a', []],
    ['/docs/./a', []],
    ['/docs/a/..', ['docs/a']],
    ['/docs/..a', ['docs /..a']],
    ['/docs/%2e%2e/a', ['docs /%2e%2e/a']],
    // Where no link can be: no read.
    ['/', []],
    ['', []],
    ['//', []],
    ['/.', []],
    ['/-', []],
    ['/_spring', []],
    ['/.spring', []],
    ['/.env', []],
    ['/spring.html', []],
    ['/wp-login.php', []],
    ['/spring?', []],
    ['/spring#', []],
    ['/spring%', []],
    ['/spring%3F', []],
    ['/spr%69ng', []],
    ['/a bc', []],
    ['/äbc', []],
    ['/springä', []],
    ['/spring；утро', []],
    [`/${'x'.repeat(65)}`, []],
    [`/${'x'.repeat(65)}.`, []],
  ])('of %j: %j', (path, candidates) => {
    expect(read(path)).toEqual(candidates);
  });

  test.each<[string, string[]]>([
    ['/a.b', ['a.b']],
    ['/a.b.', ['a.b.', 'a.b']],
    ['/spring.html', ['spring.html']],
    ['/a.b/c.d', ['a.b/c.d', 'a.b /c.d']],
    ['/.env', []],
    ['/a/../b', []],
  ])('where slugs may hold dots, of %j: %j', (path, candidates) => {
    expect(read(path, DOTS)).toEqual(candidates);
  });

  test.each([
    ['/spring+', true],
    ['/docs/spring+', true],
    ['/spring+).', true],
    ['/spring%2B', true],
    ['/spring', false],
    ['/spring.+', false],
    ['/spring/+', false],
    ['/spring+more', false],
    ['/docs/c++/a', false],
  ])('of %j: a look is %j', (path, isLook) => {
    expect(readPath(path, PLAIN).isLook).toBe(isLook);
  });

  test('of any path: few candidates, each a slug at its beginning, with all that is behind it; the exact one first', () => {
    const pieces = ['a', 'B', '7', '-', '_', '/', '/', '.', ')', '%20', '%', '?', ' ', '\u200b', 'ä', '+'];
    const paths = fc.array(fc.constantFrom(...pieces)).map(all => `/${all.join('')}`);
    fc.assert(
      fc.property(paths, fc.boolean(), (path, slugsWithDots) => {
        const { candidates } = readPath(path, { slugsWithDots });
        expect(candidates.length).toBeLessThanOrEqual(MAX_READS);
        for (const { slug, rest, isExact } of candidates) {
          expect([isSlug(slug, { slugsWithDots }), path.startsWith(`/${slug}`)]).toEqual([true, true]);
          if (rest !== '') expect(`/${slug}${rest}`).toBe(path);
          expect(isExact).toBe(path === `/${slug}`);
        }
        if (isSlug(path.slice(1), { slugsWithDots })) expect(candidates[0]?.isExact).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
