import type { CdpSession } from './cdp.ts';
import type { ProtocolEvents } from './protocol.ts';

type Attached = ProtocolEvents['Target.attachedToTarget'];

/** Who hears of the shared workers of one tab. Each waits to be let go. */
export interface SharedWorkersEars {
  attached(worker: Attached): void;
  detached(worker: ProtocolEvents['Target.detachedFromTarget']): void;
}

const AUTO_ATTACH = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true } as const;

/** The shared workers of a browser, each of which belongs to the context of its tab, which the browser alone tells of. */
export class SharedWorkers {
  readonly #cdp: CdpSession;
  readonly #session: (id: string) => CdpSession;
  readonly #ears = new Map<string, SharedWorkersEars>();
  /** The contexts of those that live, by their sessions. */
  readonly #contexts = new Map<string, string>();

  constructor(cdp: CdpSession, session: (id: string) => CdpSession) {
    this.#cdp = cdp;
    this.#session = session;
  }

  /** Hears of them from now on. */
  async watch(timeoutMs: number): Promise<void> {
    this.#cdp.on('Target.attachedToTarget', worker => this.#attached(worker));
    this.#cdp.on('Target.detachedFromTarget', ({ sessionId }) => {
      this.#ears.get(this.#contexts.get(sessionId) ?? '')?.detached({ sessionId });
      this.#contexts.delete(sessionId);
    });
    await this.#cdp.send(
      'Target.setAutoAttach',
      { ...AUTO_ATTACH, filter: [{ type: 'shared_worker' }] },
      timeoutMs,
    );
  }

  /** Those of this context are told to these ears; without any they go on by themselves. */
  tell(contextId: string, ears: SharedWorkersEars | undefined): void {
    if (ears) this.#ears.set(contextId, ears);
    else this.#ears.delete(contextId);
  }

  #attached(worker: Attached): void {
    const { sessionId, targetInfo } = worker;
    const contextId = targetInfo.browserContextId ?? '';
    this.#contexts.set(sessionId, contextId);
    const ears = this.#ears.get(contextId);
    if (ears) ears.attached(worker);
    else
      this.#session(sessionId)
        .send('Runtime.runIfWaitingForDebugger', {})
        .catch(() => undefined); // it has ended already
  }
}
