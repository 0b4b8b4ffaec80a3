import type { Unfurl } from '../link.ts';
import { type Card, cardIn } from './card.ts';

/** A chat app gives up after some seconds; the plain redirect is better than nothing. */
const PATIENCE_MS = 2000;

/** The head is at the beginning of a page, and no larger. */
const MAX_BYTES = 512 * 1024;

/** How pages are asked for. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * What a chat app shall show of a link; undefined where nothing is known and it may look at the destination itself.
 *
 * @param url where the link leads
 * @param asker whose User-Agent asks: our site gives crawlers finished pages
 */
export async function cardOf(unfurl: Unfurl, url: string, asker: Asker): Promise<Card | undefined> {
  if (unfurl !== 'auto') return unfurl;
  if (!asker.siteHosts.includes(new URL(url).host)) return undefined;
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const headers = { 'user-agent': asker.userAgent, accept: 'text/html' };
    const response = await asker.fetch(url, { headers, redirect: 'manual', signal });
    const isPage = response.status === 200 && response.headers.get('content-type')?.startsWith('text/html');
    if (isPage) return cardIn(await beginning(response), url);
    await response.body?.cancel();
  } catch {
    // Too late, or not there: the chat app may find out by itself.
  }
  return undefined;
}

export interface Asker {
  userAgent: string;
  /** With their ports, if they have one. */
  siteHosts: readonly string[];
  fetch: Fetch;
}

async function beginning({ body }: Response): Promise<string> {
  const reader = body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    text += decoder.decode(part.value, { stream: true });
    bytes += part.value.byteLength;
    if (bytes >= MAX_BYTES || text.includes('</head>')) break;
  }
  await reader?.cancel();
  return text;
}
