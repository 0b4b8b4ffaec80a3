import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { CdpSession } from '../../../core/browser/cdp.ts';
import { type Browser, launchChromium, prepareChromium } from '../../../core/browser/chromium.ts';
import { openTab } from '../../../core/browser/tab.ts';

/* Frames of a headless shell that can draw only one at a time, whichever shell runs here. */

const directory = mkdtempSync(join(tmpdir(), 'signpost-tab-'));
const log = () => undefined;
const FRAME = { aheadMs: 0, isShown: false };
/** More than a frame takes anywhere. */
const PATIENCE_MS = 60_000;
/** The page wants a frame after each frame. */
const MOVES = '(function move() { document.body.append("."); requestAnimationFrame(move); })()';
let browser: Browser;
let isShell: boolean;
/** Frames that Chromium was asked for and has not drawn: now, and at most. */
let drawn = 0;
let now = 0;
let most = 0;

beforeAll(async () => {
  const executable = await prepareChromium({ log });
  const launched = await launchChromium({ directory, executable, framesOnDemand: true, log });
  isShell = launched.framesOnDemand;
  browser = { ...launched, framesOneByOne: true, session: id => counting(launched.session(id)) };
});
afterAll(async () => {
  await browser.kill();
  rmSync(directory, { recursive: true, force: true });
});

function counting(session: CdpSession): CdpSession {
  const send: CdpSession['send'] = async (method, params, timeoutMs) => {
    if (method !== 'HeadlessExperimental.beginFrame') return session.send(method, params, timeoutMs);
    now += 1;
    most = Math.max(most, now);
    try {
      const result = await session.send(method, params, timeoutMs);
      drawn += 1;
      return result;
    } finally {
      now -= 1;
    }
  };
  return { ...session, send };
}

test('of many pages are drawn one after the other, each of them', async () => {
  if (!isShell) return expect(browser.framesOnDemand).toBe(false); // a whole browser draws when it likes
  const tabs = await Promise.all([1, 2, 3].map(() => openTab(browser, PATIENCE_MS)));
  for (let round = 0; round < 10; round++) await Promise.all(tabs.map(tab => tab.frame(FRAME, PATIENCE_MS)));
  expect({ drawn, most }).toEqual({ drawn: 30, most: 1 });
  await Promise.all(tabs.map(tab => tab.close()));
});

test('of a page that cannot draw hold the others up no longer than they wait, and not once it is closed', async () => {
  if (!isShell) return expect(browser.framesOnDemand).toBe(false);
  const stuck = await openTab(browser, PATIENCE_MS);
  await stuck.evaluate(MOVES, PATIENCE_MS);
  for (let frame = 0; frame < 3; frame++) await stuck.frame(FRAME, PATIENCE_MS);
  await stuck.evaluate('document.body.clientHeight', PATIENCE_MS); // it has asked for the next one
  for (const pid of (await stuck.processorMs(PATIENCE_MS)).keys()) process.kill(pid, 'SIGSTOP');
  const other = await openTab(browser, PATIENCE_MS);
  drawn = 0;
  await stuck.frame(FRAME, 100);
  const isHeld = now === 1; // Chromium 156 draws what it has of a page that does not come with anything new
  if (!process.env.CHROMIUM_PATH) expect(isHeld).toBe(true);
  await other.frame(FRAME, 100);
  expect(drawn).toBe(isHeld ? 0 : 2);
  await stuck.close();
  drawn = 0;
  await other.frame(FRAME, 10_000);
  expect(drawn).toBe(1);
  await other.close();
});

test('a tab that is closed once more, while it is or afterwards, costs its browser nothing', async () => {
  const [tab, other] = await Promise.all([openTab(browser, PATIENCE_MS), openTab(browser, PATIENCE_MS)]);
  await Promise.all([tab.close(), tab.close()]);
  await tab.close();
  expect(await other.evaluate('1 + 1', PATIENCE_MS)).toBe(2);
  await other.close();
});
