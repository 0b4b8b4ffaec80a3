import type { Clock } from '../clock.ts';
import { ServiceFault } from '../problem.ts';
import type { Deliveries, Delivery } from './deliveries.ts';
import type { RenderJob } from './jobs.ts';

export interface WorkerOptions {
  deliveries: Deliveries;
  /** Renders a job's page and keeps it; resolves only then. It ends within its own deadline, one way or the other. */
  render(job: RenderJob): Promise<unknown>;
  /** How many jobs are worked on at once. No more are ever taken, so none grows old here. */
  pages: number;
  clock: Clock;
  log(entry: { level: 'info' | 'warn' | 'error'; message: string; [detail: string]: unknown }): void;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html (MaxNumberOfMessages) */
const MAX_RECEIVE = 10;
/** A queue that cannot be reached is asked again after 1 s, 2 s, 4 s … */
const QUEUE_RETRY_MS = 1_000;
const MAX_QUEUE_RETRY_MS = 30_000;
/** A page that failed is tried again after 15 s, 30 s …; after five times the queue puts its job aside. */
const JOB_RETRY_SECONDS = 15;
const MAX_JOB_RETRY_SECONDS = 180;
/** No poll, wait or render takes this long: a poll ends after 30 s, a retry waits 30 s, a render ends after some 20 s. */
const STUCK_MS = 90_000;

/**
 * Takes jobs from a queue and works on several at once, until it is stopped.
 * A job is removed only when its page is kept. Should the process die before, the queue hands the job out again when its
 * visibility timeout is over; that is several times as long as a render may take, so it need not be extended.
 */
export class RenderWorker {
  readonly #options: WorkerOptions;
  readonly #stop = new AbortController();
  readonly #stopped: Promise<void>;
  readonly #running = new Map<Delivery, { since: number; done: Promise<void> }>();
  #queueFailures = 0;
  #passedAt: number;
  #abandoned = false;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#passedAt = options.clock.now();
    this.#stopped = new Promise(resolve =>
      this.#stop.signal.addEventListener('abort', () => resolve(), { once: true }),
    );
  }

  /** Works until `stop`; resolves when the jobs under way have ended. */
  async run(): Promise<void> {
    const { pages, clock } = this.#options;
    while (!this.#stop.signal.aborted) {
      this.#passedAt = clock.now();
      const free = pages - this.#running.size;
      if (free > 0) await this.#take(Math.min(free, MAX_RECEIVE));
      else await Promise.race([...this.#running.values()].map(({ done }) => done));
    }
    await Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  /** No more jobs are taken; those under way go on. */
  stop(): void {
    this.#stop.abort();
  }

  get isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Stops, and gives the jobs under way back to the queue; how they end here no longer matters. */
  async abandon(): Promise<void> {
    this.stop();
    this.#abandoned = true;
    await Promise.all([...this.#running.keys()].map(delivery => this.#giveBack(delivery, 0)));
  }

  /** Whether the loop goes round and every job came to its end in time. */
  isWell(): boolean {
    const since = [...this.#running.values()].map(job => job.since);
    return this.#options.clock.now() - Math.min(this.#passedAt, ...since) < STUCK_MS;
  }

  async #take(max: number): Promise<void> {
    const { deliveries, clock, log } = this.#options;
    try {
      const taken = await deliveries.receive(max, this.#stop.signal);
      this.#queueFailures = 0;
      // What came in the moment we were told to stop is for another worker.
      if (this.#stop.signal.aborted) await Promise.all(taken.map(delivery => this.#giveBack(delivery, 0)));
      else for (const delivery of taken) this.#begin(delivery);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      const retryMs = Math.min(QUEUE_RETRY_MS * 2 ** this.#queueFailures++, MAX_QUEUE_RETRY_MS);
      log({ level: 'error', message: 'the queue cannot be read', error: String(error), retryMs });
      await Promise.race([clock.sleep(retryMs), this.#stopped]);
    }
  }

  #begin(delivery: Delivery): void {
    const done = this.#work(delivery).finally(() => this.#running.delete(delivery));
    this.#running.set(delivery, { since: this.#options.clock.now(), done });
  }

  /** Never rejects. */
  async #work(delivery: Delivery): Promise<void> {
    const { deliveries, render, log } = this.#options;
    const { body, attempt } = delivery;
    try {
      await render(JSON.parse(body) as RenderJob);
      await deliveries.remove(delivery); // should this fail: the page is kept, so the next time needs no render
    } catch (error) {
      if (this.#abandoned) return;
      const cause = error instanceof ServiceFault ? error.cause : error;
      const retrySeconds = Math.min(JOB_RETRY_SECONDS * 2 ** (attempt - 1), MAX_JOB_RETRY_SECONDS);
      log({
        level: 'error',
        message: 'a queued page failed',
        job: body,
        attempt,
        retrySeconds,
        error: String(cause),
      });
      await this.#giveBack(delivery, retrySeconds);
    }
  }

  /** Should it fail, the job comes back when its visibility timeout is over. */
  async #giveBack(delivery: Delivery, seconds: number): Promise<void> {
    await this.#options.deliveries.giveBack(delivery, seconds).catch(error => {
      this.#options.log({ level: 'warn', message: 'a job could not be given back', error: String(error) });
    });
  }
}
