import type { ProtocolCommands } from '../browser/protocol.ts';
import { within } from '../within.ts';
import type { Questions } from './questions.ts';
import type { Grant } from './readiness.ts';
import type { RenderTab } from './tabs.ts';

/** Tasks without an end, such as messages of a page to itself, would hold its clock; past so many it goes on. */
const MOST_TASKS_AT_ONE_TIME = 500;

/** The time that a page is given: see readiness.ts. */
export class VirtualTime {
  readonly #tab: Pick<RenderTab, 'cdp' | 'aheadMs'>;
  readonly #questions: Pick<Questions, 'answered' | 'patienceMs'>;
  /** Resolves when the last grant is used up. */
  #spent: Promise<void> = Promise.resolve();
  #noteSpent: () => void = () => undefined;
  #grants = 0;
  /** Words on the time that the page has not answered yet. What it says before it answers it said before it heard them. */
  #unheard = 0;
  #policy: 'advance' | 'pauseIfNetworkFetchesPending' = 'pauseIfNetworkFetchesPending';

  constructor(
    tab: Pick<RenderTab, 'cdp' | 'aheadMs'>,
    questions: Pick<Questions, 'answered' | 'patienceMs'>,
  ) {
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
    const bound = { budget: virtual, maxVirtualTimeTaskStarvationCount: MOST_TASKS_AT_ONE_TIME };
    await this.#questions.answered(this.#say({ policy: this.#policy, ...bound }));
  }

  /**
   * Each grant ends by itself, and time stands still then, even when there has been another since: that one goes on. Unless a word
   * of ours was on its way, which the page has heard after that: then it goes on already, and may have ended as well, and time that
   * is let go once more would have no end.
   */
  grantEnded(): void {
    this.#grants -= 1;
    if (this.#grants <= 0) this.#noteSpent();
    else if (this.#unheard === 0) this.#goOn();
  }

  /** Another may have ended in the same moment: the page has said so before it answers what changes nothing, as its time stands still. */
  #goOn(): void {
    const goOn = () => {
      if (this.#grants > 0 && this.#unheard === 0) this.#say({ policy: this.#policy }).catch(() => undefined);
    };
    this.#say({ policy: 'pause' }, goOn).catch(() => undefined); // then it does not answer the next question either
  }

  /** Tells the page how its time goes. @param heard is called once it has heard that, before all that it says from then on */
  #say(
    time: ProtocolCommands['Emulation.setVirtualTimePolicy']['params'],
    heard?: () => void,
  ): Promise<unknown> {
    this.#unheard += 1;
    return this.#tab.cdp.send('Emulation.setVirtualTimePolicy', time, this.#questions.patienceMs, () => {
      this.#unheard -= 1;
      heard?.();
    });
  }

  /** Resolves once the last grant is used up, or after so many milliseconds: whether it is used up. */
  async isSpent(withinMs: number): Promise<boolean> {
    const spent = this.#spent.then(() => true);
    return (await within(spent, withinMs)) === true;
  }
}
