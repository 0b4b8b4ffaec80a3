import type { Styles } from './styles.ts';

/**
 * Texts as HTML, so that a parser reads them as they are.
 * Runs inside the page, which it reaches as text: it may use nothing of this module but what it is given.
 */
export class Texts {
  readonly #styles: Styles;

  constructor(styles: Styles) {
    this.#styles = styles;
  }

  escape(text: string): string {
    if (!/[&<>\u00a0\r\0]/.test(text)) return text;
    return text
      .replaceAll('\0', '') // a parser reads none
      .replaceAll('&', '&amp;')
      .replaceAll('\u00a0', '&nbsp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('\r', '&#13;');
  }

  escapeValue(value: string): string {
    return this.escape(value).replaceAll('"', '&quot;');
  }

  /** The parser drops the first newline of some elements. */
  leadingNewline(text: string): string {
    return text.startsWith('\n') ? '\n' : '';
  }

  /**
   * The text of an element whose text is read in another way than that of others, written under a name that may not be its own;
   * nothing where what it holds is written like that of others.
   */
  ownOf(element: Element, own: string, name: string): string | undefined {
    const text = () => element.textContent ?? '';
    switch (name) {
      case 'style':
        return this.#styles.escape(this.#styles.textOf(element as HTMLStyleElement));
      case 'script': // JSON, where "<" can only be within a string
        return text().replace(/<(?=\/script|script|!--)/gi, '\\u003C');
      case 'title':
        return this.escape(text());
      case 'textarea': {
        const { value } = element as HTMLTextAreaElement;
        return this.leadingNewline(value) + this.escape(value);
      }
      case 'iframe':
      case 'noembed':
      case 'noframes':
      case 'xmp':
        return text().toLowerCase().includes(`</${name}`) ? '' : text();
      default:
        return own === 'textarea' ? this.escape((element as HTMLTextAreaElement).value) : undefined;
    }
  }
}
