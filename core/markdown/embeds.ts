import { parseUrl } from '../parse-url.ts';
import { around, namesOf, replace } from './tree.ts';

const LINK = namesOf('a');

/** What of a document stands in no text of it. */
const OF_HEAD = 'title, base';

/** Of a frame that only counts visitors. */
const IS_DOT = /^\s*[01](px)?\s*$/;

/**
 * Puts in the place of what a page shows of others a link that bears its name, or its address: Markdown has no frames and no films.
 * A frame whose text the page holds itself is that text.
 *
 * @param isHidden whether an element is not shown
 */
export function linkEmbeds(document: Document, base: string, isHidden: (element: Element) => boolean): void {
  for (const frame of found(document, 'iframe[srcdoc]')) {
    if (isHidden(frame)) continue;
    const text = document.createElement('div');
    text.innerHTML = frame.getAttribute('srcdoc') ?? '';
    for (const each of found(text, OF_HEAD)) each.remove();
    replace(frame, text);
  }
  for (const element of found(document, 'iframe, video, audio, object, embed')) {
    if (isHidden(element)) continue;
    const address = addressOf(element, base);
    const name = nameOf(element) || address;
    if (element.localName === 'object' && !address) replace(element, ...Array.from(element.childNodes));
    else if (!name || isForNobody(element)) element.remove();
    else replace(element, address && !around(element, LINK) ? linkTo(address, name, document) : name);
  }
}

function linkTo(address: string, name: string, document: Document): Element {
  const link = document.createElement('a');
  link.setAttribute('href', address);
  link.textContent = name;
  return link;
}

function addressOf(element: Element, base: string): string | undefined {
  const given =
    element.getAttribute(element.localName === 'object' ? 'data' : 'src') ??
    element.querySelector('source[src]')?.getAttribute('src');
  const url = given ? parseUrl(given.trim(), base) : undefined;
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url.href : undefined;
}

const nameOf = (element: Element) =>
  (element.getAttribute('title') || element.getAttribute('aria-label') || '').trim();

/** A film without a name that begins by itself, without sound, again and again, is a background; a dot is a counter. */
function isForNobody(element: Element): boolean {
  const has = (name: string) => element.hasAttribute(name);
  if (element.localName === 'video')
    return has('autoplay') && has('muted') && has('loop') && !has('controls') && nameOf(element) === '';
  return ['width', 'height'].some(side => IS_DOT.test(element.getAttribute(side) ?? ''));
}

/** The parser's lists change while one goes through them. */
const found = (root: ParentNode, selector: string): Element[] => Array.from(root.querySelectorAll(selector));
