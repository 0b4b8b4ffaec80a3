import type { Attributes } from './attributes.ts';
import type { LinkParts } from './link-parts.ts';
import type { Kind, Nesting, Open } from './nesting.ts';
import type { Outline } from './outline.ts';
import type { isForScripts } from './scripts.ts';
import type { Styles } from './styles.ts';
import type { Tables } from './tables.ts';
import type { Tags } from './tags.ts';
import type { Texts } from './texts.ts';

export interface MarkupParts {
  attributes: Attributes;
  styles: Styles;
  tags: Tags;
  texts: Texts;
  isForScripts: typeof isForScripts;
  /** The shadow root of an element, whether scripts can reach it or not. */
  shadowOf: (element: Element) => ShadowRoot | null;
  NestingRules: typeof Nesting;
  TableRules: typeof Tables;
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
  readonly #tables: Tables;
  /** Text, and what is only text once all is written. */
  #written: (string | { toString(): string })[] = [];
  /** The paragraph that is open, and that the next block would end: that one is written under another name. */
  #paragraph: { name: string } | undefined;
  /** How many elements of the page are around what is written, since the stack was empty. */
  #depth = 0;
  /** What is too deep in the page to be written from where it was met. */
  readonly #deeper: (() => void)[] = [];

  /** @param mode of the document, by which it will be parsed */
  constructor(parts: MarkupParts, mode: string) {
    this.#parts = parts;
    this.#nesting = new parts.NestingRules(mode === 'BackCompat');
    this.#tables = new parts.TableRules(this.#nesting, parts.isForScripts);
  }

  toString(): string {
    return this.#written.join('');
  }

