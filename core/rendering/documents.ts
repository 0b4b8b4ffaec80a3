import type { PausedRequest } from '../browser/protocol.ts';
import type { Tab } from '../browser/tab.ts';
import { type DocumentAnswer, originRedirect, redirectTo } from './answer.ts';
import { PageFailed, type RenderedPage } from './rendered.ts';
import { isSamePage } from './same-page.ts';
import type { Source, StandIn } from './stand-in.ts';

/** A document that does not come through the network. */
export interface PageSource extends Source {
  /** The build of the app it is of, where that is known. */
  build?: string | undefined;
}

export interface DocumentRules {
  url: URL;
  isAllowedOrigin(origin: string): boolean;
  loadDocument?: ((url: URL) => Promise<PageSource | undefined>) | undefined;
  /** Answers all requests of the page's own origin, where that is needed. */
  standIn?: Pick<StandIn, 'answer'> | undefined;
}

/** What may be known of a page before it is finished: it redirects, or there is none. */
export interface EarlyOutcome {
  answer(page: RenderedPage): void;
  fail(error: Error): void;
}

/** One that goes from one spelling or query of its address to the next so often never comes to an end. Browsers give up at 20 redirects. */
const MOST_DOCUMENTS = 20;
/** So many are no coming and going of a router's: where the time is up then, that is why. */
const MANY_DOCUMENTS = 5;

/** The documents a page asks for: its own, which may redirect, and those of its frames. And whatever a stand-in answers. */
export class Documents {
  readonly #tab: Tab;
  readonly #rules: DocumentRules;
  readonly #early: EarlyOutcome;
  /** How the origin answered for the page's document. */
  answer: DocumentAnswer | undefined;
  /**
   * The build of the first document. Should a deploy come in between, a page that is taken for older than it is is rendered
   * once more; the other way round it would stay old.
   */
  build: string | undefined;
  /** Another document of the page is on its way. */
  isComing = false;
  #asked = 0;
  #now: URL | undefined;
  /** The text of the document, or what the network calls it. */
  #text: { html: string } | { networkId: string } | undefined;

  constructor(tab: Tab, rules: DocumentRules, early: EarlyOutcome) {
    this.#tab = tab;
    this.#rules = rules;
    this.#early = early;
  }

  /** What is wrong with a page that has gone from one document to the next so often that it may do so for ever. */
  get wandering(): PageFailed | undefined {
    const { url } = this.#rules;
    return this.#asked < MANY_DOCUMENTS
      ? undefined
      : new PageFailed(`${url} goes from one address to the next for ever, now to ${this.#now}`, 'other');
  }

  /** The page's document as it came; undefined when it is not to be had. */
  async text(): Promise<string | undefined> {
    if (!this.#text || 'html' in this.#text) return this.#text?.html;
    const { body, base64Encoded } = await this.#tab.cdp.send('Network.getResponseBody', {
      requestId: this.#text.networkId,
    });
    return base64Encoded ? undefined : body;
  }

  /**
   * What becomes of a request that waits for our word: one for a document, for sound, film and icons, which no snapshot has, or of the
   * page's own origin where that has a stand-in.
   */
  async decide(paused: PausedRequest): Promise<unknown> {
    const { cdp, topFrame } = this.#tab;
    const { requestId, resourceType, frameId, request } = paused;
    if (resourceType === 'Document' && frameId === topFrame) {
      const isAnswered = paused.responseStatusCode !== undefined || paused.responseErrorReason !== undefined;
      return isAnswered ? this.#answered(paused) : this.#requested(paused);
    }
    const url = new URL(request.url);
    if (this.#rules.standIn && resourceType !== 'Media' && url.origin === this.#rules.url.origin)
      return this.#standIn(this.#rules.standIn, paused, url);
    const isFrame = resourceType === 'Document' && this.#rules.isAllowedOrigin(url.origin);
    if (isFrame || (resourceType === 'Other' && !asksForImage(request)))
      return cdp.send('Fetch.continueRequest', { requestId });
    return cdp.send('Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' });
  }

  async #standIn(standIn: Pick<StandIn, 'answer'>, paused: PausedRequest, url: URL): Promise<void> {
    const { requestId, request } = paused;
    const answer = await standIn.answer({ method: request.method, url });
    if ('ask' in answer)
      await this.#tab.cdp.send('Fetch.continueRequest', { requestId, url: answer.ask.href });
    else await this.#fulfil(requestId, answer);
  }

  async #fulfil(requestId: string, { status, headers, body }: Source): Promise<void> {
    const given = Object.entries(lowerCase(Object.entries(headers)));
    await this.#tab.fulfil(
      { requestId },
      { status, headers: given.map(([name, value]) => ({ name, value })), body: Buffer.from(body) },
    );
  }

  async #requested({ requestId, request }: PausedRequest): Promise<void> {
    const { cdp } = this.#tab;
    const url = new URL(request.url);
    if (!isSamePage(url, this.#rules.url)) {
      if (request.method === 'GET') this.#early.answer(redirectTo(request.url));
      await cdp.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
      return;
    }
    this.#asked += 1;
    this.#now = url;
    const wandering = this.#asked > MOST_DOCUMENTS && this.wandering;
    if (wandering) {
      this.#early.fail(wandering);
      return;
    }
    this.isComing = true;
    const source = await this.#rules.loadDocument?.(url);
    if (!source) {
      await cdp.send('Fetch.continueRequest', { requestId, interceptResponse: true });
      return;
    }
    this.build ??= source.build;
    this.#text = { html: source.body.toString() };
    const headers = lowerCase(Object.entries(source.headers));
    if (this.#accept(url, { status: source.status, headers })) await this.#fulfil(requestId, source);
  }

  async #answered(paused: PausedRequest): Promise<void> {
    const { request, networkId, responseStatusCode: status, responseHeaders = [] } = paused;
    this.#text = networkId === undefined ? undefined : { networkId };
    const headers = lowerCase(responseHeaders.map(({ name, value }) => [name, value]));
    // Without a status the network failed, which the browser reports by itself.
    if (status === undefined || this.#accept(new URL(request.url), { status, headers }))
      await this.#tab.pass(paused);
  }

  /**
   * Notes how the document was answered. False when there is nothing to render, which is the outcome then. A redirect to
   * another form of the same address is the browser's to follow.
   */
  #accept(url: URL, document: DocumentAnswer): boolean {
    this.answer = document;
    const redirect = originRedirect(url, document);
    const { 'content-type': type = '', 'content-disposition': disposition = '' } = document.headers;
    const isPage = /^($|text\/html|application\/xhtml\+xml)/i.test(type) && !/^attachment/i.test(disposition);
    if (redirect?.location && isSamePage(new URL(redirect.location), this.#rules.url)) return true;
    if (redirect) this.#early.answer(redirect);
    else if (!isPage || [204, 205, 304].includes(document.status))
      this.#early.fail(new PageFailed(`${url} is no page: ${document.status} ${type}`, 'other'));
    else return true;
    return false;
  }
}

const lowerCase = (headers: [string, string][]) =>
  Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));

/** As the page's icon is; a worker's script, which Chromium calls "Other" as well, is asked for as anything. */
const asksForImage = ({ headers }: PausedRequest['request']) =>
  /^image\//i.test(lowerCase(Object.entries(headers)).accept ?? '');
