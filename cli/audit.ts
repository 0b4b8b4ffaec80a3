import { availableParallelism } from 'node:os';
import { type Difference, differences, type PageView } from '../core/audit/audit.ts';
import { viewPage } from '../core/audit/page-view.ts';
import { personOf } from '../core/audit/person.ts';
import { BrowserGone } from '../core/browser/cdp.ts';
import { type Browser, launchChromium } from '../core/browser/chromium.ts';
import { systemClock } from '../core/clock.ts';
import { createRenderer, type Renderer } from '../core/rendering/renderer.ts';
import { droppedNames } from '../core/snapshots/dropped.ts';
import { hashRoute } from '../core/snapshots/hash-routes.ts';
import { isOneOf } from '../core/snapshots/hosts.ts';
import { hashRouteNote, linksNote, namesInLinks, readNote } from './audit-notes.ts';

export interface AuditOptions {
  /** The crawler that the site is asked as. */
  userAgent: string;
  /** The crawler's page is rendered here and now, instead of what the site serves. */
  render: boolean;
  /** Origins that are not public, and that pages may reach all the same while they are rendered here. */
  allow: readonly string[];
  /** The parameters that make another page. Asked only where an address has others: the first time it may take a second. */
  kept(): readonly string[];
  /** The person reads down to the end. */
  scroll: boolean;
  /** Lines that differ each time. */
  ignore?: RegExp | undefined;
  /** How both look is kept, too. */
  pictures: boolean;
  /** So many pages are looked at at the same time. */
  atOnce: number;
  /** Hears of each page that is done, in whatever order. */
  onDone?(url: string): void;
}

/** What became of one page: `error` when it could not be opened. */
export interface AuditResult {
  url: string;
  same: boolean;
  differences: Difference[];
  /** What the site's settings or its router hide from crawlers on purpose, whatever the two views say. */
  notes?: string[];
  error?: string;
}

/** A result, and how the page looks to both: JPEGs in base64, where they were asked for. */
export interface AuditedPage {
  result: AuditResult;
  pictures: { person?: string; crawler?: string };
}

/**
 * Needs no proof of who asks, since its operator gives no means to prove it: so a page that has no snapshot yet is rendered.
 * https://developer.amazon.com/amazonbot
 */
export const DEFAULT_CRAWLER =
  'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Amazonbot/0.1; +https://developer.amazon.com/support/amazonbot) Chrome/119.0.6045.214 Safari/537.36';

/** Nobody waits but who has asked, on whatever machine. */
const RENDER_DEADLINE_MS = 30_000;

/** Most of a page's time is waiting whether it changes. */
const PAGES_PER_PROCESSOR = 2;
const MOST_AT_ONCE = 16;
export const defaultAtOnce = (): number =>
  Math.min(MOST_AT_ONCE, PAGES_PER_PROCESSOR * availableParallelism());

/** A browser that ends takes all its pages with it; each is tried once more on a new one. */
const ATTEMPTS = 2;

/**
 * Opens each page as a person and as a crawler. The results come in the order of the addresses.
 *
 * @throws BrowserRefused, BrowserGone when there is no browser
 */
export async function* auditPages(urls: string[], options: AuditOptions): AsyncGenerator<AuditedPage> {
  const log = (line: string) => void process.stderr.write(`${line}\n`);
  const people = new PersonsBrowser(log);
  const origins = urls.map(url => new URL(url).origin);
  const { allow } = options;
  const renderer = createRenderer({
    isAllowedOrigin: origin => origins.includes(origin),
    gate: { allows: (host, port) => isOneOf([...origins, ...allow].join(), host, port) }, // who asks may mean a laptop
    log,
    clock: systemClock,
  });
  try {
    const person = await personOf(await people.browser());
    const auditor: Auditor = { ...options, people, renderer, person, known: new Set() };
    const limited = limiter(options.atOnce);
    const running = urls.map(url =>
      limited(() => auditPage(url, auditor)).finally(() => options.onDone?.(url)),
    );
    for (const page of running) yield await page;
  } finally {
    await Promise.all([renderer.close(), people.close()]);
  }
}

/** Lets so many through at once. */
function limiter(atOnce: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = atOnce;
  const line: (() => void)[] = [];
  return async work => {
    if (free > 0) free -= 1;
    else await new Promise<void>(go => line.push(go));
    try {
      return await work();
    } finally {
      const next = line.shift();
      if (next) next();
      else free += 1;
    }
  };
}

/** The plain Chromium that stands for people's: a new one when it has ended. */
class PersonsBrowser {
  readonly #log: (line: string) => void;
  #running: Promise<Browser> | undefined;

