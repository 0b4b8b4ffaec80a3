import type { Line, MainPart } from './main-part.ts';

/** What the main part showed at a moment of which something hangs. */
export interface Moment {
  /** Its place among all failures and answers. */
  at: number;
  before: Line[];
  /** The document was still being loaded, so that nothing could be drawn yet. */
  isEarly: boolean;
}

/** A request of the page that failed and was not made good, with what was there before the page could react. */
export interface Failure extends Moment {
  kind: 'request' | 'script';
  method: string;
  /** Absolute. */
  url: string;
  /** What became of it, in words that follow the address. */
  why: string;
  /** What was there once the page could react: at the next answer, or a moment later. Missing where nobody looked. */
  after?: Line[];
}

/** What a request that worked said, as far as a page could show it. */
export interface Answer {
  url: string;
  at: number;
  values: string[];
}

/** What became of a page's requests. */
export interface PageRequests {
  failures: Failure[];
  answers: Answer[];
  /** What the main part shows now; empty where nobody needs to know. */
  now: Line[];
  /** Addresses of requests that have no answer. */
  open: string[];
  /** It shows that it waits, or nothing at all. */
  isBusy: boolean;
}

// From here on everything runs inside the page: it reaches it as text, with what it needs as its parameters.

/** A request as far as it matters who it was. */
export interface Call {
  method: string;
  url: string;
  /** What was sent: requests of GraphQL differ in nothing else. */
  body: string;
  /** It asks for JSON, and for no HTML. */
  wantsJson: boolean;
}

/** What the watchers tell of requests. */
export type Log = Pick<
  RequestLog,
  | 'calls'
  | 'callOf'
  | 'begin'
  | 'answered'
  | 'said'
  | 'gaveHtml'
  | 'isNoJson'
  | 'brokeOff'
  | 'gaveUp'
  | 'lost'
  | 'scriptFailed'
>;

/** A request of a page or a worker, as it is asked for there. */
export function callFor(method: string, url: string, body: unknown, accept: string): Call {
  const mostOfBody = 2_000;
  const base = globalThis.document?.baseURI ?? location.href;
  return {
    method: method.toUpperCase(),
    url: URL.canParse(url, base) ? new URL(url, base).href : url,
    body: typeof body === 'string' ? body.slice(0, mostOfBody) : '',
    wantsJson: /\bjson\b/i.test(accept) && !/\bhtml\b/i.test(accept),
  };
}

/** What is known of a page's requests: bounded, whatever the page does. */
export class RequestLog {
  readonly #most = { failures: 30, answers: 30, scripts: 40, html: 5 };
  /** Which request each answer is of. */
  readonly calls = new WeakMap<Response, Call>();
  /** Virtual, so it does not pass while something is on its way. */
  readonly #reactionMs = 50;
  /** Who breaks off a request that has had so long has lost patience; earlier it is wanted no more. */
  readonly #patienceMs = 1_000;
  readonly #look: () => MainPart;
  readonly #valuesOf: (said: unknown) => string[];
  readonly #callFor: typeof callFor;
  readonly #later = window.setTimeout.bind(window); // before the page puts a clock of its own in its place
  readonly #clock = performance.now.bind(performance);
  /** When each was begun. */
  readonly #open = new Map<Call, number>();
  /** What answers in HTML have said. */
  readonly #html = new Map<unknown, Call>();
  readonly #failures = new Map<string, Failure>();
  readonly #scripts = new Map<string, Moment>();
  readonly #answers: Answer[] = [];
  /** Those of which nobody has looked yet what the page makes of them. */
  #unseen: Failure[] = [];
  #at = 0;

  constructor(look: () => MainPart, values: (said: unknown) => string[], calls: typeof callFor) {
    this.#look = look;
    this.#valuesOf = values;
    this.#callFor = calls;
  }

  callOf(method: string, url: string, body: unknown, accept: string): Call {
    return this.#callFor(method, url, body, accept);
  }

  begin(call: Call): Call {
    this.#open.set(call, this.#clock());
    return call;
  }

  /** An answer has come, and the page does not know yet. 4xx is the app's own word; 429 asks to come later, as 503 does. */
  answered(call: Call, status: number, type: string): void {
    this.#open.delete(call);
    if (status >= 500 || status === 429) this.#fail(call, `answered ${status}`);
    else if (call.wantsJson && status >= 200 && status < 300 && /^text\/html\b/i.test(type))
      this.gaveHtml(call);
    else this.#failures.delete(this.#keyOf(call)); // it was tried again, and worked
  }

