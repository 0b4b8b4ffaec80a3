import { within } from '../within.ts';
import type { Questions } from './questions.ts';
import type { Grant } from './readiness.ts';
import type { RenderTab } from './tabs.ts';

/** Tasks without an end, such as messages of a page to itself, would hold its clock; past so many it goes on. */
const MOST_TASKS_AT_ONE_TIME = 500;

/** The time that a page is given: see readiness.ts. */
export class VirtualTime {
  readonly #tab: Pick<RenderTab, 'cdp' | 'aheadMs'>;
  readonly #questions: Questions;
  /** Resolves when the last grant is used up. */
  #spent: Promise<void> = Promise.resolve();
  #noteSpent: () => void = () => undefined;
  #grants = 0;
  #policy: 'advance' | 'pauseIfNetworkFetchesPending' = 'pauseIfNetworkFetchesPending';

  constructor(tab: Pick<RenderTab, 'cdp' | 'aheadMs'>, questions: Questions) {
    this.#tab = tab;
    this.#questions = questions;
  }

  async grant({ virtual, released }: Grant): Promise<void> {
    this.#grants += 1;
    this.#tab.aheadMs += virtual;
    this.#policy = released ? 'advance' : 'pauseIfNetworkFetchesPending';
    this.#spent = new Promise(resolve => {
      this.#noteSpent = resolve;
    });
    const call = this.#tab.cdp.send(
      'Emulation.setVirtualTimePolicy',
      {
        policy: this.#policy,
        budget: virtual,
        maxVirtualTimeTaskStarvationCount: MOST_TASKS_AT_ONE_TIME,
      },
      this.#questions.patienceMs,
    );
    await this.#questions.answered(call);
  }

  /** Each grant ends by itself, and time stands still then, even when there has been another since: that one goes on. */
  grantEnded(): void {
    this.#grants -= 1;
    if (this.#grants <= 0) this.#noteSpent();
    else
      this.#tab.cdp
        .send('Emulation.setVirtualTimePolicy', { policy: this.#policy }, this.#questions.patienceMs)
        .catch(() => undefined); // then it does not answer the next question either
  }

  /** Resolves once the last grant is used up, or after so many milliseconds: whether it is used up. */
  async isSpent(withinMs: number): Promise<boolean> {
    const spent = this.#spent.then(() => true);
    return (await within(spent, withinMs)) === true;
  }
}
