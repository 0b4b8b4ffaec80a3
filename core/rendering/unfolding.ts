import { TALLEST_PX } from '../browser/tab.ts';
import { heightScript, scrollScript } from './in-page/height.ts';
import { rowsScript, unfoldedScript, unfoldingScript } from './in-page/instrument/instrument.ts';
import { STEPPED } from './readiness.ts';
import type { DrivenPage } from './settle.ts';
import type { RenderTab } from './tabs.ts';

/** A header above what is as tall as the window leaves so much of that out of sight. */
const MOST_BELOW_PX = 120;
/** A step takes a few milliseconds. The time of a page that waits for its network stands still: no step waits for that. */
const MOST_STEP_MS = 20;
/** Twice as many as a row has; counted, not timed, so that a busy machine makes the same of a page. Its deadline ends them, too. */
const MOST_STEPS = 50;

type Page = Pick<DrivenPage, 'ask' | 'sight' | 'grant' | 'spent'> & {
  readonly over: boolean;
  readonly patienceMs: number;
};

/**
 * Brings all of a page into sight, for what appears only there: its window becomes as tall as it is, and what is scrolled
 * sideways is scrolled.
 */
export class Unfolding {
  readonly #tab: Pick<RenderTab, 'secret' | 'resize'>;
  readonly #page: Page;
  /** How tall the page was when all of it was brought into sight. */
  #unfoldedTo = 0;
  /** How often its rows were scrolled, all in all. */
  #steps = 0;

  constructor(tab: Pick<RenderTab, 'secret' | 'resize'>, page: Page) {
    this.#tab = tab;
    this.#page = page;
  }

  async unfold(): Promise<void> {
    const [height, screen] = (await this.#page.ask<[number, number]>(heightScript())) ?? [0, 0];
    const grows = height > screen && height !== this.#unfoldedTo && (await this.#becomeTall(height, screen));
    await this.#throughRows();
    if (grows) await this.#scrollThrough(height, screen);
    await this.#askRows('done');
    if (await this.#askRows('widen')) {
      await this.#step();
      await this.#askRows('check');
    }
  }

  /** Answers whether parts grow with the window, so that it is as it was again. */
  async #becomeTall(height: number, screen: number): Promise<boolean> {
    this.#unfoldedTo = height;
    // What has gone out of sight since the last frame is to hear of that, or it would not hear that it is in sight again.
    await this.#page.sight();
    await this.#page.ask(unfoldingScript(this.#tab.secret));
    await this.#tab.resize(height, this.#page.patienceMs);
    await this.#page.sight(); // by which the window is that tall
    // Parts that are as tall as the window grow with it, and what is below them is never in sight.
    const [grown] = (await this.#page.ask<[number, number]>(heightScript())) ?? [height];
    const grows = grown > height + MOST_BELOW_PX;
    if (grows) await this.#tab.resize(screen, this.#page.patienceMs);
    await this.#page.ask(unfoldedScript(this.#tab.secret));
    return grows;
  }

  /** As a person does who reads on. */
  async #scrollThrough(height: number, screen: number): Promise<void> {
    await this.#page.sight();
    for (let top = screen; top < Math.min(height, TALLEST_PX) && !this.#page.over; top += screen) {
      await this.#page.ask(scrollScript(top));
      await this.#page.sight();
      await this.#throughRows();
    }
    await this.#page.ask(scrollScript(0));
  }

  /** As a person does who looks through what is in sight: all its rows at once, and each stands as it stood in the end. */
  async #throughRows(): Promise<void> {
    for (let moved = true; moved && this.#steps < MOST_STEPS && !this.#page.over; ) {
      moved = await this.#askRows('step');
      if (moved) this.#steps++;
      if (this.#steps > 0) await this.#step(); // the last shows them where they stood
    }
  }

  async #step(): Promise<void> {
    await this.#page.sight();
    await this.#page.grant(STEPPED);
    await this.#page.spent(MOST_STEP_MS);
  }

  async #askRows(ask: 'step' | 'done' | 'widen' | 'check'): Promise<boolean> {
    return (await this.#page.ask<boolean>(rowsScript(this.#tab.secret, ask))) === true;
  }
}
