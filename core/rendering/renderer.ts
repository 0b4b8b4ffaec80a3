import { BrowserGone, CallTimeout } from '../browser/cdp.ts';
import type { LaunchOptions } from '../browser/chromium.ts';
import type { GateOptions } from '../browser/gate.ts';
import type { Clock } from '../clock.ts';
import { type RandomBytes, systemRandom } from '../ids.ts';
import { parseUrl } from '../parse-url.ts';
import { Browsers } from './browsers.ts';
import type { PageSource } from './documents.ts';
import { closingMs } from './lateness.ts';
import { Line } from './line.ts';
import type { LoopBound } from './questions.ts';
import {
  ColdStart,
  OriginNotAllowed,
  PageFailed,
  PageHung,
  type RenderedPage,
  RenderFailed,
  RenderTimeout,
} from './rendered.ts';
import { isSameSite } from './same-site.ts';
import type { StandIn } from './stand-in.ts';
import { LONGEST_MS, type VisitOptions, visit } from './visit.ts';

export { ColdStart, OriginNotAllowed, type RenderedPage, RenderFailed, RenderTimeout } from './rendered.ts';

/** Makes finished pages of an app's addresses. */
export interface Renderer {
  /**
   * Renders a page. Once it is its turn and the browser is there it is waited for 8 s at most, but for what it works. A browser that
   * is being started is waited for until half of the time is over, or less than those 8 s are left: the page needs some, too.
   *
   * @param options.deadline milliseconds from now; a page that has no end takes at most a second more
   * @throws RenderTimeout past the deadline (ColdStart is one), RenderFailed, OriginNotAllowed
   */
  render(url: string, options: { deadline: number }): Promise<RenderedPage>;
  /** Starts Chromium before the first page asks for it. Never rejects: the first render tells what is wrong. */
  warm(): Promise<void>;
  /**
   * Resolves once nothing goes on behind finished renders: tabs are cleaned, an old Chromium makes room for a new one.
   * Lambda freezes what runs on after an answer.
   */
  idle(): Promise<void>;
  /** Ends Chromium; renders that run fail. */
  close(): Promise<void>;
}

export interface RendererOptions {
  /** Documents and frames of other origins are not loaded. */
  isAllowedOrigin(origin: string): boolean;
  /** Gives a page's own document without the network; undefined means the network. */
  loadDocument?(url: URL): Promise<PageSource | undefined>;
  /** Answers in the place of an origin whose name does not lead to us yet; by default all names do. */
  standIn?: StandIn;
  /** Whether an address of another site is the pages' own API all the same: what they show hangs on it. */
  isOwnApi?(url: URL): boolean;
  /** How many pages are rendered at once, in one Chromium; the others stand in line. By default 4. */
  pages?: number;
  /** By default shared: a page may find what a page of the same origin left in the caches, and nothing else. */
  isolation?: 'shared' | 'strict';
  /** By default Chromium's own with "SignpostRenderer", by which the edge knows its own renderer. */
  userAgent?: string;
  /** Of the browser's way to the network: what may be reached although it is no public address. By default nothing. */
  gate?: Partial<GateOptions>;
  launch?: LaunchOptions;
  log(line: string): void;
  clock: Clock;
  random?: RandomBytes;
}

/** A browser that ends takes all its pages with it; each is tried once more on a new one. */
const ATTEMPTS = 2;
/**
 * Of the processor's time, so much a page may work without an answer: while a crawler waits, with what comes before and after
 * 3 s on a machine with nothing else to do. From the queue it has more: a page whose scripts take seconds is one all the same.
 */
const SHORTEST_LOOP_MS = 1_300;
const LONGEST_LOOP_MS = 6_000;
const SHARE_OF_LOOP = 0.3;
/** Of a page's time, so much is waited for a browser that is being started. */
const SHARE_OF_START = 1 / 2;
/** A page that had less than so much of its time is late because of those before it. */
const FAIR_SHARE = 1 / 2;
/** A page in an endless loop costs seconds of a processor each time it is tried. */
const HUNG_MS = 60_000;
const MOST_HUNG = 1_000;

/** A renderer with a Chromium of its own: started by the first render, kept for the next ones, replaced when it ends. */
export function createRenderer(options: RendererOptions): Renderer {
  const { log, random = systemRandom, isolation = 'shared', userAgent, launch = {}, gate = {} } = options;
  const browsers = new Browsers({ launch, gate, userAgent, isolation, random, log });
  const pages = new Pages(options, browsers);
  return {
    render: (address, { deadline }) => pages.render(address, deadline),
    warm: () => browsers.ready().catch(() => undefined),
    idle: () => browsers.idle(),
    close: () => browsers.close(),
  };
}

/** What a page has: until when by the clock, of how much. */
interface Time {
  until: number;
  deadline: number;
}

/** How a page comes through: its turn, a browser that is there, an attempt, and another one when the browser ended. */
class Pages {
  readonly #options: RendererOptions;
  readonly #clock: Clock;
  readonly #browsers: Browsers;
  readonly #line: Line;
  readonly #hung: Hung;

  constructor(options: RendererOptions, browsers: Browsers) {
    this.#options = options;
    this.#clock = options.clock;
    this.#browsers = browsers;
    this.#line = new Line(options.pages ?? 4);
    this.#hung = new Hung(options.clock);
  }

