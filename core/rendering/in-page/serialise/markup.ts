import type { Attributes } from './attributes.ts';
import type { LinkParts } from './link-parts.ts';
import type { Nesting, Open } from './nesting.ts';
import type { Outline } from './outline.ts';
import type { isForScripts } from './scripts.ts';
import type { Styles } from './styles.ts';

export interface MarkupParts {
  attributes: Attributes;
  styles: Styles;
  isForScripts: typeof isForScripts;
  /** The shadow root of an element, whether scripts can reach it or not. */
  shadowOf: (element: Element) => ShadowRoot | null;
  NestingRules: typeof Nesting;
  DocumentOutline: typeof Outline;
  SplitLink: typeof LinkParts;
  /** Elements that are not written. */
  leftOut: Set<Element>;
  /** Written before an element's end tag. */
  atEndOf: Map<Element, string>;
}

/**
 * Writes nodes as HTML, so that a reader who parses it sees what is shown now, and in the same tree wherever HTML can say it.
 * The nodes themselves stay as they are: neither the app nor the browser notices.
 * Spec: https://html.spec.whatwg.org/multipage/parsing.html#serialising-html-fragments
 *
 * Runs inside the page, which it reaches as text: it may use nothing of this module but what it is given.
 */
export class Markup {
  readonly #parts: MarkupParts;
  readonly #nesting: Nesting;
  readonly #written: string[] = [];
  /** The names of HTML elements as a parser could read them, by their own. */
  readonly #names = new Map<string, string>();
  readonly #void =
    /^(area|base|basefont|bgsound|br|col|embed|frame|hr|img|input|keygen|link|meta|param|source|track|wbr)$/;

  /** @param mode of the document, by which it will be parsed */
  constructor(parts: MarkupParts, mode: string) {
    this.#parts = parts;
    this.#nesting = new parts.NestingRules(mode === 'BackCompat');
  }

  toString(): string {
    return this.#written.join('');
  }

  /** Everything in a document, given its root element. */
  writeDocument(root: Element): void {
    if (root.namespaceURI !== 'http://www.w3.org/1999/xhtml' || root.localName !== 'html') {
      this.#write(root, 'body', this.#nesting.none);
      return;
    }
    const { none } = this.#nesting;
    const { head, body, inHead, between, first, last } = new this.#parts.DocumentOutline(root);
    this.#startTag('html', root);
    this.#startTag('head', head);
    for (const node of inHead) this.#write(node, 'head', none);
    this.#written.push(this.#parts.atEndOf.get(head ?? root) ?? '', '</head>');
    for (const node of between) this.#write(node, 'html', none);
    if (body?.localName === 'frameset') this.#writeElement(body, 'frameset', none);
    else {
      this.#startTag('body', body);
      const shadow = body && this.#parts.shadowOf(body);
      if (shadow) this.#writeShadow(shadow);
      this.#writeNodes([...first, ...(body?.childNodes ?? []), ...last], 'body', none);
      this.#written.push((body && this.#parts.atEndOf.get(body)) ?? '', '</body>');
    }
    this.#written.push('</html>');
  }

