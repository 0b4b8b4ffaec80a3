import { CallFailed } from '../browser/cdp.ts';
import type { Browser } from '../browser/chromium.ts';
import type { PausedRequest } from '../browser/protocol.ts';
import { openTab, type Tab } from '../browser/tab.ts';
import type { Clock } from '../clock.ts';
import { systemRandom } from '../ids.ts';
import { type DocumentAnswer, renderedPage } from '../rendering/answer.ts';
import { keepShadowScript } from '../rendering/in-page/instrument/shadow.ts';
import { type SerialisedPage, serialiseScript } from '../rendering/in-page/serialise/serialise.ts';
import type { PageView } from './audit.ts';
import { factsScript, type PageFacts } from './page-facts.ts';

export interface ViewOptions {
  userAgent: string;
  /** A reader without scripts takes the document as it comes. */
  scripts: boolean;
  /** Reads down to the end, for what appears only then. */
  scroll?: boolean;
  /** Gives documents without the network; undefined means the network. */
  loadDocument?(
    url: string,
  ): Promise<{ status: number; headers: Record<string, string>; html: string } | undefined>;
  clock: Clock;
}

/** The page could not be opened, or what was opened is no page. */
export class ViewFailed extends Error {
  override name = 'ViewFailed';
}

/** A page is taken as it is then, as by a person who has waited long enough. */
const LONGEST_MS = 10_000;
/** What a page says has not changed for so long: a person would take it for finished. Without scripts little can change. */
const SETTLED_MS = 2_000;
const SETTLED_WITHOUT_SCRIPTS_MS = 400;
const POLL_MS = 200;
/** More is an endless list. */
const MOST_SCREENS = 20;
/** They stay open, or nothing shown waits for them. */
const NOT_WAITED_FOR = ['EventSource', 'Media', 'Ping', 'WebSocket'];

/**
 * Opens a page in a tab of its own and reads it when it has settled. Nothing is added to the page and nothing kept from it.
 *
 * @throws ViewFailed; BrowserGone, CallTimeout when the browser fails
 */
export async function viewPage(browser: Browser, url: string, options: ViewOptions): Promise<PageView> {
  const tab = await openTab(browser, LONGEST_MS);
  try {
    return await new View(tab, options).open(url);
  } finally {
    await tab.close();
  }
}

class View {
  readonly #tab: Tab;
  readonly #options: ViewOptions;
  readonly #inFlight = new Set<string>();
  /** A person sees what is in closed shadow roots. */
  readonly #secret = `_${systemRandom(12).toString('hex')}`;
  #document: DocumentAnswer = { status: 0, headers: {} };
  #failure: Error | undefined;

  constructor(tab: Tab, options: ViewOptions) {
    this.#tab = tab;
    this.#options = options;
  }

