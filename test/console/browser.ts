import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { type Booted, type BootOptions, cloudForFile, KEY } from '../e2e/cloud.ts';
import { launch, type Opened, type OpenOptions, openPage } from './open.ts';

export { type Opened, type OpenOptions, screenshots, THEMES, type Theme, tabTo, WIDTHS } from './open.ts';

/**
 * A cloud with the console and a Chromium, for all tests of a file. After each test every page that it has opened is closed, and
 * must have had no error, no violation of its policy and no request to another origin.
 */
export function consoleForFile(options: Omit<BootOptions, 'data' | 'sitePort' | 'console'> = {}) {
  let app: Booted;
  let browser: Browser;
  let opened: Opened[] = [];
  cloudForFile(booted => (app = booted), { ...options, console: true });
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    const closing = opened;
    opened = [];
    for (const { context } of closing) await context.close();
    expect(closing.flatMap(({ faults }) => faults.found)).toEqual([]);
  });
  return {
    app: () => app,
    /** Opens a page by its path below the short domain, in a browser profile of its own. */
    open: async (path: string, how: OpenOptions = {}): Promise<Opened> => {
      const one = await openPage(browser, app.short + path, { key: KEY, ...how });
      opened.push(one);
      return one;
    },
  };
}
