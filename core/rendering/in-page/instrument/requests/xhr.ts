import type { Flight, Hearers } from '../flights.ts';
import type { Call } from './log.ts';

/**
 * XMLHttpRequests: each counts until it ends, and what comes in pieces goes on as long as these do, for some show each; what is
 * noted is its answer, or what broke it off. Listeners are called in their order, so that ours is hung on before the page has it.
 *
 * Runs inside the page, and inside its workers, which it reaches as text.
 */
export class Xhrs {
  readonly #hearers: Hearers;
  readonly #opened = new WeakMap<XMLHttpRequest, { method: string; url: string; accept: string }>();
  readonly #calls = new WeakMap<XMLHttpRequest, Call>();

  constructor(hearers: Hearers) {
    this.#hearers = hearers;
  }

  watch(): void {
    const { wrap } = this.#hearers;
    const { prototype } = XMLHttpRequest;
    const { addEventListener } = EventTarget.prototype; // as it was before frameworks put theirs in its place
    globalThis.XMLHttpRequest = new Proxy(XMLHttpRequest, {
      construct: (target, values: unknown[], made) => {
        const xhr: XMLHttpRequest = Reflect.construct(target, values, made);
        addEventListener.call(xhr, 'readystatechange', () => this.#finished(xhr));
        addEventListener.call(xhr, 'abort', () => this.#aborted(xhr));
        return xhr;
      },
    });
    wrap(prototype, 'open', (open, self: XMLHttpRequest, values: unknown[]) => {
      this.#opened.set(self, { method: String(values[0]), url: String(values[1]), accept: '' });
      return Reflect.apply(open, self, values);
    });
    wrap(prototype, 'setRequestHeader', (set, self: XMLHttpRequest, values: unknown[]) => {
      const known = this.#opened.get(self);
      if (known && String(values[0]).toLowerCase() === 'accept') known.accept = String(values[1]);
      return Reflect.apply(set, self, values);
    });
    wrap(prototype, 'send', (send, self: XMLHttpRequest, values: unknown[]) => {
      const before = this.#calls.get(self);
      const call = this.#note(self, values[0]);
      const ended = this.#count(self);
      try {
        return Reflect.apply(send, self, values);
      } catch (error) {
        ended();
        // One that the page stands still for says so by this alone; where it is the page's own mistake, the one before is on its way.
        if (call) this.#hearers.log.lost(call, error);
        if (before) this.#calls.set(self, before);
        throw error;
      }
    });
  }

  #note(xhr: XMLHttpRequest, body: unknown): Call | undefined {
    const { log } = this.#hearers;
    const { method, url, accept } = this.#opened.get(xhr) ?? { method: '', url: '', accept: '' };
    const asked = xhr.responseType === 'json' ? 'application/json' : accept;
    if (!url) return undefined;
    const call = log.begin(log.callOf(method, url, body, asked));
    this.#calls.set(xhr, call);
    return call;
  }

  /** Answers what ends it. */
  #count(xhr: XMLHttpRequest): () => void {
    const { begin } = this.#hearers;
    const { end } = begin('request');
    let pieces: Flight | undefined;
    const piece = () => {
      pieces ??= begin('body');
      pieces.beat();
    };
    const ended = () => {
      end();
      pieces?.end();
      xhr.removeEventListener('progress', piece);
    };
    xhr.addEventListener('progress', piece);
    xhr.addEventListener('loadend', ended, { once: true });
    return ended;
  }

  #finished(xhr: XMLHttpRequest): void {
    const { log } = this.#hearers;
    const call = this.#calls.get(xhr);
    if (!call || xhr.readyState !== XMLHttpRequest.DONE) return;
    if (xhr.status === 0) {
      log.brokeOff(call);
      return;
    }
    const type = xhr.getResponseHeader('content-type') ?? '';
    log.answered(call, xhr.status, type);
    if (xhr.status >= 200 && xhr.status < 300)
      log.said(call, xhr.responseType === '' ? xhr.responseText : xhr.response, /^text\/html\b/i.test(type));
  }

  #aborted(xhr: XMLHttpRequest): void {
    const call = this.#calls.get(xhr);
    if (call) this.#hearers.log.gaveUp(call, false);
  }
}
