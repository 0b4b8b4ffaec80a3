import { inPage } from './in-page.ts';

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

const STATUS_METAS = ['prerender-status-code', 'render:status_code'];
const HEADER_METAS = ['prerender-header', 'render:header'];

/**
 * The script that writes a page's document as HTML for readers that run no scripts. It answers a SerialisedPage.
 * It works on a copy in a document without a window, so neither the app nor the browser acts on what is changed.
 */
export const serialiseScript = (): string =>
  inPage(
    serialise,
    [...STATUS_METAS, ...HEADER_METAS].join(),
    writeStyles,
    takeMetas,
    clean,
    isForScripts,
    holdsScript,
    findRefresh,
    doctype,
  );

// From here on everything runs inside the page: each function reaches it as text, with what it needs as its parameters.

function serialise(
  metaNames: string,
  write: typeof writeStyles,
  take: typeof takeMetas,
  cleanUp: typeof clean,
  isUnwanted: typeof isForScripts,
  isUnsafe: typeof holdsScript,
  refresh: typeof findRefresh,
  type: typeof doctype,
): SerialisedPage {
  const copy = document.implementation.createHTMLDocument('');
  copy.replaceChild(copy.importNode(document.documentElement, true), copy.documentElement);
  write(copy);
  const metas = take(copy, metaNames.split(','));
  cleanUp(copy, isUnwanted, isUnsafe);
  return { html: type() + copy.documentElement.outerHTML, url: location.href, refresh: refresh(), metas };
}

/** styled-components and the like insert their rules by script: the element itself is empty. */
function writeStyles(copy: Document): void {
  const copies = copy.querySelectorAll('style');
  document.querySelectorAll('style').forEach((style, index) => {
    const target = copies[index];
    if (!target || style.textContent?.trim() || !style.sheet) return;
    const rules = [...style.sheet.cssRules].map(rule => rule.cssText).join('\n');
    target.textContent = rules.replace(/<\/(?=style)/gi, '<\\/'); // it would end the element
  });
}

function takeMetas(copy: Document, wanted: string[]): SerialisedPage['metas'] {
  const metas: SerialisedPage['metas'] = [];
  for (const meta of copy.querySelectorAll('meta[name], meta[property]')) {
    const name = (meta.getAttribute('name') ?? meta.getAttribute('property') ?? '').trim().toLowerCase();
    if (!wanted.includes(name)) continue;
    metas.push({ name, content: (meta.getAttribute('content') ?? '').trim() });
    meta.remove();
  }
  return metas;
}

/** Removes what runs scripts, within templates too. */
function clean(root: ParentNode, isUnwanted: typeof isForScripts, isUnsafe: typeof holdsScript): void {
  const roots = [root];
  for (let next = roots.pop(); next; next = roots.pop())
    for (const element of next.querySelectorAll('*')) {
      if (isUnwanted(element)) {
        element.remove();
        continue;
      }
      for (const { name, value } of [...element.attributes])
        if (isUnsafe(name.toLowerCase(), value)) element.removeAttribute(name);
      if (element instanceof HTMLTemplateElement) roots.push(element.content);
    }
}

function isForScripts(element: Element): boolean {
  const words = (attribute: string) =>
    (element.getAttribute(attribute) ?? '').trim().toLowerCase().split(/\s+/);
  switch (element.localName) {
    case 'noscript': // shown to readers without scripts: "please enable JavaScript"
      return true;
    case 'script':
      return words('type')[0] !== 'application/ld+json';
    case 'link': {
      const rel = words('rel');
      return rel.includes('modulepreload') || (rel.includes('preload') && words('as')[0] === 'script');
    }
    default:
      return false;
  }
}

function holdsScript(attribute: string, value: string): boolean {
  if (/^on[a-z]/.test(attribute)) return true;
  if (attribute === 'srcdoc') return /<script|\son[a-z]+\s*=|javascript:/i.test(value);
  if (!['href', 'xlink:href', 'src', 'action', 'formaction', 'data'].includes(attribute)) return false;
  // Browsers skip control characters and spaces: https://url.spec.whatwg.org/#concept-basic-url-parser
  const address = [...value].filter(character => character > ' ').join('');
  return address.toLowerCase().startsWith('javascript:');
}

/** Spec: https://html.spec.whatwg.org/multipage/semantics.html#shared-declarative-refresh-steps */
function findRefresh(): string | null {
  const content = document.querySelector('meta[http-equiv="refresh" i]')?.getAttribute('content') ?? '';
  const [, delay, url] = /^\s*([\d.]+)\s*[;,\s]\s*(?:url\s*=\s*)?["']?(.*?)["']?\s*$/i.exec(content) ?? [];
  if (!url || Number(delay) > 1 || !URL.canParse(url, document.baseURI)) return null;
  return new URL(url, document.baseURI).href;
}

function doctype(): string {
  const type = document.doctype;
  if (!type) return '';
  const system = type.systemId ? ` "${type.systemId}"` : '';
  if (type.publicId) return `<!DOCTYPE ${type.name} PUBLIC "${type.publicId}"${system}>`;
  return `<!DOCTYPE ${type.name}${system && ` SYSTEM${system}`}>`;
}
