import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import { SESSION_KEY } from '../../console/session-key.ts';
import { childEnvironment, prepareChromium } from '../../core/browser/chromium.ts';
import { Faults } from './faults.ts';

export type Theme = 'light' | 'dark';
export const THEMES: readonly Theme[] = ['light', 'dark'];
/** The narrowest phone we look after, and a desk. */
export const WIDTHS: readonly number[] = [360, 1440];

export interface OpenOptions {
  /** The key that the tab is signed in with; none: nobody is signed in. The first one of the cloud otherwise. */
  key?: string | undefined;
  theme?: Theme;
  /** Pixels. */
  width?: number;
  /** As the tests of each page need it: `America/New_York`, `de-DE`. */
  timezone?: string;
  locale?: string;
  isMotionReduced?: boolean;
  /** Done before the page is opened, such as to answer in the API's place. */
  prepare?: (context: BrowserContext) => Promise<unknown>;
  /** Origins that may be asked beside the console's own, such as the site's. */
  allowed?: string[];
  /** What is said in the browser's console and is right: a 404 of the API that was asked for on purpose. */
  expected?: RegExp[];
}

/** A page of the console in a browser. */
export interface Opened {
  page: Page;
  context: BrowserContext;
  /** What has gone wrong so far; after each test it must be nothing. */
  faults: Faults;
}

/** The Chromium that renders pages, for people's eyes. */
export async function launch(): Promise<Browser> {
  const executablePath = await prepareChromium({ log: line => console.log(line) });
  const env = Object.entries(childEnvironment(executablePath)).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return chromium.launch({ executablePath, env: Object.fromEntries(env) });
}

/** Opens an address of the console in a new profile. */
export async function openPage(browser: Browser, url: string, how: OpenOptions): Promise<Opened> {
  const { key, theme = 'light', width = 1440, timezone, locale = 'en-GB', isMotionReduced = false } = how;
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: theme,
    locale,
    reducedMotion: isMotionReduced ? 'reduce' : 'no-preference',
    permissions: ['clipboard-read', 'clipboard-write'],
    ...(timezone !== undefined && { timezoneId: timezone }),
  });
  const { origin } = new URL(url);
  const faults = new Faults([origin, ...(how.allowed ?? [])], how.expected ?? []);
  await faults.watch(context);
  if (key !== undefined) await context.addInitScript(signIn, { origin, name: SESSION_KEY, key });
  await how.prepare?.(context);
  const page = await context.newPage();
  await page.goto(url);
  return { page, context, faults };
}

/** Runs in each document before its own scripts: the console finds the key as if it had been typed in this tab. */
function signIn({ origin, name, key }: { origin: string; name: string; key: string }): void {
  // Another tab's sign-out must last, and a frame without an origin has no storage.
  if (window !== top || location.origin !== origin || performance.navigation.type !== 0) return;
  if (sessionStorage.getItem(name) === null) sessionStorage.setItem(name, key);
}

/** Presses Tab until something has the focus, as somebody without a mouse gets there. */
export async function tabTo(page: Page, target: Locator, most = 60): Promise<void> {
  for (let presses = 0; presses < most; presses++) {
    await page.keyboard.press('Tab');
    if (await target.evaluate(element => element === document.activeElement)) return;
  }
  throw new Error(`${target} was not reached by ${most} presses of Tab`);
}

/** Takes a picture at each width, into $SCREENSHOTS or a temporary folder, which is told. */
export async function screenshots(page: Page, name: string): Promise<string> {
  const folder = process.env.SCREENSHOTS ?? (await mkdtemp(join(tmpdir(), 'signpost-screenshots-')));
  await mkdir(folder, { recursive: true });
  const before = page.viewportSize();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage: true });
  }
  if (before) await page.setViewportSize(before);
  return folder;
}
