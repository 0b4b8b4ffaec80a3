import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll } from '@jest/globals';
import { type Browser, launchChromium, prepareChromium } from '../../../../core/browser/chromium.ts';
import { openTab, type Tab } from '../../../../core/browser/tab.ts';

/** A tab of a Chromium, for scripts that run inside pages. */
export interface PageTab {
  /** Opens a page that a server of the test answers with, and waits until all of it is loaded. */
  open(html: string): Promise<void>;
  /** What an expression is inside the page. */
  evaluate<T>(expression: string): Promise<T>;
}

/** For a command to the browser. No test is about it. */
const STEP_MS = 60_000;

/** One tab for all tests of a file; it is gone after the last one. */
export function tabForFile(): PageTab {
  const directory = mkdtempSync(join(tmpdir(), 'signpost-page-'));
  const pages = new Map<string, string>();
  const server = createServer(({ url = '' }, response) => {
    response.writeHead(pages.has(url) ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' });
    response.end(pages.get(url));
  });
  let browser: Browser;
  let tab: Tab;

  beforeAll(async () => {
    await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
    const log = () => undefined;
    browser = await launchChromium({ directory, executable: await prepareChromium({ log }), log });
    tab = await openTab(browser, STEP_MS);
  });
  afterAll(async () => {
    await browser.kill();
    server.close().closeAllConnections();
    rmSync(directory, { recursive: true, force: true });
  });

  return {
    open: async html => {
      const path = `/page-${pages.size + 1}`;
      pages.set(path, html);
      const { port } = server.address() as AddressInfo;
      await tab.cdp.send('Page.navigate', { url: `http://127.0.0.1:${port}${path}` }, STEP_MS);
      const isOpen = `document.readyState === 'complete' && location.pathname === '${path}'`;
      const end = performance.now() + STEP_MS;
      while (!(await tab.evaluate(isOpen, STEP_MS).catch(() => false))) {
        if (performance.now() > end) throw new Error(`not loaded within 60 s: ${html}`);
        await sleep(5);
      }
    },
    evaluate: async <T>(expression: string) => (await tab.evaluate(expression, STEP_MS)) as T,
  };
}
