import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type OpenSitemap,
  readSitemap,
  type SitemapEntry,
  type SitemapPosition,
} from '../../../core/sitemaps/sitemap.ts';

const NS = 'http://www.sitemaps.org/schemas/sitemap/0.9';
const urlset = (inner: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="${NS}">${inner}</urlset>`;
const page = (loc: string) => `<url><loc>${loc}</loc></url>`;
const index = (...sitemaps: string[]) =>
  `<sitemapindex xmlns="${NS}">${sitemaps.map(loc => `<sitemap><loc>${loc}</loc></sitemap>`).join('')}</sitemapindex>`;

type Files = Record<string, string | Uint8Array>;

/** Opens these files, in chunks of `size` bytes; `opened` hears of each. */
const from =
  (files: Files, size = 65_536, opened: string[] = []): OpenSitemap =>
  async address => {
    opened.push(address);
    const bytes = Buffer.from(files[address] ?? '');
    return (async function* () {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    })();
  };

const ROOT = 'https://www.example.com/sitemap.xml';

async function entriesOf(
  file: string | Uint8Array,
  more: Files = {},
  size?: number,
): Promise<SitemapEntry[]> {
  return collected(readSitemap(ROOT, from({ [ROOT]: file, ...more }, size)));
}

async function collected(
  found: AsyncIterable<SitemapEntry & { next: SitemapPosition }>,
): Promise<SitemapEntry[]> {
  const entries: SitemapEntry[] = [];
  for await (const { next: _, ...entry } of found) entries.push(entry);
  return entries;
}

const urlsOf = async (file: string | Uint8Array) => (await entriesOf(file)).map(({ url }) => url);

describe('the addresses of', () => {
  // The first is the example of https://www.sitemaps.org/protocol.html#sitemapXMLExample
  test.each<[string, string | Uint8Array, string[]]>([
    [
      'the protocol’s own example',
      `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
  <url><loc>http://www.example.com/</loc><lastmod>2005-01-01</lastmod><changefreq>monthly</changefreq><priority>0.8</priority></url>
  <url><loc>http://www.example.com/catalog?item=12&amp;desc=vacation_hawaii</loc><changefreq>weekly</changefreq></url>
</urlset>`,
      ['http://www.example.com/', 'http://www.example.com/catalog?item=12&desc=vacation_hawaii'],
    ],
    ['one with no page', urlset(''), []],
    ['one in one element', `<urlset xmlns="${NS}"/>`, []],
    [
      'one with spaces around',
      urlset('<url>\n<loc>\n  https://a.example/x \n</loc>\n</url>'),
      ['https://a.example/x'],
    ],
    ['one in CDATA', urlset(page('<![CDATA[https://a.example/?a=1&b=2]]>')), ['https://a.example/?a=1&b=2']],
    [
      'one in pieces',
      urlset(page('https://a.example/<!-- x --><![CDATA[y]]>&#x7A;')),
      ['https://a.example/yz'],
    ],
    ['one with a byte order mark', `\ufeff${urlset(page('https://a.example/'))}`, ['https://a.example/']],
    [
      'one without a namespace',
      '<urlset><url><loc>https://a.example/</loc></url></urlset>',
      ['https://a.example/'],
    ],
    [
      'one with a prefix',
      `<s:urlset xmlns:s="${NS}"><s:url><s:loc>https://a.example/</s:loc></s:url></s:urlset>`,
      ['https://a.example/'],
    ],
    [
      'one with pictures, films and translations',
      `<urlset xmlns="${NS}" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns:xhtml="http://www.w3.org/1999/xhtml"><url>
        <xhtml:link rel="alternate" hreflang="de" href="https://a.example/de"/>
        <image:image><image:loc>https://a.example/1.png</image:loc></image:image>
        <loc>https://a.example/en</loc>
        <image:loc>https://a.example/2.png</image:loc>
        <picture xmlns="urn:x"><loc>https://a.example/3.png</loc></picture></url></urlset>`,
      ['https://a.example/en'],
    ],
    ['one that is packed', gzipSync(urlset(page('https://a.example/'))), ['https://a.example/']],
    ['one that is packed, with no page', gzipSync(urlset('')), []],
  ])('%s', async (_, file, urls) => {
    expect(await urlsOf(file)).toEqual(urls);
    // However it comes: byte by byte is the hardest.
    expect(await entriesOf(file, {}, 1)).toEqual(await entriesOf(file));
  });
});

