import { describe, expect, test } from '@jest/globals';
import { type Difference, differences, type PageView } from '../../../core/audit/audit.ts';

const PAGE: PageView = {
  status: 200,
  url: 'https://site.example/lamps/3',
  title: 'Lamp',
  description: ['A lamp of brass.'],
  canonical: ['https://site.example/lamps/3'],
  robots: ['robots: max-snippet:-1'],
  hreflang: ['de → https://site.example/de/lampen/3', 'en → https://site.example/lamps/3'],
  openGraph: ['og:title: Lamp', 'og:image: https://site.example/a.jpg'],
  jsonLd: ['{"@type":"Product","name":"Lamp","offers":{"price":12.5,"tags":["a","b"]}}'],
  links: ['Home → https://site.example/', 'Home → https://site.example/'],
  text: ['Lamp', 'of brass', '€ 12.50'],
  markup: [],
};

interface Case {
  what: string;
  person?: Partial<PageView>;
  crawler?: Partial<PageView>;
  found?: Difference[];
}

const only = (what: string, person: string[], crawler: string[]): Difference[] => [{ what, person, crawler }];

describe('what differs between two views of a page', () => {
  test.each<Case>([
    { what: 'nothing' },
    { what: 'a router writes addresses in its own form', crawler: { url: `${PAGE.url}/` } },
    { what: 'the fragment of the address is nobody’s business', crawler: { url: `${PAGE.url}#top` } },
    {
      what: 'links and metas in another order',
      person: { links: ['A → https://a.example/', 'B → https://b.example/'], hreflang: ['a → b', 'c → d'] },
      crawler: { links: ['B → https://b.example/', 'A → https://a.example/'], hreflang: ['c → d', 'a → b'] },
    },
    {
      what: 'JSON-LD with its names in another order, spaced, in a list',
      crawler: {
        jsonLd: ['[ {"offers": {"tags": ["a", "b"], "price": 12.50}, "name": "Lamp", "@type": "Product"} ]'],
      },
    },
  ])('the same: $what', ({ person, crawler }) => {
    expect(differences({ ...PAGE, ...person }, { ...PAGE, ...crawler })).toEqual([]);
  });

  test.each<Case>([
    {
      what: 'the address',
      crawler: { url: 'https://site.example/lamps' },
      found: only('address', ['https://site.example/lamps/3'], ['https://site.example/lamps']),
    },
    { what: 'the title', crawler: { title: '' }, found: only('title', ['Lamp'], ['']) },
    {
      what: 'no description',
      crawler: { description: [] },
      found: only('description', ['A lamp of brass.'], []),
    },
    {
      what: 'two canonicals',
      crawler: { canonical: [...PAGE.canonical, 'https://site.example/'] },
      found: only('canonical', [], ['https://site.example/']),
    },
    {
      what: 'robots',
      crawler: { robots: [...PAGE.robots, 'x-robots-tag: noindex'] },
      found: only('robots', [], ['x-robots-tag: noindex']),
    },
    {
      what: 'hreflang',
      crawler: { hreflang: PAGE.hreflang.slice(1) },
      found: only('hreflang', PAGE.hreflang.slice(0, 1), []),
    },
    {
      what: 'Open Graph',
      crawler: { openGraph: ['og:title: Lamp', 'og:image: /a.jpg'] },
      found: only('Open Graph', ['og:image: https://site.example/a.jpg'], ['og:image: /a.jpg']),
    },
    {
      what: 'a value in the JSON-LD',
      crawler: { jsonLd: ['{"@type":"Product","name":"Lamp","offers":{"price":"12.5","tags":["a"]}}'] },
      found: only(
        'JSON-LD',
        ['Product.offers.price: 12.5', 'Product.offers.tags.1: "b"'],
        ['Product.offers.price: "12.5"'],
      ),
    },
    {
      what: 'JSON-LD that is none, and empty',
      person: { jsonLd: ['{}'] },
      crawler: { jsonLd: ['{"@type": \n "Product"'] },
      found: only('JSON-LD', ['data: {}'], ['no JSON: {"@type": "Product"']),
    },
    {
      what: 'one of two equal links',
      crawler: { links: PAGE.links.slice(1) },
      found: only('links', ['Home → https://site.example/'], []),
    },
    {
      what: 'text',
      crawler: { text: ['Lamp', 'Loading…', '€ 12.50'] },
      found: only('text', ['of brass'], ['Loading…']),
    },
    {
      what: 'the order of text',
      crawler: { text: ['Lamp', '€ 12.50', 'of brass'] },
      found: only('order of text', ['of brass', '€ 12.50'], ['€ 12.50', 'of brass']),
    },
    {
      what: 'what HTML cannot say',
      person: { markup: ['links in links: 2'] },
      found: only('markup', ['links in links: 2'], []),
    },
    {
      what: 'another status that is no error, and whatever else',
      crawler: { status: 206, title: 'Part' },
      found: [...only('status', ['200'], ['206']), ...only('title', ['Lamp'], ['Part'])],
    },
    {
      what: 'an error that only the crawler got, of which nothing else is told',
      crawler: { status: 503, title: 'Not ready', text: ['Try again'], links: [] },
      found: only('status', ['200'], ['503']),
    },
    {
      what: 'an error both got, of which everything is',
      person: { status: 404 },
      crawler: { status: 404, text: [] },
      found: only('text', PAGE.text, []),
    },
  ])('$what', ({ person, crawler, found }) => {
    expect(differences({ ...PAGE, ...person }, { ...PAGE, ...crawler })).toEqual(found);
  });

  test('lines that are ignored are so on both sides, and in the order', () => {
    const person = { ...PAGE, text: ['Lamp', 'It is 10:31', 'of brass'], title: 'Lamp at 10:31' };
    const crawler = { ...PAGE, text: ['Lamp', 'of brass', 'It is 10:30'], title: 'Lamp at 10:30' };
    expect(differences(person, crawler, /\d\d:\d\d/)).toEqual([]);
    expect(differences(person, crawler)).toHaveLength(2);
  });
});
