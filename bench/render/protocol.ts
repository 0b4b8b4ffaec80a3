/** Chromium's protocol in the plain, with calls and events that our renderer may not know. */
export interface PlainSession {
  send<Result = Record<string, string>>(method: string, params: object, timeoutMs?: number): Promise<Result>;
  on<Event>(event: string, listener: (params: Event) => void): void;
}

/** A session of ours, whose own type knows what our renderer uses. */
export const plain = (session: unknown) => session as PlainSession;
