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

/** The values `instrument` takes: `name` is the property under which the page's state can be asked for. */
export const instrumentValues = (name: string): Parameters<typeof instrument> => [
  name,
  LONGEST_TIMER_MS,
  MOST_TIMERS,
  ALL_TIMERS_MS,
];

/**
 * Runs inside the page, before its own scripts: counts what the page waits for. It only counts; isReady decides.
 * The page's functions are wrapped in proxies, which keep name, length and prototype: an app does not notice.
 * EventSource, WebSocket and `sendBeacon` never count, nor does a body that nobody reads.
 */
export function instrument(name: string, longestTimer: number, mostTimers: number, allTimers: number): void {
  if (window !== window.top) return;
  const now = performance.now.bind(performance);
  const requests = new Set<object>();
  const timers = new Set<unknown>();
  let domChanged = now();
  let worked = now();

  const begin = (request: object) => {
    requests.add(request);
    worked = now();
    return () => {
      if (requests.delete(request)) worked = now();
    };
  };

  const watchFetch = () => {
    const keptAlive = (input: unknown, init: unknown) =>
      (init as RequestInit | undefined)?.keepalive ?? (input instanceof Request && input.keepalive);
    window.fetch = new Proxy(window.fetch, {
      apply: (fetch, self, values: unknown[]) => {
        const answer: Promise<Response> = Reflect.apply(fetch, self, values);
        if (keptAlive(values[0], values[1])) return answer;
        const end = begin({});
        answer.then(end, end);
        return answer;
      },
    });
    for (const reader of ['arrayBuffer', 'blob', 'bytes', 'formData', 'json', 'text']) {
      const read: unknown = Reflect.get(Response.prototype, reader);
      if (typeof read !== 'function') continue;
      const watched = new Proxy(read, {
        apply: (target, self, values: unknown[]) => {
          const end = begin({});
          const body: Promise<unknown> = Reflect.apply(target, self, values);
          body.then(end, end);
          return body;
        },
      });
      Object.defineProperty(Response.prototype, reader, {
        value: watched,
        writable: true,
        configurable: true,
      });
    }
  };

  const watchXhr = () => {
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
  };

  const watchTimers = () => {
    let counted = 0;
    let waited = 0;
    const end = (id: unknown) => {
      if (timers.delete(id)) worked = now();
    };
    window.setTimeout = new Proxy(window.setTimeout, {
      apply: (setTimeout, self, [callback, delay, ...values]: unknown[]) => {
        const wait = Math.max(0, Number(delay ?? 0) || 0);
        const counts = wait <= longestTimer && counted < mostTimers && waited + wait <= allTimers;
        if (!counts || typeof callback !== 'function')
          return Reflect.apply(setTimeout, self, [callback, delay, ...values]);
        counted += 1;
        waited += wait;
        const id: unknown = Reflect.apply(setTimeout, self, [
          function (this: unknown, ...given: unknown[]) {
            end(id);
            return Reflect.apply(callback, this, given);
          },
          delay,
          ...values,
        ]);
        timers.add(id);
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
  };

  const hasContent = () => {
    const silent = ['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE', 'LINK', 'META'];
    const seen = 'img, svg, canvas, video, iframe, object, embed, input, button';
    const { body } = document;
    if (!body) return false;
    if (body.matches('frameset') || body.querySelector(seen)) return true;
    return [body, ...body.querySelectorAll('*')].some(
      element =>
        element.shadowRoot ||
        (!silent.includes(element.tagName) &&
          [...element.childNodes].some(node => node.nodeType === 3 && node.nodeValue?.trim())),
    );
  };

  const state = (): PageState => {
    const ready: unknown = Reflect.get(window, 'prerenderReady');
    return {
      loading: document.readyState === 'loading',
      prerenderReady: typeof ready === 'boolean' ? ready : null,
      requests: requests.size,
      timers: timers.size,
      domQuiet: now() - domChanged,
      workQuiet: now() - worked,
      hasContent: hasContent(),
    };
  };

  watchFetch();
  watchXhr();
  watchTimers();
  new MutationObserver(() => {
    domChanged = now();
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  Object.defineProperty(window, name, { value: state });
}
