import { describe, expect, test } from '@jest/globals';
import { wordsOfField, wordsOfFile } from '../../../cli/import/words.ts';
import { readExport } from '../../../core/imports/read.ts';
import { FileFault } from '../../../core/imports/text.ts';

/* The same few links in all the forms in which files come: encodings, separators, JSON of the services' APIs, and what is no export. */

async function* partsOf(content: string | Uint8Array): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
}

/** Whose a file is and what its rows are: their links as host and slug, or why there are none; or why it cannot be read. */
async function formOf(content: string | Uint8Array): Promise<[string, ...unknown[]]> {
  try {
    const { service, rows } = await readExport(partsOf(content));
    const all: unknown[] = [];
    for await (const row of rows)
      if ('wrong' in row) all.push(`${row.line}: ${wordsOfField(row.wrong)}`);
      else all.push(...row.drafts.map(({ body, host }) => `${row.line}: ${host ?? ''}/${body.slug}`));
    return [service.name, ...all];
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    return [wordsOfFile(error.said)];
  }
}

/** The first link of a file, as it would be asked for, and what it loses. */
async function linkOf(content: string) {
  const { rows } = await readExport(partsOf(content));
  for await (const row of rows)
    if ('drafts' in row) {
      const [draft] = row.drafts;
      return {
        ...draft?.body,
        ...(draft?.losses.length ? { losses: draft.losses.map(({ field }) => field) } : {}),
      };
    }
  return undefined;
}

const TABLE = [
  ['Short link', 'Destination URL', 'Tags'],
  ['https://go.acme.example/one', 'https://example.com/ü', 'a'],
  ['https://go.acme.example/two', 'https://example.com/2', ''],
];
const written = (delimiter = ',', end = '\n') => TABLE.map(row => `${row.join(delimiter)}${end}`).join('');
const BOTH = ['dub', '2: go.acme.example/one', '3: go.acme.example/two'];

const utf16 = (text: string, isBig = false) => {
  const bytes = Buffer.from(text, 'utf16le');
  return isBig ? bytes.swap16() : bytes;
};

describe('a table is read however it is written', () => {
  test.each<[string, string | Uint8Array, unknown[]]>([
    ['LF', written(), BOTH],
    ['CR LF', written(',', '\r\n'), BOTH],
    ['CR, as old programs write', written(',', '\r'), BOTH],
    ['semicolons', written(';'), BOTH],
    ['tabs', written('\t'), BOTH],
    ['bars', written('|'), BOTH],
    ['a mark in front', `\ufeff${written()}`, BOTH],
    ['UTF-16 with a mark: "Unicode text" of a spreadsheet', utf16(`\ufeff${written('\t', '\r\n')}`), BOTH],
    ['UTF-16 the other way round', utf16(`\ufeff${written('\t', '\r\n')}`, true), BOTH],
    ['UTF-16 without a mark', utf16(written('\t')), BOTH],
    ['… and the other way round', utf16(written('\t'), true), BOTH],
    ['all in quotes', TABLE.map(row => `${row.map(cell => `"${cell}"`).join(',')}\n`).join(''), BOTH],
    ['the head in capitals', written().replace(/^.*/, head => head.toUpperCase()), BOTH],
    [
      'names in other words’ forms',
      written().replace('Short link,Destination URL', 'short_link,destinationUrl'),
      BOTH,
    ],
    ['no line end behind the last', written().trimEnd().concat(','), BOTH],
    [
      'empty lines in front and behind',
      `\n\n${written()}\n\n`,
      ['dub', '4: go.acme.example/one', '5: go.acme.example/two'],
    ],
    ['rows of separators alone behind the last', `${written()},,\n , ,\n`, BOTH],
    ['separators behind each row', written(',', ',,\n'), BOTH],
    ['separators behind rows alone', written(',', ',,\n').replace(',,\n', '\n'), BOTH],
    [
      'what tells a spreadsheet the separator',
      `sep=;\r\n${written(';', '\r\n')}`,
      ['dub', '3: go.acme.example/one', '4: go.acme.example/two'],
    ],
    ['no row', 'Short link,Destination URL\n', ['dub']],
    [
      'a cell too many that says something',
      written().replace('2,\n', '2,,x\n'),
      [...BOTH.slice(0, 2), '3: row has 4 cells, and the head has 3'],
    ],
  ])('%s', async (_, content, expected) => expect(await formOf(content)).toEqual(expected));
});

