import { z } from 'zod';
import { atOnce } from '../at-once.ts';
import type { Clock } from '../clock.ts';
import { isOfTheWeb } from './schemes.ts';
import { uriOf } from './uri.ts';

/** https://cloud.google.com/web-risk/docs/reference/rest/v1/uris/search */
const ADDRESS = 'https://webrisk.googleapis.com/v1/uris:search';
const THREATS = ['MALWARE', 'SOCIAL_ENGINEERING', 'UNWANTED_SOFTWARE'];

/** A person waits for the link. */
const TIMEOUT_MS = 1000;

/** A batch has many urls: a small function that began a hundred connections at once would have no time for any of them. */
const AT_ONCE = 20;

/** Nobody fills an instance's memory with addresses that are known. */
const MOST_KNOWN = 10_000;

export interface WebRiskOptions {
  /** A key of the Web Risk API. */
  key: string;
  clock: Clock;
  address?: string;
  timeoutMs?: number;
  /** Hears why the service was of no use. */
  log(reason: string): void;
}

const Answer = z.object({
  threat: z.object({ threatTypes: z.array(z.string()).min(1), expireTime: z.string() }).optional(),
});

/**
 * Asks Google's Web Risk about the url of a link. It refuses what it knows and never stands in the way: while the service is down,
 * slow or speaks what we do not understand, nothing is known of any url. Finds are kept for as long as Google says.
 *
 * @returns whether a url is known for a threat; never rejects
 */
export function createWebRisk(options: WebRiskOptions): (url: string) => Promise<boolean> {
  const { clock } = options;
  /** Until when each url counts as a threat, in milliseconds. */
  const known = new Map<string, number>();
  /** What is asked at this moment: who asks the same meanwhile has the same answer, as each one is paid for. */
  const underWay = new Map<string, Promise<boolean>>();
  const inTurn = atOnce(AT_ONCE);
  return async url => {
    // It knows those of the web alone, and need not hear whom a link writes to or calls.
    if (!isOfTheWeb(url)) return false;
    const until = known.get(url);
    if (until !== undefined && clock.now() < until) return true;
    known.delete(url);
    const before = underWay.get(url);
    if (before) return await before;
    const asked = isThreat(url).finally(() => underWay.delete(url));
    underWay.set(url, asked);
    return await asked;
  };

  async function isThreat(url: string): Promise<boolean> {
    try {
      const { threat } = await inTurn(() => lookUp(url, options));
      if (!threat) return false;
      if (known.size >= MOST_KNOWN) known.clear();
      const expires = Date.parse(threat.expireTime);
      if (!Number.isNaN(expires)) known.set(url, expires);
      return true;
    } catch (error) {
      options.log(`Web Risk is of no use: ${reasonOf(error)}`);
      return false;
    }
  }
}

async function lookUp(url: string, { key, address = ADDRESS, timeoutMs = TIMEOUT_MS }: WebRiskOptions) {
  const query = new URLSearchParams([...THREATS.map(threat => ['threatTypes', threat]), ['uri', uriOf(url)]]);
  const response = await fetch(`${address}?${query}`, {
    headers: { 'x-goog-api-key': key }, // not in the address, which logs may hold
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok) throw new Error(`it answered ${response.status}`);
  const answer = Answer.safeParse(await response.json());
  if (!answer.success) throw new Error('it answered what it does not document');
  return answer.data;
}

/** `fetch` says no more than that it failed; its cause says why. */
function reasonOf(error: unknown): string {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}
