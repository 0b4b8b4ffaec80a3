import { Parser } from 'htmlparser2';
import { parseJson } from '../json.ts';

/** Something that is said under a name: a meta of Open Graph, of Twitter, for robots. */
export interface Said {
  name: string;
  content: string;
}

/** What a stored page says to a crawler that runs no scripts. Addresses are absolute where they can be read. */
export interface PageFacts {
  title: string;
  description: string;
  canonical: string[];
  /** For robots, and for those of Google and Bing alone. */
  robots: Said[];
  lang: string;
  h1: string[];
  h2: string[];
  openGraph: Said[];
  twitter: Said[];
  /** Each type once, those of what lies within others as well. */
  jsonLd: string[];
  /** JSON-LD that is no JSON. */
  brokenJsonLd: number;
  /** Links to elsewhere, or to a place in the page. */
  links: number;
  /** Of the text that a crawler reads, hidden or not. */
  words: number;
}

/** Lists end here, and texts are cut: an answer has to end, whatever a page holds. */
export const MOST_ITEMS = 50;
export const MOST_CHARACTERS = 500;

/** A browser's own parser nests elements 512 deep at most; the one here takes time by the square of it. */
const MOST_DEEP = 2000;

/** Reads what a page says. Never throws; what is no HTML says little. `url` is the page's own address. */
export function pageFacts(html: string, url: string): PageFacts {
  const reader = new Reader(url);
  let depth = 0;
  const parser = new Parser({
    onopentag: (name, attributes) => {
      reader.open(name, attributes);
      if (++depth > MOST_DEEP) parser.pause(); // and so ends
    },
    ontext: text => reader.text(text),
    onclosetag: name => {
      depth -= 1;
      reader.close(name);
    },
  });
  parser.end(html);
  return reader.facts();
}

/** Elements whose text is none of the page's. */
const SILENT = ['script', 'style', 'noscript', 'title'];
/** Elements that end no word. */
const INLINE =
  /^(a|abbr|b|bdi|bdo|code|data|em|font|i|ins|del|kbd|mark|q|s|samp|small|span|strong|sub|sup|time|u|var|wbr)$/;

type Attributes = Record<string, string>;

class Reader {
  readonly #metas: Said[] = [];
  readonly #canonical: string[] = [];
  readonly #headings: { h1: string[]; h2: string[] } = { h1: [], h2: [] };
  readonly #jsonLd: string[] = [];
  readonly #text: string[] = [];
  #base: string;
  #lang = '';
  #title: string | undefined;
  #links = 0;
  /** Elements whose text is none of the page's, the innermost last, and drawings, which have titles of their own. */
  readonly #silent: string[] = [];
  #drawings = 0;
  /** What the text is of that comes now, besides the page. */
  #into: 'title' | 'json-ld' | undefined;
  #heading: { name: 'h1' | 'h2'; parts: string[] } | undefined;

  constructor(url: string) {
    this.#base = url;
  }

