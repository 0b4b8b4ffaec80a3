import type { LinkParts } from './link-parts.ts';

/** What a parser has open where the next tag is written: it decides what becomes of that tag. Never changed: see Nesting.within. */
export interface Open {
  /** Each of these would be ended by another of its kind, or take no other. */
  li: boolean;
  dd: boolean;
  button: boolean;
  nobr: boolean;
  form: boolean;
  link: boolean;
  option: boolean;
  optgroup: boolean;
  select: boolean;
  /** A note within it would end a paragraph or a note. */
  ruby: boolean;
  /** In a template forms may be in one another. */
  template: boolean;
  /** A link that could not be written as one: what is in it gets links of its own. */
  parts: LinkParts | undefined;
  space: 'html' | 'svg' | 'math';
}

/** What there is to know of all elements of one name. */
export interface Kind {
  /** As a parser could read it, or would read it as the same element. */
  name: string;
  isVoid: boolean;
  /** It may be for those who run scripts. */
  isForScripts: boolean;
  /** It is not written as it is wherever it stands: see Nesting.nameOf. */
  isJudged: boolean;
  /** What is in it may be in something else than what is around it: see Nesting.within. */
  changes: boolean;
  /** It shuts off what is open around it: https://html.spec.whatwg.org/multipage/parsing.html#has-an-element-in-button-scope */
  isScope: boolean;
  /** It would end a paragraph that is open. */
  closesParagraph: boolean;
  /** Its text is not written like that of others. */
  hasOwnText: boolean;
  isOfTable: boolean;
}

/**
 * The trees that scripts make and no parser does. A parser ends elements by itself, moves them or does not read their tags; each
 * such element is written under a name that leaves it where it is.
 * Spec: https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody
 *
 * Runs inside the page, which it reaches as text: it may use nothing of this module but what it is given.
 */