  constructor(log: (line: string) => void) {
    this.#log = log;
  }

  browser(): Promise<Browser> {
    this.#running ??= this.#launch();
    return this.#running;
  }

  async close(): Promise<void> {
    const browser = await this.#running?.catch(() => undefined);
    await browser?.kill();
  }

  async #launch(): Promise<Browser> {
    const browser = await launchChromium({ isPlain: true, log: this.#log });
    browser.closed.then(() => {
      this.#running = undefined;
    });
    return browser;
  }
}

interface Auditor extends AuditOptions {
  people: PersonsBrowser;
  renderer: Renderer;
  /** What a person's browser calls itself. */
  person: Awaited<ReturnType<typeof personOf>>;
  /** Parameters that are read, with their paths. */
  known: Set<string>;
}

async function auditPage(url: string, auditor: Auditor): Promise<AuditedPage> {
  for (let attempt = 1; ; attempt++)
    try {
      return await comparePage(url, auditor);
    } catch (error) {
      if (error instanceof BrowserGone && attempt < ATTEMPTS) continue;
      const message = error instanceof Error ? error.message : String(error);
      return { result: { url, same: false, differences: [], error: message }, pictures: {} };
    }
}

async function comparePage(url: string, auditor: Auditor): Promise<AuditedPage> {
  const { ignore, pictures: picture } = auditor;
  const [person, crawler]: [PageView, PageView] = await Promise.all([
    viewAsPerson(url, auditor, picture),
    viewAsCrawler(url, auditor),
  ]);
  const found = differences(person, crawler, ignore);
  const notes = await notesOn(url, person, auditor);
  return {
    result: { url, same: found.length === 0, differences: found, ...(notes.length > 0 && { notes }) },
    pictures: {
      ...(person.picture && { person: person.picture }),
      ...(crawler.picture && { crawler: crawler.picture }),
    },
  };
}

const viewAsPerson = async (url: string, { people, person, scroll }: Auditor, picture = false) =>
  viewPage(await people.browser(), url, { ...person, scripts: true, scroll, picture, clock: systemClock });

async function notesOn(url: string, view: PageView, auditor: Auditor): Promise<string[]> {
  const links = view.links.map(link => link.slice(link.lastIndexOf(' → ') + ' → '.length));
  const route = hashRoute([view.url, ...links], url);
  const notes = route === undefined ? [] : [hashRouteNote(route)];
  const read = await namesRead(url, view, auditor);
  if (read.length > 0) notes.push(readNote(read, auditor.kept()));
  const others = namesInLinks(links, url).filter(name => !read.includes(name));
  const dropped = others.length > 0 ? others.filter(name => !auditor.kept().includes(name)) : [];
  if (dropped.length > 0) notes.push(linksNote(dropped, auditor.kept()));
  return notes;
}

/** More would open the page too often. */
const MOST_NAMES = 5;

/** Of the parameters that do not count in the page's address, those without which a person sees another page. */
async function namesRead(url: string, view: PageView, auditor: Auditor): Promise<string[]> {
  const query = new URL(url).search.slice(1);
  const names = droppedNames(query, []).length > 0 ? droppedNames(query, auditor.kept()) : [];
  const isRead = names.slice(0, MOST_NAMES).map(async name => {
    const known = `${new URL(url).pathname}?${name}`;
    if (auditor.known.has(known)) return true;
    const other = new URL(url);
    other.searchParams.delete(name);
    const without = await viewAsPerson(other.href, auditor);
    const found = differences(withShortPlaces(view), withShortPlaces(without), auditor.ignore);
    const isAnother = found.some(({ what }) => what !== 'address');
    if (isAnother) auditor.known.add(known);
    return isAnother;
  });
  const answers = await Promise.all(isRead);
  return names.filter((_, i) => answers[i]);
}

/** A link to a place in the page names the page's address, which is another in any case: only the place counts. */
function withShortPlaces(view: PageView): PageView {
  const here = ` → ${view.url.replace(/#.*/, '')}#`;
  return { ...view, links: view.links.map(link => link.replace(here, () => ' → #')) };
}

async function viewAsCrawler(url: string, auditor: Auditor): Promise<PageView> {
  const { people, renderer, userAgent, render, pictures: picture } = auditor;
  const options = { userAgent, scripts: false, picture, clock: systemClock };
  const browser = await people.browser();
  if (!render) return viewPage(browser, url, options);
  const loadDocument = async (address: string) => {
    const { location, ...page } = await renderer.render(address, { deadline: RENDER_DEADLINE_MS });
    return { ...page, headers: { ...page.headers, ...(location && { location }) } };
  };
  return viewPage(browser, url, { ...options, loadDocument });
}
