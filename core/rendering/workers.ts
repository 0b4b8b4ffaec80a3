import type { CdpSession } from '../browser/cdp.ts';
import type { Clock } from '../clock.ts';
import type { RenderTab } from './tabs.ts';

/** One that computes does not answer meanwhile; one that is well does within milliseconds. */
const SILENCE_MS = 50;
/** What a worker has heard from the network it makes something of, and tells that; on a busy machine not at once. */
const LULL_MS = 300;
/** Longer than any page is waited for. */
const PATIENCE_MS = 30_000;

interface Worker {
  session: CdpSession;
  /** Its requests on their way. */
  loading: Set<string>;
  /** When it was asked whether it is there, by the clock, where it has not answered. */
  askedAt: number | undefined;
  /** When it was last at something, by the clock. */
  workedAt: number;
}

/** What a page's own workers are at, which nobody sees from within the page. Shared ones are not among them. */
export class Workers {
  readonly #tab: Pick<RenderTab, 'cdp' | 'session'>;
  readonly #clock: Clock;
  readonly #all = new Map<string, Worker>();

  /** Begins to listen. */
  constructor(tab: Pick<RenderTab, 'cdp' | 'session'>, clock: Clock) {
    this.#tab = tab;
    this.#clock = clock;
    tab.cdp.on('Target.attachedToTarget', ({ sessionId }) => this.#follow(sessionId));
    tab.cdp.on('Target.detachedFromTarget', ({ sessionId }) => this.#forget(sessionId));
  }

  /** Whether one of them computes, or waits for the network. Asks those that have answered for the next time. */
  areAtWork(): boolean {
    const now = this.#clock.now();
    let atWork = false;
    for (const worker of this.#all.values()) {
      const computes = worker.askedAt !== undefined && now - worker.askedAt > SILENCE_MS;
      if (computes || worker.loading.size > 0) worker.workedAt = now;
      if (now - worker.workedAt < LULL_MS) atWork = true;
      this.#ask(worker);
    }
    return atWork;
  }

  /** Hears nothing any more. */
  release(): void {
    for (const id of this.#all.keys()) this.#forget(id);
  }

  #follow(id: string): void {
    const session = this.#tab.session(id);
    const worker: Worker = {
      session,
      loading: new Set(),
      askedAt: undefined,
      workedAt: Number.NEGATIVE_INFINITY,
    };
    const ended = ({ requestId }: { requestId: string }) => worker.loading.delete(requestId);
    session.on('Network.requestWillBeSent', ({ requestId }) => worker.loading.add(requestId));
    session.on('Network.loadingFinished', ended);
    session.on('Network.loadingFailed', ended);
    this.#all.set(id, worker);
    // It waits for the second, so that none of its requests is missed. By then it may have ended already.
    for (const method of ['Network.enable', 'Runtime.runIfWaitingForDebugger'] as const)
      session.send(method, {}, PATIENCE_MS).catch(() => undefined);
    this.#ask(worker);
  }

  #forget(id: string): void {
    this.#all.get(id)?.session.release();
    this.#all.delete(id);
  }

  #ask(worker: Worker): void {
    if (worker.askedAt !== undefined) return;
    worker.askedAt = this.#clock.now();
    const answered = () => {
      worker.askedAt = undefined;
    };
    worker.session
      .send('Runtime.evaluate', { expression: '0', returnByValue: true }, PATIENCE_MS)
      .then(answered, answered);
  }
}