export class Nesting {
  readonly none: Open = {
    li: false,
    dd: false,
    button: false,
    nobr: false,
    form: false,
    link: false,
    option: false,
    optgroup: false,
    select: false,
    ruby: false,
    template: false,
    parts: undefined,
    space: 'html',
  };
  readonly #quirks: boolean;
  readonly #kinds = new Map<string, Kind>();
  /** What was open in what, by the name of the element between: most pages need a few dozen. */
  readonly #steps = new Map<Open, Map<string, Open>>();
  readonly #void = this.#words(
    `area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr`,
  );
  readonly #scopes = this.#words('applet button caption marquee object select table td template th');
  readonly #stepping = this.#words('a dd dt form li nobr optgroup option ruby');
  readonly #ownText = this.#words(
    'iframe listing noembed noframes plaintext pre script style template textarea title xmp',
  );
  readonly #closesP = this.#words(
    `address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4
    h5 h6 header hgroup hr li listing main menu nav ol p plaintext pre search section summary table ul xmp`,
  );
  /** https://html.spec.whatwg.org/multipage/parsing.html#special, but for "address", "div" and "p": a list goes on through those. */
  readonly #special = this.#words(
    `article aside blockquote body center details dir dl fieldset figcaption figure footer frameset h1 h2 h3 h4 h5 h6
    header hgroup iframe listing main menu nav ol pre search section summary tbody tfoot thead title tr ul xmp`,
  );
  /** What is not simply written as it is, wherever it stands. */
  readonly #judged = this.#words(
    `a base body button caption col colgroup dd dt form frame frameset h1 h2 h3 h4 h5 h6 head hr html image input keygen li
    math nobr optgroup option plaintext rb rp rt rtc select style svg table tbody td textarea tfoot th thead tr xmp`,
  );
  readonly #children = new Map([
    ['table', this.#words('caption colgroup tbody tfoot thead')],
    ['tbody', this.#words('tr')],
    ['tfoot', this.#words('tr')],
    ['thead', this.#words('tr')],
    ['tr', this.#words('td th')],
    ['colgroup', this.#words('col')],
  ]);
  readonly #tableParts = this.#words('caption col colgroup tbody td tfoot th thead tr');
  readonly #rowParents = this.#words('table tbody thead tfoot tr colgroup template');
  /** A parser ends these by itself where a note begins: https://html.spec.whatwg.org/multipage/parsing.html#generate-implied-end-tags */
  readonly #impliedEnds = this.#words('dd dt li optgroup option p rb rp rt rtc');
  /** Tags that end an `<svg>` or a `<math>`: https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inforeign */
  readonly #breaksOut = this.#words(
    `b big blockquote body br center code dd div dl dt em embed font h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr
    ol p pre ruby s small span strike strong sub sup table tt u ul var`,
  );
  /** They are never shown, so that a cell around them may not be either. */
  readonly #silent = this.#words('area base datalist link meta noembed noframes param source title track');

  constructor(quirks: boolean) {
    this.#quirks = quirks;
  }

  /** The name an HTML element is written by, under one that is written as `parent`; nothing for one that is left out. */
  nameOf(name: string, parent: string, open: Open): string | undefined {
    if (open.select) {
      if (name === 'input' || name === 'keygen' || name === 'style' || name === 'col') return undefined;
      if (name === 'select' || name === 'textarea' || name === 'table' || this.#tableParts.has(name))
        return 'span';
    }
    if (this.#tableParts.has(name)) {
      if (this.#rowParents.has(parent)) return name; // those that belong elsewhere in a table: see aroundInTable
      return name === 'col' ? undefined : 'div';
    }
    switch (name) {
      case 'body':
      case 'frameset':
      case 'head':
      case 'html':
        return parent === 'frameset' && name === 'frameset' ? name : 'div';
      case 'frame':
        return parent === 'frameset' ? name : undefined;
      case 'image': // is read as "img"
      case 'math': // of HTML, not of MathML
      case 'svg':
        return 'span';
      case 'plaintext':
        return 'pre';
      case 'a':
        return open.link ? 'span' : name;
      case 'button':
        return open.button ? 'span' : name;
      case 'form':
        return open.form ? 'div' : name;
      case 'nobr':
        return open.nobr ? 'span' : name;
      case 'li':
        return open.li ? 'div' : name;
      case 'dd':
      case 'dt':
        return open.dd ? 'div' : name;
      case 'hr':
        return open.select && (open.option || open.optgroup) ? 'span' : name;
      case 'option':
        return parent === 'option' || (open.select && open.option) ? 'span' : name;
      case 'optgroup':
        return parent === 'option' || (open.select && (open.option || open.optgroup)) ? 'span' : name;
      case 'rb':
      case 'rtc':
        return open.ruby && this.#impliedEnds.has(parent) ? 'span' : name;
      case 'rp':
      case 'rt':
        return open.ruby && this.#impliedEnds.has(parent) && parent !== 'rtc' ? 'span' : name;
      default: // headings
        return /^h[1-6]$/.test(name) && /^h[1-6]$/.test(parent) ? 'div' : name;
    }
  }

  /** @param name of an element of HTML; others have no kind of their own */
  kindOf(name: string): Kind {
    const known = this.#kinds.get(name);
    if (known) return known;
    const isRead = /^[a-z][^\t\n\f\r />\0A-Z]*$/.test(name);
    const read = isRead ? name : 'span';
    const kind: Kind = {
      name: read,
      isVoid: this.#void.has(read),
      // A name in capitals, which only scripts give, is read in small letters.
      isForScripts: /^(link|meta|noscript|script)$/i.test(name),
      isJudged: this.#judged.has(read),
      changes: [this.#scopes, this.#stepping, this.#special].some(names => names.has(read)),
      isScope: this.#scopes.has(read),
      closesParagraph: this.#closesP.has(read) && !(this.#quirks && read === 'table'),
      hasOwnText: this.#ownText.has(read),
      isOfTable: this.#rowParents.has(read) && read !== 'template',
    };
    this.#kinds.set(name, kind);
    return kind;
  }

  /** What is open in an element that is written by this name. */
  within(name: string, open: Open): Open {
    let steps = this.#steps.get(open);
    if (!steps) {
      steps = new Map();
      this.#steps.set(open, steps);
    }
    let inner = steps.get(name);
    if (!inner) {
      inner = this.#step(name, open);
      steps.set(name, inner);
    }
    return inner;
  }

  #step(name: string, open: Open): Open {
    switch (name) {
      case 'li':
        return { ...open, li: true, dd: false };
      case 'dd':
      case 'dt':
        return { ...open, li: false, dd: true };
      case 'a':
        return { ...open, link: true, parts: undefined };
      case 'button':
        return { ...open, li: false, dd: false, button: true };
      case 'form':
        return { ...open, li: false, dd: false, form: !open.template };
      case 'nobr':
        return { ...open, nobr: true };
      case 'ruby':
        return { ...open, ruby: true };
      case 'option':
        return { ...open, option: true };
      case 'optgroup':
        return { ...open, optgroup: true };
      case 'select':
        return { ...this.scope(open), select: true };
      case 'table':
        return { ...this.scope(open), parts: undefined };
      case 'template':
        return { ...this.none, template: true };
      case 'math':
      case 'svg':
        return open.space === name ? open : { ...open, space: name };
      case 'applet':
      case 'caption':
      case 'marquee':
      case 'object':
      case 'td':
      case 'th':
        return { ...this.scope(open), link: false, parts: undefined };
      default:
        return (open.li || open.dd) && this.#special.has(name) ? { ...open, li: false, dd: false } : open;
    }
  }

  /** What an element leaves open that shuts off what is around it: https://html.spec.whatwg.org/multipage/parsing.html#has-an-element-in-scope */
  scope(open: Open): Open {
    const { form, link, template, parts } = open;
    return { ...this.none, form, link, template, parts };
  }

  /** Whether a child may stand in a part of a table as it is. */
  isInPlace(parent: string, child: string): boolean {
    return this.#children.get(parent)?.has(child) ?? false;
  }

  /**
   * What has to stand around a child that may not stand in a part of a table as it is: what a parser puts there, and what CSS
   * does around what belongs into no table, which a parser would move before it. Nothing for a child that is left out.
   * https://www.w3.org/TR/CSS22/tables.html#anonymous-boxes
   *
   * @param child the name of an HTML element; empty for text and others
   */
  aroundInTable(parent: string, child: string): string[] | undefined {
    if (parent === 'table' && child === 'col') return ['colgroup'];
    if (parent === 'colgroup' || child === 'col') return undefined;
    const all = ['tbody', 'tr', 'td'].slice(parent === 'table' ? 0 : parent === 'tr' ? 2 : 1);
    const inner = child === 'tr' ? 'tr' : child === 'td' || child === 'th' ? 'td' : '';
    const index = all.indexOf(inner);
    const around = index === -1 ? all : all.slice(0, index);
    if (!this.#silent.has(child)) return around;
    return around.map((name, place) => (place === (parent === 'table' ? 1 : 0) ? `${name} hidden=""` : name));
  }

  /** Whether the parts of a table may stand in a template by themselves: all have to be of one kind. */
  isTemplateOfTable(content: ParentNode & Node): boolean {
    const kinds = new Set<string>();
    for (const child of content.childNodes) {
      if (child.nodeType === Node.TEXT_NODE && /\S/.test(child.nodeValue ?? '')) return false;
      if (child.nodeType !== Node.ELEMENT_NODE) continue;
      const name = (child as Element).localName;
      if (name === 'script' || name === 'style' || name === 'template') continue;
      if (!this.#tableParts.has(name)) return false;
      kinds.add(name === 'th' ? 'td' : name === 'tr' || name === 'td' || name === 'col' ? name : 'table');
    }
    return kinds.size === 1;
  }

  /** Names within `<svg>` and `<math>` that would end it. */
  foreignName(name: string, space: string): string {
    return this.#breaksOut.has(name.toLowerCase()) ? `${space}-${name}` : name;
  }

  /** Whether a drawing's or a formula's element holds HTML: https://html.spec.whatwg.org/multipage/parsing.html#html-integration-point */
  holdsHtml(element: Element, space: string): boolean {
    const { localName } = element;
    if (space === 'svg') return /^(foreignObject|desc|title)$/.test(localName);
    const isHtml = /^(text\/html|application\/xhtml\+xml)$/i.test(element.getAttribute('encoding') ?? '');
    return /^m[inos]$|^mtext$/.test(localName) || (localName === 'annotation-xml' && isHtml);
  }

  #words(text: string): Set<string> {
    return new Set(text.trim().split(/\s+/));
  }
}
