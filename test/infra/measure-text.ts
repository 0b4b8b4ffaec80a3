import { launchChromium } from '../../core/browser/chromium.ts';

// Started by a test: starts Chromium as the renderer does, and prints its version and the widths of two texts in it.

const [, , directory = ''] = process.argv;
const browser = await launchChromium({ directory, log: line => console.error(line) });
const { browserContextId } = await browser.cdp.send('Target.createBrowserContext', { disposeOnDetach: true });
const { targetId } = await browser.cdp.send('Target.createTarget', {
  url: 'about:blank',
  browserContextId,
  enableBeginFrameControl: false,
});
const { sessionId } = await browser.cdp.send('Target.attachToTarget', {
  targetId,
  flatten: true,
});
const width = async (text: string) => {
  const expression = `
    document.body.innerHTML = '<span style="font: 100px Open Sans">${text}</span>';
    document.body.firstChild.getBoundingClientRect().width`;
  const { result } = await browser
    .session(sessionId)
    .send('Runtime.evaluate', { expression, returnByValue: true });
  return result.value;
};
const widths = [await width('mmm'), await width('iii')];
const { product } = await browser.cdp.send('Browser.getVersion', {});
console.log(JSON.stringify({ product, widths }));
await browser.kill();
process.exit(0);
