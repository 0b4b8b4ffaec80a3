import type { CdpSession } from '../browser/cdp.ts';
import type { ProtocolEvents } from '../browser/protocol.ts';
import type { Clock } from '../clock.ts';
import { workerScript } from './in-page/instrument/worker-requests.ts';
import type { Requests } from './requests.ts';
import type { RenderTab } from './tabs.ts';

/** One that computes does not answer meanwhile; one that is well does within milliseconds. */
const SILENCE_MS = 50;
/** What a worker has heard from the network it makes something of, and tells that; on a busy machine not at once. */
const LULL_MS = 300;
/** What it says at its start the page hears within so many looks at it, however long each takes. */
const LOOKS_AFTER_START = 2;
/** It may answer once before its script runs, but not twice. */
const ANSWERS_OF_STARTED = 2;
/** Longer than any page is waited for. */
const PATIENCE_MS = 30_000;

interface Worker {
  session: CdpSession;
  /** Its requests on their way. */
  loading: Set<string>;
  /** Its own script is on its way. */
  isComing: boolean;
  /** Those it has started itself, by their sessions: they end with it. */
  own: Set<string>;
  /** How often it has answered since that was there. */
  answers: number;
  /** How often it was looked at since it had started. */
  looks: number;
  /** When it was asked whether it is there, by the clock, where it has not answered. */
  askedAt: number | undefined;
  /** When it was last at something, by the clock. */
  workedAt: number;
}

type Attached = ProtocolEvents['Target.attachedToTarget'];
type WorkersTab = Pick<RenderTab, 'cdp' | 'session' | 'hearShared' | 'requestsSecret'>;

/** What a page's own workers are at, which nobody sees from within the page, and theirs. */
export class Workers {
  readonly #tab: WorkersTab;
  readonly #clock: Clock;
  readonly #requests: Pick<Requests, 'sentByWorker' | 'answered' | 'lost'>;
  readonly #all = new Map<string, Worker>();
  /** How many shared ones there were. */
  #shared = 0;

  /** Begins to listen. */
  constructor(tab: WorkersTab, clock: Clock, requests: Pick<Requests, 'sentByWorker' | 'answered' | 'lost'>) {
    this.#tab = tab;
    this.#clock = clock;
    this.#requests = requests;
    this.#listen(tab.cdp);
    tab.hearShared({
      attached: worker => {
        this.#shared++;
        this.#follow(worker);
      },
      detached: ({ sessionId }) => this.#forget(sessionId),
    });
  }

  /**
   * Whether one of them starts, computes, or waits for the network; and whether one was asked for that is not there yet. Asks those
   * that have answered for the next time.
   *
   * @param shared how many shared ones the page has asked for
   */
  look(shared: number): { areAtWork: boolean; areComing: boolean } {
    let areAtWork = false;
    for (const worker of this.#all.values()) {
      if (this.#isAtWork(worker)) areAtWork = true;
      this.#ask(worker);
    }
    return { areAtWork, areComing: shared > this.#shared };
  }

  /** The page is another document, with workers of its own. */
  startAnew(): void {
    this.#shared = 0;
  }

  /** Hears nothing any more. */
  release(): void {
    for (const id of this.#all.keys()) this.#forget(id);
  }

  #isAtWork(worker: Worker): boolean {
    const now = this.#clock.now();
    const computes = worker.askedAt !== undefined && now - worker.askedAt > SILENCE_MS;
    if (computes || worker.loading.size > 0) worker.workedAt = now;
    const hasStarted = !worker.isComing && worker.answers >= ANSWERS_OF_STARTED;
    if (hasStarted) worker.looks++;
    return worker.looks <= LOOKS_AFTER_START || now - worker.workedAt < LULL_MS;
  }

  #listen(session: CdpSession, own?: Set<string>): void {
    session.on('Target.attachedToTarget', worker => {
      own?.add(worker.sessionId);
      this.#follow(worker);
    });
    session.on('Target.detachedFromTarget', ({ sessionId }) => this.#forget(sessionId));
  }

  #follow({ sessionId, targetInfo: { targetId } }: Attached): void {
    const session = this.#tab.session(sessionId);
    const worker: Worker = {
      session,
      loading: new Set(),
      isComing: true,
      own: new Set(),
      answers: 0,
      looks: 0,
      askedAt: undefined,
      workedAt: Number.NEGATIVE_INFINITY,
    };
    this.#all.set(sessionId, worker);
    this.#listen(session, worker.own);
    this.#hear(worker, targetId);
    const send: CdpSession['send'] = (method, params) => session.send(method, params, PATIENCE_MS);
    // It waits for the last, so that none of its requests is missed. By then it may have ended already.
    const calls = [
      send('Network.enable', {}),
      send('Target.setAutoAttach', {
        autoAttach: true,
        waitForDebuggerOnStart: true,
        flatten: true,
        filter: [{ type: 'worker' }],
      }),
      send('Runtime.evaluate', { expression: workerScript(this.#tab.requestsSecret), returnByValue: true }),
      send('Runtime.runIfWaitingForDebugger', {}),
    ];
    for (const call of calls) call.catch(() => undefined);
    this.#ask(worker);
  }

  /** What becomes of its requests. That for its own script has the worker's id. */
  #hear(worker: Worker, ownId: string): void {
    const { session, loading } = worker;
    const ended = (requestId: string) => {
      loading.delete(requestId);
      if (requestId === ownId) worker.isComing = false;
    };
    session.on('Network.requestWillBeSent', sent => {
      loading.add(sent.requestId);
      this.#requests.sentByWorker(sent);
    });
    session.on('Network.responseReceived', answered => this.#requests.answered(answered));
    session.on('Network.loadingFinished', ({ requestId }) => ended(requestId));
    session.on('Network.loadingFailed', lost => {
      this.#requests.lost(lost);
      ended(lost.requestId);
    });
  }

  #forget(id: string): void {
    const worker = this.#all.get(id);
    worker?.session.release();
    this.#all.delete(id);
    for (const own of worker?.own ?? []) this.#forget(own);
  }

  #ask(worker: Worker): void {
    if (worker.askedAt !== undefined) return;
    worker.askedAt = this.#clock.now();
    const { isComing } = worker;
    const answered = () => {
      worker.askedAt = undefined;
      if (isComing) return;
      worker.answers++;
      if (worker.answers < ANSWERS_OF_STARTED) this.#ask(worker);
    };
    worker.session
      .send('Runtime.evaluate', { expression: '0', returnByValue: true }, PATIENCE_MS)
      .then(answered, answered);
  }
}
