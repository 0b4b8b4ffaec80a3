import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { CdpConnection } from '../../../core/browser/cdp.ts';
import { childEnvironment } from '../../../core/browser/chromium.ts';
import { programOf } from '../../../core/browser/executable.ts';
import { killGroup } from '../../../core/browser/group.ts';
import { inPage } from '../../../core/rendering/in-page/in-page.ts';
import { type PlainSession, plain } from '../protocol.ts';
import { lackOf } from './judge.ts';
import type { RightPage, Seen } from './page.ts';
import { joined } from './read.ts';

/** A browser as people have it: with images, fonts and sound, by the clock on the wall, and nothing added to a page. */
export interface PlainBrowser {
  /** Looks at a page until all that is wanted is there, reading down where that is asked for; what was still missing in the end. */
  look(page: RightPage, origin: string, longestMs?: number): Promise<string>;
  close(): Promise<void>;
}

/** Pages that nobody looks at are kept from falling asleep, as several are open at once. */
const SWITCHES = [
  '--headless',
  '--remote-debugging-pipe',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--mute-audio',
  '--window-size=1280,960',
];
const POLL_MS = 250;
/** On a busy machine, too. */
const LONGEST_MS = 60_000;

export async function openPlain({
  executable,
  folder,
}: {
  executable: string;
  folder: string;
}): Promise<PlainBrowser> {
  const { path } = await programOf(executable);
  const profile = mkdtempSync(join(folder, 'plain-'));
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox', '--no-zygote'] : [];
  const child = spawn(path, [...SWITCHES, ...sandbox, `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    env: childEnvironment(path),
    detached: true, // a group of its own, by which it is ended
  });
  await once(child, 'spawn');
  const [, , , output, input] = child.stdio as [null, null, null, Writable, Readable];
  const connection = new CdpConnection(output, input);
  return {
    look: async (page, origin, longestMs = LONGEST_MS) => {
      const tab = await openTab(connection);
      try {
        return await lookAt(tab, page, origin, longestMs);
      } finally {
        await tab.close();
      }
    },
    close: async () => {
      killGroup(child.pid ?? 0);
      await connection.closed;
      connection.close();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

interface PlainTab {
  session: PlainSession;
  close(): Promise<unknown>;
}

/** With storage of its own. */
async function openTab(connection: CdpConnection): Promise<PlainTab> {
  const browser = plain(connection.session());
  const { browserContextId } = await browser.send('Target.createBrowserContext', {}, LONGEST_MS);
  const target = { url: 'about:blank', browserContextId, width: 1_280, height: 960 };
  const { targetId } = await browser.send('Target.createTarget', target, LONGEST_MS);
  const { sessionId = '' } = await browser.send(
    'Target.attachToTarget',
    { targetId, flatten: true },
    LONGEST_MS,
  );
  return {
    session: plain(connection.session(sessionId)),
    close: () => browser.send('Target.disposeBrowserContext', { browserContextId }, LONGEST_MS),
  };
}

async function lookAt(
  { session }: PlainTab,
  page: RightPage,
  origin: string,
  longestMs: number,
): Promise<string> {
  const url = origin + page.path;
  const end = performance.now() + longestMs;
  await session.send('Page.navigate', { url }, LONGEST_MS);
  for (;;) {
    const seen = await seenIn(session);
    const lack = seen ? lackOf(page.wanted, seen, url) : 'there is no document';
    // A document that has just begun has its time yet.
    if (lack === '' || performance.now() > end + (seen ? 0 : LONGEST_MS)) return lack;
    if (page.wanted.isTall) await evaluate(session, 'scrollBy(0, innerHeight / 2)');
    await sleep(POLL_MS);
  }
}

async function evaluate(session: PlainSession, expression: string): Promise<unknown> {
  const { result } = await session.send<{ result: { value?: unknown } }>(
    'Runtime.evaluate',
    { expression, returnByValue: true },
    LONGEST_MS,
  );
  return result.value;
}

/** Nothing while a document has just begun. */
async function seenIn(session: PlainSession): Promise<Seen | undefined> {
  const facts = (await evaluate(session, inPage(factsOfPage))) as Omit<Seen, 'text'> | null | undefined;
  return facts ? { ...facts, text: await visibleText(session) } : undefined;
}

/** Spec: https://chromedevtools.github.io/devtools-protocol/tot/DOMSnapshot/#type-DocumentSnapshot */
interface Snapshot {
  documents: {
    nodes: { parentIndex: number[] };
    layout: { nodeIndex: number[]; styles: number[][]; text: number[] };
  }[];
  strings: string[];
}

/** What is drawn, in shadow roots of each kind, too, where nothing around it is transparent. */
async function visibleText(session: PlainSession): Promise<string> {
  const { documents, strings } = await session.send<Snapshot>(
    'DOMSnapshot.captureSnapshot',
    { computedStyles: ['opacity', 'visibility'] },
    LONGEST_MS,
  );
  const [top] = documents;
  if (!top) return '';
  const { nodes, layout } = top;
  const hidden = new Set<number>();
  for (const [n, node] of layout.nodeIndex.entries()) {
    const [opacity, visibility] = (layout.styles[n] ?? []).map(index => strings[index]);
    const parent = nodes.parentIndex[node] ?? -1;
    if (hidden.has(parent) || opacity === '0' || visibility === 'hidden') hidden.add(node);
  }
  const isSeen = (n: number) => !hidden.has(layout.nodeIndex[n] ?? -1);
  return joined(layout.text.flatMap((text, n) => (text >= 0 && isSeen(n) ? [strings[text] ?? ''] : [])));
}

/** Runs in the page. */
function factsOfPage(): Omit<Seen, 'text'> | null {
  if (document.readyState === 'loading') return null;
  const head: Record<string, string> = { title: document.title };
  for (const meta of document.head.querySelectorAll('meta')) {
    const name = meta.getAttribute('property') ?? meta.name;
    if (name && head[name] === undefined) head[name] = meta.content;
  }
  const canonical = document.head.querySelector('link[rel="canonical"]')?.getAttribute('href');
  if (canonical != null) head.canonical = canonical;
  const links = Array.from(document.querySelectorAll('a[href]'), link => ({
    href: link.getAttribute('href') ?? '',
    text: link.textContent ?? '',
  }));
  const sheets = [...document.styleSheets, ...document.adoptedStyleSheets];
  const styles = sheets.flatMap(sheet => Array.from(sheet.cssRules, ({ cssText }) => cssText)).join('\n');
  return { head, links, styles };
}
