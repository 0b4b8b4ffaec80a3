import type { Attributes } from './attributes.ts';
import type { isForScripts } from './scripts.ts';
import type { Styles } from './styles.ts';

export interface MarkupParts {
  attributes: Attributes;
  styles: Styles;
  isForScripts: typeof isForScripts;
  /** Elements that are not written. */
  leftOut: Set<Element>;
  /** Written before an element's end tag. */
  atEndOf: Map<Element, string>;
}

/**
 * Writes nodes as HTML, so that a reader who parses it sees what is shown now. The nodes themselves stay as they are:
 * neither the app nor the browser notices.
 * Spec: https://html.spec.whatwg.org/multipage/parsing.html#serialising-html-fragments
 *
 * Runs inside the page, which it reaches as text: it may use nothing of this module but what it is given.
 */
export class Markup {
  readonly #parts: MarkupParts;
  readonly #written: string[] = [];
  readonly #void =
    /^(area|base|basefont|bgsound|br|col|embed|frame|hr|img|input|keygen|link|meta|param|source|track|wbr)$/;

  constructor(parts: MarkupParts) {
    this.#parts = parts;
  }

  toString(): string {
    return this.#written.join('');
  }

  write(node: Node): void {
    switch (node.nodeType) {
      case Node.ELEMENT_NODE:
        this.#writeElement(node as Element);
        break;
      case Node.TEXT_NODE:
      case Node.CDATA_SECTION_NODE:
        this.#written.push(this.#escape((node as Text).data));
        break;
      case Node.COMMENT_NODE: {
        const { data } = node as Comment; // some search engines are told by comments what not to index
        if (!/^-?>|--!?>/.test(data)) this.#written.push(`<!--${data}-->`);
      }
    }
  }

  #writeElement(element: Element): void {
    const { attributes, styles, leftOut, atEndOf, isForScripts } = this.#parts;
    if (leftOut.has(element) || isForScripts(element)) return;
    const isHtml = element.namespaceURI === 'http://www.w3.org/1999/xhtml';
    const name = element.localName;
    if (isHtml && name === 'link' && this.#isBlobSheet(element)) {
      this.#written.push(styles.elementOf((element as HTMLLinkElement).sheet));
      return;
    }
    const given = attributes.of(element);
    if (isHtml && given.has('srcdoc')) given.set('srcdoc', this.#frame(element as HTMLIFrameElement));
    this.#written.push(`<${name}`);
    for (const [key, value] of given) this.#written.push(` ${key}="${this.#escapeValue(value)}"`);
    this.#written.push('>');
    if (isHtml && this.#void.test(name)) return;
    if (element.shadowRoot) this.#writeShadow(element.shadowRoot);
    if (isHtml) this.#writeContent(element, name);
    else if (name === 'style') this.#written.push(this.#escape(styles.textOf(element as SVGStyleElement)));
    else this.#writeChildren(element);
    this.#written.push(atEndOf.get(element) ?? '', `</${name}>`);
  }

  /** Most elements just have children; the text of some is read in another way. */
  #writeContent(element: Element, name: string): void {
    const text = () => element.textContent ?? '';
    switch (name) {
      case 'style':
        this.#written.push(this.#parts.styles.escape(this.#parts.styles.textOf(element as HTMLStyleElement)));
        break;
      case 'script': // JSON, where "<" can only be within a string
        this.#written.push(text().replace(/<(?=\/script|script|!--)/gi, '\\u003C'));
        break;
      case 'template':
        this.#writeChildren((element as HTMLTemplateElement).content);
        break;
      case 'textarea': {
        const { value } = element as HTMLTextAreaElement;
        this.#written.push(this.#leadingNewline(value), this.#escape(value));
        break;
      }
      case 'iframe':
      case 'noembed':
      case 'noframes':
      case 'xmp':
        if (!text().toLowerCase().includes(`</${name}`)) this.#written.push(text());
        break;
      case 'listing':
      case 'pre':
        this.#written.push(this.#leadingNewline(text()));
        this.#writeChildren(element);
        break;
      default:
        this.#writeChildren(element);
    }
  }

  #writeChildren(parent: Node): void {
    for (let child = parent.firstChild; child; child = child.nextSibling) this.write(child);
  }

  /** https://html.spec.whatwg.org/multipage/scripting.html#attr-template-shadowrootmode */
  #writeShadow(root: ShadowRoot): void {
    const { attributes, styles } = this.#parts;
    attributes.nameSlots(root);
    this.#written.push(
      '<template shadowrootmode="open"',
      root.delegatesFocus ? ' shadowrootdelegatesfocus=""' : '',
      root.serializable ? ' shadowrootserializable=""' : '',
      root.clonable ? ' shadowrootclonable=""' : '',
      '>',
    );
    this.#writeChildren(root);
    this.#written.push(styles.adoptedBy(root), '</template>');
  }

  /** The document of a frame that has its text as an attribute: as it is now, if it is to be had, else as it was written. */
  #frame(frame: HTMLIFrameElement): string {
    const live = frame.contentDocument;
    const isLoaded = live?.URL === 'about:srcdoc' && live.readyState !== 'loading';
    try {
      const parsed = isLoaded ? live : new DOMParser().parseFromString(frame.srcdoc, 'text/html');
      const markup = new Markup(this.#parts);
      markup.write(parsed.documentElement);
      return `${parsed.doctype ? '<!DOCTYPE html>' : ''}${markup}`;
    } catch {
      return ''; // the page allows no text to be parsed: https://www.w3.org/TR/trusted-types/
    }
  }

  #isBlobSheet(link: Element): boolean {
    const isSheet = /(^|\s)stylesheet(\s|$)/i.test(link.getAttribute('rel') ?? '');
    return isSheet && /^\s*blob:/i.test(link.getAttribute('href') ?? '');
  }

  /** The parser drops the first newline of these elements. */
  #leadingNewline(text: string): string {
    return text.startsWith('\n') ? '\n' : '';
  }

  #escape(text: string): string {
    if (!/[&<>\u00a0]/.test(text)) return text;
    return text
      .replaceAll('&', '&amp;')
      .replaceAll('\u00a0', '&nbsp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;');
  }

  #escapeValue(value: string): string {
    return this.#escape(value).replaceAll('"', '&quot;');
  }
}
