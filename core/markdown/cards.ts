import { around, holds, namesOf } from './tree.ts';

/** What stands in lines of its own. https://html.spec.whatwg.org/multipage/rendering.html#flow-content-3 */
const BLOCKS = namesOf(
  `address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6
  header hgroup hr li main menu nav ol p pre search section summary table ul`,
);
const HEADINGS = namesOf('h1 h2 h3 h4 h5 h6');
/** What would be lost if it became the text of a link. */
const STRUCTURE = namesOf('blockquote dd dt h1 h2 h3 h4 h5 h6 li pre table');
/** What stands in a line anyway, or as it is. */
const LINE = namesOf('h1 h2 h3 h4 h5 h6 pre');
const AS_IT_IS = namesOf('pre table');

/**
 * Opens links around whole cards: Markdown's links hold a line. Its heading becomes the link, or else the first line with a text,
 * and all else stays what it is.
 */
export function openCards(links: Element[]): void {
  for (const link of links) {
    const lines = linesOf(link).filter(hasText);
    if (lines.length === 0 || (lines.length === 1 && !holds(link, STRUCTURE)) || around(link, LINE)) continue;
    const isIn = ([first]: Node[], names: ReadonlySet<string>) => {
      const outer = around(first, names);
      return outer !== undefined && link.contains(outer);
    };
    const line = lines.find(each => isIn(each, HEADINGS)) ?? lines.find(each => !isIn(each, AS_IT_IS));
    if (line) lead(line, link);
  }
}

/** The nodes of each line, in the order of the page. */
function linesOf(parent: Node): Node[][] {
  const lines: Node[][] = [];
  let line: Node[] = [];
  const end = () => {
    if (line.length > 0) lines.push(line);
    line = [];
  };
  for (let child = parent.firstChild; child; child = child.nextSibling)
    if (BLOCKS.has((child as Element).localName) || holds(child, BLOCKS)) {
      end();
      lines.push(...linesOf(child));
    } else line.push(child);
  end();
  return lines;
}

const hasText = (line: Node[]) => line.some(node => /\S/.test(node.textContent ?? ''));

/** Makes a line the link, and the link a block. */
function lead(line: Node[], link: Element): void {
  const short = link.cloneNode(false);
  line[0]?.parentNode?.insertBefore(short, line[0]);
  for (const node of line) short.appendChild(node);
  const block = link.ownerDocument.createElement('div');
  for (const node of Array.from(link.childNodes)) block.appendChild(node);
  link.parentNode?.replaceChild(block, link);
}
