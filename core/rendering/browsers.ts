import { type Browser, type LaunchOptions, launchChromium } from '../browser/chromium.ts';
import { type Gate, type GateOptions, gateArguments, openGate } from '../browser/gate.ts';
import { memoryOf } from '../browser/memory.ts';
import { watchBrowser } from '../browser/watch.ts';
import { RENDERER_TOKEN } from '../crawlers/own-renderer.ts';
import type { RandomBytes } from '../ids.ts';
import { RenderFailed } from './rendered.ts';
import { Tabs } from './tabs.ts';

export interface BrowsersOptions {
  launch: LaunchOptions;
  gate: Partial<GateOptions>;
  userAgent?: string | undefined;
  isolation: 'shared' | 'strict';
  random: RandomBytes;
  log(line: string): void;
}

interface Running {
  browser: Browser;
  tabs: Tabs;
  /** Renders it has made, and those it is at. */
  made: number;
  active: number;
  /** Another has taken its place: it ends with its last render. */
  isRetired: boolean;
  endWatch(): void;
}

/** A browser this old makes room for a new one, for its memory grows with every page. */
const MOST_RENDERS = 500;
const MOST_BYTES = 500 * 1024 * 1024;
/** To ask takes a few milliseconds. */
const RENDERS_BETWEEN_CHECKS = 20;

/**
 * One Chromium at a time: launched when it is first asked for, replaced when it has ended, hangs or has grown old.
 * An old one serves until the new one is there, and ends with its last render.
 */
export class Browsers {
  readonly #options: BrowsersOptions;
  readonly #all = new Set<Running>();
  #current: Promise<Running> | undefined;
  #isUp = false;
  #startFailure: unknown;
  #replacing: Promise<void> | undefined;
  /** The only way to the network, for all of them. */
  #gate: Promise<Gate> | undefined;
  #closed = false;

  constructor(options: BrowsersOptions) {
    this.#options = options;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** One runs: a page has not to wait for its start. */
  get isUp(): boolean {
    return this.#isUp;
  }

  /** Why the last start failed, while none has worked since. Who waits for the next one hears of it, though it was another's. */
  get startFailure(): unknown {
    return this.#startFailure;
  }

  /** Makes sure that one runs. */
  async ready(): Promise<void> {
    await this.#running();
  }

  /** Makes one render with the tabs of the current browser. Rejects with BrowserGone when none starts. */
  async use<T>(work: (tabs: Tabs) => Promise<T>): Promise<T> {
    const running = await this.#running();
    if (running.active++ === 0) running.endWatch = watchBrowser(running.browser, this.#options.log);
    try {
      return await work(running.tabs);
    } finally {
      running.made += 1;
      if (--running.active === 0) {
        running.endWatch();
        if (running.isRetired) running.browser.kill();
      }
      this.#replaceOld(running);
    }
  }

  /** Resolves once nothing goes on but renders. */
  async idle(): Promise<void> {
    await Promise.all([this.#replacing, ...[...this.#all].map(({ tabs }) => tabs.idle())]);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([this.#current?.catch(() => undefined), this.#replacing]);
    await Promise.all([...this.#all].map(({ browser }) => browser.kill()));
    await (await this.#gate)?.close();
  }

  #running(): Promise<Running> {
    if (this.#closed) return Promise.reject(new RenderFailed('The renderer is closed'));
    if (this.#current) return this.#current;
    const launched = this.#launch();
    this.#current = launched;
    launched.then(
      () => {
        this.#isUp = this.#current === launched;
        this.#startFailure = undefined;
      },
      error => {
        this.#startFailure = error;
        this.#forget(launched); // it is not kept: the next render tries again
      },
    );
    return launched;
  }

  async #launch(): Promise<Running> {
    const { launch, userAgent, isolation, random, log } = this.#options;
    this.#gate ??= openGate({ log: eachOnce(log), ...this.#options.gate });
    const flags = [...gateArguments(await this.#gate), ...(launch.arguments ?? [])];
    const browser = await launchChromium({ framesOnDemand: true, ...launch, arguments: flags, log });
    const version = await browser.cdp.send('Browser.getVersion', {});
    const own = `${version.userAgent.replace('HeadlessChrome', 'Chrome')} ${RENDERER_TOKEN}/1.0`;
    const tabs = new Tabs(browser, { userAgent: userAgent ?? own, isolation, random });
    const running: Running = {
      browser,
      tabs,
      made: 0,
      active: 0,
      isRetired: false,
      endWatch: () => undefined,
    };
    this.#all.add(running);
    browser.closed.then(async () => {
      this.#all.delete(running);
      if ((await this.#current?.catch(() => undefined)) === running) {
        this.#current = undefined;
        this.#isUp = false;
      }
      if (!this.#closed && !running.isRetired) log('Chromium has ended');
    });
    return running;
  }

  #forget(launched: Promise<Running>): void {
    if (this.#current === launched) this.#current = undefined;
  }

  #replaceOld(old: Running): void {
    this.#replacing ??= this.#replaceIfOld(old).finally(() => {
      this.#replacing = undefined;
    });
  }

  async #replaceIfOld(old: Running): Promise<void> {
    if (this.#closed || old.isRetired || !(await isOld(old))) return;
    try {
      const next = this.#launch();
      await next;
      this.#current = next;
      old.isRetired = true;
      old.tabs.retire();
      if (old.active === 0) await old.browser.kill();
    } catch (error) {
      this.#options.log(`No new Chromium: ${error}; the old one goes on`);
    }
  }
}

async function isOld({ browser, made }: Running): Promise<boolean> {
  if (made >= MOST_RENDERS) return true;
  if (made % RENDERS_BETWEEN_CHECKS !== 0) return false;
  return ((await memoryOf(browser.group)) ?? 0) > MOST_BYTES;
}

/** A page may try to reach what it likes, but not fill the log with it. */
function eachOnce(log: (line: string) => void): (line: string) => void {
  const told = new Set<string>();
  return line => {
    if (told.has(line) || told.size >= MOST_TOLD) return;
    told.add(line);
    log(line);
  };
}

const MOST_TOLD = 1_000;
