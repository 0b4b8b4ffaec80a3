import { inPage } from './in-page.ts';

/** What the instrument tells of a page. Times in milliseconds of the page's clock. */
export interface PageState {
  /** The document is still being parsed. */
  loading: boolean;
  /** `window.prerenderReady`, when it is a boolean: the page's own word. */
  prerenderReady: boolean | null;
  /** fetch and XMLHttpRequest on their way, and bodies being read. */
  requests: number;
  /** One-shot timers waited for. */
  timers: number;
  /** Since the document was last changed. */
  domQuiet: number;
  /** Since a request or a timer last began or ended. */
  workQuiet: number;
  /** There is something to read or to see. */
  hasContent: boolean;
}

/** Scripts and stylesheets, which the page cannot count itself: `import()` leaves no trace in it. */
export interface ResourceState {
  inFlight: number;
  /** Since one of them last began or ended, in milliseconds. */
  quiet: number;
}

/** Long enough for an app to act on its data: it does so within a task or two. */
const QUIET_MS = 50;
/** A page that changes for ever, such as a clock, is taken once nothing else happens for this long. */
const SETTLED_MS = 500;
/** An empty page is believed to stay empty after this long. */
const EMPTY_MS = 1_000;

/** Timers longer than this are not what content waits for. */
const LONGEST_TIMER_MS = 1_000;
const MOST_TIMERS = 20;
/** Together they are waited for this long: a page that polls by one timer after the other never ends. */
const ALL_TIMERS_MS = 2_000;

/** Whether a page is finished: the whole decision, made outside the page. */
export function isReady(page: PageState, resources: ResourceState): boolean {
  if (page.loading || page.requests > 0 || resources.inFlight > 0) return false;
  if (page.prerenderReady !== null) return page.prerenderReady;
  if (page.timers > 0) return false;
  const workQuiet = Math.min(page.workQuiet, resources.quiet);
  if (!page.hasContent) return workQuiet >= EMPTY_MS;
  return Math.min(workQuiet, page.domQuiet) >= QUIET_MS || workQuiet >= SETTLED_MS;
}

/**
 * The script that counts, to run inside every page before its own scripts. It only counts; isReady decides.
 * The page's functions are wrapped in proxies, which keep name, length and prototype: an app does not notice.
 * EventSource, WebSocket and `sendBeacon` never count, nor does a body that nobody reads.
 *
 * @param name the property of the window under which the page's state can be asked for
 */
export const instrumentScript = (name: string): string =>
  inPage(
    instrument,
    name,
    LONGEST_TIMER_MS,
    MOST_TIMERS,
    ALL_TIMERS_MS,
    watchFetch,
    watchXhr,
    watchTimers,
    hasContent,
  );

/** Asks the instrument; undefined in a document that has none. */
export const stateScript = (name: string): string => `globalThis[${JSON.stringify(name)}]?.()`;

/** Counts a piece of work until the function it returns is called. */
type Begin = (work: unknown) => () => void;

// From here on everything runs inside the page: each function reaches it as text, with what it needs as its parameters.

function instrument(
  name: string,
  longestTimer: number,
  mostTimers: number,
  allTimers: number,
  watchRequests: typeof watchFetch,
  watchXhrs: typeof watchXhr,
  watchTimeouts: typeof watchTimers,
  isThereContent: typeof hasContent,
): void {
  if (window !== window.top) return;
  const now = performance.now.bind(performance);
  let domChanged = now();
  let worked = now();
  const counter = () => {
    const running = new Set<unknown>();
    const begin: Begin = work => {
      running.add(work);
      worked = now();
      return () => {
        if (running.delete(work)) worked = now();
      };
    };
    return { running, begin };
  };
  const requests = counter();
  const timers = counter();
  watchRequests(requests.begin);
  watchXhrs(requests.begin);
  watchTimeouts(timers.begin, longestTimer, mostTimers, allTimers);
  const observer = new MutationObserver(() => {
    domChanged = now();
  });
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  const state = (): PageState => {
    const ready: unknown = Reflect.get(window, 'prerenderReady');
    return {
      loading: document.readyState === 'loading',
      prerenderReady: typeof ready === 'boolean' ? ready : null,
      requests: requests.running.size,
      timers: timers.running.size,
      domQuiet: now() - domChanged,
      workQuiet: now() - worked,
      hasContent: isThereContent(),
    };
  };
  Object.defineProperty(window, name, { value: state });
}

