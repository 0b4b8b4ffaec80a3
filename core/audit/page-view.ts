import { CallFailed } from '../browser/cdp.ts';
import type { Browser } from '../browser/chromium.ts';
import type { PausedRequest, UserAgentMetadata } from '../browser/protocol.ts';
import { openTab, type Tab } from '../browser/tab.ts';
import type { Clock } from '../clock.ts';
import { type DocumentAnswer, renderedPage } from '../rendering/answer.ts';
import type { PageView } from './audit.ts';
import type { PageReading } from './page-facts.ts';
import { PageReader } from './page-reader.ts';
import { pictureOf } from './picture.ts';
import { OF_A_PERSON, type Patience, POLL_MS, Waiting, WITHOUT_SCRIPTS } from './waiting.ts';

export interface ViewOptions {
  userAgent: string;
  /** What goes with the User-Agent of a person's browser. */
  userAgentMetadata?: UserAgentMetadata;
  /** A reader without scripts takes the document as it comes. */
  scripts: boolean;
  /** Reads down to the end, for what appears only then. */
  scroll?: boolean;
  /** How the page looks is kept, too. */
  picture?: boolean;
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

/** It may stand in line behind others, and a site may render it first. */
const ARRIVAL_MS = 60_000;
/** More is an endless list. */
const MOST_SCREENS = 20;
const SCROLL_MS = 200;
/** They stay open, or nothing shown waits for them. */
const NOT_WAITED_FOR = ['EventSource', 'Media', 'Ping', 'WebSocket'];

/**
 * Opens a page in a tab of its own and reads it when it has settled. Nothing is added to the page and nothing kept from it.
 *
 * @param browser a plain one: whoever compares must not have the renderer's blind spots
 * @throws ViewFailed; BrowserGone, CallTimeout when the browser fails
 */
export async function viewPage(browser: Browser, url: string, options: ViewOptions): Promise<PageView> {
  const tab = await openTab(browser, ARRIVAL_MS);
  try {
    return await new View(tab, options).open(url);
  } finally {
    await tab.close();
  }
}

class View {
  readonly #tab: Tab;
  readonly #options: ViewOptions;
  readonly #reader: PageReader;
  readonly #inFlight = new Set<string>();
  #document: DocumentAnswer = { status: 0, headers: {} };
  #failure: Error | undefined;

  constructor(tab: Tab, options: ViewOptions) {
    this.#tab = tab;
    this.#options = options;
    this.#reader = new PageReader(tab);
  }

  async open(url: string): Promise<PageView> {
    const { scripts, scroll, picture } = this.#options;
    await this.#prepare();
    const { errorText } = await this.#tab.cdp.send('Page.navigate', { url }, ARRIVAL_MS);
    if (this.#failure) throw this.#failure;
    if (errorText) throw new ViewFailed(`${url}: ${errorText}`);
    let reading = await this.#settled(scripts ? OF_A_PERSON : WITHOUT_SCRIPTS);
    if (scroll) {
      await this.#scroll();
      reading = await this.#settled({ ...OF_A_PERSON, leastMs: 0 });
    }
    const view = this.#viewOf(reading);
    const drawn = picture ? await pictureOf(this.#tab, reading.height) : undefined;
    return { ...view, ...(drawn !== undefined && { picture: drawn }) };
  }

  async #prepare(): Promise<void> {
    const { cdp } = this.#tab;
    const { userAgent, userAgentMetadata, scripts } = this.#options;
    this.#listen();
    await Promise.all([
      cdp.send('Page.enable', {}),
      cdp.send('Network.enable', {}),
      cdp.send('Emulation.setFocusEmulationEnabled', { enabled: true }),
      cdp.send('Emulation.setUserAgentOverride', {
        userAgent,
        ...(userAgentMetadata && { userAgentMetadata }),
      }),
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

  /** What the page says once nothing is loaded any more and it has said the same for a while. */
  async #settled(patience: Patience): Promise<PageReading> {
    const { clock } = this.#options;
    const waiting = new Waiting(patience, clock);
    for (;;) {
      await clock.sleep(POLL_MS);
      const reading = await this.#reader.read();
      if (this.#failure) throw this.#failure;
      const isBusy = !reading?.isLoaded || this.#inFlight.size > 0;
      if (!waiting.isOver(JSON.stringify(reading?.facts ?? null), isBusy)) continue;
      if (reading) return reading;
      throw new ViewFailed(this.#reader.thrown ?? 'the page goes from one address to the next for ever');
    }
  }

  async #scroll(): Promise<void> {
    for (let screen = 0; screen < MOST_SCREENS; screen++) {
      const isEnd = await this.#tab
        .evaluate(
          '(scrollBy(0, innerHeight), scrollY + innerHeight >= document.documentElement.scrollHeight - 1)',
          ARRIVAL_MS,
        )
        .catch(error => {
          if (!(error instanceof CallFailed)) throw error; // it goes elsewhere just now
        });
      await this.#options.clock.sleep(SCROLL_MS);
      if (isEnd) return;
    }
  }

  #viewOf({ facts, answers }: PageReading): PageView {
    // What an app says of its status by a meta is meant for all, though no browser shows it. Without scripts it is only a meta.
    const { status, headers } = this.#options.scripts
      ? renderedPage(new URL(facts.url), this.#document, {
          url: facts.url,
          metas: answers,
          html: '',
          refresh: null,
        })
      : this.#document;
    const robots = headers['x-robots-tag'];
    return { ...facts, status, robots: [...facts.robots, ...(robots ? [`x-robots-tag: ${robots}`] : [])] };
  }
}
