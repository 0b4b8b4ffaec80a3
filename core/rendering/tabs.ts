import type { Browser } from '../browser/chromium.ts';
import { openTab, type Tab } from '../browser/tab.ts';
import type { RandomBytes } from '../ids.ts';
import { BLOCKED_URLS } from './blocked.ts';
import { instrumentScript } from './in-page/instrument/instrument.ts';
import { keepShadowScript } from './in-page/instrument/shadow.ts';

/** A tab that is ready to render pages of one origin. */
export interface RenderTab extends Tab {
  /** The property of the page's window that the instrument answers by; not to be guessed by the page. */
  readonly secret: string;
  /** The one by which it tells what became of the page's requests. */
  readonly requestsSecret: string;
  /** Where pages and frames in it came from since it was last cleaned. */
  readonly origins: Set<string>;
  /** All requests of the page's own origin wait for our word. */
  holdsAll: boolean;
  /** By how much its clock has run ahead, at most: the virtual time it was given. */
  aheadMs: number;
}

export interface TabsOptions {
  userAgent: string;
  /** shared: a tab is used again for pages of the same origin, with its caches. strict: every page gets a new one. */
  isolation: 'shared' | 'strict';
  random: RandomBytes;
}

interface KeptTab {
  tab: RenderTab;
  origin: string;
  renders: number;
  /** Resolves to whether it is clean. */
  clean: Promise<boolean>;
}

/** Pages leave something behind in a tab, however well it is cleaned: memory, and the time by which its clock ran ahead. */
const MOST_RENDERS = 50;
/** A page is some ten megabytes. */
const RENDERS_BETWEEN_COLLECTIONS = 16;

/** The tabs of one browser. Those that are kept hold the HTTP and code cache, which is what makes the next page fast. */
export class Tabs {
  readonly #browser: Browser;
  readonly #options: TabsOptions;
  #idle: KeptTab[] = [];
  #isRetired = false;
  /** Tabs that are being closed. */
  readonly #closing = new Set<Promise<void>>();

  constructor(browser: Browser, options: TabsOptions) {
    this.#browser = browser;
    this.#options = options;
  }

  /**
   * Works in a tab for pages of an origin. Where the work fails, the tab is closed with all that is in it.
   *
   * @param timeoutMs for opening a tab, where there is none; a browser that takes longer is killed
   * @throws BrowserGone, CallTimeout, and what `work` throws
   */
  async use<T>(origin: string, timeoutMs: number, work: (tab: RenderTab) => Promise<T>): Promise<T> {
    const kept = (await this.#take(origin)) ?? (await this.#open(origin, timeoutMs));
    try {
      const result = await work(kept.tab);
      this.#giveBack(kept);
      return result;
    } catch (error) {
      this.#close(kept.tab);
      throw error;
    }
  }

  /** Keeps no tab any more. */
  retire(): void {
    this.#isRetired = true;
    for (const { tab } of this.#idle.splice(0)) this.#close(tab);
  }

  /** Resolves once all tabs that are not in use are clean, or closed. */
  async idle(): Promise<void> {
    await Promise.all([...this.#idle.map(({ clean }) => clean), ...this.#closing]);
  }

  /** A kept tab of this origin. Those of others make room: never do two origins share one. */
  async #take(origin: string): Promise<KeptTab | undefined> {
    const others = this.#idle.filter(kept => kept.origin !== origin);
    this.#idle = this.#idle.filter(kept => kept.origin === origin);
    for (const { tab } of others) this.#close(tab);
    for (let kept = this.#idle.shift(); kept; kept = this.#idle.shift()) if (await kept.clean) return kept;
    return undefined;
  }

  #giveBack(kept: KeptTab): void {
    const { tab } = kept;
    kept.renders += 1;
    const isLast = this.#isRetired || this.#options.isolation === 'strict' || kept.renders >= MOST_RENDERS;
    if (isLast) {
      this.#close(tab);
      return;
    }
    const isCollected = kept.renders % RENDERS_BETWEEN_COLLECTIONS === 0;
    const cleaned = tab.clean(tab.origins).then(() => (isCollected ? tab.collectGarbage() : undefined));
    kept.clean = cleaned.then(
      () => true,
      () => this.#close(tab).then(() => false),
    );
    kept.clean.then(() => tab.origins.clear());
    this.#idle.push(kept);
  }

  #close(tab: RenderTab): Promise<void> {
    const closing = tab.close().finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
    return closing;
  }

  async #open(origin: string, timeoutMs: number): Promise<KeptTab> {
    const { userAgent, random } = this.#options;
    const opened = await openTab(this.#browser, timeoutMs).catch(async error => {
      await this.#browser.kill(); // one that opens no page is of no use to the next render either
      throw error;
    });
    const newSecret = () => `_${random(12).toString('hex')}`;
    const tab: RenderTab = Object.assign(opened, {
      secret: newSecret(),
      requestsSecret: newSecret(),
      origins: new Set<string>(),
      holdsAll: false,
      aheadMs: 0,
    });
    try {
      await prepare(tab, userAgent);
    } catch (error) {
      this.#close(tab);
      throw error;
    }
    return { tab, origin, renders: 0, clean: Promise.resolve(true) };
  }
}

async function prepare(tab: RenderTab, userAgent: string): Promise<void> {
  const { cdp, secret, requestsSecret } = tab;
  await Promise.all([
    cdp.send('Page.enable', {}),
    cdp.send('Network.enable', {}),
    cdp.send('DOMStorage.enable', {}),
    cdp.send('Network.setBypassServiceWorker', { bypass: true }),
    cdp.send('Target.setAutoAttach', {
      autoAttach: true,
      waitForDebuggerOnStart: true,
      flatten: true,
      filter: [{ type: 'worker' }],
    }),
    cdp.send('Network.setBlockedURLs', { urls: BLOCKED_URLS }),
    cdp.send('Emulation.setUserAgentOverride', { userAgent }),
    cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: watching(secret, requestsSecret) }),
    hold(tab, []),
  ]);
}

/** What watches a page, in one script; the empty page that a tab is cleaned with needs none of it. */
const watching = (
  secret: string,
  requestsSecret: string,
) => `if (location.href !== 'about:blank' || window !== top) {
${instrumentScript(secret, requestsSecret)};
${keepShadowScript(secret)};
}`;

/** Lets requests wait for our word: those for documents and media, and all of an origin where one is given. */
const hold = ({ cdp, isWhole }: RenderTab, origins: string[]) =>
  cdp.send('Fetch.enable', {
    patterns: [
      { resourceType: 'Document', requestStage: 'Request' },
      { resourceType: 'Media', requestStage: 'Request' },
      // A whole browser asks for the page's icon, to show it in its tab.
      ...(isWhole ? [{ resourceType: 'Other', requestStage: 'Request' } as const] : []),
      ...origins.map(origin => ({ urlPattern: `${origin}/*`, requestStage: 'Request' as const })),
    ],
  });

/** Whether all requests of the tab's own origin wait for our word. Costs a round trip only when it changes. */
export async function holdAll(tab: RenderTab, origin: string, all: boolean): Promise<void> {
  if (tab.holdsAll === all) return;
  await hold(tab, all ? [origin] : []);
  tab.holdsAll = all;
}
