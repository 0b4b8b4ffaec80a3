/**
 * What style sheets are at this moment, as CSS: apps change them by script, and the elements then say something else.
 * Runs inside the page, which it reaches as text: it may use nothing of this module but what it is given.
 */
export class Styles {
  /** Adopted sheets cannot be shared in HTML: a thousand buttons with one sheet would have no room left for their text. */
  #charactersLeft = 500_000;
  readonly #texts = new Map<CSSStyleSheet, string>();

  /** The text of a `<style>`: as it was written, unless its rules were changed by script. */
  textOf({ sheet, textContent }: HTMLStyleElement | SVGStyleElement): string {
    const text = textContent ?? '';
    return !sheet || this.#isAsWritten(sheet, text) ? text : this.#rulesOf(sheet);
  }

  /** The `<style>` in place of a sheet that no one else can load; nothing when it is empty or switched off. */
  elementOf(sheet: CSSStyleSheet | null): string {
    const rules = sheet && !sheet.disabled ? this.#rulesOf(sheet) : '';
    const media = sheet?.media.mediaText.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
    return rules && `<style${media ? ` media="${media}"` : ''}>${this.escape(rules)}</style>`;
  }

  /** The sheets a document or a shadow root has adopted. They come after all others in the cascade, so last here, too. */
  adoptedBy(root: DocumentOrShadowRoot): string {
    return [...root.adoptedStyleSheets]
      .map(sheet => {
        const element = this.elementOf(sheet);
        this.#charactersLeft -= element.length;
        return this.#charactersLeft < 0 ? '' : element;
      })
      .join('');
  }

  /** An end tag within the text, which stands in a string, would end the element. */
  escape(css: string): string {
    return css.replace(/<\/(?=style)/gi, '<\\/');
  }

  #rulesOf(sheet: CSSStyleSheet): string {
    const known = this.#texts.get(sheet);
    if (known !== undefined) return known;
    const text = [...sheet.cssRules].map(rule => rule.cssText).join('\n');
    this.#texts.set(sheet, text);
    return text;
  }

  /** A constructed sheet takes no `@import`: https://drafts.csswg.org/cssom/#dom-cssstylesheet-replacesync */
  #isAsWritten(sheet: CSSStyleSheet, text: string): boolean {
    const rules = [...sheet.cssRules].filter(rule => !(rule instanceof CSSImportRule));
    if (!text.trim()) return sheet.cssRules.length === 0;
    const written = new CSSStyleSheet();
    written.replaceSync(text);
    return (
      rules.length === written.cssRules.length &&
      rules.every((rule, index) => rule.cssText === written.cssRules[index]?.cssText)
    );
  }
}
