import { type DefaultTreeAdapterMap, parse } from 'parse5';
import type { Seen } from './page.ts';

type Node = DefaultTreeAdapterMap['node'];
type Element = DefaultTreeAdapterMap['element'];

/** Nothing of these is read by anybody. */
const UNSEEN = ['iframe', 'noscript', 'script', 'style', 'textarea', 'title'];
const HIDING_STYLE = /display:none|visibility:hidden|opacity:0(?![.\d])/;

/** What a crawler finds in HTML, whose parser is no browser's. */
export function readHtml(html: string, hidingClasses: readonly string[] = []): Seen {
  const root = parse(html);
  const texts: string[] = [];
  readText(root, texts, hidingClasses);
  const elements = [...elementsOf(root)];
  const head = elements.find(({ tagName }) => tagName === 'head');
  return {
    text: joined(texts),
    head: factsOf(head?.childNodes.filter(isElement) ?? []),
    links: elements
      .filter(({ tagName }) => tagName === 'a')
      .map(link => ({ href: attributeOf(link, 'href'), text: contentOf(link) })),
    styles: elements
      .filter(({ tagName }) => tagName === 'style')
      .map(contentOf)
      .join('\n'),
  };
}

export const joined = (texts: readonly string[]) => ` ${texts.join(' ')} `.replace(/\s+/g, ' ');

function readText(node: Node, texts: string[], hidingClasses: readonly string[]): void {
  if (node.nodeName === '#text' && 'value' in node) texts.push(node.value);
  if (isElement(node) && isUnseen(node, hidingClasses)) return;
  for (const child of childrenOf(node)) readText(child, texts, hidingClasses);
}

function isUnseen(element: Element, hidingClasses: readonly string[]): boolean {
  if (UNSEEN.includes(element.tagName)) return true;
  if (element.attrs.some(({ name }) => name === 'hidden')) return true;
  if (HIDING_STYLE.test(attributeOf(element, 'style').replace(/\s/g, ''))) return true;
  const classes = attributeOf(element, 'class').split(/\s+/);
  return hidingClasses.some(name => classes.includes(name));
}

/** A template's contents are a shadow root where it says so, and nothing else. */
function childrenOf(node: Node): Node[] {
  if ('content' in node) return isShadowRoot(node) ? node.content.childNodes : [];
  return 'childNodes' in node ? node.childNodes : [];
}

const isShadowRoot = (template: Element) =>
  ['open', 'closed'].includes(attributeOf(template, 'shadowrootmode'));

function* elementsOf(node: Node): Generator<Element> {
  for (const child of childrenOf(node)) {
    if (isElement(child)) yield child;
    yield* elementsOf(child);
  }
}

const isElement = (node: Node): node is Element => 'tagName' in node;

const attributeOf = ({ attrs }: Element, wanted: string) =>
  attrs.find(({ name }) => name === wanted)?.value ?? '';

function contentOf(node: Node): string {
  if (node.nodeName === '#text' && 'value' in node) return node.value;
  return childrenOf(node).map(contentOf).join('');
}

function factsOf(elements: readonly Element[]): Record<string, string> {
  const facts: Record<string, string> = {};
  for (const element of elements) {
    const name = attributeOf(element, 'property') || attributeOf(element, 'name');
    if (element.tagName === 'title') facts.title ??= contentOf(element);
    if (element.tagName === 'meta' && name) facts[name] ??= attributeOf(element, 'content');
    if (element.tagName === 'link' && attributeOf(element, 'rel') === 'canonical')
      facts.canonical ??= attributeOf(element, 'href');
  }
  return facts;
}