describe('what is no export is told by what it is', () => {
  test.each<[string, string | Uint8Array, RegExp]>([
    ['nothing', '', /^the file is empty$/],
    ['a mark alone', '\ufeff', /^the file is empty$/],
    [
      'a page of HTML',
      '\n<!DOCTYPE html><html lang="en"><title>Sign in</title>',
      /^the file is a web page: perhaps that of a sign-in/,
    ],
    ['a fragment', '<HTML><body>502 Bad Gateway</body></HTML>', /^the file is a web page/],
    [
      'a workbook',
      Buffer.concat([Buffer.from('PK\x03\x04\x14\0\x06\0'), Buffer.alloc(600, 0xab)]),
      /^the file is a ZIP archive or a workbook; .*CSV UTF-8/,
    ],
    ['an empty ZIP archive', 'PK\x05\x06', /^the file is a ZIP archive/],
    ['a workbook of old', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), /^the file is an old workbook/],
    ['what gzip makes', Buffer.from([0x1f, 0x8b, 8, 0, 0]), /^the file is packed by gzip; unpack it$/],
    ['a PDF', '%PDF-1.7\n', /^the file is a PDF/],
    ['XML', '<?xml version="1.0"?><result/>', /^the file is XML/],
    [
      'letters of one byte',
      Buffer.from(written(), 'latin1'),
      /^the file is not UTF-8; save it as "CSV UTF-8"/,
    ],
    ['half of UTF-16', utf16(`\ufeff${written()}`).subarray(0, 201), /^the file begins as UTF-16 and is not/],
    [
      'a head that nobody has',
      'a,b\n1,2\n',
      /^the file is no export that is known: its columns are "a", "b"$/,
    ],
    [
      'a table without its head',
      '"one","https://example.com/","One"\n',
      /its columns are "one", "https:\/\/example\.com\/", "One"$/,
    ],
    [
      'an error of an API',
      '{"message":"Please log in","errorCode":"403"}',
      /is known, or has no link; it begins with \{"message":"Please log in"/,
    ],
    [
      'an answer without links',
      '{"stats":{"total_links":0},"message":"success"}',
      /is known, or has no link; it begins with/,
    ],
  ])('%s', async (_, content, reason) =>
    expect(await formOf(content)).toEqual([expect.stringMatching(reason)]),
  );
});

