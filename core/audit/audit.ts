import { isSamePage } from '../rendering/same-page.ts';
import type { PageFacts } from './page-facts.ts';

/** A page as somebody got it. */
export interface PageView extends PageFacts {
  status: number;
  /** How it looks: a JPEG in base64, where it was asked for. */
  picture?: string;
}

/** Lines that only one of the two has. */
export interface Difference {
  what: string;
  person: string[];
  crawler: string[];
}

/**
 * What a crawler's page differs in from a person's; nothing when they are the same.
 *
 * @param ignore lines that match are left out on both sides: what differs each time, such as the time of day
 */
export function differences(person: PageView, crawler: PageView, ignore?: RegExp): Difference[] {
  const kept = (lines: string[]) => (ignore ? lines.filter(line => !ignore.test(line)) : lines);
  const compare = (what: string, of: (view: PageView) => string[]) =>
    difference(what, kept(of(person)), kept(of(crawler)));
  const arrival = [
    compare('status', ({ status }) => [String(status)]),
    isSameAddress(person, crawler) ? [] : compare('address', ({ url }) => [url.replace(/#.*/, '')]),
  ].flat();
  // Of an error that only one of them got, everything else is another page.
  if (arrival.some(({ what }) => what === 'status') && isError(person) !== isError(crawler)) return arrival;
  return [
    ...arrival,
    ...compare('title', ({ title }) => [title]),
    ...compare('description', ({ description }) => description),
    ...compare('canonical', ({ canonical }) => canonical),
    ...compare('robots', ({ robots }) => robots),
    ...compare('hreflang', ({ hreflang }) => hreflang),
    ...compare('Open Graph', ({ openGraph }) => openGraph),
    ...compare('JSON-LD', ({ jsonLd }) => jsonLd.flatMap(jsonLines)),
    ...compare('links', ({ links }) => links),
    ...inOrder('text', kept(person.text), kept(crawler.text)),
    ...compare('markup', ({ markup }) => markup),
  ];
}

/** A crawler has the page at the address it asked, a person perhaps at the form of it that the app's router writes. */
function isSameAddress(person: PageView, crawler: PageView): boolean {
  const [one, other] = [new URL(person.url), new URL(crawler.url)];
  return isSamePage(one, other) && one.search === other.search;
}

const isError = ({ status }: PageView) => status >= 400;

/** Lines count as often as they are there; their order does not count. */
function difference(what: string, person: string[], crawler: string[]): Difference[] {
  const onlyPerson = without(person, crawler);
  const onlyCrawler = without(crawler, person);
  return onlyPerson.length + onlyCrawler.length > 0
    ? [{ what, person: onlyPerson, crawler: onlyCrawler }]
    : [];
}

/** As above, but lines that only stand elsewhere are told: from the first that does. */
function inOrder(what: string, person: string[], crawler: string[]): Difference[] {
  const found = difference(what, person, crawler);
  const first = person.findIndex((line, index) => line !== crawler[index]);
  if (found.length > 0 || first === -1) return found;
  const from = (lines: string[]) => lines.slice(first, first + 3);
  return [{ what: `order of ${what}`, person: from(person), crawler: from(crawler) }];
}

function without(lines: string[], others: string[]): string[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(other, (left.get(other) ?? 0) + 1);
  return lines.filter(line => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}

/** Data as lines, `Product.offers.price: 12.5`: neither the order of its names nor its spaces count, and a diff is short. */
function jsonLines(text: string): string[] {
  try {
    const data: unknown = JSON.parse(text);
    return [data].flat().flatMap(item => valueLines(typeOf(item), item));
  } catch {
    return [`no JSON: ${text.replace(/\s+/g, ' ').trim()}`];
  }
}

function valueLines(path: string, value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [`${path}: ${JSON.stringify(value)}`];
  const entries = Object.entries(value);
  if (entries.length === 0) return [`${path}: ${JSON.stringify(value)}`];
  return entries.flatMap(([name, each]) => valueLines(`${path}.${name}`, each));
}

const typeOf = (item: unknown) =>
  typeof item === 'object' && item !== null && '@type' in item ? String(item['@type']) : 'data';