describe('lastmod', () => {
  // https://www.w3.org/TR/NOTE-datetime; each is the last moment it may mean.
  test.each<[string, string | undefined]>([
    ['2026', '2026-12-31T23:59:59.999Z'],
    ['2026-02', '2026-02-28T23:59:59.999Z'],
    ['2028-02', '2028-02-29T23:59:59.999Z'],
    ['2026-12', '2026-12-31T23:59:59.999Z'],
    ['2026-11-20', '2026-11-20T23:59:59.999Z'],
    [' 2026-11-20\n', '2026-11-20T23:59:59.999Z'],
    ['1997-07-16T19:20+01:00', '1997-07-16T18:20:59.999Z'],
    ['1997-07-16T19:20:30+01:00', '1997-07-16T18:20:30.999Z'],
    ['1997-07-16T19:20:30.45+01:00', '1997-07-16T18:20:30.450Z'],
    ['2026-11-20T10:00:00Z', '2026-11-20T10:00:00.999Z'],
    ['2026-11-20T10:00:00', '2026-11-20T10:00:00.999Z'],
    ['2026-02-30', undefined],
    ['2026-13', undefined],
    ['2026-00-01', undefined],
    ['2026-11-20T25:00Z', undefined],
    ['20/11/2026', undefined],
    ['yesterday', undefined],
    ['', undefined],
  ])('%j: %s', async (text, moment) => {
    const [entry] = await entriesOf(
      urlset(`<url><loc>https://a.example/</loc><lastmod>${text}</lastmod></url>`),
    );
    expect(entry?.lastmod && new Date(entry.lastmod).toISOString()).toBe(moment);
  });
});

describe('an index', () => {
  const A = 'https://www.example.com/a.xml';
  const B = 'https://www.example.com/b.xml.gz';
  const files = {
    [ROOT]: index(A, B),
    [A]: urlset(page('https://a.example/1') + page('https://a.example/2')),
    [B]: gzipSync(urlset(page('https://a.example/3'))),
  };

  test('gives the pages of all its sitemaps, in their order', async () => {
    expect((await entriesOf(files[ROOT] ?? '', files)).map(({ url }) => url)).toEqual(
      ['1', '2', '3'].map(name => `https://a.example/${name}`),
    );
  });

  test('is gone on with wherever somebody stopped, and what was read is not opened again', async () => {
    const all: (SitemapEntry & { next: SitemapPosition })[] = [];
    for await (const found of readSitemap(ROOT, from(files))) all.push(found);
    for (const [stopped, { next }] of all.entries()) {
      const rest = await collected(readSitemap(ROOT, from(files), next));
      expect(rest.map(({ url }) => url)).toEqual(all.slice(stopped + 1).map(({ url }) => url));
    }
    const opened: string[] = [];
    await collected(readSitemap(ROOT, from(files, 100, opened), { file: 1, entry: 0 }));
    expect(opened).toEqual([ROOT, B]);
  });

  test('inside of an index is refused', async () => {
    const nested = { [ROOT]: index(A), [A]: index(B) };
    await expect(entriesOf(nested[ROOT] ?? '', nested)).rejects.toThrow(
      `${A} is an index inside of an index`,
    );
  });

  test('of more than a thousand sitemaps is refused', async () => {
    const many = index(...Array.from({ length: 1001 }, (_, i) => `https://a.example/${i}.xml`));
    await expect(entriesOf(many)).rejects.toThrow('lists 1001 sitemaps; at most 1000 are read');
  });
});

