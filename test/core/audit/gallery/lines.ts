import { inPage } from '../../../../core/rendering/in-page/in-page.ts';

/** A line of text as somebody sees it. */
export interface VisibleLine {
  /** The whole text that it is a line of, and which line. */
  text: string;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The script that finds the lines of a page which are drawn, and not behind something else. */
export const linesScript = (): string => inPage(readLines);

// Runs inside the page.

function readLines(): VisibleLine[] {
  if (document.readyState !== 'complete' || !document.body) return [];
  // What lets clicks through covers what is below it all the same.
  if (!document.getElementById('all-is-hit'))
    document.head.insertAdjacentHTML(
      'beforeend',
      '<style id="all-is-hit">* { pointer-events: auto !important }</style>',
    );
  const isDrawn = (element: Element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true });
  const isOnTop = (element: Element, { left, right, top, bottom }: DOMRect) => {
    const root = element.getRootNode() as Document | ShadowRoot;
    const hit = root.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return hit !== null && (element.contains(hit) || hit.contains(element));
  };
  /** Of texts that follow each other, which another parser reads as one. */
  const linesOf = (texts: Text[]): VisibleLine[] => {
    const root = texts[0]?.getRootNode();
    const element = texts[0]?.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
    const said = texts.map(({ data }) => data).join('');
    if (!element || said.trim() === '' || !isDrawn(element)) return [];
    const lines: DOMRect[] = [];
    for (const text of texts) {
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const rect of range.getClientRects()) {
        const line = lines.at(-1);
        if (rect.width === 0) continue;
        if (line && Math.abs(line.top - rect.top) < 2)
          line.width = Math.max(line.right, rect.right) - line.left;
        else lines.push(rect);
      }
    }
    return lines
      .filter(rect => isOnTop(element, rect))
      .map(({ left, top, right, bottom }, n) => ({
        text: `${said.replace(/\s+/g, ' ').trim()} (${n})`,
        left,
        top,
        right,
        bottom,
      }));
  };
  const within = (root: Document | Element | ShadowRoot): VisibleLine[] => {
    const lines: VisibleLine[] = [];
    let texts: Text[] = [];
    for (const node of [...root.childNodes, null]) {
      if (node instanceof Comment) continue;
      if (node instanceof Text) {
        texts.push(node);
        continue;
      }
      if (texts.length > 0) lines.push(...linesOf(texts));
      texts = [];
      if (!(node instanceof Element) || /^(script|style|noscript|template)$/.test(node.localName)) continue;
      lines.push(...(node.shadowRoot ? within(node.shadowRoot) : []), ...within(node));
    }
    return lines;
  };
  return within(document.body);
}
