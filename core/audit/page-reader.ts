import { CallFailed } from '../browser/cdp.ts';
import { closedRootsOf } from '../browser/closed-roots.ts';
import type { Tab } from '../browser/tab.ts';
import { type PageReading, readFunction } from './page-facts.ts';

/** A name like any other; a page does not learn of it. */
const WORLD = 'reader';

/**
 * Reads what a page says from a world of scripts beside the page's own: nothing is added to the page, and whatever it has made of
 * its own world, such as another `querySelectorAll`, is not met.
 */
export class PageReader {
  readonly #tab: Tab;
  /** Why the last reading failed within the page. */
  thrown: string | undefined;

  constructor(tab: Tab) {
    this.#tab = tab;
  }

  /** Undefined where it cannot be read just now, as while it goes from one document to another. Rejects with CallTimeout or BrowserGone. */
  async read(): Promise<PageReading | undefined> {
    try {
      return await this.#read();
    } catch (error) {
      if (error instanceof CallFailed) return undefined;
      throw error;
    }
  }

  async #read(): Promise<PageReading | undefined> {
    const { cdp, topFrame } = this.#tab;
    const { executionContextId } = await cdp.send('Page.createIsolatedWorld', {
      frameId: topFrame,
      worldName: WORLD,
    });
    const { result, exceptionDetails } = await cdp.send('Runtime.callFunctionOn', {
      functionDeclaration: readFunction(),
      executionContextId,
      arguments: await closedRootsOf(cdp, executionContextId), // a person sees what is in them
      returnByValue: true,
    });
    this.thrown = exceptionDetails?.exception?.description ?? exceptionDetails?.text;
    return this.thrown === undefined ? (result.value as PageReading) : undefined;
  }
}
