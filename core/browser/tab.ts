import { within } from '../within.ts';
import type { CdpSession } from './cdp.ts';
import type { Browser } from './chromium.ts';
import type { Header, PausedRequest } from './protocol.ts';
import type { SharedWorkersEars } from './shared-workers.ts';

/** One page of a browser, with cookies, storage and cache of its own. */
export interface Tab {
  cdp: CdpSession;
  /** The id of the page's top frame. */
  topFrame: string;
  /** Of a whole browser, which asks for icons. */
  readonly isWhole: boolean;
  /** Its browser opens a window, and answers nobody meanwhile. */
  readonly isHeldUp: boolean;
  /** The session of a worker of the page. */
  session(id: string): CdpSession;
  /** Tells of shared workers of the page from now on, until it is cleaned. */
  hearShared(ears: SharedWorkersEars): void;
  /** Milliseconds of processor time that each process which runs pages has used, by its id. */
  processorMs(timeoutMs: number): Promise<Map<number, number>>;
  /** Resolves to what `expression` is inside the page; rejects when it throws there. */
  evaluate(expression: string, timeoutMs: number): Promise<unknown>;
  /**
   * Draws one frame, where frames are drawn only then: what moves or waits for a frame goes on.
   *
   * @param frame.aheadMs by how much the page's clock has run ahead; what moves goes by that
   * @param frame.isShown whether it goes as far as the display: transitions start and end only then
   */
  frame(frame: { aheadMs: number; isShown: boolean }, timeoutMs: number): Promise<void>;
  /** Makes its window as tall as that, up to a bound. */
  resize(height: number, timeoutMs: number): Promise<void>;
  /** Hands on the answer that waits, as it came. */
  pass(paused: PausedRequest): Promise<void>;
  /** Answers the request that waits. */
  fulfil(
    paused: Pick<PausedRequest, 'requestId'>,
    answer: { status: number; headers: Header[]; body: Buffer },
  ): Promise<void>;
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
/** Not true any more of a body that was received and decoded. */
const TRANSPORT_HEADERS = ['content-encoding', 'content-length', 'transfer-encoding'];

/** Google's own window is as tall as the page up to about this. */
export const TALLEST_PX = 12_000;
/** No page that is busy for so long is waited for. */
const LATE_FRAME_MS = 30_000;
/** It takes about 10 ms. */
const CLEAN_TIMEOUT_MS = 1_000;
/** A whole browser does nothing else while it opens a window, on a busy machine for seconds. */
const PATIENCE_WITH_WHOLE = 6;
/** One that draws everything has more to give back, and nobody waits for it. */
const PATIENCE_WITH_PLAIN = 20;

/** Opens an empty page. Rejects with BrowserGone or CallTimeout. */
export async function openTab(browser: Browser, timeoutMs: number): Promise<Tab> {
  const { cdp, framesOnDemand } = browser;
  const windows = browser.isWhole ? 1 : 0;
  browser.windowsComing += windows;
  try {
    const { browserContextId } = await cdp.send(
      'Target.createBrowserContext',
      { disposeOnDetach: true, ...browser.pagesWay },
      timeoutMs,
    );
    const target = { url: 'about:blank', browserContextId, enableBeginFrameControl: framesOnDemand };
    const [{ targetId }] = await Promise.all([
      cdp.send('Target.createTarget', target, timeoutMs),
      cdp.send('Browser.setDownloadBehavior', { behavior: 'deny', browserContextId }, timeoutMs),
    ]);
    const { sessionId } = await cdp.send('Target.attachToTarget', { targetId, flatten: true }, timeoutMs);
    return new OpenTab(browser, { browserContextId, targetId, sessionId });
  } finally {
    browser.windowsComing -= windows;
  }
}

class OpenTab implements Tab {
  readonly cdp: CdpSession;
  readonly topFrame: string;
  readonly isWhole: boolean;
  readonly #browser: Browser;
  readonly #browserContextId: string;
  readonly #cleanMs: number;
  readonly #closeMs: number;
  #isResized = false;
  #closed: Promise<void> | undefined;
  /** Its frame that was asked for and is not drawn yet. */
  #drawing: Promise<void> | undefined;

  constructor(browser: Browser, ids: { browserContextId: string; targetId: string; sessionId: string }) {
    this.cdp = browser.session(ids.sessionId);
    this.topFrame = ids.targetId; // a page's top frame has its target's id
    this.isWhole = browser.isWhole;
    this.#browser = browser;
    this.#browserContextId = ids.browserContextId;
    const patience = browser.isPlain ? PATIENCE_WITH_PLAIN : browser.isWhole ? PATIENCE_WITH_WHOLE : 1;
    this.#cleanMs = CLEAN_TIMEOUT_MS * patience;
    this.#closeMs = CLOSE_TIMEOUT_MS * patience;
  }

  get isHeldUp(): boolean {
    return this.#browser.windowsComing > 0;
  }

  session(id: string): CdpSession {
    return this.#browser.session(id);
  }

  hearShared(ears: SharedWorkersEars): void {
    this.#browser.sharedWorkers.tell(this.#browserContextId, ears);
  }

  async processorMs(timeoutMs: number): Promise<Map<number, number>> {
    const { processInfo } = await this.#browser.cdp.send('SystemInfo.getProcessInfo', {}, timeoutMs);
    const ofPages = processInfo.filter(({ type }) => type === 'renderer');
    return new Map(ofPages.map(({ id, cpuTime }) => [id, cpuTime * 1_000]));
  }

