import { launchChromium } from '../../core/browser/chromium.ts';
import { inPage } from '../../core/rendering/in-page/in-page.ts';
import { serveRenders } from './program.ts';
import { plain } from './protocol.ts';

/**
 * The floor as a process: the same Chromium with the same switches, and no renderer at all; it only notes when a page has what
 * it is wanted for. Argument: JSON of FloorOptions.
 */
export interface FloorOptions {
  executable: string;
  directory: string;
}

const TIMEOUT_MS = 30_000;

interface Page {
  /** Resolves when the last wanted node is in the page of this address. */
  visit(url: string): Promise<void>;
}

const { executable, directory } = JSON.parse(process.argv[2] ?? '{}') as FloorOptions;
const browser = await launchChromium({
  executable,
  directory,
  log: line => process.stderr.write(`${line}\n`),
});
const idle: Page[] = [];

await serveRenders({
  render: async url => {
    const page = idle.pop() ?? (await openPage());
    try {
      await page.visit(url);
      return { html: '' };
    } finally {
      idle.push(page);
    }
  },
  close: () => browser.kill(),
});

async function openPage(): Promise<Page> {
  const { targetId } = await plain(browser.cdp).send('Target.createTarget', { url: 'about:blank' });
  const { sessionId = '' } = await plain(browser.cdp).send('Target.attachToTarget', {
    targetId,
    flatten: true,
  });
  const session = plain(browser.session(sessionId));
  const waiting = new Map<string, () => void>();
  session.on<{ payload: string }>('Runtime.bindingCalled', ({ payload }) => waiting.get(payload)?.());
  await session.send('Page.enable', {});
  await session.send('Runtime.enable', {});
  await session.send('Runtime.addBinding', { name: 'benchThere' });
  await session.send('Page.addScriptToEvaluateOnNewDocument', { source: inPage(watch) });
  return {
    visit: url =>
      new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`${url}: something is missing`)), TIMEOUT_MS);
        waiting.set(url, () => {
          clearTimeout(timer);
          waiting.delete(url);
          resolve();
        });
        session.send('Page.navigate', { url }).catch(reject);
      }),
  };
}

/** Runs in the page: says when the price and the review are there. */
function watch(): void {
  const there: unknown = Reflect.get(window, 'benchThere');
  const observer = new MutationObserver(() => {
    if (!document.querySelector('[data-wanted="price"]')) return;
    if (!document.querySelector('[data-wanted="review"]')) return;
    observer.disconnect();
    if (typeof there === 'function') there(location.href);
  });
  observer.observe(document, { subtree: true, childList: true });
}
