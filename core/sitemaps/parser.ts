import sax from 'sax';
import { readLastmod } from './lastmod.ts';

/** One line of a sitemap. */
export interface SitemapEntry {
  /** The address as it stands there, without the spaces around it. */
  url: string;
  /** The last moment the page may have changed at, in milliseconds since 1970, when the sitemap says so. */
  lastmod?: number;
}

/** A sitemap could not be had, or is none. The message says which and why, in words for people. */
export class SitemapError extends Error {
  override name = 'SitemapError';
}

/** What a sitemap lists: pages, or in an index other sitemaps. */
export type Found = { kind: 'page'; entry: SitemapEntry } | { kind: 'sitemap'; url: string };

// https://www.sitemaps.org/protocol.html#index
const MAX_ENTRIES = 50_000;
/** The protocol says under 2,048; CloudFront takes addresses of 8,192. */
const MAX_URL_LENGTH = 8_192;

/** XML's own five entities and no others. The option is missing in the types. */
const STRICT: sax.SAXOptions & { strictEntities: boolean } = { strictEntities: true };

interface Root {
  kind: Found['kind'];
  prefix: string;
}

/** Turns the XML of one sitemap into what it lists, in the pieces it comes in. Every method throws a SitemapError. */
export class SitemapParser {
  readonly #address: string;
  readonly #sax = sax.parser(true, STRICT);
  /** The names of the elements we are in. */
  readonly #path: string[] = [];
  #root: Root | undefined;
  #found: Found[] = [];
  #count = 0;
  #loc = '';
  #lastmod = '';

  constructor(address: string) {
    this.#address = address;
    this.#sax.onopentag = ({ name }) => this.#open(name);
    this.#sax.onclosetag = () => this.#close();
    this.#sax.ontext = text => this.#text(text);
    this.#sax.oncdata = text => this.#text(text);
    this.#sax.onerror = error => {
      const [what = '', line = ''] = error.message.split('\n');
      throw this.#error(
        `is no sitemap: ${what.replace(/\.$/, '')} in line ${Number(line.split(' ')[1]) + 1}`,
      );
    };
  }

  write(text: string): Found[] {
    this.#sax.write(text);
    const found = this.#found;
    this.#found = [];
    return found;
  }

  close(): Found[] {
    this.#sax.close();
    if (this.#root === undefined) throw this.#error('is no sitemap: it is empty');
    return this.write('');
  }

  #open(name: string): void {
    if (this.#path.length === 0) this.#root = this.#rootOf(name);
    this.#path.push(name);
    if (this.#isEntry()) {
      this.#loc = '';
      this.#lastmod = '';
    }
  }

  /** The protocol's names may all have one prefix. Without a namespace, as many sitemaps are, they count as well. */
  #rootOf(name: string): Root {
    const [, prefix = '', local] = /^([^:]*:)?(.*)$/.exec(name) ?? [];
    if (local === 'urlset') return { kind: 'page', prefix };
    if (local === 'sitemapindex') return { kind: 'sitemap', prefix };
    throw this.#error(
      `is no sitemap: it begins with <${name.slice(0, 40)}>, not with <urlset> or <sitemapindex>`,
    );
  }

  /** Elements of other vocabularies, such as image:loc, are elsewhere or have another prefix. */
  #isEntry(): boolean {
    const { kind, prefix } = this.#root ?? {};
    return this.#path.length === 2 && this.#path[1] === `${prefix}${kind === 'page' ? 'url' : 'sitemap'}`;
  }

  #text(text: string): void {
    if (this.#path.length !== 3) return;
    const prefix = this.#root?.prefix ?? '';
    const name = this.#path[2];
    if (name === `${prefix}loc`) this.#loc += text;
    else if (name === `${prefix}lastmod`) this.#lastmod += text;
    if (this.#loc.length > MAX_URL_LENGTH || this.#lastmod.length > MAX_URL_LENGTH)
      throw this.#error(`has an address of more than ${MAX_URL_LENGTH} characters`);
  }

  #close(): void {
    if (this.#isEntry()) this.#add();
    this.#path.pop();
  }

  #add(): void {
    const url = this.#loc.trim();
    if (url === '') throw this.#error(`has no address (loc) in its entry ${this.#count + 1}`);
    if (++this.#count > MAX_ENTRIES)
      throw this.#error(`lists more than the ${MAX_ENTRIES} addresses that sitemaps.org allows`);
    const lastmod = readLastmod(this.#lastmod);
    if (this.#root?.kind === 'sitemap') this.#found.push({ kind: 'sitemap', url });
    else this.#found.push({ kind: 'page', entry: { url, ...(lastmod !== undefined && { lastmod }) } });
  }

  #error(words: string): SitemapError {
    return new SitemapError(`${this.#address} ${words}`);
  }
}
