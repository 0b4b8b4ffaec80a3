import { CallFailed, type CdpSession } from './cdp.ts';
import type { DomNode } from './protocol.ts';

const MOST = 1_000;

/**
 * A page's closed shadow roots, as objects of a world of scripts: no script finds them by itself. Of a tree that is deeper than Chromium
 * tells of there are none. It takes the whole tree, so it is nothing for every page.
 *
 * @param executionContextId of another world than the page's own
 */
export async function closedRootsOf(
  cdp: CdpSession,
  executionContextId?: number,
): Promise<{ objectId: string }[]> {
  const world = executionContextId === undefined ? {} : { executionContextId };
  try {
    const { root } = await cdp.send('DOM.getDocument', { depth: -1, pierce: true });
    const resolved = closedRootsIn(root)
      .slice(0, MOST)
      .map(({ backendNodeId }) => cdp.send('DOM.resolveNode', { backendNodeId, ...world }));
    const nodes = await Promise.allSettled(resolved);
    return nodes.flatMap(node =>
      node.status === 'fulfilled' ? [{ objectId: node.value.object.objectId }] : [],
    );
  } catch (error) {
    if (error instanceof CallFailed) return [];
    throw error;
  } finally {
    await cdp.send('DOM.disable', {}).catch(() => undefined); // it would go on to tell of every change
  }
}

/** Without those of the browser's own fields and of other documents. */
function closedRootsIn(node: DomNode): DomNode[] {
  const { children = [], shadowRoots = [] } = node;
  const own = shadowRoots.filter(({ shadowRootType }) => shadowRootType !== 'user-agent');
  const closed = own.filter(({ shadowRootType }) => shadowRootType === 'closed');
  return [...closed, ...[...own, ...children].flatMap(closedRootsIn)];
}
