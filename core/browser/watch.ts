import { CallTimeout } from './cdp.ts';
import type { Browser } from './chromium.ts';

const PERIOD_MS = 400;
/** A browser that is well answers within milliseconds, however busy its pages are. */
const SILENCE_MS = 1_000;
/** Our own clock runs late by this much only when the whole machine does: then the browser is given another chance. */
const STALLED_MS = 300;

/**
 * Kills a browser that no longer says anything, frozen or stuck: within 1.5 s.
 *
 * @returns ends the watch
 */
export function watchBrowser(browser: Browser, log: (line: string) => void): () => void {
  let over = false;
  let asking = false;
  const timer = setInterval(async () => {
    if (asking || browser.windowsComing > 0 || browser.silence() < PERIOD_MS) return;
    asking = true;
    const hangs = !(await answers(browser));
    asking = false;
    if (!hangs || over) return;
    log(`Chromium has said nothing for ${Math.round(browser.silence())} ms and is killed`);
    await browser.kill();
  }, PERIOD_MS);
  return () => {
    over = true;
    clearInterval(timer);
  };
}

async function answers(browser: Browser): Promise<boolean> {
  for (;;) {
    const asked = performance.now();
    try {
      await browser.cdp.send('Browser.getVersion', {}, SILENCE_MS);
      return true;
    } catch (error) {
      if (!(error instanceof CallTimeout)) return true; // it has ended, which is noticed elsewhere
      if (browser.silence() < SILENCE_MS || browser.windowsComing > 0) return true; // it speaks, if not to us, or soon will
      if (performance.now() - asked < SILENCE_MS + STALLED_MS) return false;
    }
  }
}
