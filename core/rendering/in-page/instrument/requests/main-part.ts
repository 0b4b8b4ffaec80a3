// All of this runs inside the page: it reaches it as text.

/** A line of text, or something to see. `isLink`: where no main part is marked, it may be of a menu. */
export type Line = [text: string, isLink: 0 | 1];

export interface MainPart {
  lines: Line[];
  /** It shows that it waits, or nothing at all. */
  isBusy: boolean;
}

/**
 * What the main part of a page shows at this moment: without what only says that something is on its way, and where no main
 * part is marked, without header, menus and footer. Read no further than a judgement needs.
 *
 * @param shadowOf finds the shadow root of an element, be it closed
 * @param says the patterns of SAYS_IT_WAITS
 */
export function linesOfMain(
  page: Document,
  shadowOf: (host: Element) => ShadowRoot | null,
  says: RegExp[],
): MainPart {
  const mostCharacters = 6_000;
  /** A spinner's own words are few; what has more is a part that bears such a name. */
  const mostOfSpinner = 60;
  const signs =
    '[role="progressbar"]:not([aria-valuenow]), [class~="loading"], [class~="loader"], [class*="spinner" i], [class*="skeleton" i]';
  const landmarks =
    'header, nav, footer, aside, [role="banner"], [role="navigation"], [role="contentinfo"], [role="complementary"]';
  const named = ['nav', 'navbar', 'menu', 'header', 'footer', 'sidebar'].map(
    name => `[class~="${name}"], #${name}`,
  );
  const seen = 'img, video, canvas, iframe, object, embed, input, textarea, select';
  const isShown = (element: Element) =>
    element.checkVisibility() || getComputedStyle(element).display === 'contents';

  const marked = [...page.querySelectorAll('main, [role="main"]')].find(isShown);
  const silent = 'script, style, noscript, template, link, meta';
  const skipped = `${silent}, ${marked ? 'nav' : [landmarks, ...named].join()}`;
  const lines: Line[] = [];
  let left = mostCharacters;
  let isBusy = page.querySelector('main[aria-busy="true"], [role="main"][aria-busy="true"]') !== null;
  const add = (text: string, isLink: boolean) => {
    if (/^[\s.…·]+$/.test(text)) return;
    if (says.some(pattern => pattern.test(text))) {
      isBusy = true;
      return;
    }
    left -= text.length;
    lines.push([text.slice(0, 500), isLink && !marked ? 1 : 0]);
  };
  const walk = (parent: Element | ShadowRoot, isLink: boolean) => {
    for (const node of parent.childNodes) {
      if (left <= 0) return;
      if (node.nodeType === Node.TEXT_NODE) {
        const text = node.nodeValue?.replace(/\s+/g, ' ').trim();
        if (text) add(text, isLink);
      } else if (node instanceof Element && !node.matches(skipped) && isShown(node)) visit(node, isLink);
    }
  };
  const visit = (element: Element, isLink: boolean) => {
    if (element.matches(signs) && (element.textContent ?? '').trim().length <= mostOfSpinner) {
      isBusy = true;
      return;
    }
    const name = ['src', 'name', 'placeholder'].map(key => element.getAttribute(key)).find(Boolean) ?? '';
    if (element.matches(seen)) add(`<${element.localName} ${name.slice(0, 40)}>`, isLink);
    const isLinkNow = isLink || element.localName === 'a';
    const shadowRoot = shadowOf(element);
    if (shadowRoot) walk(shadowRoot, isLinkNow);
    walk(element, isLinkNow);
  };
  const part = marked ?? page.body;
  if (part) walk(part, false);
  return { lines, isBusy: isBusy || lines.length === 0 };
}
