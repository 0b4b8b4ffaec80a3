import { mkdtempSync, rmSync } from 'node:fs';
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
let time: VirtualTime;

beforeAll(async () => {
  const executable = await prepareChromium({ log });
  browser = await launchChromium({ directory, executable, framesOnDemand: true, log });
});
afterAll(async () => {
  await browser.kill();
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

const grant = (virtual: number, released = true) => time.grant({ do: 'grant', virtual, released });
const ticks = () => tab.evaluate('ticks', PATIENCE_MS);
const spent = async () => {
  expect(await time.isSpent(PATIENCE_MS)).toBe(true);
};

/** Hears nothing for a while: what the browser says meanwhile is heard together. */
function beBusy(): void {
  for (const end = performance.now() + LONG_MS; performance.now() < end; );
}

test.each<[string, number, () => Promise<void>]>([
  ['one grant', 10, () => grant(100)],
  [
    'two, the second while the first runs, is the longer of them',
    100,
    async () => {
      await Promise.all([grant(20), grant(1_000)]);
    },
  ],
  [
    'a second, given when the first had ended and that was not heard yet',
    12,
    async () => {
      await grant(20);
      beBusy();
      await grant(100);
    },
  ],
  [
    'a third and a fourth in that way',
    16,
    async () => {
      await grant(20);
      for (let n = 0; n < 3; n++) {
        beBusy();
        const given = grant(n < 2 ? 20 : 100);
        beBusy();
        await given;
      }
    },
  ],
])('%s: %d ticks of 10 ms', async (_, expected, give) => {
  await give();
  await spent();
  // Were its time not stopped, it would run on as fast as the machine can.
  await new Promise(done => setTimeout(done, LONG_MS));
  expect(await ticks()).toBe(expected);
  await tab.close();
});
