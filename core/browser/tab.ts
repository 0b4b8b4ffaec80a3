import type { CdpSession } from './cdp.ts';
import type { Browser } from './chromium.ts';

/** One page of a browser, with cookies, storage and cache of its own. */
export interface Tab {
  cdp: CdpSession;
  /** The id of the page's top frame. */
  topFrame: string;
  /** Resolves to what `expression` is inside the page; rejects when it throws there. */
  evaluate(expression: string, timeoutMs: number): Promise<unknown>;
  /**
   * Draws one frame, where frames are drawn only then: what moves or waits for a frame goes on.
   *
   * @param frame.aheadMs by how much the page's clock has run ahead; what moves goes by that
   * @param frame.isShown whether it goes as far as the display: transitions start and end only then
   */
  frame(frame: { aheadMs: number; isShown: boolean }, timeoutMs: number): Promise<void>;
  /**
   * Leaves the page that is open and forgets what pages of these origins have kept, but for the caches, which are the speed
   * of the next one. Rejects when that can't be made sure of.
   */
  clean(origins: Iterable<string>): Promise<void>;
  /** Gives back the memory of pages that are gone: Chromium itself would wait until there is less of it. Takes about 30 ms. */
  collectGarbage(): Promise<void>;
  /** Closes it with all it has stored. A browser that cannot do so is killed. */
  close(): Promise<void>;
}

/** Chromium ends even a page in an endless loop well within this, on a busy machine, too; one that does not hangs itself. */
const CLOSE_TIMEOUT_MS = 1_500;
/** It takes about 10 ms. */
const CLEAN_TIMEOUT_MS = 1_000;

/** Opens an empty page. Rejects with BrowserGone or CallTimeout. */
export async function openTab(browser: Browser, timeoutMs: number): Promise<Tab> {
  const { cdp } = browser;
  const { browserContextId } = await cdp.send(
    'Target.createBrowserContext',
    { disposeOnDetach: true },
    timeoutMs,
  );
  const [{ targetId }] = await Promise.all([
    cdp.send(
      'Target.createTarget',
      { url: 'about:blank', browserContextId, enableBeginFrameControl: browser.framesOnDemand },
      timeoutMs,
    ),
    cdp.send('Browser.setDownloadBehavior', { behavior: 'deny', browserContextId }, timeoutMs),
  ]);
  const { sessionId } = await cdp.send('Target.attachToTarget', { targetId, flatten: true }, timeoutMs);
  const session = browser.session(sessionId);
  const evaluate: Tab['evaluate'] = async (expression, evaluateTimeoutMs) => {
    const { result, exceptionDetails: thrown } = await session.send(
      'Runtime.evaluate',
      { expression, returnByValue: true },
      evaluateTimeoutMs,
    );
    if (thrown) throw new Error(`in the page: ${thrown.exception?.description ?? thrown.text}`);
    return result.value;
  };
  return {
    cdp: session,
    topFrame: targetId, // a page's top frame has its target's id
    evaluate,
    frame: async ({ aheadMs, isShown }, frameTimeoutMs) => {
      if (!browser.framesOnDemand) return;
      const frameTimeTicks = Number(process.hrtime.bigint() / 1_000n) / 1_000 + aheadMs; // Chromium reads the same clock
      const frame = { noDisplayUpdates: !isShown, frameTimeTicks };
      await session.send('HeadlessExperimental.beginFrame', frame, frameTimeoutMs);
    },
    clean: async origins => {
      session.release();
      await forgetSession(session, [...origins]);
      await Promise.all([
        session.send('Page.navigate', { url: 'about:blank' }, CLEAN_TIMEOUT_MS),
        cdp.send('Storage.clearCookies', { browserContextId }, CLEAN_TIMEOUT_MS),
        ...[...origins].map(origin => forgetStored(session, origin)),
      ]);
      await evaluate("window.name = ''", CLEAN_TIMEOUT_MS); // it outlives the page
      await session.send('Page.resetNavigationHistory', {}, CLEAN_TIMEOUT_MS);
    },
    collectGarbage: async () => {
      await session.send('HeapProfiler.collectGarbage', {}, CLEAN_TIMEOUT_MS);
    },
    close: async () => {
      session.release();
      await cdp
        .send('Target.disposeBrowserContext', { browserContextId }, CLOSE_TIMEOUT_MS)
        .catch(() => browser.kill());
    },
  };
}

/** Session storage belongs to the tab and can only be reached while a page of its origin is open. */
async function forgetSession(session: CdpSession, origins: string[]): Promise<void> {
  const clear = (origin: string) => {
    const storageId = { storageKey: `${origin}/`, isLocalStorage: false };
    return session.send('DOMStorage.clear', { storageId }, CLEAN_TIMEOUT_MS).catch(noFrame);
  };
  await Promise.all(origins.map(clear));
}

function noFrame(error: Error): void {
  if (error.name !== 'CallFailed') throw error;
}

const forgetStored = (session: CdpSession, origin: string) =>
  session.send(
    'Storage.clearDataForOrigin',
    { origin, storageTypes: 'local_storage,indexeddb,file_systems,service_workers,cache_storage,websql' },
    CLEAN_TIMEOUT_MS,
  );
