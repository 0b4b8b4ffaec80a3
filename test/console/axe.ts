import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** https://www.deque.com/axe/core-documentation/api-documentation/#axe-core-tags */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * What is wrong with a page for people who see, hear or move otherwise than its author, one finding a line. axe runs in a world of
 * its own: the page's policy does not concern it, and the page's scripts do not meet it.
 */
export async function axeFindings(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  try {
    const { frameTree } = await session.send('Page.getFrameTree');
    const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', {
      frameId: frameTree.frame.id,
      worldName: 'axe',
    });
    await session.send('Runtime.evaluate', { contextId, expression: axe.source });
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      contextId,
      expression: `axe.run(document, ${JSON.stringify({ runOnly: RULES, iframes: false, resultTypes: ['violations'] })})`,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return linesOf(result.value as AxeResults);
  } finally {
    await session.detach();
  }
}

const linesOf = ({ violations }: AxeResults) =>
  violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) => {
      const why = failureSummary.split('\n').slice(1).join(';');
      return `${id}: ${help}: ${target.join(' ')}:${why}`;
    }),
  );