  /** Everything in a document, given its root element. */
  writeDocument(root: Element): void {
    const all = this.#written;
    this.#writeRoot(root);
    for (let write = this.#deeper.pop(); write; write = this.#deeper.pop()) write();
    this.#written = all;
  }

  #writeRoot(root: Element): void {
    if (root.namespaceURI !== 'http://www.w3.org/1999/xhtml' || root.localName !== 'html') {
      this.#write(root, 'body', this.#nesting.none);
      return;
    }
    const { none } = this.#nesting;
    const { head, body, inHead, between, hidden, first, last } = new this.#parts.DocumentOutline(root);
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
      if (hidden.length > 0) {
        this.#written.push('<div hidden="">');
        for (const node of hidden) this.#write(node, 'div', none);
        this.#written.push('</div>');
      }
      for (const node of [...first, ...(body?.childNodes ?? []), ...last]) this.#write(node, 'body', none);
      this.#written.push((body && this.#parts.atEndOf.get(body)) ?? '', '</body>');
    }
    this.#written.push('</html>');
  }

  #startTag(name: string, element: Element | undefined): void {
    this.#written.push(`<${name}`, this.#parts.tags.attributesOf(element), '>');
  }

  #write(node: Node, parent: string, open: Open): void {
    switch (node.nodeType) {
      case Node.ELEMENT_NODE:
        this.#writeElement(node as Element, parent, open);
        break;
      case Node.TEXT_NODE:
      case Node.CDATA_SECTION_NODE:
        this.#written.push(this.#parts.texts.escape((node as Text).data));
        break;
      case Node.COMMENT_NODE: {
        const { data } = node as Comment; // some search engines are told by comments what not to index
        if (!/^-?>|--!?>/.test(data)) this.#written.push(`<!--${data}-->`);
      }
    }
  }

  #writeElement(element: Element, parent: string, open: Open): void {
    const kind = this.#nesting.kindOf(element.localName);
    if (kind.isForScripts && (this.#parts.leftOut.has(element) || this.#parts.isForScripts(element))) return;
    const { namespaceURI } = element;
    if (namespaceURI === 'http://www.w3.org/2000/svg') this.#writeForeign(element, open, 'svg');
    else if (namespaceURI === 'http://www.w3.org/1998/Math/MathML') this.#writeForeign(element, open, 'math');
    else if (open.space !== 'html') {
      // Where a parser expects parts of a drawing or a formula it takes HTML for its end, but in these.
      const around = open.space === 'svg' ? 'foreignObject' : 'mtext';
      this.#shutOff(around, () => this.#writeElement(element, around, this.#nesting.scope(open)));
    } else if (namespaceURI === 'http://www.w3.org/1999/xhtml') this.#writeHtml(element, kind, parent, open);
    else this.#writeHtml(element, this.#nesting.kindOf('span'), parent, open);
  }

  /** An element between HTML and what is none. */
  #shutOff(name: string, write: () => void): void {
    const outer = this.#paragraph;
    this.#paragraph = undefined;
    this.#written.push(`<${name}>`);
    write();
    this.#written.push(`</${name.split(' ')[0]}>`);
    this.#paragraph = outer;
  }

  #writeHtml(element: Element, kind: Kind, parent: string, open: Open): void {
    let name: string | undefined = kind.name;
    let own = kind;
    if (kind.isJudged) {
      name = this.#nesting.nameOf(name, parent, open);
      if (name === undefined) return;
      // Its text is read up to its end tag, and no tag in it.
      if (name === 'xmp' && (element.firstElementChild || /<\/xmp/i.test(element.textContent ?? '')))
        name = 'pre';
      if (name !== kind.name) own = this.#nesting.kindOf(name);
      const holders = kind.name === 'a' && this.#parts.SplitLink.holdersIn(element);
      if (holders) {
        this.#writeParted(element, holders, open);
        return;
      }
    }
    if (name === 'link' && this.#parts.tags.isBlobSheet(element)) {
      this.#written.push(this.#parts.styles.elementOf((element as HTMLLinkElement).sheet));
      return;
    }
    const outer = this.#paragraph;
    if (outer !== undefined && own.closesParagraph) outer.name = 'div';
    const tag = name === 'p' ? { name } : undefined;
    const attributes = this.#parts.tags.attributesAs(element, kind.name, name, frame => this.#frame(frame));
    this.#written.push(tag ? { toString: () => `<${tag.name}` } : `<${name}`, attributes, '>');
    if (own.isVoid) {
      // Children of these can only be made by script. Most are drawn.
      if (element.firstChild && !/^(br|embed|img|input|link|meta)$/.test(name))
        this.#writeChildren(element, parent, open);
      return;
    }
    if (tag) this.#paragraph = tag;
    else if (own.isScope) this.#paragraph = undefined;
    const shadow = this.#parts.shadowOf(element);
    if (shadow) this.#writeShadow(shadow);
    const inner = own.changes ? this.#nesting.within(name, open) : open;
    if (kind.hasOwnText) this.#writeText(element, kind.name, name, inner);
    else this.#writeChildren(element, name, inner);
    this.#paragraph = outer;
    const atEnd = this.#parts.atEndOf.get(element);
    if (atEnd) this.#written.push(atEnd);
    this.#written.push(tag ? { toString: () => `</${tag.name}>` } : `</${name}>`);
  }

  /** A link around others: see LinkParts. */
  #writeParted(link: Element, holders: Set<Node>, open: Open): void {
    const { ofLink, others, hasAddress } = this.#parts.tags.attributesOfParts(link);
    const parts = new this.#parts.SplitLink(holders, `<a${ofLink}>`);
    this.#written.push('<span', others, '>');
    this.#writeChildren(link, 'span', hasAddress ? { ...open, parts } : open);
    if (hasAddress) this.#written.push({ toString: () => (parts.isUsed ? '' : `${parts.tag}</a>`) });
    this.#written.push('</span>');
  }

  #writeForeign(element: Element, open: Open, space: 'svg' | 'math'): void {
    const nesting = this.#nesting;
    if (open.space !== space && !(element.localName === space && open.space === 'html')) {
      if (open.space === 'html')
        this.#shutOff(space === 'svg' ? 'svg width="0" height="0"' : space, () =>
          this.#writeForeign(element, { ...open, space }, space),
        );
      else
        this.#shutOff(open.space === 'svg' ? 'foreignObject' : 'mtext', () =>
          this.#writeForeign(element, nesting.scope(open), space),
        );
      return;
    }
    const outer = this.#paragraph;
    const name = nesting.foreignName(element.localName, space);
    this.#startTag(name, element);
    if (name === 'style')
      this.#written.push(this.#parts.texts.escape(this.#parts.styles.textOf(element as SVGStyleElement)));
    else if (nesting.holdsHtml(element, space)) {
      this.#paragraph = undefined;
      this.#writeChildren(element, name, nesting.scope(open));
    } else this.#writeChildren(element, name, nesting.within(space, open));
    this.#paragraph = outer;
    this.#written.push(`</${name}>`);
  }

  #writeText(element: Element, own: string, name: string, inner: Open): void {
    const { texts } = this.#parts;
    const text = texts.ownOf(element, own, name);
    if (text !== undefined) this.#written.push(text);
    else if (name === 'template') this.#writeTemplate((element as HTMLTemplateElement).content);
    else {
      if (name === 'listing' || name === 'pre')
        this.#written.push(texts.leadingNewline(element.textContent ?? ''));
      this.#writeChildren(element, name, inner);
    }
  }

  #writeChildren(parent: Node, name: string, open: Open): void {
    const deepest = 150; // pages are hardly deeper; a script has room for some 800
    if (this.#depth === deepest) this.#writeLater(parent, name, open);
    else {
      this.#depth++;
      this.#writeEach(parent, name, open);
      this.#depth--;
    }
  }

  /** A tree of thousands of elements in one another would leave no room on the stack. */
  #writeLater(parent: Node, name: string, open: Open): void {
    const written: (string | { toString(): string })[] = [];
    const paragraph = this.#paragraph;
    this.#written.push({ toString: () => written.join('') });
    this.#deeper.push(() => {
      this.#written = written;
      this.#paragraph = paragraph;
      this.#depth = 0;
      this.#writeEach(parent, name, open);
    });
  }

  #writeEach(parent: Node, name: string, open: Open): void {
    if (this.#nesting.kindOf(name).isOfTable && this.#tables.hasMisfits(parent, name))
      this.#writeTable(parent, name, open);
    else if (open.parts && open.space === 'html') this.#writeInLinks(parent, name, open, open.parts);
    else for (let child = parent.firstChild; child; child = child.nextSibling) this.#write(child, name, open);
  }

  /** What is in a part of a table, with all around it that a table needs. */
  #writeTable(parent: Node, name: string, open: Open): void {
    const nameOf = (tag: string) => this.#tables.nameOf(tag);
    let around: string[] = [];
    let inner = open;
    const enter = (tags: string[]) => {
      let shared = 0;
      while (shared < tags.length && tags[shared] === around[shared]) shared++;
      for (const tag of around.slice(shared).toReversed()) this.#written.push(`</${nameOf(tag)}>`);
      for (const tag of tags.slice(shared)) this.#written.push(`<${tag}>`);
      around = tags;
      inner = tags.reduce((outer, tag) => this.#nesting.within(nameOf(tag), outer), open);
    };
    for (const [node, tags] of this.#tables.placesIn(parent, name)) {
      enter(tags);
      this.#write(node, nameOf(tags.at(-1) ?? name), inner);
    }
    enter([]);
  }

  /** What is in a link that could not be written as one: it is in links to the same address, but for the other links. */
  #writeInLinks(parent: Node, name: string, open: Open, parts: LinkParts): void {
    let inner: Open | undefined;
    const end = () => {
      if (inner) this.#written.push('</a>');
      inner = undefined;
    };
    for (let node = parent.firstChild; node; node = node.nextSibling) {
      const place = parts.placeOf(node);
      if (place === 'between') end();
      if (place === 'in' && !inner) {
        inner = this.#nesting.within('a', open);
        this.#written.push(parts.tag);
        parts.isUsed = true;
      }
      this.#write(node, inner ? 'a' : name, inner ?? open);
    }
    end();
  }

  #writeTemplate(content: DocumentFragment): void {
    const outer = this.#paragraph;
    this.#paragraph = undefined;
    const name = this.#nesting.isTemplateOfTable(content) ? 'template' : 'body';
    const open = this.#nesting.within('template', this.#nesting.none);
    for (let child = content.firstChild; child; child = child.nextSibling) this.#write(child, name, open);
    this.#paragraph = outer;
  }

  /** https://html.spec.whatwg.org/multipage/scripting.html#attr-template-shadowrootmode */
  #writeShadow(root: ShadowRoot): void {
    const { attributes, styles } = this.#parts;
    attributes.enter(root);
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
}
