import { BrowserGone, CallFailed } from '../browser/cdp.ts';
import type { Clock } from '../clock.ts';
import { renderedPage, saysStatus } from './answer.ts';
import { declaresClosedRoots, keepDeclaredRoots } from './declared-roots.ts';
import { type DocumentRules, Documents } from './documents.ts';
import { rowsScript } from './in-page/instrument/instrument.ts';
import type { PageRequests } from './in-page/instrument/requests/log.ts';
import { type SerialisedPage, serialiseScript } from './in-page/serialise/serialise.ts';
import { lateness } from './lateness.ts';
import { type LoopBound, Questions } from './questions.ts';
import { FIRST_GRANT, type Grant, RETRY_GRANT } from './readiness.ts';
import { PageFailed, PageHung, type RenderedPage, RenderFailed, RenderTimeout } from './rendered.ts';
import { Requests } from './requests.ts';
import { type DrivenPage, type Outcome, settle } from './settle.ts';
import { holdAll, type RenderTab } from './tabs.ts';
import { Unfolding } from './unfolding.ts';
import { VirtualTime } from './virtual-time.ts';
import { Workers } from './workers.ts';

export interface VisitOptions extends DocumentRules {
  /** When the page must be finished, by the clock. */
  until: number;
  /** So much of a processor's time a page may work without an answer; on a slow machine more. */
  loop: LoopBound;
  clock: Clock;
  /** One that had less time than this has not been late by itself. */
  fairMs: number;
  /** Whether an address is the site's own, or its API's: what a page shows may hang on it. */
  isOwn(url: URL): boolean;
}

/**
 * No page needs longer, and a crawler would not wait. For its document that is by the clock; then what counts is the time it was
 * looked at, for a page that works for seconds, or that gets no processor, is not looked at meanwhile.
 */
export const LONGEST_MS = 8_000;

/** It takes a millisecond or two, and waits for what the page is at. */
const FRAME_MS = 100;
/** Of pages that are rendered at once one draws at a time, and each is to hear of what is in sight. */
const SIGHT_MS = 2_000;

/**
 * Opens a page in a tab and sees it through until it is finished.
 *
 * @throws RenderTimeout (PageHung is one), RenderFailed; BrowserGone when the browser ended meanwhile
 */
export async function visit(tab: RenderTab, options: VisitOptions): Promise<RenderedPage> {
  let timer: NodeJS.Timeout | undefined;
  const current = new Visit(tab, options);
  try {
    const page = await new Promise<RenderedPage>((resolve, reject) => {
      const late = () => reject(new RenderTimeout(`${options.url} was not finished in time`));
      timer = setTimeout(late, options.until - options.clock.now());
      current.run().then(resolve, reject);
      current.early.then(resolve, reject);
    });
    return current.build === undefined ? page : { ...page, build: current.build };
  } catch (error) {
    if (!(error instanceof RenderTimeout) || error instanceof PageHung) throw error;
    throw await current.late(error);
  } finally {
    clearTimeout(timer);
    current.end();
  }
}

class Visit implements DrivenPage {
  readonly #tab: RenderTab;
  readonly #options: VisitOptions;
  readonly #documents: Documents;
  readonly #requests: Requests;
  readonly #loading = new Set<string>();
  readonly #workers: Workers;
  readonly #questions: Questions;
  readonly #time: VirtualTime;
  readonly #unfolding: Unfolding;
  readonly resources: DrivenPage['resources'];
  /** The first document is there; what fails from here on is the page's own doing. */
  #opened = false;
  #answerEarly: (page: RenderedPage) => void = () => undefined;
  #failEarly: (error: Error) => void = () => undefined;
  /** What is known before the page is finished: it redirects, or it failed. */
  readonly early: Promise<RenderedPage>;
  readonly #startedAt: number;
  /** Resolves when the closed shadow roots are known that the document declares. */
  #rootsKnown: Promise<unknown> = Promise.resolve();
  /** Nobody waits for it any more. */
  over = false;