describe('what is refused, with the reason', () => {
  test.each<[string, string | Uint8Array, RegExp]>([
    ['nothing', '', /is no sitemap: it is empty$/],
    [
      'a page',
      '<!doctype html><html><head></head></html>',
      /is no sitemap: it begins with <html>, not with <urlset> or/,
    ],
    ['a feed', '<rss version="2.0"><channel/></rss>', /begins with <rss>/],
    [
      'text',
      'https://a.example/\nhttps://a.example/2\n',
      /is no sitemap: Non-whitespace before first tag in line 1$/,
    ],
    ['JSON', '{"urlset":[]}', /is no sitemap/],
    [
      'a file that was cut off',
      urlset(page('https://a.example/')).slice(0, -5),
      /is no sitemap: Unclosed root tag/,
    ],
    ['tags that do not match', urlset('<url><loc>x</url></loc>'), /Unexpected close tag in line 2$/],
    ['an & as it is', urlset(page('https://a.example/?a=1&b=2')), /is no sitemap: Invalid character/],
    [
      'an entity XML does not have',
      urlset(page('https://a.example/caf&eacute;')),
      /Invalid character entity/,
    ],
    [
      'an entity of its own',
      `<!DOCTYPE urlset [<!ENTITY a "aaaa">]>${urlset(page('https://a.example/&a;')).slice(39)}`,
      /Invalid character entity/,
    ],
    [
      'a page without an address',
      urlset('<url><lastmod>2026</lastmod></url>'),
      /has no address \(loc\) in its entry 1$/,
    ],
    ['Latin-1', Buffer.from(urlset(page('https://a.example/é')), 'latin1'), /is not UTF-8$/],
    ['UTF-16', Buffer.from(`\ufeff${urlset('')}`, 'utf16le'), /is not UTF-8$/],
    [
      'gzip that was cut off',
      gzipSync(urlset(page('https://a.example/'))).subarray(0, 60),
      /cannot be unpacked: unexpected end of file$/,
    ],
    ['gzip that is none', Buffer.from([0x1f, 0x8b, 1, 2, 3]), /cannot be unpacked/],
    [
      'an address without end',
      urlset(page(`https://a.example/${'x'.repeat(9000)}`)),
      /more than 8192 characters/,
    ],
    ['50,001 pages', urlset(page('https://a.example/').repeat(50_001)), /more than the 50000 addresses/],
    [
      '50 MB and a bit, packed into 50 KB',
      gzipSync(urlset(' '.repeat(50 * 1024 * 1024))),
      /larger than the 50 MB that sitemaps.org allows/,
    ],
  ])('%s', async (_, file, reason) => {
    await expect(entriesOf(file)).rejects.toThrow(reason);
    await expect(entriesOf(file)).rejects.toMatchObject({
      name: 'SitemapError',
      message: expect.stringContaining(ROOT),
    });
  });

  test('what the source says of itself goes on as it is', async () => {
    const broken: OpenSitemap = async () =>
      (async function* () {
        yield gzipSync(urlset('')).subarray(0, 10);
        throw new Error('the line went dead');
      })();
    await expect(collected(readSitemap(ROOT, broken))).rejects.toThrow(/^the line went dead$/);
  });
});

test('50,000 pages in one file are read', async () => {
  expect(await urlsOf(urlset(page('https://a.example/').repeat(50_000)))).toHaveLength(50_000);
});

test('whatever is written is read again, however it is cut and packed', async () => {
  const escaped = (text: string) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
  const entry = fc.record({
    url: fc.webUrl({ withQueryParameters: true, withFragments: true }),
    cdata: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(entry, { maxLength: 20 }),
      fc.integer({ min: 1, max: 100 }),
      fc.boolean(),
      async (entries, size, packed) => {
        const xml = urlset(
          entries.map(({ url, cdata }) => page(cdata ? `<![CDATA[${url}]]>` : escaped(url))).join('\n'),
        );
        const read = await entriesOf(packed ? gzipSync(xml) : xml, {}, size);
        expect(read).toEqual(entries.map(({ url }) => ({ url })));
      },
    ),
    { numRuns: 200 },
  );
});

test('no text at all makes the reader fail in another way than by saying why', async () => {
  const piece = fc.constantFrom(
    '<urlset>',
    '</urlset>',
    '<url>',
    '</url>',
    '<loc>',
    '</loc>',
    '<![CDATA[',
    ']]>',
    '&',
    ';',
    'x',
    '<',
    '>',
    '"',
    '<?',
    '<!',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async pieces => {
      const outcome = await entriesOf(pieces.join('')).catch((error: Error) => error.name);
      expect(typeof outcome === 'string' ? outcome : 'SitemapError').toBe('SitemapError');
    }),
    { numRuns: 500 },
  );
});