  async open(url: string): Promise<PageView> {
    await this.#prepare();
    const { errorText } = await this.#tab.cdp.send('Page.navigate', { url }, 2 * LONGEST_MS);
    if (this.#failure) throw this.#failure;
    if (errorText) throw new ViewFailed(`${url}: ${errorText}`);
    await this.#settled();
    if (this.#options.scroll) {
      await this.#scroll();
      await this.#settled();
    }
    if (this.#failure) throw this.#failure;
    return this.#read();
  }

  async #prepare(): Promise<void> {
    const { cdp } = this.#tab;
    const { userAgent, scripts } = this.#options;
    this.#listen();
    await Promise.all([
      cdp.send('Page.enable', {}),
      cdp.send('Network.enable', {}),
      cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: keepShadowScript(this.#secret) }),
      cdp.send('Emulation.setUserAgentOverride', { userAgent }),
      cdp.send('Emulation.setScriptExecutionDisabled', { value: !scripts }),
      cdp.send('Fetch.enable', {
        patterns: [
          { resourceType: 'Document', requestStage: 'Request' },
          { resourceType: 'Document', requestStage: 'Response' },
        ],
      }),
    ]);
  }

  #listen(): void {
    const { cdp } = this.#tab;
    cdp.on('Fetch.requestPaused', paused => {
      this.#decide(paused).catch(error => {
        if (error instanceof CallFailed) return; // the browser has given the request up
        this.#failure ??= error;
        cdp
          .send('Fetch.failRequest', { requestId: paused.requestId, errorReason: 'Aborted' })
          .catch(() => undefined);
      });
    });
    cdp.on('Network.requestWillBeSent', ({ requestId, type = '' }) => {
      if (!NOT_WAITED_FOR.includes(type)) this.#inFlight.add(requestId);
    });
    cdp.on('Network.loadingFinished', ({ requestId }) => void this.#inFlight.delete(requestId));
    cdp.on('Network.loadingFailed', ({ requestId }) => void this.#inFlight.delete(requestId));
    cdp.on('Page.javascriptDialogOpening', () => {
      cdp.send('Page.handleJavaScriptDialog', { accept: true }).catch(() => undefined);
    });
    cdp.on('Inspector.targetCrashed', () => {
      this.#failure ??= new ViewFailed('the page has crashed');
    });
  }

  /** Notes how documents are answered, and answers them where that is asked for. */
  async #decide(paused: PausedRequest): Promise<void> {
    const { requestId, request, frameId, ...answer } = paused;
    const { topFrame } = this.#tab;
    const { responseStatusCode: status, responseHeaders = [] } = answer;
    const isRequest = status === undefined && answer.responseErrorReason === undefined;
    const isPage = frameId === topFrame;
    const page = isPage && isRequest ? await this.#options.loadDocument?.(request.url) : undefined;
    if (page) {
      const headers = { 'content-type': 'text/html; charset=utf-8', ...page.headers };
      this.#document = { status: page.status, headers };
      await this.#tab.fulfil(
        { requestId },
        {
          status: page.status,
          headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
          body: Buffer.from(page.html),
        },
      );
      return;
    }
    if (isPage && status !== undefined)
      this.#document = {
        status,
        headers: Object.fromEntries(responseHeaders.map(({ name, value }) => [name.toLowerCase(), value])),
      };
    await this.#tab.pass(paused);
  }

  /** Waits until nothing is loaded any more and the page says the same for a while. */
  async #settled(): Promise<void> {
    const { clock, scripts } = this.#options;
    const quiet = scripts ? SETTLED_MS : SETTLED_WITHOUT_SCRIPTS_MS;
    const end = clock.now() + LONGEST_MS;
    let before = '';
    let since = clock.now();
    while (clock.now() < end && !this.#failure) {
      await clock.sleep(POLL_MS);
      const now = JSON.stringify((await this.#ask<PageFacts>(factsScript(this.#secret))) ?? null);
      if (now !== before || this.#inFlight.size > 0) since = clock.now();
      before = now;
      if (clock.now() - since >= quiet) return;
    }
  }

  async #scroll(): Promise<void> {
    for (let screen = 0; screen < MOST_SCREENS; screen++) {
      const isEnd = await this.#ask<boolean>(
        '(scrollBy(0, innerHeight), scrollY + innerHeight >= document.documentElement.scrollHeight - 1)',
      );
      await this.#options.clock.sleep(POLL_MS);
      if (isEnd) return;
    }
  }

  async #read(): Promise<PageView> {
    const facts = await this.#ask<PageFacts>(factsScript(this.#secret));
    const page = await this.#ask<SerialisedPage>(serialiseScript());
    if (!facts || !page) throw new ViewFailed('the page goes from one address to the next for ever');
    // What an app says of its status by a meta is meant for all, though no browser shows it. Without scripts it is only a meta.
    const { status, headers } = this.#options.scripts
      ? renderedPage(new URL(page.url), this.#document, { ...page, html: '', refresh: null })
      : this.#document;
    const robots = headers['x-robots-tag'];
    return { ...facts, status, robots: [...facts.robots, ...(robots ? [`x-robots-tag: ${robots}`] : [])] };
  }

  /** Undefined while the page goes from one document to another. */
  async #ask<Answer>(script: string): Promise<Answer | undefined> {
    const answer = await this.#tab.evaluate(script, LONGEST_MS).catch(error => {
      if (!(error instanceof CallFailed)) throw error;
    });
    return answer as Answer | undefined;
  }
}
