import type { ProtocolEvents as Events } from '../browser/protocol.ts';
import type { Tab } from '../browser/tab.ts';
import { failureOfPage, ownFailures, wordsOf } from './failures.ts';
import {
  type Failure,
  noteScript,
  type PageRequests,
  requestsScript,
} from './in-page/instrument/failures.ts';

interface Asked {
  method: string;
  url: string;
  isScript: boolean;
  /** What became of it, where it failed. */
  why?: string;
}

type RequestTab = Pick<Tab, 'cdp' | 'topFrame' | 'evaluate'> & { readonly requestsSecret: string };

/** A page answers at once, or is at work. */
const NOTE_MS = 1_000;

/**
 * The requests of a page, seen from within and from outside: scripts that `import()` asks for are seen by the browser alone, and
 * so is all else once the page has left.
 */
export class Requests {
  readonly #tab: RequestTab;
  readonly #url: URL;
  readonly #isOwn: (url: URL) => boolean;
  readonly #asked = new Map<string, Asked>();

  /** @param isOwn whether an address is the site's own, or its API's */
  constructor(tab: RequestTab, url: URL, isOwn: (url: URL) => boolean) {
    this.#tab = tab;
    this.#url = url;
    this.#isOwn = isOwn;
  }

  sent({
    requestId,
    frameId,
    loaderId,
    type,
    initiator,
    request,
  }: Events['Network.requestWillBeSent']): void {
    const isScript = type === 'Script' && initiator.type === 'script';
    if (frameId !== this.#tab.topFrame || !loaderId) return;
    if (!isScript && type !== 'Fetch' && type !== 'XHR') return;
    this.#asked.set(requestId, { method: request.method, url: request.url, isScript });
    if (isScript) void this.#evaluate(noteScript(this.#tab.requestsSecret, request.url), NOTE_MS);
  }

  answered({ requestId, response: { status, mimeType } }: Events['Network.responseReceived']): void {
    const asked = this.#asked.get(requestId);
    if (!asked) return;
    const { method, url, isScript } = asked;
    if (isScript ? status >= 400 : status >= 500 || status === 429) asked.why = `answered ${status}`;
    else if (isScript && mimeType === 'text/html') asked.why = 'answered HTML where a script was asked for';
    else
      for (const [id, other] of this.#asked)
        if (other.method === method && other.url === url) this.#asked.delete(id);
  }

  lost({ requestId, canceled, blockedReason }: Events['Network.loadingFailed']): void {
    const asked = this.#asked.get(requestId);
    if (asked && !canceled && !blockedReason) asked.why ??= 'was not answered';
  }

  /** What became of them, as far as the page knows, and its scripts; undefined when it does not answer. */
  async told(isLooked: boolean, timeoutMs: number): Promise<PageRequests | undefined> {
    const scripts = [...this.#asked.values()].filter(({ isScript, why }) => isScript && why);
    const script = requestsScript(this.#tab.requestsSecret, isLooked || scripts.length > 0);
    const told = (await this.#evaluate(script, timeoutMs)) as PageRequests | undefined;
    if (!told) return undefined;
    const known = new Set(told.failures.map(({ url }) => url));
    const more = scripts.filter(({ url }) => !known.has(url));
    const failures = more.map(({ method, url, why = '' }): Failure => {
      const moment = told.scripts[url] ?? { at: 0, before: [], isEarly: true };
      return { ...moment, kind: 'script', method, url, why };
    });
    return { ...told, failures: [...told.failures, ...failures] };
  }

  /** The failure because of which there is no page, in words. */
  failureOf(told: PageRequests): string | undefined {
    const failure = failureOfPage(told, this.#isOwn);
    return failure && wordsOf(failure, this.#url);
  }

  /** What a page may lack that stands all the same, in words. */
  lackOf(told: PageRequests): string | undefined {
    const [failure] = ownFailures(told, this.#isOwn);
    return failure && wordsOf(failure, this.#url);
  }

  /** A request of its own API that has failed by now, seen from outside: a page that leaves may have left because of that. */
  get failureBeforeLeaving(): string | undefined {
    const failed = [...this.#asked.values()].find(
      ({ isScript, why, url }) => why && !isScript && this.#isOwn(new URL(url)),
    );
    return failed && wordsOf({ ...failed, why: failed.why ?? '' }, this.#url);
  }

  #evaluate(script: string, timeoutMs: number): Promise<unknown> {
    return this.#tab.evaluate(script, timeoutMs).catch(() => undefined); // it goes to another document, or has ended
  }
}
