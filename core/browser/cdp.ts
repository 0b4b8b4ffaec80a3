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
   */
  send<M extends keyof ProtocolCommands>(
    method: M,
    params: ProtocolCommands[M]['params'],
    timeoutMs?: number,
  ): Promise<ProtocolCommands[M]['result']>;
  /** Listens to an event for as long as the session lives. */
  on<E extends keyof ProtocolEvents>(event: E, listener: (params: ProtocolEvents[E]) => void): void;
}

/** Chromium's debugging protocol over a pair of pipes. */
export interface CdpConnection {
  readonly browser: CdpSession;
  /** The session of a page that was attached to. `release` forgets its listeners. */
  session(id: string): { session: CdpSession; release(): void };
  /** Resolves once the browser's end of the pipe is closed, which is when it has ended. */
  readonly closed: Promise<void>;
  close(): void;
}

/** No call the renderer makes takes longer in a browser that is well; a page's own work is given its own time. */
const CALL_TIMEOUT_MS = 5_000;

interface PendingCall {
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

/** Speaks the protocol: JSON texts, each ended by a zero byte. Spec: https://chromedevtools.github.io/devtools-protocol/ */
export function connectCdp(output: Writable, input: Readable): CdpConnection {
  const calls = new Map<number, PendingCall>();
  const listeners = new Map<string, Map<string, (params: never) => void>>();
  let lastId = 0;
  let ended = false;

  const send = (method: string, params: unknown, timeoutMs: number, sessionId?: string): Promise<unknown> => {
    if (ended) return Promise.reject(new BrowserGone(`${method}: the browser has ended`));
    const id = ++lastId;
    return new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => {
        calls.delete(id);
        reject(new CallTimeout(`${method}: no answer in ${timeoutMs} ms`));
      }, timeoutMs);
      const settle = () => {
        clearTimeout(timer);
        calls.delete(id);
      };
      calls.set(id, {
        resolve: result => (settle(), resolve(result)),
        reject: error => (settle(), reject(error)),
      });
      output.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  };

  const receive = ({ id, sessionId = '', method, params, result, error }: Message) => {
    if (method !== undefined) return listeners.get(sessionId)?.get(method)?.(params as never);
    const call = calls.get(id ?? 0); // none when its time was over
    if (error) call?.reject(new CallFailed(error.message));
    else call?.resolve(result);
  };

  const closed = readMessages(input, receive).finally(() => {
    ended = true;
    for (const call of [...calls.values()]) call.reject(new BrowserGone('the browser has ended'));
  });
  output.on('error', () => undefined); // a browser that is gone is noticed by its closed pipe

  const sessionOf = (id: string): CdpSession => ({
    send: (method, params, timeoutMs = CALL_TIMEOUT_MS) =>
      // The answer's shape is the protocol's promise, written down in protocol.ts.
      send(method, params, timeoutMs, id || undefined) as Promise<ProtocolCommands[typeof method]['result']>,
    on: (event, listener) => {
      const ofSession = listeners.get(id) ?? new Map<string, (params: never) => void>();
      listeners.set(id, ofSession.set(event, listener));
    },
  });

  return {
    browser: sessionOf(''),
    session: id => ({ session: sessionOf(id), release: () => listeners.delete(id) }),
    closed,
    close: () => {
      output.destroy();
      input.destroy();
    },
  };
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
