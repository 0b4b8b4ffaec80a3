/**
 * Launches a Chromium, ends it in one way or another, and leaves it to Node to end this process.
 * Arguments: the way, Chromium's directory, its executable.
 */
import { launchChromium } from '../../../core/browser/chromium.ts';
import { openTab } from '../../../core/browser/tab.ts';
import { systemClock } from '../../../core/clock.ts';
import { createRenderer } from '../../../core/rendering/renderer.ts';

const [way = '', directory = '', executable = ''] = process.argv.slice(2);
const log = () => undefined;
const launch = () => launchChromium({ directory, executable, log });

const WAYS: Record<string, () => Promise<unknown>> = {
  killed: async () => (await launch()).kill(),
  'killed with a page open': async () => {
    const browser = await launch();
    await openTab(browser, 60_000);
    await browser.kill();
  },
  'killed while a call waits': async () => {
    const browser = await launch();
    const { cdp } = await openTab(browser, 60_000);
    const never = cdp.send('Page.navigate', { url: 'http://198.51.100.1/' }, 300_000).catch(() => undefined);
    await browser.kill();
    await never;
  },
  'ended by another, and then killed': async () => {
    const browser = await launch();
    process.kill(-browser.group, 'SIGKILL');
    await browser.closed;
    await browser.kill();
  },
  'ended by another': async () => {
    const browser = await launch();
    process.kill(-browser.group, 'SIGKILL');
    await browser.closed;
  },
  'stopped, and then killed': async () => {
    const browser = await launch();
    process.kill(-browser.group, 'SIGSTOP');
    await browser.kill();
  },
  'closed with its renderer': async () => {
    const renderer = createRenderer({
      isAllowedOrigin: () => true,
      launch: { directory, executable },
      log,
      clock: systemClock,
    });
    await renderer.warm();
    await renderer.close();
  },
  'closed while it is launched': async () => {
    const renderer = createRenderer({
      isAllowedOrigin: () => true,
      launch: { directory, executable },
      log,
      clock: systemClock,
    });
    const warm = renderer.warm();
    await renderer.close();
    await warm;
  },
};

await WAYS[way]?.();
process.stdout.write('ended');