describe('what APIs answer is read as it comes: several answers behind each other, a list of links, or one a line', () => {
  const dub = {
    id: 'link_1',
    domain: 'go.acme.example',
    key: 'one',
    url: 'https://example.com/',
    archived: false,
    expiresAt: null,
    disabledAt: null,
    password: null,
    proxy: false,
    title: null,
    ios: null,
    geo: { DE: 'https://example.com/de' },
    tags: [{ id: 'tag_1', name: 'News', color: 'red' }],
    shortLink: 'https://go.acme.example/one',
    createdAt: '2024-02-03T04:05:06.789Z',
  };
  const rebrandly = {
    id: 'a1',
    title: 'One',
    slashtag: 'one',
    destination: 'https://example.com/',
    shortUrl: 'go.acme.example/one',
    domain: { id: 'd1', ref: '/domains/d1', fullName: 'go.acme.example' },
    status: 'active',
    clicks: 3,
    createdAt: '2016-07-13T10:54:12.000Z',
    tags: [{ id: 't1', name: 'News' }],
    forwardParameters: true,
  };
  const shortIo = {
    originalURL: 'https://example.com/',
    path: 'one',
    idString: 'lnk_1',
    DomainId: 7,
    archived: false,
    tags: ['News'],
    createdAt: '2022-05-06T07:08:09.000Z',
    secureShortURL: 'https://go.acme.example/one',
    shortURL: 'http://go.acme.example/one',
  };
  const bitly = {
    created_at: '2021-03-04T10:11:12+0000',
    id: 'bit.ly/3AbC',
    link: 'https://bit.ly/3AbC',
    custom_bitlinks: ['https://go.acme.example/one'],
    long_url: 'https://example.com/',
    title: 'One',
    archived: false,
    tags: ['News'],
    deeplinks: [],
    references: { group: '/groups/x' },
  };
  const shlink = {
    shortCode: 'one',
    shortUrl: 'https://go.acme.example/one',
    longUrl: 'https://example.com/',
    dateCreated: '2023-01-02T03:04:05+01:00',
    tags: ['News'],
    meta: { validSince: null, validUntil: '2031-01-02T00:00:00+00:00', maxVisits: 5 },
    domain: null,
    title: 'One',
    crawlable: false,
    forwardQuery: true,
    hasRedirectRules: true,
    visitsSummary: { total: 3, nonBots: 2, bots: 1 },
  };
  const kutt = {
    id: 'u-1',
    address: 'one',
    banned: false,
    created_at: '2020-01-02T03:04:05.000Z',
    link: 'https://go.acme.example/one',
    password: false,
    target: 'https://example.com/',
    description: 'One',
    expire_in: null,
    domain: null,
    visit_count: 5,
  };
  const yourls = {
    shorturl: 'http://go.acme.example/one',
    url: 'https://example.com/',
    title: 'One',
    timestamp: '2010-01-02 03:04:05',
    ip: '192.0.2.1',
    clicks: '5',
  };
  const url = 'https://example.com/';
  const made = { slug: 'one', url, tags: ['News'] };

  test.each<[string, object, ((link: object) => object) | undefined, object]>([
    [
      'dub',
      dub,
      undefined,
      {
        ...made,
        note: 'Made 2024-02-03 at Dub.',
        rules: [{ url: 'https://example.com/de', country: ['DE'] }],
      },
    ],
    [
      'rebrandly',
      rebrandly,
      undefined,
      { ...made, title: 'One', note: 'Made 2016-07-13 at Rebrandly.', forwardQuery: true },
    ],
    [
      'short.io',
      shortIo,
      link => ({ count: 1, links: [link], nextPageToken: 'x' }),
      { ...made, note: 'Made 2022-05-06 at Short.io.' },
    ],
    [
      'bitly',
      bitly,
      link => ({ links: [link], pagination: { next: '' } }),
      { ...made, title: 'One', note: 'Made 2021-03-04 at Bitly.' },
    ],
    [
      'shlink',
      shlink,
      link => ({ shortUrls: { data: [link], pagination: { currentPage: 1 } } }),
      {
        ...made,
        title: 'One',
        note: 'Made 2023-01-02 at Shlink.',
        expiresAt: '2031-01-02T00:00:00Z',
        maxClicks: 5,
        forwardQuery: true,
        losses: ['maxClicks', 'rules'],
      },
    ],
    [
      'kutt',
      kutt,
      link => ({ total: 1, limit: 50, skip: 0, data: [link] }),
      { slug: 'one', url, title: 'One', note: 'Made 2020-01-02 at Kutt.' },
    ],
    [
      'yourls',
      yourls,
      link => ({ links: { link_1: link }, message: 'success' }),
      { slug: 'one', url, title: 'One', note: 'Made 2010-01-02 at YOURLS.' },
    ],
  ])('%s', async (name, link, answer, expected) => {
    const one = JSON.stringify(answer ? answer(link) : [link]);
    const form = (count: number) => [
      name,
      ...Array.from({ length: count }, (_, n) => `${n + 1}: go.acme.example/one`),
    ];
    expect(await linkOf(one)).toEqual(expected);
    expect(await formOf(`${one}\n${one}`)).toEqual(form(2));
    expect(await formOf(JSON.stringify(JSON.parse(one), undefined, 2))).toEqual(form(1));
    expect(await formOf(JSON.stringify([link, link]))).toEqual(form(2));
    expect(await formOf(`${JSON.stringify(link)}\n${JSON.stringify(link)}\n`)).toEqual(form(2));
  });

  test.each([
    [
      'Dub: disabled',
      [{ ...dub, disabledAt: '2025-01-01T00:00:00.000Z' }],
      'dub',
      '1: disabledAt the link is disabled there',
    ],
    [
      'Dub: where the domain leads',
      [{ ...dub, key: '_root', shortLink: 'https://go.acme.example' }],
      'dub',
      '1: slug this is where the domain itself leads: its rootUrl in the settings is for that',
    ],
    [
      'Rebrandly: in its trash',
      [{ ...rebrandly, status: 'trashed' }],
      'rebrandly',
      '1: status the link is trashed there',
    ],
    [
      'Bitly: deleted',
      { links: [{ ...bitly, is_deleted: true }] },
      'bitly',
      '1: is_deleted the link is deleted there',
    ],
    [
      'Short.io: where the domain leads',
      { links: [{ ...shortIo, path: '', shortURL: 'https://go.acme.example/' }] },
      'short.io',
      '1: slug this is where the domain itself leads: its rootUrl in the settings is for that',
    ],
  ])('%s: no link is made of it', async (_, file, name, reason) => {
    expect(await formOf(JSON.stringify(file))).toEqual([name, reason]);
  });
});