  async render(address: string, deadline: number): Promise<RenderedPage> {
    const url = allowedUrl(address, this.#options.isAllowedOrigin);
    if (this.#hung.has(url.href)) throw new PageFailed(`${url} was in an endless loop a moment ago`, 'loop');
    const until = this.#clock.now() + deadline;
    const isCold = !this.#browsers.isUp;
    try {
      return await this.#inTurn(url, { until, deadline });
    } catch (error) {
      throw isCold && isLate(error) ? new ColdStart(error.message, error.head) : error;
    }
  }

  async #inTurn(url: URL, time: Time): Promise<RenderedPage> {
    const leave = await this.#line.enter(time.deadline);
    if (!leave) throw noTurn(url);
    try {
      return await this.#attempts(url, time);
    } finally {
      leave();
    }
  }

  async #attempts(url: URL, { until, deadline }: Time): Promise<RenderedPage> {
    for (let attempts = 1; ; attempts++) {
      try {
        await this.#started(url, until);
        if (this.#clock.now() >= until) throw noTurn(url); // to no avail it would only load the browser
        return await this.#attempt(url, until, {
          loop: loopBound(deadline),
          fairMs: Math.min(deadline, LONGEST_MS) * FAIR_SHARE,
        });
      } catch (error) {
        if (error instanceof PageHung && error.isLoop) this.#hung.add(url.href);
        const isLast = attempts === ATTEMPTS || this.#clock.now() >= until;
        if (!(error instanceof BrowserGone) || this.#browsers.closed || isLast) throw renderError(error, url);
        this.#options.log(`${url}: ${error.message}; once more on a new one`);
      }
    }
  }

  /** Waits for a browser as long as there is time for a page then. */
  async #started(url: URL, until: number): Promise<void> {
    const browsers = this.#browsers;
    if (browsers.isUp) return;
    const late = () =>
      browsers.startFailure === undefined
        ? new ColdStart(`${url}: Chromium was still being started`)
        : browsers.startFailure; // nor did the one before it start
    const left = until - this.#clock.now();
    await inTime(browsers.ready(), Math.max(left * SHARE_OF_START, left - LONGEST_MS), late);
  }

  async #attempt(
    url: URL,
    until: number,
    bounds: Pick<VisitOptions, 'loop' | 'fairMs'>,
  ): Promise<RenderedPage> {
    const { isAllowedOrigin, loadDocument, clock } = this.#options;
    const left = () => Math.max(1, until - clock.now());
    const standIn = await this.#standInFor(url, left());
    const isOwn = (other: URL) =>
      isSameSite(other.hostname, url.hostname) ||
      isAllowedOrigin(other.origin) ||
      (this.#options.isOwnApi?.(other) ?? false);
    const rules = { url, until, ...bounds, isAllowedOrigin, loadDocument, standIn, clock, isOwn };
    // Where no tab is opened in time the browser is taken for broken, so that is no matter of this page's time.
    const openMs = Math.max(left(), SHORTEST_OPEN_MS);
    const rendering = this.#browsers.use(tabs => tabs.use(url.origin, openMs, tab => visit(tab, rules)));
    const late = () => new RenderTimeout(`${url}: its browser did not come back in time`);
    return inTime(rendering, left() + closingMs(left()), late);
  }

  /** What answers in the place of a page's origin, where something must. */
  async #standInFor(url: URL, ms: number): Promise<StandIn | undefined> {
    const { standIn } = this.#options;
    const late = () => new RenderTimeout(`${url}: where its name leads to was not known in time`);
    return standIn && (await inTime(standIn.isNeededFor(url.origin), ms, late)) ? standIn : undefined;
  }
}

const noTurn = (url: URL) => new RenderTimeout(`${url}: its turn did not come in time`);

/** How long a page may work without an answer that has so many milliseconds in all. */
export function loopBound(deadline: number): LoopBound {
  const ms = Math.min(LONGEST_LOOP_MS, Math.max(SHORTEST_LOOP_MS, SHARE_OF_LOOP * deadline));
  return { ms, isLongest: ms === LONGEST_LOOP_MS };
}

/** A browser that is well opens a tab within this on a busy machine, too. */
const SHORTEST_OPEN_MS = 5_000;

/** Pages that were in an endless loop, for a while. */
class Hung {
  readonly #clock: Clock;
  readonly #until = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  has(url: string): boolean {
    return (this.#until.get(url) ?? 0) > this.#clock.now();
  }

  add(url: string): void {
    const [oldest] = this.#until.keys();
    if (this.#until.size >= MOST_HUNG && oldest !== undefined) this.#until.delete(oldest);
    this.#until.set(url, this.#clock.now() + HUNG_MS);
  }
}

/** Only what a crawler could ask for: no files, no credentials, no other site. */
function allowedUrl(address: string, isAllowedOrigin: RendererOptions['isAllowedOrigin']): URL {
  const url = parseUrl(address);
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (!url || !isWeb || url.username || url.password || !isAllowedOrigin(url.origin))
    throw new OriginNotAllowed(`${address} is not of an origin that is rendered here`);
  return url;
}

/** What is late goes on, such as the start of a browser, for the next render. */
async function inTime<T>(work: Promise<T>, ms: number, late: () => unknown): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  return Promise.race([work, over]).finally(() => clearTimeout(timer));
}

/** Past its deadline; a page that hung had its time. */
const isLate = (error: unknown): error is RenderTimeout =>
  error instanceof RenderTimeout && !(error instanceof PageHung);

function renderError(error: unknown, url: URL): Error {
  if (error instanceof CallTimeout) return new RenderTimeout(`${url}: ${error.message}`);
  if (error instanceof RenderTimeout || error instanceof RenderFailed) return error;
  return new RenderFailed(`${url}: ${error instanceof Error ? error.message : error}`, { cause: error });
}
