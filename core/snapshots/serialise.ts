/** What is left of a page when it is finished. */
export interface SerialisedPage {
  html: string;
  /** Where the document is now: an app may have gone elsewhere without loading. */
  url: string;
  /** Where a `<meta http-equiv="refresh">` of a second at most leads to: an absolute URL. */
  refresh: string | null;
  /** The status and header metas, lower-case names. They are no longer in the html. */
  metas: { name: string; content: string }[];
}

/**
 * Runs inside the page: writes the document as HTML for readers that run no scripts.
 * It works on a copy in a document without a window, so neither the app nor the browser acts on what is changed.
 */
export function serialise(): SerialisedPage {
  const copy = document.implementation.createHTMLDocument('');
  copy.replaceChild(copy.importNode(document.documentElement, true), copy.documentElement);

  /** styled-components and the like insert their rules by script: the element itself is empty. */
  const writeStyles = () => {
    const copies = copy.querySelectorAll('style');
    document.querySelectorAll('style').forEach((style, index) => {
      const target = copies[index];
      if (!target || style.textContent?.trim() || !style.sheet) return;
      const rules = [...style.sheet.cssRules].map(rule => rule.cssText).join('\n');
      target.textContent = rules.replace(/<\/(?=style)/gi, '<\\/'); // it would end the element
    });
  };

  const takeMetas = () => {
    const wanted = ['prerender-status-code', 'render:status_code', 'prerender-header', 'render:header'];
    const metas: SerialisedPage['metas'] = [];
    for (const meta of copy.querySelectorAll('meta[name], meta[property]')) {
      const name = (meta.getAttribute('name') ?? meta.getAttribute('property') ?? '').trim().toLowerCase();
      if (!wanted.includes(name)) continue;
      metas.push({ name, content: (meta.getAttribute('content') ?? '').trim() });
      meta.remove();
    }
    return metas;
  };

  const words = (element: Element, attribute: string) =>
    (element.getAttribute(attribute) ?? '').trim().toLowerCase().split(/\s+/);

  const runsScript = (element: Element) => {
    const [as] = words(element, 'as');
    switch (element.localName) {
      case 'script':
        return words(element, 'type')[0] !== 'application/ld+json';
      case 'link':
        return (
          words(element, 'rel').includes('modulepreload') ||
          (words(element, 'rel').includes('preload') && as === 'script')
        );
      default:
        return element.localName === 'noscript'; // shown to readers without scripts: "please enable JavaScript"
    }
  };

  const cleanAttributes = (element: Element) => {
    const addresses = ['href', 'xlink:href', 'src', 'action', 'formaction', 'data'];
    for (const { name, value } of [...element.attributes]) {
      // Browsers skip control characters and spaces: https://url.spec.whatwg.org/#concept-basic-url-parser
      const leadsToScript = () =>
        [...value]
          .filter(character => character > ' ')
          .join('')
          .toLowerCase()
          .startsWith('javascript:');
      const isScript =
        /^on[a-z]/i.test(name) ||
        (addresses.includes(name.toLowerCase()) && leadsToScript()) ||
        (name === 'srcdoc' && /<script|\son[a-z]+\s*=|javascript:/i.test(value));
      if (isScript) element.removeAttribute(name);
    }
  };

  const clean = (root: Document | DocumentFragment) => {
    for (const element of root.querySelectorAll('*')) {
      if (runsScript(element)) {
        element.remove();
        continue;
      }
      cleanAttributes(element);
      if (element instanceof HTMLTemplateElement) clean(element.content);
    }
  };

  const findRefresh = () => {
    const content = document.querySelector('meta[http-equiv="refresh" i]')?.getAttribute('content') ?? '';
    // Spec: https://html.spec.whatwg.org/multipage/semantics.html#shared-declarative-refresh-steps
    const [, delay, url] = /^\s*([\d.]+)\s*[;,\s]\s*(?:url\s*=\s*)?["']?(.*?)["']?\s*$/i.exec(content) ?? [];
    if (!url || Number(delay) > 1 || !URL.canParse(url, document.baseURI)) return null;
    return new URL(url, document.baseURI).href;
  };

  const doctype = () => {
    const type = document.doctype;
    if (!type) return '';
    const system = type.systemId ? ` "${type.systemId}"` : '';
    if (type.publicId) return `<!DOCTYPE ${type.name} PUBLIC "${type.publicId}"${system}>`;
    return `<!DOCTYPE ${type.name}${system && ` SYSTEM${system}`}>`;
  };

  writeStyles();
  const metas = takeMetas();
  clean(copy);
  const html = `${doctype()}${copy.documentElement.outerHTML}`;
  return { html, url: location.href, refresh: findRefresh(), metas };
}
