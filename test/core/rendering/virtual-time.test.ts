import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type Browser, launchChromium, prepareChromium } from '../../../core/browser/chromium.ts';
import { openTab, type Tab } from '../../../core/browser/tab.ts';
import { VirtualTime } from '../../../core/rendering/virtual-time.ts';

/*
 * A page has the time that it is granted, however late its browser's words are heard here. Each test holds up this process, and not
 * the browser, as a busy machine does.
 */

const directory = mkdtempSync(join(tmpdir(), 'signpost-time-'));
const log = () => undefined;
const PATIENCE_MS = 60_000;
/** Chromium has used up a grant of a few milliseconds long before. */
const LONG_MS = 300;
let browser: Browser;
let tab: Tab;
/** Answers nobody. */
const never = createServer(() => undefined);
let time: VirtualTime;

beforeAll(async () => {
  const executable = await prepareChromium({ log });
  browser = await launchChromium({ directory, executable, framesOnDemand: true, log });
  await new Promise<void>(listening => never.listen(0, '127.0.0.1', listening));
});
afterAll(async () => {
  await browser.kill();
  never.close().closeAllConnections();
  rmSync(directory, { recursive: true, force: true });
});
beforeEach(async () => {
  tab = await openTab(browser, PATIENCE_MS);
  const asked = { patienceMs: PATIENCE_MS, answered: <Answer>(call: Promise<Answer>) => call };
  time = new VirtualTime(Object.assign(tab, { aheadMs: 0 }), asked);
  tab.cdp.on('Emulation.virtualTimeBudgetExpired', () => time.grantEnded());
  await tab.cdp.send('Emulation.setVirtualTimePolicy', { policy: 'pause' }, PATIENCE_MS);
  await tab.evaluate('window.ticks = 0; setInterval(() => ticks++, 10)', PATIENCE_MS);
});

/** Its time stands still for a request that is never answered, until it is let go. */
const beHeldUp = () =>
  tab.evaluate(`void fetch('http://127.0.0.1:${(never.address() as AddressInfo).port}')`, PATIENCE_MS);

const grant = (virtual: number, released = true) => time.grant({ do: 'grant', virtual, released });
const ticks = () => tab.evaluate('ticks', PATIENCE_MS);
const spent = async () => {
  expect(await time.isSpent(PATIENCE_MS)).toBe(true);
};

/** Hears nothing for a while: what the browser says meanwhile is heard together. */
function beBusy(): void {
  for (const end = performance.now() + LONG_MS; performance.now() < end; );
}

test.each<[string, number[], () => Promise<void>]>([
  ['one grant', [10], () => grant(100)],
  [
    'two, the second while the first is held up by a request, are the longer of them',
    [100],
    async () => {
      await beHeldUp();
      await grant(20, false);
      await grant(1_000);
    },
  ],
  [
    'two that end in the same moment, the first held up by a request until the second is given',
    [2],
    async () => {
      await beHeldUp();
      await grant(20, false);
      await grant(20);
    },
  ],
  [
    'three, of which two end in the same moment, are the longest of them',
    [50],
    async () => {
      await beHeldUp();
      await grant(20, false);
      await grant(500, false);
      await grant(20);
    },
  ],
  [
    'two at once, as the first may end before the second is heard',
    [10, 12],
    async () => {
      const given = [grant(20), grant(100)];
      beBusy();
      await Promise.all(given);
    },
  ],
])('%s: %j ticks of 10 ms', async (_, expected, give) => {
  await give();
  await spent();
  // Were its time not stopped, it would run on as fast as the machine can.
  await new Promise(done => setTimeout(done, LONG_MS));
  expect(expected).toContain(await ticks());
  await tab.close();
});