  /** What an answer said, before the page hears it. */
  said(call: Call, body: unknown, isHtml: boolean): void {
    this.react();
    if (isHtml && this.#html.size < this.#most.html) this.#html.set(body, call);
    if (this.#answers.length < this.#most.answers)
      this.#answers.push({ url: call.url, at: ++this.#at, values: this.#valuesOf(body) });
  }

  gaveHtml(call: Call): void {
    this.#fail(call, 'answered HTML where JSON was asked for');
  }

  /** The page has taken a text for JSON. */
  isNoJson(text: unknown): void {
    const call = this.#html.get(text);
    if (call) this.gaveHtml(call);
  }

  /** No answer, or not all of one, by what the page is told. */
  lost(call: Call, error: unknown): void {
    const { name } = Object(error) as { name?: unknown };
    if (name === 'TypeError' || name === 'NetworkError') this.brokeOff(call);
    else this.gaveUp(call, name === 'TimeoutError');
  }

  brokeOff(call: Call): void {
    this.#open.delete(call);
    this.#fail(call, 'was not answered');
  }

  /** The page has not waited for it: it lost patience, or wants it no more. */
  gaveUp(call: Call, isTimeout: boolean): void {
    const begun = this.#open.get(call) ?? Number.POSITIVE_INFINITY;
    this.#open.delete(call);
    if (isTimeout || this.#clock() - begun >= this.#patienceMs) this.#fail(call, 'was not answered in time');
    else this.#failures.delete(this.#keyOf(call));
  }

  /** An element or a worker says so, and the page does not know yet. */
  scriptFailed(url: string, isEarly: boolean, why = 'could not be loaded'): void {
    const script = this.callOf('GET', url, '', '');
    this.#fail(script, why, { ...this.#moment(), kind: 'script', isEarly });
  }

  scriptAsked(url: string): void {
    if (this.#scripts.size < this.#most.scripts && !this.#scripts.has(url))
      this.#scripts.set(url, this.#moment());
  }

  /**
   * The page may know by now, so that what it showed before is what counts. Where that was noted late, it may be what the page
   * made of the failure, and says nothing.
   */
  scriptLost(url: string, why: string, isNoted: boolean): void {
    const moment = this.#scripts.get(url);
    const script = this.callOf('GET', url, '', '');
    if (!moment || this.#failures.has(this.#keyOf(script))) return;
    const before = isNoted ? moment.before : [];
    this.#fail(script, why, { ...moment, before, kind: 'script', isEarly: false });
  }

  /** Looks at what the page has made of failures by now, before it has something else to show. */
  react(): void {
    if (this.#unseen.length > 0) this.#seen(this.#look().lines);
  }

  all(isLooked: boolean): PageRequests {
    const isTold = isLooked || this.#failures.size > 0;
    const { lines, isBusy } = isTold ? this.#look() : { lines: [], isBusy: false };
    this.#seen(lines);
    return {
      failures: [...this.#failures.values()],
      answers: isTold ? this.#answers : [],
      now: lines,
      open: [...this.#open.keys()].map(({ url }) => url),
      isBusy,
    };
  }

  #fail(
    { method, url, body }: Call,
    why: string,
    moment: Moment & Pick<Failure, 'kind'> = { ...this.#moment(), kind: 'request' },
  ): void {
    const key = this.#keyOf({ method, url, body });
    this.react();
    if (this.#failures.size >= this.#most.failures && !this.#failures.has(key)) return;
    const known = this.#failures.get(key);
    const failure = { ...moment, ...(known && this.#stands(known, moment) && known), method, url, why };
    this.#failures.set(key, failure);
    this.#unseen.push(failure);
    this.#later(() => this.react(), this.#reactionMs);
  }

  /** It has failed before, and what the page has made of that is what it shows yet: then it shows nothing but that. */
  #stands({ after }: Failure, { before }: Moment): boolean {
    return after !== undefined && after.join('\n') === before.join('\n');
  }

  #moment(): Moment {
    return { at: ++this.#at, before: this.#look().lines, isEarly: document.readyState === 'loading' };
  }

  #seen(lines: Line[]): void {
    for (const failure of this.#unseen) failure.after = lines;
    this.#unseen = [];
  }

  #keyOf({ method, url, body }: Pick<Call, 'method' | 'url' | 'body'>): string {
    return `${method} ${url.replace(/#.*/, '')} ${body}`;
  }
}