describe('the slug is what was printed', () => {
  test.each([
    ['go.acme.example/x', 'go.acme.example/x'],
    ['//go.acme.example/x', 'go.acme.example/x'],
    ['http://GO.acme.example:8080/x', 'go.acme.example:8080/x'],
    ['https://go.acme.example/x/?utm_source=a#b', 'go.acme.example/x'],
    ['https://go.acme.example/a/b/c', 'go.acme.example/a/b/c'],
    ['https://go.acme.example/Case', 'go.acme.example/Case'],
    ['https://go.acme.example/gr%C3%B6%C3%9Fe', 'go.acme.example/größe'],
    ['https://go.acme.example/🎉', 'go.acme.example/🎉'],
    ['https://go.acme.example/a%zz', 'go.acme.example/a%zz'],
    ['https://müller.example/x', 'xn--mller-kva.example/x'],
  ])('%s', async (short, expected) => {
    expect(await formOf(`Short link,Destination URL\n${short},https://example.com/\n`)).toEqual([
      'dub',
      `2: ${expected}`,
    ]);
  });

  test.each([
    ['the same', 'x', 'https://s.example/x', 's.example/x'],
    ['below a path of its domain', 'x', 'https://s.example/go/x', 's.example/go/x'],
    ['with escapes in one of them', 'gr%C3%B6%C3%9Fe', 'https://s.example/größe', 's.example/größe'],
    ['in another letter case', 'SALE', 'https://s.example/sale', 's.example/sale'],
    ['of the slug alone', '00123', '', '/00123'],
  ])('column and address, %s', async (_, slug, short, expected) => {
    expect(await formOf(`originalURL,path,shortURL\nhttps://example.com/,${slug},${short}\n`)).toEqual([
      'short.io',
      `2: ${expected}`,
    ]);
  });

  test.each([
    ['123', '00123'],
    ['1.23E+05', '123000'],
    ['x', 'y'],
  ])('%s beside an address that ends in %s: a spreadsheet was there', async (slug, path) => {
    expect(
      await formOf(`originalURL,path,shortURL\nhttps://example.com/,${slug},https://s.example/${path}\n`),
    ).toEqual([
      'short.io',
      `2: slug is "${slug}", and its short address ends in "${path}": a spreadsheet may have made a number of it`,
    ]);
  });
});

describe('what a cell says', () => {
  const expiry = async (text: string) => {
    const [, row] = await formOf(`originalURL,path,expiresAt\nhttps://example.com/,x,"${text}"\n`);
    return row === '2: /x'
      ? (
          (await linkOf(`originalURL,path,expiresAt\nhttps://example.com/,x,"${text}"\n`)) as {
            expiresAt?: string;
          }
        ).expiresAt
      : row;
  };
  const unreadable = (text: string) =>
    `2: expiresAt "${text}" cannot be read as a time; expected such as 2030-12-24T18:00:00Z`;

  test.each([
    ['2031-03-04', '2031-03-04T00:00:00Z'],
    ['2031-03-04 10:00', '2031-03-04T10:00:00Z'],
    ['2031-03-04T10:00:00.123456Z', '2031-03-04T10:00:00Z'],
    ['2031-03-04 10:00:00+01', '2031-03-04T09:00:00Z'],
    ['2031-03-04T10:00:00-0530', '2031-03-04T15:30:00Z'],
    ['2031-03-04 10:00:00 UTC', '2031-03-04T10:00:00Z'],
    ['1930384800', '2031-03-04T10:00:00Z'],
    ['1930384800000', '2031-03-04T10:00:00Z'],
    ['Tue, 04 Mar 2031 10:00:00 GMT', '2031-03-04T10:00:00Z'],
    ['Mar 4, 2031', '2031-03-04T00:00:00Z'],
    ...[
      '',
      'null',
      'NULL',
      '\\N',
      'None',
      'NaN',
      'Never',
      '-',
      '0',
      'n/a',
      '0000-00-00 00:00:00',
      '0001-01-01T00:00:00Z',
    ].map((none): [string, undefined] => [none, undefined]),
    ...[
      '03/04/2031',
      '4.3.31',
      '2031-02-31',
      '2031-03-04 10:00 PM',
      '2031-03-04T10:00:00 EST',
      'soon',
      '44927.5',
    ].map((text): [string, string] => [text, unreadable(text)]),
  ])('the time %j: %j', async (text, expected) => expect(await expiry(text)).toBe(expected));

  test.each([
    ['a, b', ['a', 'b']],
    ['a;b|c', ['a', 'b', 'c']],
    ['["a, b", "c"]', ['a, b', 'c']],
    ["['a', 'b']", ['a', 'b']],
    ['[]', undefined],
    ["'-10%, sale", ['-10%', 'sale']],
    ['a, A, a', ['a']],
  ])('the tags %j: %j', async (text, expected) => {
    const link = await linkOf(
      `Short link,Destination URL,Tags\na.example/x,https://example.com/,"${text.replaceAll('"', '""')}"\n`,
    );
    expect(link).toEqual({ slug: 'x', url: 'https://example.com/', ...(expected && { tags: expected }) });
  });
});
