import { createDocument } from '@mixmark-io/domino';
import type { PageHead } from '../rendering/rendered.ts';

/** What cards are made of: https://ogp.me and https://developer.x.com/en/docs/x-for-websites/cards/overview/markup */
const ON_A_CARD = /^(?:description|author|(?:og|article|book|fb|music|product|profile|twitter|video):\S+)$/;

type Meta = PageHead['metas'][number];

/**
 * The app's shell with what is known of one of its pages in its head, for readers of links that show a card and do not
 * come back: title, description, Open Graph and Twitter metas, and the canonical address, each in place of the shell's own
 * of that name. Where nothing is known, the card has the shell's title and the page's address.
 *
 * @param shell the app's HTML, whole or broken
 * @param url the page's absolute address
 * @param head what the page's head said when the time was up
 */
export function cardPage(shell: string, url: string, head?: PageHead): string {
  const document = createDocument(shell);
  const own = { title: document.title, canonical: addressOf(document), url: contentOf(document, 'og:url') };
  const metas = (head?.metas ?? []).filter(meta => ON_A_CARD.test(keyOf(meta)));
  const said = (key: string) => metas.find(meta => keyOf(meta) === key)?.content;
  // A shell that bears an address has that of one page, mostly the first: it is said of no other.
  const other = (address: string | undefined, ofShell: string | undefined) =>
    address && address !== ofShell ? address : undefined;
  const canonical = other(head?.canonical, own.canonical) ?? other(said('og:url'), own.url) ?? url;
  const title = head?.title || own.title;
  document.title = title;
  put(document, [
    ...metas.filter(meta => keyOf(meta) !== 'og:url'),
    { property: 'og:url', content: other(said('og:url'), own.url) ?? canonical },
    ...(title && !said('og:title') ? [{ property: 'og:title', content: title }] : []),
  ]);
  putCanonical(document, canonical);
  return `<!doctype html>${document.documentElement.outerHTML}`;
}

/** Pages mix up `name` and `property`, so that one name is one meta here. */
const keyOf = ({ property, name }: Meta) => (property ?? name ?? '').toLowerCase();

/** The parser's lists cannot be iterated. */
const all = (document: Document, selector: string): Element[] =>
  Array.from(document.querySelectorAll(selector));

const metasOf = (document: Document, key: string) =>
  all(document, 'meta[name], meta[property]').filter(
    meta => (meta.getAttribute('property') ?? meta.getAttribute('name') ?? '').toLowerCase() === key,
  );

const contentOf = (document: Document, key: string) =>
  metasOf(document, key)[0]?.getAttribute('content') ?? undefined;

const canonicalsOf = (document: Document) => all(document, 'link[rel~="canonical"]');

const addressOf = (document: Document) => canonicalsOf(document)[0]?.getAttribute('href') ?? undefined;

/** Puts metas into the head. One name may have several, as `og:image` has: the shell's are gone before the first is put. */
function put(document: Document, metas: Meta[]): void {
  for (const key of new Set(metas.map(keyOf))) for (const meta of metasOf(document, key)) meta.remove();
  for (const { name, property, content } of metas) {
    const meta = document.createElement('meta');
    meta.setAttribute(property === undefined ? 'name' : 'property', property ?? name ?? '');
    meta.setAttribute('content', content);
    document.head.appendChild(meta);
  }
}

function putCanonical(document: Document, address: string): void {
  for (const link of canonicalsOf(document)) link.remove();
  const link = document.createElement('link');
  link.setAttribute('rel', 'canonical');
  link.setAttribute('href', address);
  document.head.appendChild(link);
}