/** A fetch counts until its headers are there, and again while its body is read. */
function watchFetch(begin: Begin): void {
  const isBeacon = (input: unknown, init: unknown) =>
    (init as RequestInit | undefined)?.keepalive ?? (input instanceof Request && input.keepalive);
  window.fetch = new Proxy(window.fetch, {
    apply: (fetch, self, values: unknown[]) => {
      const answer: Promise<Response> = Reflect.apply(fetch, self, values);
      if (isBeacon(values[0], values[1])) return answer;
      const end = begin(answer);
      answer.then(end, end);
      return answer;
    },
  });
  for (const name of ['arrayBuffer', 'blob', 'bytes', 'formData', 'json', 'text']) {
    const reader: unknown = Reflect.get(Response.prototype, name);
    if (typeof reader !== 'function') continue;
    const value = new Proxy(reader, {
      apply: (read, self, values: unknown[]) => {
        const body: Promise<unknown> = Reflect.apply(read, self, values);
        const end = begin(body);
        body.then(end, end);
        return body;
      },
    });
    Object.defineProperty(Response.prototype, name, { value, writable: true, configurable: true });
  }
}

function watchXhr(begin: Begin): void {
  XMLHttpRequest.prototype.send = new Proxy(XMLHttpRequest.prototype.send, {
    apply: (send, self: XMLHttpRequest, values: unknown[]) => {
      const end = begin(self);
      self.addEventListener('loadend', end, { once: true });
      try {
        return Reflect.apply(send, self, values);
      } catch (error) {
        end();
        throw error;
      }
    },
  });
}

/** One-shot timers count, within the limits; intervals and animation frames never do. */
function watchTimers(begin: Begin, longest: number, most: number, all: number): void {
  const ends = new Map<unknown, () => void>();
  let counted = 0;
  let waited = 0;
  const end = (id: unknown) => {
    ends.get(id)?.();
    ends.delete(id);
  };
  window.setTimeout = new Proxy(window.setTimeout, {
    apply: (setTimeout, self, values: unknown[]) => {
      const [callback, delay, ...given] = values;
      const wait = Math.max(0, Number(delay ?? 0) || 0);
      if (wait > longest || counted >= most || waited + wait > all || typeof callback !== 'function')
        return Reflect.apply(setTimeout, self, values);
      counted += 1;
      waited += wait;
      const run = function (this: unknown, ...parameters: unknown[]) {
        end(id);
        return Reflect.apply(callback, this, parameters);
      };
      const id: unknown = Reflect.apply(setTimeout, self, [run, delay, ...given]);
      ends.set(id, begin(run));
      return id;
    },
  });
  for (const clear of ['clearTimeout', 'clearInterval'] as const)
    window[clear] = new Proxy(window[clear], {
      apply: (target, self, values: unknown[]) => {
        end(values[0]);
        return Reflect.apply(target, self, values);
      },
    });
}

function hasContent(): boolean {
  const silent = ['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'LINK', 'META'];
  const seen = 'img, svg, canvas, video, iframe, object, embed, input, button';
  const { body } = document;
  if (!body) return false;
  if (body.matches('frameset') || body.querySelector(seen)) return true;
  return [body, ...body.querySelectorAll('*')].some(
    element =>
      element.shadowRoot ||
      (!silent.includes(element.tagName) &&
        [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.nodeValue?.trim())),
  );
}
