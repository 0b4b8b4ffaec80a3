import { type Difference, differences, type PageView } from '../core/audit/audit.ts';
import { viewPage } from '../core/audit/page-view.ts';
import { type Browser, launchChromium } from '../core/browser/chromium.ts';
import { systemClock } from '../core/clock.ts';
import { createRenderer, type Renderer } from '../core/rendering/renderer.ts';
import { droppedNames } from '../core/snapshots/dropped.ts';
import { hashRoute } from '../core/snapshots/hash-routes.ts';
import { isOneOf } from '../core/snapshots/hosts.ts';
import { harmless } from '../core/terminal.ts';
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

/**
 * Needs no proof of who asks, since its operator gives no means to prove it: so a page that has no snapshot yet is rendered.
 * https://developer.amazon.com/amazonbot
 */
export const DEFAULT_CRAWLER =
  'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Amazonbot/0.1; +https://developer.amazon.com/support/amazonbot) Chrome/119.0.6045.214 Safari/537.36';

/** Nobody waits but who has asked, on whatever machine. */
const RENDER_DEADLINE_MS = 30_000;

/** Most of a page's time is waiting whether it changes. */
const AT_ONCE = 3;

/** Opens each page as a person and as a crawler. The results come in the order of the addresses. */
export async function* auditPages(urls: string[], options: AuditOptions): AsyncGenerator<AuditResult> {
  const log = (line: string) => void process.stderr.write(`${line}\n`);
  const browser = await launchChromium({ log });
  const origins = urls.map(url => new URL(url).origin);
  const { allow } = options;
  const renderer = createRenderer({
    isAllowedOrigin: origin => origins.includes(origin),
    gate: { allows: (host, port) => isOneOf([...origins, ...allow].join(), host, port) }, // who asks may mean a laptop
    log,
    clock: systemClock,
  });
  try {
    const { userAgent } = await browser.cdp.send('Browser.getVersion', {});
    const person = userAgent.replace('HeadlessChrome', 'Chrome');
    const running: Promise<AuditResult>[] = [];
    for (const url of urls) {
      running.push(auditPage(url, { ...options, browser, renderer, person }));
      if (running.length === AT_ONCE) yield* await first(running);
    }
    while (running.length > 0) yield* await first(running);
  } finally {
    await Promise.all([renderer.close(), browser.kill()]);
  }
}

const first = (running: Promise<AuditResult>[]) => Promise.all(running.splice(0, 1));

interface Auditor extends AuditOptions {
  browser: Browser;
  renderer: Renderer;
  /** The User-Agent of a person's browser. */
  person: string;
}

async function auditPage(url: string, auditor: Auditor): Promise<AuditResult> {
  const { ignore } = auditor;
  try {
    const views: [PageView, PageView] = await Promise.all([
      viewAsPerson(url, auditor),
      viewAsCrawler(url, auditor),
    ]);
    const found = differences(...views, ignore);
    const notes = await notesOn(url, views[0], auditor);
    return { url, same: found.length === 0, differences: found, ...(notes.length > 0 && { notes }) };
  } catch (error) {
    return {
      url,
      same: false,
      differences: [],
      error: error instanceof Error ? error.message : String(error),
    };
  }
}

const viewAsPerson = (url: string, { browser, person, scroll }: Auditor) =>
  viewPage(browser, url, { userAgent: person, scripts: true, scroll, clock: systemClock });

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
    const other = new URL(url);
    other.searchParams.delete(name);
    const without = await viewAsPerson(other.href, auditor);
    const found = differences(withShortPlaces(view), withShortPlaces(without), auditor.ignore);
    return found.some(({ what }) => what !== 'address');
  });
  const answers = await Promise.all(isRead);
  return names.filter((_, i) => answers[i]);
}

/** A link to a place in the page names the page's address, which is another in any case: only the place counts. */
function withShortPlaces(view: PageView): PageView {
  const here = ` → ${view.url.replace(/#.*/, '')}#`;
  return { ...view, links: view.links.map(link => link.replace(here, () => ' → #')) };
}

function viewAsCrawler(url: string, { browser, renderer, userAgent, render }: Auditor): Promise<PageView> {
  const options = { userAgent, scripts: false, clock: systemClock };
  if (!render) return viewPage(browser, url, options);
  const loadDocument = async (address: string) => {
    const { location, ...page } = await renderer.render(address, { deadline: RENDER_DEADLINE_MS });
    return { ...page, headers: { ...page.headers, ...(location && { location }) } };
  };
  return viewPage(browser, url, { ...options, loadDocument });
}

const MOST_LINES = 10;
const LONGEST_LINE = 120;

/** One page as text for people, with the end of its last line. */
export function describeResult({ url, differences, notes, error }: AuditResult): string {
  const lines = differences.flatMap(({ what, person, crawler }) => [
    `  ${what}`,
    ...shortened(person, crawler).map(line => `    − ${line}`),
    ...shortened(crawler, person).map(line => `    + ${line}`),
  ]);
  if (error === undefined && differences.length === 0) lines.push('  same');
  lines.push(...(notes ?? []).map(note => `  note: ${note}`));
  if (error !== undefined) lines.push(`  could not be opened: ${error}`);
  return `${[url, ...lines].map(harmless).join('\n')}\n`;
}

/** One page as a line of JSON. */
export const jsonOf = (result: AuditResult) => `${harmless(JSON.stringify(result))}\n`;

/** The first few lines, each from where it begins to differ from its counterpart. */
function shortened(lines: string[], others: string[]): string[] {
  const shown = lines.slice(0, MOST_LINES).map((line, index) => excerpt(line, others[index] ?? ''));
  const more = lines.length - shown.length;
  return more > 0 ? [...shown, `… and ${more} more`] : shown;
}

function excerpt(line: string, other: string): string {
  if (line.length <= LONGEST_LINE) return line;
  let same = 0;
  while (same < line.length && line[same] === other[same]) same++;
  const start = same > LONGEST_LINE / 2 ? same - 20 : 0;
  const end = start + LONGEST_LINE;
  return `${start > 0 ? '…' : ''}${line.slice(start, end)}${end < line.length ? '…' : ''}`;
}

/** The last line: how many pages are what. */
export function describeAll(results: AuditResult[]): string {
  const failed = results.filter(({ error }) => error !== undefined).length;
  const same = results.filter(result => result.same).length;
  const differ = results.length - failed - same;
  const parts = [`${same} same`, `${differ} ${differ === 1 ? 'differs' : 'differ'}`];
  if (failed > 0) parts.push(`${failed} could not be opened`);
  const legend = differ > 0 ? ' (− only a person sees it, + only a crawler gets it)' : '';
  return `\n${results.length} ${results.length === 1 ? 'page' : 'pages'}: ${parts.join(', ')}${legend}\n`;
}

/** 0: all the same. 1: something differs. 2: a page could not be opened. */
export function exitCodeOf(results: AuditResult[]): number {
  if (results.some(({ error }) => error !== undefined)) return 2;
  return results.every(({ same }) => same) ? 0 : 1;
}
