import { BrowserGone, CallFailed } from '../browser/cdp.ts';
import type { Browser } from '../browser/chromium.ts';
import type { PausedRequest, ResourceType } from '../browser/protocol.ts';
import { openTab, type Tab } from '../browser/tab.ts';
import type { Clock } from '../clock.ts';
import { type DocumentAnswer, isSamePage, originRedirect, redirectTo, renderedPage } from './answer.ts';
import { instrumentScript, isReady, type PageState, stateScript } from './readiness.ts';
import { type RenderedPage, RenderFailed, RenderTimeout } from './rendered.ts';
import { type SerialisedPage, serialiseScript } from './serialise.ts';

/** A document that does not come through the network. */
export interface PageSource {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

/** Not true any more of a body that was received and decoded. */
const TRANSPORT_HEADERS = ['content-encoding', 'content-length', 'transfer-encoding'];

export interface VisitOptions {
  url: URL;
  /** When the page must be finished, by the clock. */
  until: number;
  userAgent: string;
  /** The property of the page's window that the instrument answers by; not to be guessed by the page. */
  secret: string;
  isAllowedOrigin(origin: string): boolean;
  loadDocument?: ((url: URL) => Promise<PageSource | undefined>) | undefined;
  clock: Clock;
}

const POLL_MS = 25;

/** They would count every render as a person's visit. */
const ANALYTICS = [
  '*://*.google-analytics.com/*',
  '*://*.googletagmanager.com/gtag/*',
  '*://*.hotjar.com/*',
  '*://*.clarity.ms/*',
  '*://plausible.io/*',
  '*://connect.facebook.net/*',
];

/** A picture of one transparent pixel: an image that fails might be taken out of the page by its app. */
const PIXEL = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';

/**
 * Opens a page in a browser and sees it through until it is finished.
 *
 * @throws RenderTimeout, RenderFailed; BrowserGone when the browser ended meanwhile
 */
export async function visit(browser: Browser, options: VisitOptions): Promise<RenderedPage> {
  const left = () => Math.max(1, options.until - options.clock.now());
  const tab = await openTab(browser, left()).catch(async error => {
    await browser.kill(); // one that opens no page is of no use to the next render either
    throw error;
  });
  let timer: NodeJS.Timeout | undefined;
  const current = new Visit(tab, options);
  try {
    return await new Promise<RenderedPage>((resolve, reject) => {
      timer = setTimeout(() => reject(timeout(options)), left());
      current.run().then(resolve, reject);
      current.early.then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    current.over = true;
    await tab.close();
  }
}

const timeout = ({ url }: VisitOptions) => new RenderTimeout(`${url} was not finished in time`);

class Visit {
  readonly #tab: Tab;
  readonly #options: VisitOptions;
  readonly #resources = new Set<string>();
  #resourcesChanged: number;
  /** How the origin answered for the document. */
  #document: DocumentAnswer | undefined;
  /** The first document is there; what fails from here on is the page's own doing. */
  #opened = false;
  #answerEarly: (page: RenderedPage) => void = () => undefined;
  #failEarly: (error: Error) => void = () => undefined;
  /** What is known before the page is finished: it redirects, or it failed. */
  readonly early: Promise<RenderedPage>;
  /** Nobody waits for it any more. */
  over = false;

  constructor(tab: Tab, options: VisitOptions) {
    this.#tab = tab;
    this.#options = options;
    this.#resourcesChanged = options.clock.now();
    this.early = new Promise((resolve, reject) => {
      this.#answerEarly = resolve;
      this.#failEarly = reject;
    });
  }

  async run(): Promise<RenderedPage> {
    const { url } = this.#options;
    await this.#prepare();
    const { errorText } = await this.#tab.cdp.send('Page.navigate', { url: url.href }, this.#left());
    if (errorText) throw new RenderFailed(`${url}: ${errorText}`);
    this.#opened = true;
    for (;;) {
      const state = await this.#finished();
      const page = await this.#ask<SerialisedPage>(serialiseScript());
      if (!this.#document || !page) continue; // it has just gone on to another document
      const answer = renderedPage(url, this.#document, page);
      if (answer.status === 200 && !state.hasContent) throw new RenderFailed(`${url} stayed empty`);
      return answer;
    }
  }

  async #prepare(): Promise<void> {
    const { cdp } = this.#tab;
    this.#listen();
    const document: ResourceType = 'Document';
    await Promise.all([
      cdp.send('Page.enable', {}),
      cdp.send('Network.enable', {}),
      cdp.send('Network.setBypassServiceWorker', { bypass: true }),
      cdp.send('Network.setBlockedURLs', { urls: ANALYTICS }),
      cdp.send('Emulation.setUserAgentOverride', { userAgent: this.#options.userAgent }),
      cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: instrumentScript(this.#options.secret) }),
      cdp.send('Fetch.enable', {
        patterns: [
          { resourceType: document, requestStage: 'Request' },
          { resourceType: document, requestStage: 'Response' },
          { resourceType: 'Image', requestStage: 'Request' },
          { resourceType: 'Font', requestStage: 'Request' },
          { resourceType: 'Media', requestStage: 'Request' },
        ],
      }),
    ]);
  }

  #listen(): void {
    const { cdp, frame } = this.#tab;
    cdp.on('Fetch.requestPaused', paused => {
      this.#decide(paused).catch(error => {
        // The browser has no use for a word on a request it has given up; all else is a document that was not loaded.
        if (!(error instanceof CallFailed)) this.#failEarly(asError(error));
      });
    });
    cdp.on('Network.requestWillBeSent', ({ requestId, type, frameId }) => {
      if (frameId !== frame || (type !== 'Script' && type !== 'Stylesheet')) return;
      this.#resources.add(requestId);
      this.#resourcesChanged = this.#options.clock.now();
    });
    const ended = ({ requestId }: { requestId: string }) => {
      if (this.#resources.delete(requestId)) this.#resourcesChanged = this.#options.clock.now();
    };
    cdp.on('Network.loadingFinished', ended);
    cdp.on('Network.loadingFailed', ended);
    cdp.on('Page.frameNavigated', ({ frame: { id, url } }) => {
      if (id === frame && this.#opened && !url.startsWith('http'))
        this.#failEarly(new RenderFailed(`The page went to ${url}`));
    });
    cdp.on('Page.frameRequestedNavigation', () => {
      this.#resourcesChanged = this.#options.clock.now();
    });
    cdp.on('Page.javascriptDialogOpening', ({ type }) => {
      // "Leave this page?" is answered with yes, everything else with no.
      cdp.send('Page.handleJavaScriptDialog', { accept: type === 'beforeunload' }).catch(() => undefined);
    });
    cdp.on('Inspector.targetCrashed', () => this.#failEarly(new BrowserGone('the page has crashed')));
  }

  /** What becomes of a request that waits for our word. */
  async #decide(paused: PausedRequest): Promise<unknown> {
    const { cdp, frame } = this.#tab;
    const { requestId, resourceType, frameId, request } = paused;
    if (resourceType === 'Image')
      return this.#fulfill(requestId, 200, { 'content-type': 'image/gif' }, PIXEL);
    if (resourceType !== 'Document')
      return cdp.send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' });
    if (frameId === frame)
      return paused.responseStatusCode === undefined && paused.responseErrorReason === undefined
        ? this.#documentRequested(paused)
        : this.#documentAnswered(paused);
    if (this.#options.isAllowedOrigin(new URL(request.url).origin))
      return cdp.send('Fetch.continueRequest', { requestId });
    return cdp.send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' });
  }

  async #documentRequested({ requestId, request }: PausedRequest): Promise<void> {
    const { cdp } = this.#tab;
    const url = new URL(request.url);
    if (!isSamePage(url, this.#options.url)) {
      if (request.method === 'GET') this.#answerEarly(redirectTo(request.url));
      await cdp.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
      return;
    }
    const source = await this.#options.loadDocument?.(url);
    if (!source) {
      await cdp.send('Fetch.continueRequest', { requestId });
      return;
    }
    const headers = lowerCase(Object.entries(source.headers));
    if (this.#accept(url, { status: source.status, headers }))
      await this.#fulfill(requestId, source.status, headers, Buffer.from(source.body).toString('base64'));
  }

  async #documentAnswered(paused: PausedRequest): Promise<void> {
    const { requestId, request, responseStatusCode: status, responseHeaders = [] } = paused;
    const headers = lowerCase(responseHeaders.map(({ name, value }) => [name, value]));
    // Without a status the network failed, which the browser reports by itself.
    if (status === undefined || this.#accept(new URL(request.url), { status, headers }))
      await this.#tab.cdp.send('Fetch.continueRequest', { requestId });
  }

  /** Notes how the document was answered. False when there is nothing to render, which is the outcome then. */
  #accept(url: URL, document: DocumentAnswer): boolean {
    this.#document = document;
    const redirect = originRedirect(url, document);
    const { 'content-type': type = '', 'content-disposition': disposition = '' } = document.headers;
    const isPage = /^($|text\/html|application\/xhtml\+xml)/i.test(type) && !/^attachment/i.test(disposition);
    if (redirect) this.#answerEarly(redirect);
    else if (!isPage || [204, 205, 304].includes(document.status))
      this.#failEarly(new RenderFailed(`${url} is no page: ${document.status} ${type}`));
    else return true;
    return false;
  }

  #fulfill(requestId: string, responseCode: number, headers: Record<string, string>, body: string) {
    const responseHeaders = Object.entries({ 'access-control-allow-origin': '*', ...headers })
      .filter(([name]) => !TRANSPORT_HEADERS.includes(name))
      .map(([name, value]) => ({ name, value }));
    return this.#tab.cdp.send('Fetch.fulfillRequest', { requestId, responseCode, responseHeaders, body });
  }

  /** Waits until the page is finished. */
  async #finished(): Promise<PageState> {
    const expression = stateScript(this.#options.secret);
    while (!this.over) {
      // Not answered while another document is on its way: Chromium holds the question back for that one.
      const state = await this.#ask<PageState>(expression);
      const quiet = this.#options.clock.now() - this.#resourcesChanged;
      const ready = state && isReady(state, { inFlight: this.#resources.size, quiet });
      if (ready) return state;
      await this.#options.clock.sleep(POLL_MS);
    }
    throw timeout(this.#options);
  }

  /** What one of our scripts answers inside the page; undefined while the page goes from one document to another. */
  async #ask<Answer>(script: string): Promise<Answer | undefined> {
    return (await this.#tab.evaluate(script, this.#left()).catch(betweenDocuments)) as Answer | undefined;
  }

  #left(): number {
    return Math.max(1, this.#options.until - this.#options.clock.now());
  }
}

/** A page that loads anew drops what was asked of the document before. */
function betweenDocuments(error: unknown): undefined {
  if (!(error instanceof CallFailed)) throw error;
}

const lowerCase = (headers: [string, string][]) =>
  Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));
