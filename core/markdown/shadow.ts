import { replace } from './tree.ts';

/**
 * Puts what declarative shadow roots hold where a browser shows it: in their hosts, each slot with what is slotted.
 * The parser does not know them: to it they are templates, which are never text.
 * https://html.spec.whatwg.org/multipage/scripting.html#attr-template-shadowrootmode
 */
export function composeShadowRoots(root: ParentNode): void {
  for (const template of Array.from(root.querySelectorAll('template[shadowrootmode]'))) {
    const host = template.parentNode;
    const { content } = template as HTMLTemplateElement;
    if (!host) continue;
    template.remove();
    composeShadowRoots(content);
    for (const slot of Array.from(content.querySelectorAll('slot'))) {
      const name = slot.getAttribute('name') ?? '';
      const slotted = childrenOf(host).filter(child => slotNameOf(child) === name);
      replace(slot, ...(slotted.length > 0 ? slotted : childrenOf(slot)));
    }
    for (const child of childrenOf(host)) child.remove(); // in no slot, so not shown
    host.appendChild(content);
  }
}

const childrenOf = (node: Node) => Array.from(node.childNodes);

const slotNameOf = (node: ChildNode) =>
  node.nodeType === 1 ? ((node as Element).getAttribute('slot') ?? '') : '';
