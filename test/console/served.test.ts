import { describe, expect, test } from '@jest/globals';
import { axeFindings } from './axe.ts';
import { consoleForFile, screenshots, THEMES } from './browser.ts';

const { open } = consoleForFile();

describe('addresses of the console', () => {
  test.each([
    '/console',
    '/console/',
    '/console/links/spring',
    '/console/links/q1.pdf',
    '/console/links/docs/a.b/c.html',
  ])('%s is its page', async path => {
    const { page } = await open(path);
    expect(await page.title()).toContain('Signpost');
    expect(await page.locator('#app').textContent()).not.toBe('');
    expect(new URL(page.url()).pathname).toBe(path);
  });
});

describe.each(THEMES)('in the %s theme', theme => {
  test('nothing is in the way of anybody', async () => {
    const { page } = await open('/console', { theme });
    await screenshots(page, `console-${theme}`);
    expect(await axeFindings(page)).toEqual([]);
  });
});
