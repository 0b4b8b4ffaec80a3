import { BrowserGone, CallTimeout } from '../browser/cdp.ts';
import { type Browser, type LaunchOptions, launchChromium } from '../browser/chromium.ts';
import type { Clock } from '../clock.ts';
import { RENDERER_TOKEN } from '../crawlers/own-renderer.ts';
import { type RandomBytes, systemRandom } from '../ids.ts';
import { OriginNotAllowed, type RenderedPage, RenderFailed, RenderTimeout } from './rendered.ts';
import { type PageSource, visit } from './visit.ts';

export { OriginNotAllowed, type RenderedPage, RenderFailed, RenderTimeout } from './rendered.ts';
export type { PageSource } from './visit.ts';

/** Makes finished pages of an app's addresses. */
export interface Renderer {
  /**
   * Renders a page.
   *
   * @param options.deadline milliseconds from now; a page that has no end takes at most a second more
   * @throws RenderTimeout past the deadline, RenderFailed, OriginNotAllowed
   */
  render(url: string, options: { deadline: number }): Promise<RenderedPage>;
  /** Ends Chromium; renders that run fail. */
  close(): Promise<void>;
}

export interface RendererOptions {
  /** Documents and frames of other origins are not loaded. */
  isAllowedOrigin(origin: string): boolean;
  /** Gives a page's own document without the network; undefined means the network. */
  loadDocument?(url: URL): Promise<PageSource | undefined>;
  /** By default Chromium's own with "SignpostRenderer", by which the edge knows its own renderer. */
  userAgent?: string;
  launch?: LaunchOptions;
  log(line: string): void;
  clock: Clock;
  random?: RandomBytes;
}

/** A browser that ends takes all its pages with it; each is tried once more on a new one. */
const ATTEMPTS = 2;

interface RunningBrowser extends Browser {
  userAgent: string;
}

/** A renderer with a Chromium of its own: started by the first render, kept for the next ones, replaced when it ends. */
export function createRenderer(options: RendererOptions): Renderer {
  const { clock, log, random = systemRandom } = options;
  const browsers = new BrowserKeeper(options);

  const attempt = async (url: URL, until: number): Promise<RenderedPage> => {
    const current = await inTime(browsers.running(), until - clock.now(), url);
    return visit(current, {
      url,
      until,
      userAgent: current.userAgent,
      secret: `_${random(12).toString('hex')}`,
      isAllowedOrigin: options.isAllowedOrigin,
      loadDocument: options.loadDocument,
      clock,
    });
  };

  return {
    render: async (address, { deadline }) => {
      const until = clock.now() + deadline;
      const url = allowedUrl(address, options.isAllowedOrigin);
      for (let attempts = 1; ; attempts++) {
        try {
          return await attempt(url, until);
        } catch (error) {
          if (!(error instanceof BrowserGone) || browsers.closed || attempts === ATTEMPTS)
            throw renderError(error, url);
          log(`${url}: ${error.message}; once more on a new one`);
        }
      }
    },
    close: () => browsers.close(),
  };
}

/** Keeps one Chromium at a time: launched when it is first asked for, replaced when it has ended. */
class BrowserKeeper {
  readonly #options: RendererOptions;
  #browser: Promise<RunningBrowser> | undefined;
  #closed = false;

  constructor(options: RendererOptions) {
    this.#options = options;
  }

  get closed(): boolean {
    return this.#closed;
  }

  running(): Promise<RunningBrowser> {
    if (this.#closed) return Promise.reject(new RenderFailed('The renderer is closed'));
    this.#browser ??= launch(this.#options).then(launched => {
      launched.closed.then(() => {
        this.#browser = undefined;
        if (!this.#closed) this.#options.log('Chromium has ended');
      });
      return launched;
    });
    // A launch that failed is not kept: the next render tries again.
    this.#browser.catch(() => {
      this.#browser = undefined;
    });
    return this.#browser;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const last = await this.#browser?.catch(() => undefined);
    await last?.kill();
  }
}

async function launch(options: RendererOptions): Promise<RunningBrowser> {
  const browser = await launchChromium({ ...options.launch, log: options.log });
  const { userAgent } = await browser.cdp.send('Browser.getVersion', {});
  const own = `${userAgent.replace('HeadlessChrome', 'Chrome')} ${RENDERER_TOKEN}/1.0`;
  return { ...browser, userAgent: options.userAgent ?? own };
}

/** Only what a crawler could ask for: no files, no credentials, no other site. */
function allowedUrl(address: string, isAllowedOrigin: RendererOptions['isAllowedOrigin']): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (!url || !isWeb || url.username || url.password || !isAllowedOrigin(url.origin))
    throw new OriginNotAllowed(`${address} is not of an origin that is rendered here`);
  return url;
}

/** A Chromium that is still being unpacked or started goes on for the next render. */
async function inTime<T>(work: Promise<T>, ms: number, url: URL): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new RenderTimeout(`${url}: Chromium was not ready in time`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function renderError(error: unknown, url: URL): Error {
  if (error instanceof CallTimeout) return new RenderTimeout(`${url}: ${error.message}`);
  if (error instanceof RenderTimeout || error instanceof RenderFailed) return error;
  return new RenderFailed(`${url}: ${error instanceof Error ? error.message : error}`, { cause: error });
}
