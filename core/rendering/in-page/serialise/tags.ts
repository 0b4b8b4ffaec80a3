import type { Attributes } from './attributes.ts';
import type { Texts } from './texts.ts';

/**
 * What stands in start tags.
 * Runs inside the page, which it reaches as text: it may use nothing of this module but what it is given.
 */
export class Tags {
  readonly #attributes: Attributes;
  readonly #texts: Texts;
  /** What makes a link one, and says how it is followed. */
  readonly #ofLink = ['href', 'hreflang', 'download', 'ping', 'referrerpolicy', 'rel', 'target', 'type'];

  constructor(attributes: Attributes, texts: Texts) {
    this.#attributes = attributes;
    this.#texts = texts;
  }

  attributesOf(element: Element | undefined): string {
    return element ? this.#written(this.#attributes.of(element)) : '';
  }

  /** Of an HTML element under a name that may not be its own. The document of a frame is asked for where one has it as a text. */
  attributesAs(
    element: Element,
    own: string,
    name: string,
    documentOf: (frame: HTMLIFrameElement) => string,
  ): string {
    const given = this.#attributes.of(element);
    if (own === 'iframe' && given.has('srcdoc'))
      given.set('srcdoc', documentOf(element as HTMLIFrameElement));
    if (name !== own && !given.has('role')) this.#addRole(own, given);
    return this.#written(given);
  }

  /** Of a link that is written in parts: what each of these has, and what the element around them has. */
  attributesOfParts(link: Element): { ofLink: string; others: string; hasAddress: boolean } {
    const given = this.#attributes.of(link);
    const isOfLink = (key: string) => this.#ofLink.includes(key);
    return {
      ofLink: this.#written([...given].filter(([key]) => isOfLink(key))),
      others: this.#written([...given].filter(([key]) => !isOfLink(key))),
      hasAddress: given.has('href'), // or it led into a script
    };
  }

  /** It is a style sheet that nobody else can load. */
  isBlobSheet(link: Element): boolean {
    const isSheet = /(^|\s)stylesheet(\s|$)/i.test(link.getAttribute('rel') ?? '');
    return isSheet && /^\s*blob:/i.test(link.getAttribute('href') ?? '');
  }

  #written(given: Iterable<[string, string]>): string {
    let text = '';
    for (const [key, value] of given) text += ` ${key}="${this.#texts.escapeValue(value)}"`;
    return text;
  }

  /** What an element under another name is nevertheless. */
  #addRole(own: string, given: Map<string, string>): void {
    if (own === 'button') given.set('role', 'button');
    if (!/^h[1-6]$/.test(own)) return;
    given.set('role', 'heading');
    if (!given.has('aria-level')) given.set('aria-level', own.slice(1));
  }
}
