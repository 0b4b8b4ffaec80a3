import { elementsIn, namesOf, replace } from './tree.ts';

/** What is beside a formula's own text. */
const BESIDE = namesOf('annotation annotation-xml');

/**
 * Leaves of each formula one text: as TeX where the page brings that along, with the name `tex`, and else written in a line. What KaTeX and
 * MathJax draw beside it for the eye would say it once more.
 */
export function writeFormulas(content: Element): void {
  for (const formula of elementsIn(content, ({ localName }) => localName === 'math')) {
    const { parentElement: around } = formula;
    if (around?.children.length === 1)
      for (const drawn of Array.from(around.parentElement?.children ?? []))
        if (drawn !== around && drawn.getAttribute('aria-hidden') === 'true') drawn.remove();
    const tex = texOf(formula);
    const written = formula.ownerDocument.createElement(tex ? 'tex' : 'span');
    if (formula.getAttribute('display') === 'block') written.setAttribute('display', 'block');
    written.textContent = tex ?? inLine(formula);
    replace(formula, written);
  }
}

/** https://www.w3.org/TR/mathml-core/#semantics-and-presentation */
function texOf(formula: Element): string | undefined {
  const isTex = (note: Element) => /\b(x-)?(la)?tex\b/i.test(note.getAttribute('encoding') ?? '');
  const note = Array.from(formula.querySelectorAll('annotation')).find(isTex);
  return (note?.textContent ?? formula.getAttribute('alttext'))?.trim().replace(/\s+/g, ' ') || undefined;
}

/** Where parts stand above one another, signs say how. */
function inLine(node: Element): string {
  if (node.children.length === 0) return (node.textContent ?? '').trim();
  const parts = Array.from(node.children)
    .filter(({ localName }) => !BESIDE.has(localName))
    .map(inLine);
  const all = parts.join('');
  const [first = '', second = '', third = ''] = parts;
  switch (node.localName) {
    case 'mfrac':
      return `(${grouped(first)}/${grouped(second)})`;
    case 'msqrt':
      return `√${grouped(all)}`;
    case 'mroot':
      return `${grouped(first)}^(1/${second})`;
    case 'msup':
    case 'mover':
      return `${grouped(first)}^${grouped(second)}`;
    case 'msub':
    case 'munder':
      return `${grouped(first)}_${grouped(second)}`;
    case 'msubsup':
    case 'munderover':
      return `${grouped(first)}_${grouped(second)}^${grouped(third)}`;
    case 'mtr':
      return `${parts.join(' ')}; `;
    default:
      return all;
  }
}

const grouped = (text: string) => (/^(\d+|.)$/u.test(text) ? text : `(${text})`);
