import type { CdpSession } from './cdp.ts';
import type { Browser } from './chromium.ts';

/** One page of a browser, with cookies, storage and cache of its own. */
export interface Tab {
  cdp: CdpSession;
  /** The id of the page's top frame. */
  frame: string;
  /** Resolves to what `expression` is inside the page; rejects when it throws there. */
  evaluate(expression: string, timeoutMs: number): Promise<unknown>;
  /** Closes it with all it has stored. A browser that cannot do so is killed. */
  close(): Promise<void>;
}

/** Chromium ends even a page in an endless loop well within this; one that does not hangs itself. */
const CLOSE_TIMEOUT_MS = 500;

/** Opens an empty page. Rejects with BrowserGone or CallTimeout. */
export async function openTab(browser: Browser, timeoutMs: number): Promise<Tab> {
  const { cdp } = browser;
  const { browserContextId } = await cdp.send(
    'Target.createBrowserContext',
    { disposeOnDetach: true },
    timeoutMs,
  );
  const [{ targetId }] = await Promise.all([
    cdp.send('Target.createTarget', { url: 'about:blank', browserContextId }, timeoutMs),
    cdp.send('Browser.setDownloadBehavior', { behavior: 'deny', browserContextId }, timeoutMs),
  ]);
  const { sessionId } = await cdp.send('Target.attachToTarget', { targetId, flatten: true }, timeoutMs);
  const session = browser.session(sessionId);
  return {
    cdp: session,
    frame: targetId, // a page's top frame has its target's id
    evaluate: async (expression, evaluateTimeoutMs) => {
      const { result, exceptionDetails: thrown } = await session.send(
        'Runtime.evaluate',
        { expression, returnByValue: true },
        evaluateTimeoutMs,
      );
      if (thrown) throw new Error(`in the page: ${thrown.exception?.description ?? thrown.text}`);
      return result.value;
    },
    close: async () => {
      session.release();
      await cdp
        .send('Target.disposeBrowserContext', { browserContextId }, CLOSE_TIMEOUT_MS)
        .catch(() => browser.kill());
    },
  };
}
