import { CallFailed } from '../browser/cdp.ts';
import type { DomNode } from '../browser/protocol.ts';
import type { Tab } from '../browser/tab.ts';
import { type PageReading, readFunction } from './page-facts.ts';

/** A name like any other; a page does not learn of it. */
const WORLD = 'reader';
const MOST_CLOSED_ROOTS = 1_000;

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
      arguments: await this.#closedRoots(executionContextId),
      returnByValue: true,
    });
    this.thrown = exceptionDetails?.exception?.description ?? exceptionDetails?.text;
    return this.thrown === undefined ? (result.value as PageReading) : undefined;
  }

  /** The page's closed shadow roots: a person sees what is in them, and no script does. */
  async #closedRoots(executionContextId: number): Promise<{ objectId: string }[]> {
    const { cdp } = this.#tab;
    try {
      const { root } = await cdp.send('DOM.getDocument', { depth: -1, pierce: true });
      const resolved = closedRootsIn(root)
        .slice(0, MOST_CLOSED_ROOTS)
        .map(({ backendNodeId }) => cdp.send('DOM.resolveNode', { backendNodeId, executionContextId }));
      const nodes = await Promise.allSettled(resolved);
      return nodes.flatMap(node =>
        node.status === 'fulfilled' ? [{ objectId: node.value.object.objectId }] : [],
      );
    } catch (error) {
      // Of a tree that is deeper than Chromium tells of, what is closed stays so.
      if (error instanceof CallFailed) return [];
      throw error;
    } finally {
      await cdp.send('DOM.disable', {}).catch(() => undefined); // it would go on to tell of every change
    }
  }
}

/** Without those of the browser's own fields and of other documents. */
function closedRootsIn(node: DomNode): DomNode[] {
  const { children = [], shadowRoots = [] } = node;
  const own = shadowRoots.filter(({ shadowRootType }) => shadowRootType !== 'user-agent');
  const closed = own.filter(({ shadowRootType }) => shadowRootType === 'closed');
  return [...closed, ...[...own, ...children].flatMap(closedRootsIn)];
}