  async evaluate(expression: string, timeoutMs: number): Promise<unknown> {
    const { result, exceptionDetails: thrown } = await this.cdp.send(
      'Runtime.evaluate',
      { expression, returnByValue: true },
      timeoutMs,
    );
    if (thrown) throw new Error(`in the page: ${thrown.exception?.description ?? thrown.text}`);
    return result.value;
  }

  async frame(frame: { aheadMs: number; isShown: boolean }, timeoutMs: number): Promise<void> {
    const browser = this.#browser;
    if (!browser.framesOnDemand) return;
    if (!browser.framesOneByOne) return this.#draw(frame, timeoutMs);
    const end = performance.now() + timeoutMs;
    while (browser.drawing) {
      const left = end - performance.now();
      if (left <= 0) return; // it is drawn later
      await within(browser.drawing, left);
    }
    const drawing = this.#draw(frame, LATE_FRAME_MS).catch(() => undefined);
    this.#drawing = browser.drawing = drawing;
    await within(
      drawing.then(() => this.#endFrame()),
      end - performance.now(),
    );
  }

  async #draw({ aheadMs, isShown }: { aheadMs: number; isShown: boolean }, timeoutMs: number): Promise<void> {
    const frameTimeTicks = Number(process.hrtime.bigint() / 1_000n) / 1_000 + aheadMs; // Chromium reads the same clock
    await this.cdp.send(
      'HeadlessExperimental.beginFrame',
      { noDisplayUpdates: !isShown, frameTimeTicks },
      timeoutMs,
    );
  }

  /** The next one may be drawn: ours is, or never will be. */
  #endFrame(): void {
    if (this.#drawing && this.#browser.drawing === this.#drawing) this.#browser.drawing = undefined;
    this.#drawing = undefined;
  }

  async resize(height: number, timeoutMs: number): Promise<void> {
    const width = (await this.evaluate('innerWidth', timeoutMs)) as number;
    this.#isResized = true;
    const metrics = { width, height: Math.min(height, TALLEST_PX), deviceScaleFactor: 0, mobile: false };
    await this.cdp.send('Emulation.setDeviceMetricsOverride', metrics, timeoutMs);
  }

  async pass({
    requestId,
    responseStatusCode: status,
    responseHeaders: headers = [],
  }: PausedRequest): Promise<void> {
    if (this.isWhole && status && status >= 400) {
      const { body } = await this.cdp.send('Fetch.getResponseBody', { requestId });
      if (body === '') return this.fulfil({ requestId }, { status, headers, body: Buffer.of() });
    }
    await this.cdp.send('Fetch.continueRequest', { requestId });
  }

  async fulfil(
    { requestId }: Pick<PausedRequest, 'requestId'>,
    { status, headers, body }: { status: number; headers: Header[]; body: Buffer },
  ): Promise<void> {
    // A whole browser takes an error without a body for a failure, and shows a page of its own. A space shows nothing.
    const given = status >= 400 && body.length === 0 ? Buffer.from(' ') : body;
    await this.cdp.send('Fetch.fulfillRequest', {
      requestId,
      responseCode: status,
      responseHeaders: headers.filter(({ name }) => !TRANSPORT_HEADERS.includes(name.toLowerCase())),
      body: given.toString('base64'),
    });
  }

  async clean(origins: Iterable<string>): Promise<void> {
    const { cdp } = this;
    const browserContextId = this.#browserContextId;
    const timeoutMs = this.#cleanMs;
    cdp.release();
    this.#browser.sharedWorkers.tell(browserContextId, undefined);
    await forgetSession(cdp, [...origins], timeoutMs);
    await Promise.all([
      cdp.send('Page.navigate', { url: 'about:blank' }, timeoutMs),
      this.#browser.cdp.send('Storage.clearCookies', { browserContextId }, timeoutMs),
      ...[...origins].map(origin => forgetStored(cdp, origin, timeoutMs)),
    ]);
    if (this.#isResized) await cdp.send('Emulation.clearDeviceMetricsOverride', {}, timeoutMs);
    this.#isResized = false;
    await this.evaluate("window.name = ''", timeoutMs); // it outlives the page
    await cdp.send('Page.resetNavigationHistory', {}, timeoutMs);
  }

  async collectGarbage(): Promise<void> {
    await this.cdp.send('HeapProfiler.collectGarbage', {}, this.#cleanMs);
  }

  close(): Promise<void> {
    // Who cleans a tab may find it closed by another, and close it, too: what is gone would be taken for a browser that cannot.
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.cdp.release();
    this.#browser.sharedWorkers.tell(this.#browserContextId, undefined);
    this.#endFrame();
    const context = { browserContextId: this.#browserContextId };
    await this.#browser.cdp
      .send('Target.disposeBrowserContext', context, this.#closeMs)
      .catch(() => this.#browser.kill());
  }
}

/** Session storage belongs to the tab and can only be reached while a page of its origin is open. */
async function forgetSession(session: CdpSession, origins: string[], timeoutMs: number): Promise<void> {
  const clear = (origin: string) => {
    const storageId = { storageKey: `${origin}/`, isLocalStorage: false };
    return session.send('DOMStorage.clear', { storageId }, timeoutMs).catch(noFrame);
  };
  await Promise.all(origins.map(clear));
}

function noFrame(error: Error): void {
  if (error.name !== 'CallFailed') throw error;
}

const forgetStored = (session: CdpSession, origin: string, timeoutMs: number) =>
  session.send(
    'Storage.clearDataForOrigin',
    { origin, storageTypes: 'local_storage,indexeddb,file_systems,service_workers,cache_storage,websql' },
    timeoutMs,
  );
