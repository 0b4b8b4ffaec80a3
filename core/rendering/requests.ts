import type { ProtocolEvents as Events } from '../browser/protocol.ts';
import type { Tab } from '../browser/tab.ts';
import { failureOfPage, ownFailures, wordsOf } from './failures.ts';
import {
  requestsScript,
  scriptAsked,
  scriptCame,
  scriptLost,
} from './in-page/instrument/requests/failures.ts';
import type { PageRequests } from './in-page/instrument/requests/log.ts';

interface Asked {
  method: string;
  url: string;
  isScript: boolean;
  /** The page has noted what it showed when it asked for this script. */
  isNoted?: boolean;
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
    this.#note(requestId, request, isScript);
  }

  /** By a worker, whose fetches are noted within. */
  sentByWorker({ requestId, type, initiator, request }: Events['Network.requestWillBeSent']): void {
    const isScript = (type === 'Script' || type === 'Other') && initiator.type === 'script';
    if (isScript || type === 'Fetch' || type === 'XHR') this.#note(requestId, request, isScript);
  }

  #note(requestId: string, { method, url }: { method: string; url: string }, isScript: boolean): void {
    const asked: Asked = { method, url, isScript };
    this.#asked.set(requestId, asked);
    if (isScript)
      void this.#evaluate(scriptAsked(this.#tab.requestsSecret, url), NOTE_MS).then(() => {
        asked.isNoted = true;
      });
  }

  answered({ requestId, response: { status, mimeType } }: Events['Network.responseReceived']): void {
    const asked = this.#asked.get(requestId);
    if (!asked) return;
    const { isScript } = asked;
    if (isScript ? status >= 400 : status >= 500 || status === 429) this.#fails(asked, `answered ${status}`);
    else if (isScript && mimeType === 'text/html')
      this.#fails(asked, 'answered HTML where a script was asked for');
    else this.#works(asked);
  }

  lost({ requestId, canceled, blockedReason }: Events['Network.loadingFailed']): void {
    const asked = this.#asked.get(requestId);
    if (asked && !canceled && !blockedReason) this.#fails(asked, 'was not answered');
  }

  /** What became of them, as the page knows it; undefined when it does not answer. */
  async told(isLooked: boolean, timeoutMs: number): Promise<PageRequests | undefined> {
    const script = requestsScript(this.#tab.requestsSecret, isLooked);
    return (await this.#evaluate(script, timeoutMs)) as PageRequests | undefined;
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

  #fails(asked: Asked, why: string): void {
    if (asked.why !== undefined) return;
    asked.why = why;
    const { requestsSecret } = this.#tab;
    const { isNoted = false, url } = asked;
    if (asked.isScript) void this.#evaluate(scriptLost(requestsSecret, url, why, isNoted), NOTE_MS);
  }

  /** What failed before was tried again. */
  #works({ method, url, isScript }: Asked): void {
    const asked = [...this.#asked];
    if (isScript && asked.some(([, { why }]) => why !== undefined))
      void this.#evaluate(scriptCame(this.#tab.requestsSecret), NOTE_MS);
    for (const [id, other] of asked) if (other.method === method && other.url === url) this.#asked.delete(id);
  }

  #evaluate(script: string, timeoutMs: number): Promise<unknown> {
    return this.#tab.evaluate(script, timeoutMs).catch(() => undefined); // it goes to another document, or has ended
  }
}
