import { beforeAll, describe, expect, test } from '@jest/globals';
import { RIGHT_PAGES } from '../../bench/render/right/pages.ts';
import { openPlain } from '../../bench/render/right/plain.ts';
import { withSite } from '../../bench/render.ts';

/** Pages mostly wait. */
const AT_ONCE = 10;

describe('the pages of the list', () => {
  test('are sixty, each with a name and an address of its own', () => {
    expect(RIGHT_PAGES).toHaveLength(60);
    expect(new Set(RIGHT_PAGES.map(({ name }) => name)).size).toBe(60);
    expect(new Set(RIGHT_PAGES.map(({ path }) => path)).size).toBe(60);
  });

  const lacks = new Map<string, string>();
  beforeAll(async () => {
    await withSite(async ({ origin, executable, folder }) => {
      const browser = await openPlain({ executable, folder });
      const left = [...RIGHT_PAGES];
      const looker = async () => {
        for (let page = left.shift(); page; page = left.shift())
          lacks.set(page.name, await browser.look(page, origin));
      };
      try {
        await Promise.all(Array.from({ length: AT_ONCE }, looker));
      } finally {
        await browser.close();
      }
    });
  }, 300_000);

  test.each(RIGHT_PAGES)('a plain browser shows what is wanted: $name', ({ name }) => {
    expect(lacks.get(name)).toBe('');
  });
});
