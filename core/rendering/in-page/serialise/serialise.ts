import { inPage } from '../in-page.ts';
import { nameAndWord, shadowReader } from '../instrument/shadow.ts';
import { Attributes } from './attributes.ts';
import { withoutData } from './data.ts';
import { LazyImages } from './images.ts';
import { LinkParts } from './link-parts.ts';
import { Markup } from './markup.ts';
import { Nesting } from './nesting.ts';
import { Outline } from './outline.ts';
import { holdsScript, isForScripts } from './scripts.ts';
import { Shown } from './shown.ts';
import { Styles } from './styles.ts';
import { Tables } from './tables.ts';
import { Tags } from './tags.ts';
import { Texts } from './texts.ts';
import { wholeOf } from './whole.ts';

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

/** Of a larger page Googlebot reads only the beginning: https://developers.google.com/search/docs/crawling-indexing/googlebot */
const READ_WHOLE = 2_000_000;

/**
 * The script that writes a page's document as HTML for readers that run no scripts. It answers a SerialisedPage.
 * It only reads: neither the app nor the browser notices.
 *
 * @param secret under which the page's closed shadow roots are kept, if they are: see keepShadowScript
 */
export const serialiseScript = (secret = ''): string =>
  inPage(
    serialise,
    [...STATUS_METAS, ...HEADER_METAS].join(),
    READ_WHOLE,
    ...nameAndWord(secret),
    shadowReader,
    withoutData,
    Nesting,
    Tables,
    Outline,
    LinkParts,
    Markup,
    Attributes,
    LazyImages,
    Styles,
    Texts,
    Tags,
    Shown,
    wholeOf,
    isForScripts,
    holdsScript,
    findMetas,
    findRefresh,
    doctype,
  );

// From here on everything runs inside the page: each function reaches it as text, with what it needs as its parameters.

function serialise(
  metaNames: string,
  readWhole: number,
  name: string,
  word: string,
  shadowsOf: typeof shadowReader,
  cut: typeof withoutData,
  NestingRules: typeof Nesting,
  TableRules: typeof Tables,
  DocumentOutline: typeof Outline,
  SplitLink: typeof LinkParts,
  MarkupWriter: typeof Markup,
  AttributeReader: typeof Attributes,
  ImageReader: typeof LazyImages,
  StyleReader: typeof Styles,
  TextWriter: typeof Texts,
  TagWriter: typeof Tags,
  ShownReader: typeof Shown,
  whole: typeof wholeOf,
  isUnwanted: typeof isForScripts,
  isUnsafe: typeof holdsScript,
  metasOf: typeof findMetas,
  refresh: typeof findRefresh,
  type: typeof doctype,
): SerialisedPage {
  const found = metasOf(metaNames.split(','));
  const styles = new StyleReader();
  const shadowOf = shadowsOf(name, word);
  const shown = new ShownReader();
  shown.keepMotion(document);
  if (document.body) shown.reveal(whole(document.body, shadowOf));
  const hasSheet = document.body?.querySelector('style, link[rel~="stylesheet" i]');
  const attributes = new AttributeReader(isUnsafe, new ImageReader(), shown);
  const texts = new TextWriter(styles);
  const parts = {
    attributes,
    styles,
    tags: new TagWriter(attributes, texts),
    texts,
    isForScripts: isUnwanted,
    shadowOf,
    NestingRules,
    TableRules,
    DocumentOutline,
    SplitLink,
    leftOut: new Set(found.map(({ element }) => element)),
    atEndOf: new Map([
      [(hasSheet ? document.body : document.head) ?? document.documentElement, styles.adoptedBy(document)],
    ]),
  };
  const markup = new MarkupWriter(parts, document.compatMode);
  markup.writeDocument(document.documentElement);
  const metas = found.map(({ name, content }) => ({ name, content }));
  const html = cut(`${type()}${markup}`, readWhole).toWellFormed();
  return { html, url: location.href, refresh: refresh(), metas };
}

function findMetas(wanted: string[]): { element: Element; name: string; content: string }[] {
  return [...document.querySelectorAll('meta[name], meta[property]')]
    .map(element => ({
      element,
      name: (element.getAttribute('name') ?? element.getAttribute('property') ?? '').trim().toLowerCase(),
      content: (element.getAttribute('content') ?? '').trim(),
    }))
    .filter(({ name }) => wanted.includes(name));
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
  if (!type) return document.compatMode === 'BackCompat' ? '' : '<!DOCTYPE html>';
  const system = type.systemId ? ` "${type.systemId}"` : '';
  if (type.publicId) return `<!DOCTYPE ${type.name} PUBLIC "${type.publicId}"${system}>`;
  return `<!DOCTYPE ${type.name}${system && ` SYSTEM${system}`}>`;
}