  open(name: string, attributes: Attributes): void {
    if (this.#isSilent(name, attributes)) this.#silent.push(name);
    this.#readHead(name, attributes);
    if (name === 'svg') this.#drawings += 1;
    if ((name === 'a' || name === 'area') && attributes.href !== undefined) this.#links += 1;
    if ((name === 'h1' || name === 'h2') && this.#silent.length === 0) this.#heading = { name, parts: [] };
    if (!INLINE.test(name)) this.#add(' ');
  }

  text(text: string): void {
    if (this.#into === 'title') this.#title = (this.#title ?? '') + text;
    else if (this.#into === 'json-ld') this.#jsonLd.push((this.#jsonLd.pop() ?? '') + text);
    else if (this.#silent.length === 0) this.#add(text);
  }

  close(name: string): void {
    if (this.#silent.at(-1) === name) this.#silent.pop();
    if (name === 'svg') this.#drawings -= 1;
    if (name === 'title' || name === 'script') this.#into = undefined;
    if (this.#heading?.name === name) {
      this.#headings[this.#heading.name].push(this.#heading.parts.join(''));
      this.#heading = undefined;
    }
    if (!INLINE.test(name)) this.#add(' ');
  }

  facts(): PageFacts {
    const named = (pattern: RegExp) => first(this.#metas.filter(({ name }) => pattern.test(name)));
    const { types, broken } = typesIn(this.#jsonLd);
    return {
      title: plain(this.#title ?? ''),
      description: this.#metas.find(({ name }) => name === 'description')?.content ?? '',
      canonical: first(this.#canonical),
      robots: named(/^(robots|googlebot|bingbot)$/),
      lang: plain(this.#lang),
      h1: first(this.#headings.h1.map(plain)),
      h2: first(this.#headings.h2.map(plain)),
      openGraph: named(/^(og|article|book|music|product|profile|video):/),
      twitter: named(/^twitter:/),
      jsonLd: first(types.map(plain)),
      brokenJsonLd: broken,
      links: this.#links,
      words: wordsIn(this.#text.join('')),
    };
  }

  #readHead(name: string, attributes: Attributes): void {
    if (name === 'html') this.#lang ||= attributes.lang ?? '';
    if (name === 'base' && attributes.href) this.#base = absolute(attributes.href, this.#base);
    if (name === 'link' && /(^|\s)canonical(\s|$)/i.test(attributes.rel ?? '') && attributes.href)
      this.#canonical.push(plain(absolute(attributes.href, this.#base)));
    if (name === 'meta' && attributes.content !== undefined) {
      const of = (attributes.name ?? attributes.property ?? '').trim().toLowerCase();
      this.#metas.push({ name: plain(of), content: plain(attributes.content) });
    }
    if (name === 'title' && this.#title === undefined && this.#drawings === 0) this.#into = 'title';
    if (name === 'script' && /^application\/ld\+json/i.test(attributes.type ?? '')) {
      this.#into = 'json-ld';
      this.#jsonLd.push('');
    }
  }

  /** A template is no part of the page, unless it is a shadow root's, which a parser puts in its place. */
  #isSilent(name: string, { shadowrootmode }: Attributes): boolean {
    if (name === 'template') return this.#silent.length > 0 || shadowrootmode === undefined;
    return SILENT.includes(name);
  }

  #add(text: string): void {
    this.#text.push(text);
    this.#heading?.parts.push(text);
  }
}

const first = <Item>(items: Item[]): Item[] => items.slice(0, MOST_ITEMS);

/** On one line, and cut where it is too long. */
function plain(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS - 1).toWellFormed()}…` : line;
}

const absolute = (address: string, base: string): string =>
  URL.canParse(address, base) ? new URL(address, base).href : address;

/** Scripts that put no spaces between words: each character counts as one, as word processors have it. */
const UNSPACED = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}`;
const WORD = new RegExp(
  String.raw`[${UNSPACED}]|[^\P{L}${UNSPACED}]+(?:['’-]?[\p{M}\p{N}]|['’-]?[^\P{L}${UNSPACED}])*|\p{N}+`,
  'gu',
);

// Intl.Segmenter would know words of more languages, and takes time by the square of a text's length.
const wordsIn = (text: string): number => text.match(WORD)?.length ?? 0;

/** The types in JSON-LD, each once, and how much of it is no JSON. https://www.w3.org/TR/json-ld11/#specifying-the-type */
function typesIn(scripts: readonly string[]): { types: string[]; broken: number } {
  const types = new Set<string>();
  const values = scripts.map(parseJson);
  const objects = values.filter(isObject);
  for (const object of objects) {
    for (const type of [object['@type']].flat()) if (typeof type === 'string') types.add(type);
    for (const value of Object.values(object)) if (isObject(value)) objects.push(value);
  }
  return { types: [...types], broken: values.filter(value => value === undefined).length };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
