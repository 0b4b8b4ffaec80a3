import type { Readable, Writable } from 'node:stream';
import type { ProtocolCommands, ProtocolEvents } from './protocol.ts';

/** The browser is gone: it crashed, was killed, or was closed. What it was doing can be done again on another one. */
export class BrowserGone extends Error {
  override name = 'BrowserGone';
}

/** The browser did not answer a call in time. */
export class CallTimeout extends Error {
  override name = 'CallTimeout';
}

/** The browser answered a call with an error. */
export class CallFailed extends Error {
  override name = 'CallFailed';
}

/** The part of the browser a call goes to: the browser itself, or one page of it. */
export interface CdpSession {
  /**
   * Calls a method. Rejects with CallTimeout after `timeoutMs`, with BrowserGone when the browser ends, and with CallFailed.
   *
   * @param heard is called as soon as the answer comes, be it an error: before any event that follows it. A promise is not settled
   *   in time for that, as messages that come together are heard together
   */
  send<M extends keyof ProtocolCommands>(
    method: M,
    params: ProtocolCommands[M]['params'],
    timeoutMs?: number,
    heard?: () => void,
  ): Promise<ProtocolCommands[M]['result']>;
  /** Listens to an event: one listener each. */
  on<E extends keyof ProtocolEvents>(event: E, listener: (params: ProtocolEvents[E]) => void): void;
  /** Forgets all listeners. */
  release(): void;
}

/** No call the renderer makes takes longer in a browser that is well; a page's own work is given its own time. */
const CALL_TIMEOUT_MS = 5_000;

interface PendingCall {
  heard: (() => void) | undefined;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

interface Message {
  id?: number;
  sessionId?: string;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { message: string };
}

type Listeners = Map<string, (params: never) => void>;

/**
 * Chromium's debugging protocol over a pair of pipes: JSON texts, each ended by a zero byte.
 * Spec: https://chromedevtools.github.io/devtools-protocol/
 */
export class CdpConnection {
  /** Resolves once the browser's end of the pipe is closed, which is when it has ended. */
  readonly closed: Promise<void>;
  readonly #output: Writable;
  readonly #input: Readable;
  readonly #calls = new Map<number, PendingCall>();
  readonly #listeners = new Map<string, Listeners>();
  readonly #callTimeoutMs: number;
  #lastId = 0;
  #ended = false;
  #heardAt = performance.now();

  /** @param callTimeoutMs for calls that name no time of their own */
  constructor(output: Writable, input: Readable, callTimeoutMs = CALL_TIMEOUT_MS) {
    this.#callTimeoutMs = callTimeoutMs;
    this.#output = output;
    this.#input = input;
    output.on('error', () => undefined); // a browser that is gone is noticed by its closed pipe
    this.closed = readMessages(input, message => this.#receive(message)).then(() => {
      this.#ended = true;
      for (const call of [...this.#calls.values()]) call.reject(new BrowserGone('the browser has ended'));
    });
  }

  /** The session of the browser itself, or of a page that was attached to. */
  session(id = ''): CdpSession {
    return {
      send: (method, params, timeoutMs = this.#callTimeoutMs, heard) =>
        // The answer's shape is the protocol's promise, written down in protocol.ts.
        this.#call({ method, params, ...(id && { sessionId: id }) }, timeoutMs, heard) as Promise<
          ProtocolCommands[typeof method]['result']
        >,
      on: (event, listener) => {
        const ofSession: Listeners = this.#listeners.get(id) ?? new Map();
        this.#listeners.set(id, ofSession.set(event, listener));
      },
      release: () => {
        this.#listeners.delete(id);
      },
    };
  }

  /** Milliseconds since the browser last said anything. */
  get silence(): number {
    return performance.now() - this.#heardAt;
  }

  close(): void {
    this.#output.destroy();
    this.#input.destroy();
  }

  #call(message: Message & { method: string }, timeoutMs: number, heard?: () => void): Promise<unknown> {
    if (this.#ended) return Promise.reject(new BrowserGone('the browser has ended'));
    const id = ++this.#lastId;
    const answer = new Promise<unknown>((resolve, reject) => this.#calls.set(id, { heard, resolve, reject }));
    const late = () =>
      this.#calls.get(id)?.reject(new CallTimeout(`${message.method}: no answer in ${timeoutMs} ms`));
    const timer = setTimeout(late, timeoutMs);
    this.#output.write(`${JSON.stringify({ id, ...message })}\0`);
    return answer.finally(() => {
      clearTimeout(timer);
      this.#calls.delete(id);
    });
  }

  #receive({ id = 0, sessionId = '', method, params, result, error }: Message): void {
    this.#heardAt = performance.now();
    if (method) this.#listeners.get(sessionId)?.get(method)?.(params as never);
    const call = this.#calls.get(id); // none when its time was over
    call?.heard?.();
    if (error) call?.reject(new CallFailed(error.message));
    else call?.resolve(result);
  }
}

/** Hands over each message of the pipe; resolves when it ends, however it ends. */
function readMessages(input: Readable, receive: (message: Message) => void): Promise<void> {
  let parts: Buffer[] = []; // a page of 10 MB comes in many chunks: joined once, at its end
  input.on('data', (chunk: Buffer) => {
    let start = 0;
    for (let end = chunk.indexOf(0); end !== -1; end = chunk.indexOf(0, start)) {
      parts.push(chunk.subarray(start, end));
      start = end + 1;
      const text = Buffer.concat(parts).toString();
      parts = [];
      receive(JSON.parse(text) as Message);
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
  });
  return new Promise(resolve => {
    input.on('error', () => resolve());
    input.on('close', () => resolve());
  });
}
