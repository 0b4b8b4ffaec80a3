import { TALLEST_PX } from '../browser/tab.ts';
import { heightScript, scrollScript } from './in-page/height.ts';
import { unfoldedScript, unfoldingScript } from './in-page/instrument/instrument.ts';
import type { DrivenPage } from './settle.ts';
import type { RenderTab } from './tabs.ts';

/** A header above what is as tall as the window leaves so much of that out of sight. */
const MOST_BELOW_PX = 120;

type Page = Pick<DrivenPage, 'ask' | 'frame'> & { readonly over: boolean; readonly patienceMs: number };

/** Brings all of a page into sight, for what appears only there: its window becomes as tall as it is. */
export class Unfolding {
  readonly #tab: Pick<RenderTab, 'secret' | 'resize'>;
  readonly #page: Page;
  /** How tall the page was when all of it was brought into sight. */
  #unfoldedTo = 0;

  constructor(tab: Pick<RenderTab, 'secret' | 'resize'>, page: Page) {
    this.#tab = tab;
    this.#page = page;
  }

  async unfold(): Promise<void> {
    const [height, screen] = (await this.#page.ask<[number, number]>(heightScript())) ?? [0, 0];
    if (height === this.#unfoldedTo) return;
    this.#unfoldedTo = height;
    await this.#page.ask(unfoldingScript(this.#tab.secret));
    await this.#tab.resize(height, this.#page.patienceMs);
    await this.#page.frame(false); // by which the window is that tall
    // Parts that are as tall as the window grow with it, and what is below them is never in sight.
    const [grown] = (await this.#page.ask<[number, number]>(heightScript())) ?? [height];
    const grows = grown > height + MOST_BELOW_PX;
    if (grows) await this.#tab.resize(screen, this.#page.patienceMs);
    await this.#page.ask(unfoldedScript(this.#tab.secret));
    if (grows) await this.#scrollThrough(height, screen);
  }

  /** As a person does who reads on. */
  async #scrollThrough(height: number, screen: number): Promise<void> {
    await this.#page.frame(false);
    for (let top = screen; top < Math.min(height, TALLEST_PX) && !this.#page.over; top += screen) {
      await this.#page.ask(scrollScript(top));
      await this.#page.frame(false);
    }
    await this.#page.ask(scrollScript(0));
  }
}