  #startTag(name: string, element: Element | undefined, role?: string): void {
    this.#written.push(`<${name}`);
    const given = element && this.#parts.attributes.of(element);
    if (role && !given?.has('role')) this.#written.push(` role="${role}"`);
    for (const [key, value] of given ?? []) this.#attribute(key, value);
    this.#written.push('>');
  }

  /** Scripts may set attributes of names that a parser would end before: those say nothing to anybody. */
  #attribute(key: string, value: string): void {
    if (/^=?[^\t\n\f\r />=\0]*$/.test(key)) this.#written.push(` ${key}="${this.#escapeValue(value)}"`);
  }

  #write(node: Node, parent: string, open: Open): void {
    switch (node.nodeType) {
      case Node.ELEMENT_NODE:
        this.#writeElement(node as Element, parent, open);
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

  #writeElement(element: Element, parent: string, open: Open): void {
    if (this.#parts.leftOut.has(element) || this.#parts.isForScripts(element)) return;
    const { namespaceURI } = element;
    if (namespaceURI === 'http://www.w3.org/2000/svg') this.#writeForeign(element, open, 'svg');
    else if (namespaceURI === 'http://www.w3.org/1998/Math/MathML') this.#writeForeign(element, open, 'math');
    else if (open.space === 'html') this.#writeHtml(element, parent, open);
    else {
      // Where a parser expects parts of a drawing or a formula it takes HTML for its end, but in these.
      const around = open.space === 'svg' ? 'foreignObject' : 'mtext';
      this.#written.push(`<${around}>`);
      this.#writeHtml(element, around, this.#nesting.scope(open));
      this.#written.push(`</${around}>`);
    }
  }

  #writeHtml(element: Element, parent: string, open: Open): void {
    const { attributes, styles, shadowOf } = this.#parts;
    const own = this.#nameOf(element);
    if (own === 'link' && this.#isBlobSheet(element)) {
      this.#written.push(styles.elementOf((element as HTMLLinkElement).sheet));
      return;
    }
    let name = this.#nesting.nameOf(own, parent, open);
    if (name === undefined) return;
    if (own === 'xmp' && (element.firstElementChild || /<\/xmp/i.test(element.textContent ?? '')))
      name = 'pre';
    if (own === 'a') {
      const holders = this.#parts.SplitLink.holdersIn(element);
      if (holders.size > 0) {
        this.#writeParted(element, holders, open);
        return;
      }
    }
    if (open.p !== undefined && this.#nesting.closesParagraph(name)) this.#written[open.p] = '<div';
    const at = this.#written.length;
    const given = attributes.of(element);
    if (given.has('srcdoc')) given.set('srcdoc', this.#frame(element as HTMLIFrameElement));
    if (name !== own && !given.has('role')) this.#addRole(own, given);
    this.#written.push(`<${name}`);
    for (const [key, value] of given) this.#attribute(key, value);
    this.#written.push('>');
    if (this.#void.test(name)) {
      // Children of these can only be made by script. Most are drawn.
      if (element.firstChild && !/^(br|embed|img|input|link|meta)$/.test(name))
        this.#writeChildren(element, parent, open);
      return;
    }
    const inner = this.#nesting.within(name, at, open);
    const shadow = shadowOf(element);
    if (shadow) this.#writeShadow(shadow);
    this.#writeContent(element, own, name, inner);
    const atEnd = this.#parts.atEndOf.get(element);
    if (atEnd) this.#written.push(atEnd);
    this.#written.push(`</${name === 'p' ? this.#written[at]?.slice(1) : name}>`);
  }

  /** The name of an HTML element, as far as a parser could read it, or read it as the same element. */
  #nameOf(element: Element): string {
    const { localName } = element;
    const known = this.#names.get(localName);
    if (known !== undefined) return known;
    const isRead = /^[a-z][^\t\n\f\r />\0A-Z]*$/.test(localName);
    const name = isRead && element.namespaceURI === 'http://www.w3.org/1999/xhtml' ? localName : 'span';
    if (name === localName) this.#names.set(localName, name);
    return name;
  }

  /** What an element under another name is nevertheless. */
  #addRole(own: string, given: Map<string, string>): void {
    if (own === 'button') given.set('role', 'button');
    if (!/^h[1-6]$/.test(own)) return;
    given.set('role', 'heading');
    if (!given.has('aria-level')) given.set('aria-level', own.slice(1));
  }

  /** A link around others: see LinkParts. */
  #writeParted(link: Element, holders: Set<Node>, open: Open): void {
    const { attributes, SplitLink } = this.#parts;
    const ofLink = ['href', 'hreflang', 'download', 'ping', 'referrerpolicy', 'rel', 'target', 'type'];
    const given = [...attributes.of(link)];
    const at = this.#written.length;
    this.#written.push('<a');
    for (const [key, value] of given) if (ofLink.includes(key)) this.#attribute(key, value);
    const tag = `${this.#written.splice(at).join('')}>`;
    const parts = new SplitLink(holders, tag);
    this.#written.push('<span');
    for (const [key, value] of given) if (!ofLink.includes(key)) this.#attribute(key, value);
    this.#written.push('>');
    const hasAddress = link.hasAttribute('href');
    this.#writeChildren(link, 'span', hasAddress ? { ...open, parts } : open);
    if (hasAddress && !parts.isUsed) this.#written.push(`${tag}</a>`);
    this.#written.push('</span>');
  }

  #writeForeign(element: Element, open: Open, space: 'svg' | 'math'): void {
    const isRoot = element.localName === space;
    const isIn = open.space === space || (isRoot && open.space === 'html');
    if (!isIn) {
      const around = open.space === 'html' ? space : open.space === 'svg' ? 'foreignObject' : 'mtext';
      const hidden = around === 'svg' ? ' width="0" height="0"' : '';
      this.#written.push(`<${around}${hidden}>`);
      const inner = open.space === 'html' ? { ...open, space } : this.#nesting.scope(open);
      this.#writeForeign(element, inner, space);
      this.#written.push(`</${around}>`);
      return;
    }
    const name = this.#nesting.foreignName(element.localName, space);
    this.#startTag(name, element);
    if (name === 'style')
      this.#written.push(this.#escape(this.#parts.styles.textOf(element as SVGStyleElement)));
    else {
      const inner = this.#nesting.holdsHtml(element, space) ? this.#nesting.scope(open) : { ...open, space };
      this.#writeChildren(element, name, inner);
    }
    this.#written.push(`</${name}>`);
  }

  /** Most elements just have children; the text of some is read in another way. */
  #writeContent(element: Element, own: string, name: string, inner: Open): void {
    const text = () => element.textContent ?? '';
    switch (name) {
      case 'style':
        this.#written.push(this.#parts.styles.escape(this.#parts.styles.textOf(element as HTMLStyleElement)));
        break;
      case 'script': // JSON, where "<" can only be within a string
        this.#written.push(text().replace(/<(?=\/script|script|!--)/gi, '\\u003C'));
        break;
      case 'title':
        this.#written.push(this.#escape(text()));
        break;
      case 'template':
        this.#writeTemplate((element as HTMLTemplateElement).content);
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
        this.#writeChildren(element, name, inner);
        break;
      default:
        if (own === 'textarea') this.#written.push(this.#escape((element as HTMLTextAreaElement).value));
        else this.#writeChildren(element, name, inner);
    }
  }

  #writeChildren(parent: Node, name: string, open: Open): void {
    if (open.parts || this.#nesting.isOfTable(name)) this.#writeNodes(parent.childNodes, name, open);
    else for (let child = parent.firstChild; child; child = child.nextSibling) this.#write(child, name, open);
  }

  #writeNodes(nodes: Iterable<Node>, name: string, open: Open): void {
    if (this.#nesting.isOfTable(name)) this.#writeTable(nodes, name, open);
    else if (open.parts && open.space === 'html')
      this.#writeInLinks(nodes, name, open, open.parts as LinkParts);
    else for (const node of nodes) this.#write(node, name, open);
  }

  /** What is in a part of a table, with all around it that a table needs. */
  #writeTable(nodes: Iterable<Node>, name: string, open: Open): void {
    const nesting = this.#nesting;
    let around: string[] = [];
    let inner = open;
    const enter = (names: string[]) => {
      if (names.join() === around.join()) return;
      for (const each of around.toReversed()) this.#written.push(`</${each.split(' ')[0]}>`);
      around = names;
      inner = open;
      for (const each of names) {
        inner = nesting.within(each.split(' ')[0] ?? '', this.#written.length, inner);
        this.#written.push(`<${each}>`);
      }
    };
    for (const node of nodes) {
      const isElement = node.nodeType === Node.ELEMENT_NODE;
      const isHtml = isElement && (node as Element).namespaceURI === 'http://www.w3.org/1999/xhtml';
      const child = isHtml ? (node as Element).localName : '';
      if (
        isElement &&
        (this.#parts.leftOut.has(node as Element) || this.#parts.isForScripts(node as Element))
      )
        continue;
      const isAnywhere = isElement
        ? /^(script|style|template)$/.test(child)
        : !/\S/.test(node.nodeValue ?? '') || node.nodeType === Node.COMMENT_NODE;
      const needed = isAnywhere
        ? name === 'colgroup' && isElement && child !== 'template'
          ? undefined
          : around
        : nesting.aroundInTable(name, child);
      if (!needed) continue;
      if (isAnywhere && isElement && around[0] === 'colgroup') enter([]);
      else enter(needed);
      this.#write(node, around.at(-1)?.split(' ')[0] ?? name, inner);
    }
    enter([]);
  }

  /** What is in a link that could not be written as one: it is in links to the same address, but for the other links. */
  #writeInLinks(nodes: Iterable<Node>, name: string, open: Open, parts: LinkParts): void {
    let inner: Open | undefined;
    const end = () => {
      if (inner) this.#written.push('</a>');
      inner = undefined;
    };
    for (const node of nodes) {
      const place = parts.placeOf(node);
      if (place === 'between') end();
      if (place === 'in' && !inner) {
        inner = this.#nesting.within('a', this.#written.length, open);
        this.#written.push(parts.tag);
        parts.isUsed = true;
      }
      this.#write(node, inner ? 'a' : name, inner ?? open);
    }
    end();
  }

  #writeTemplate(content: DocumentFragment): void {
    const { none } = this.#nesting;
    const name = this.#nesting.isTemplateOfTable(content) ? 'template' : 'body';
    for (let child = content.firstChild; child; child = child.nextSibling)
      this.#write(child, name, { ...none, template: true });
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
    this.#writeTemplate(root);
    this.#written.push(styles.adoptedBy(root), '</template>');
  }

  /** The document of a frame that has its text as an attribute: as it is now, if it is to be had, else as it was written. */
  #frame(frame: HTMLIFrameElement): string {
    const live = frame.contentDocument;
    const isLoaded = live?.URL === 'about:srcdoc' && live.readyState !== 'loading';
    try {
      const parsed = isLoaded ? live : new DOMParser().parseFromString(frame.srcdoc, 'text/html');
      const markup = new Markup(this.#parts, parsed.compatMode);
      markup.writeDocument(parsed.documentElement);
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
    if (!/[&<>\u00a0\r\0]/.test(text)) return text;
    return text
      .replaceAll('\0', '') // a parser reads none
      .replaceAll('&', '&amp;')
      .replaceAll('\u00a0', '&nbsp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('\r', '&#13;');
  }

  #escapeValue(value: string): string {
    return this.#escape(value).replaceAll('"', '&quot;');
  }
}