  constructor(tab: RenderTab, options: VisitOptions) {
    this.#tab = tab;
    this.#options = options;
    this.#startedAt = options.clock.now();
    this.resources = { inFlight: 0, changedAt: this.#startedAt };
    this.#requests = new Requests(tab, options.url, options.isOwn);
    this.#workers = new Workers(tab, options.clock, this.#requests);
    this.early = new Promise((resolve, reject) => {
      this.#answerEarly = resolve;
      this.#failEarly = reject;
    });
    const early = { answer: (page: RenderedPage) => this.#leaves(page), fail: this.#failEarly };
    this.#documents = new Documents(tab, options, early);
    this.#questions = new Questions(tab, options, {
      isComing: () => this.#documents.isComing,
      isOver: () => this.over,
    });
    this.#time = new VirtualTime(tab, this.#questions);
    this.#unfolding = new Unfolding(tab, this);
  }

  async run(): Promise<RenderedPage> {
    const { url, clock } = this.#options;
    const { cdp } = this.#tab;
    this.#listen();
    await holdAll(this.#tab, url.origin, this.#options.standIn !== undefined);
    // Time stands still until the document is there: given before, it would run out while the browser looks for the page.
    const [, { errorText }] = await Promise.all([
      cdp.send('Emulation.setVirtualTimePolicy', { policy: 'pause' }, this.#questions.leftMs),
      cdp.send('Page.navigate', { url: url.href }, Math.min(this.#questions.leftMs, LONGEST_MS)),
    ]);
    if (errorText) throw new RenderFailed(`${url}: ${errorText}`);
    this.#opened = true;
    for (let first = FIRST_GRANT; !this.over; ) {
      const { outcome, givenUp } = await settle(this, {
        secret: this.#tab.secret,
        first,
        longestMs: LONGEST_MS,
        clock,
        isOver: () => this.over,
      });
      if (outcome === 'late') throw new RenderTimeout(`${url} was not finished in ${LONGEST_MS / 1_000} s`);
      const [requests, page] = await Promise.all([
        this.#requests.told(outcome !== 'finished', this.patienceMs),
        this.ask<SerialisedPage>(
          `${rowsScript(this.#tab.secret, 'putBack')}; ${serialiseScript(this.#tab.secret)}`,
        ),
      ]);
      if (!this.#documents.answer || !page) continue; // it has just gone on to another document
      const answer = renderedPage(url, this.#documents.answer, page);
      const isBelieved = this.#documents.answer.status !== 200 || saysStatus(page);
      const told = givenUp.length > 0 ? { ...answer, givenUp } : answer;
      const whole = outcome === 'finished' ? told : { ...told, shown: undefined };
      if (isBelieved) return whole;
      const failure = requests && this.#requests.failureOf(requests);
      if (!failure) return this.#judged(whole, outcome, requests);
      if (first === RETRY_GRANT || outcome === 'waiting')
        throw new PageFailed(`${failure}: without it there is no page at ${url}`, 'requests');
      first = RETRY_GRANT; // it may try again by itself
    }
    throw new RenderTimeout(`${url} was given up`); // nobody hears it
  }

  /** What is no page is not answered as one; of one that is, what it may lack is told. */
  #judged(answer: RenderedPage, outcome: Outcome, requests: PageRequests | undefined): RenderedPage {
    const { url } = this.#options;
    if (outcome === 'empty' && answer.status === 200) throw new PageFailed(`${url} stayed empty`, 'empty');
    if (outcome === 'waiting' && answer.status === 200)
      throw new PageFailed(`${url} still shows that it waits, and nothing is on its way`, 'late');
    const lacks = requests && this.#requests.lackOf(requests);
    return lacks === undefined ? answer : { ...answer, lacks };
  }

  /** It redirects; but not because its API failed, as to a page of errors. */
  #leaves(page: RenderedPage): void {
    const isByScript = this.#documents.answer?.status === 200;
    const failure = isByScript && this.#requests.failureBeforeLeaving;
    if (failure)
      this.#failEarly(
        new PageFailed(`${failure}, and ${this.#options.url} left for ${page.location}`, 'requests'),
      );
    else this.#answerEarly(page);
  }

  /** Past its deadline: what it still waited for, and whether it is the page that waits, or never comes to rest. */
  async late(error: RenderTimeout): Promise<RenderTimeout | PageFailed> {
    const { url, clock, until, fairMs } = this.#options;
    if (!this.#documents.answer) return error;
    const { wandering } = this.#documents;
    if (wandering) return wandering;
    return lateness(this.#tab, error, {
      url,
      hadTime: until - this.#startedAt >= fairMs,
      ms: clock.now() - this.#startedAt,
      answersNow: this.#questions.areAnsweredNow,
      inFlight: this.resources.inFlight,
      requests: this.#requests,
    });
  }

  end(): void {
    this.over = true;
    this.#workers.release();
  }

  get patienceMs(): number {
    return this.#questions.patienceMs;
  }

  workers(shared: number): { areAtWork: boolean; areComing: boolean } {
    return this.#workers.look(shared);
  }

  get build(): string | undefined {
    return this.#documents.build;
  }

  /** One that is not drawn in time is drawn later; it says nothing of the page. */
  async frame(isShown: boolean, withinMs = FRAME_MS): Promise<void> {
    await this.#tab.frame({ aheadMs: this.#tab.aheadMs, isShown }, withinMs).catch(() => undefined);
  }

  sight(): Promise<void> {
    return this.frame(false, Math.min(this.patienceMs, SIGHT_MS));
  }

  async ask<Answer>(script: string): Promise<Answer | undefined> {
    await this.#rootsKnown;
    return (await this.#questions.answered(this.#tab.evaluate(script, this.patienceMs))) as
      | Answer
      | undefined;
  }

  grant(time: Grant): Promise<void> {
    return this.#time.grant(time);
  }

  spent(withinMs: number): Promise<boolean> {
    return this.#time.isSpent(withinMs);
  }

  unfold(): Promise<void> {
    return this.#unfolding.unfold();
  }

  #listen(): void {
    const { cdp, topFrame, origins } = this.#tab;
    this.#listenToLoading();
    cdp.on('Emulation.virtualTimeBudgetExpired', () => this.#time.grantEnded());
    cdp.on('Fetch.requestPaused', paused => {
      this.#documents.decide(paused).catch(error => {
        // The browser has no use for a word on a request it has given up; all else is a document that was not loaded.
        if (!(error instanceof CallFailed)) this.#failEarly(asError(error));
      });
    });
    cdp.on('Page.domContentEventFired', () => {
      this.#rootsKnown = this.#questions.answered(this.#findRoots());
      this.#rootsKnown.catch(() => undefined); // who asks next hears of it
    });
    cdp.on('Page.frameNavigated', ({ frame: { id, url } }) => {
      if (url.startsWith('http')) origins.add(new URL(url).origin);
      if (id !== topFrame) return;
      this.#documents.isComing = false;
      this.#workers.startAnew();
      if (this.#opened && !url.startsWith('http'))
        this.#failEarly(new PageFailed(`The page went to ${url}`, 'other'));
    });
    cdp.on('Page.frameRequestedNavigation', () => this.#noteResources());
    cdp.on('Page.javascriptDialogOpening', ({ type }) => {
      this.#questions.noteDialog();
      // "Leave this page?" is answered with yes, everything else with no.
      cdp.send('Page.handleJavaScriptDialog', { accept: type === 'beforeunload' }).catch(() => undefined);
    });
    cdp.on('Inspector.targetCrashed', () => this.#failEarly(new BrowserGone('the page has crashed')));
  }

  /** What it asks the network for. */
  #listenToLoading(): void {
    const { cdp, topFrame } = this.#tab;
    cdp.on('Network.requestWillBeSent', sent => {
      const { requestId, loaderId, type, frameId } = sent;
      this.#requests.sent(sent);
      if (frameId !== topFrame || !loaderId || (type !== 'Script' && type !== 'Stylesheet')) return;
      this.#loading.add(requestId);
      this.#noteResources();
    });
    const ended = ({ requestId }: { requestId: string }) => {
      if (this.#loading.delete(requestId)) this.#noteResources();
    };
    cdp.on('Network.loadingFinished', ended);
    cdp.on('Network.responseReceived', answered => this.#requests.answered(answered));
    cdp.on('Network.loadingFailed', lost => {
      this.#requests.lost(lost);
      ended(lost);
    });
  }

  async #findRoots(): Promise<void> {
    if (declaresClosedRoots((await this.#documents.text()) ?? ''))
      await keepDeclaredRoots(this.#tab.cdp, this.#tab.secret);
  }

  #noteResources(): void {
    this.resources.inFlight = this.#loading.size;
    this.resources.changedAt = this.#options.clock.now();
  }
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));
