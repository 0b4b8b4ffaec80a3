import { describe, expect, test } from '@jest/globals';
import { type Row, readExport } from '../../../core/imports/read.ts';
import { SERVICES } from '../../../core/imports/services.ts';
import { CreateLink } from '../../../core/links/schema.ts';

/** What a file says, in parts of few bytes: a character may be cut in two. */
async function* partsOf(text: string, size = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(text: string, from?: string) {
  const { service, rows, counts } = await readExport(partsOf(text), from);
  const all: Row[] = [];
  for await (const row of rows) all.push(row);
  return { name: service.name, counts, rows: all };
}

/** The links of a file, each with its line; and what they lose. */
async function linksOf(text: string, from?: string) {
  const { name, rows } = await read(text, from);
  return {
    name,
    links: rows.flatMap(row =>
      'wrong' in row
        ? [[row.line, row.wrong.field]]
        : row.drafts.map(({ body, losses, host, hasPassword }) => [
            row.line,
            body,
            ...(losses.length > 0 ? [losses.map(({ field }) => field)] : []),
            ...(host === undefined ? [] : [host]),
            ...(hasPassword ? ['password'] : []),
          ]),
    ),
    left: rows.map(row => ('wrong' in row ? [] : row.left)),
  };
}

/** Files as the services write them, made anew: the shapes are theirs, and nobody's data. */
const FILES: Record<string, { file: string; name: string; links: unknown[]; left?: string[] }> = {
  'Bitly: the download of its links page': {
    name: 'bitly',
    file: `Title,Long URL,Created,Bitlink,Custom Link,Tags,Total clicks
"Spring, the sale",https://shop.example.com/spring?a=1,2021-03-04T10:11:12+0000,https://bit.ly/3AbCdEf,https://go.acme.example/spring,"sale,poster",120
,https://shop.example.com/plain,2020-01-02T03:04:05+0000,https://bit.ly/2XyZ,,,0
`,
    links: [
      [
        2,
        {
          slug: 'spring',
          url: 'https://shop.example.com/spring?a=1',
          title: 'Spring, the sale',
          tags: ['sale', 'poster'],
          note: 'Made 2021-03-04 at Bitly.',
        },
        'go.acme.example',
      ],
      [
        3,
        { slug: '2XyZ', url: 'https://shop.example.com/plain', note: 'Made 2020-01-02 at Bitly.' },
        'bit.ly',
      ],
    ],
    left: ['Total clicks'],
  },
  'Bitly: names as its API has them, and a link with two names of its own domain': {
    name: 'bitly',
    file: `link,long_url,title,created_at,custom_bitlinks,tags
go.acme.example/a,https://example.com/a,A,2022-05-06,"go.acme.example/b go.acme.example/c",x
`,
    links: ['a', 'b', 'c'].map(slug => [
      2,
      { slug, url: 'https://example.com/a', title: 'A', tags: ['x'], note: 'Made 2022-05-06 at Bitly.' },
      'go.acme.example',
    ]),
  },
  'Dub: the labels of its export': {
    name: 'dub',
    file: `Short link,Destination URL,Clicks,Created at,Updated at,Tags
https://go.acme.example/launch,https://example.com/launch,42,2024-02-03T04:05:06.789Z,2024-03-01T00:00:00.000Z,"news, b2b"
`,
    links: [
      [
        2,
        {
          slug: 'launch',
          url: 'https://example.com/launch',
          tags: ['news', 'b2b'],
          note: 'Made 2024-02-03 at Dub.',
        },
        'go.acme.example',
      ],
    ],
    left: ['Clicks', 'Updated at'],
  },
  'Dub: all that its API tells of a link': {
    name: 'dub',
    file: `id,domain,key,url,archived,expiresAt,expiredUrl,password,proxy,title,description,image,rewrite,ios,android,geo,tags,comments,utm_source,utm_medium,clicks,createdAt
link_1,go.acme.example,app,https://example.com/app,false,2031-01-02T03:04:05.678Z,https://example.com/over,,true,The app,Get it,https://example.com/i.png,false,https://apps.apple.com/app/id1,https://play.google.com/store/apps/details?id=a,"{""DE"":""https://example.com/de""}",,for the fair,poster,print,9,2024-02-03T04:05:06.789Z
link_2,go.acme.example,secret,https://example.com/s,false,,,hunter2,false,,,,true,,,,,,,,0,2024-02-03T04:05:06.789Z
link_3,go.acme.example,hidden,https://example.com/h,false,,,********,false,,,,false,,,,,,,,0,2024-02-03T04:05:06.789Z
`,
    links: [
      [
        2,
        {
          slug: 'app',
          url: 'https://example.com/app',
          title: 'The app',
          note: 'for the fair\nMade 2024-02-03 at Dub.',
          expiresAt: '2031-01-02T03:04:05Z',
          expiredUrl: 'https://example.com/over',
          utm: { source: 'poster', medium: 'print' },
          unfurl: { title: 'The app', description: 'Get it', image: 'https://example.com/i.png' },
          rules: [
            { url: 'https://apps.apple.com/app/id1', os: ['ios'] },
            { url: 'https://play.google.com/store/apps/details?id=a', os: ['android'] },
            { url: 'https://example.com/de', country: ['DE'] },
          ],
        },
        'go.acme.example',
      ],
      [
        3,
        {
          slug: 'secret',
          url: 'https://example.com/s',
          note: 'Made 2024-02-03 at Dub.',
          password: 'hunter2',
        },
        ['rewrite'],
        'go.acme.example',
      ],
      [
        4,
        { slug: 'hidden', url: 'https://example.com/h', note: 'Made 2024-02-03 at Dub.' },
        'go.acme.example',
        'password',
      ],
    ],
  },
  Rebrandly: {
    name: 'rebrandly',
    file: `id,title,slashtag,destination,createdAt,updatedAt,shortUrl,domain,clicks,forwardParameters,tags
a1,Hello,hi,https://example.com/hi,2016-07-13T10:54:12.000Z,2016-07-13T10:54:12.000Z,rebrand.ly/hi,rebrand.ly,3,true,"one,two"
`,
    links: [
      [
        2,
        {
          slug: 'hi',
          url: 'https://example.com/hi',
          title: 'Hello',
          tags: ['one', 'two'],
          forwardQuery: true,
          note: 'Made 2016-07-13 at Rebrandly.',
        },
        'rebrand.ly',
      ],
    ],
  },
  'Short.io: with semicolons, as a spreadsheet saves it': {
    name: 'short.io',
    file: `\ufefforiginalURL;path;shortURL;title;tags;createdAt;expiresAt;iphoneURL;androidURL;redirectType;cloaking;splitURL;splitPercent;clicks;folder\r
https://example.com/ü;größe;https://s.acme.example/gr%C3%B6%C3%9Fe;Größe;a,b;1614852672000;;https://apps.apple.com/app/id1;;302;true;https://example.com/b;30;7;Ads\r
`,
    links: [
      [
        2,
        {
          slug: 'größe',
          url: 'https://example.com/ü',
          title: 'Größe',
          tags: ['a', 'b'],
          note: 'Made 2021-03-04 at Short.io.',
          rules: [
            { url: 'https://apps.apple.com/app/id1', os: ['ios'] },
            { url: 'https://example.com/b', weight: 30 },
          ],
          status: 302,
        },
        ['cloaking'],
        's.acme.example',
      ],
    ],
    left: ['clicks', 'folder'],
  },
  'Shlink: the export of its web client': {
    name: 'shlink',
    file: `createdAt,title,shortUrl,domain,shortCode,longUrl,tags,visits
2023-01-02T03:04:05+01:00,Docs,https://s.acme.example/docs,s.acme.example,docs,https://example.com/docs,one|two,12
`,
    links: [
      [
        2,
        {
          slug: 'docs',
          url: 'https://example.com/docs',
          title: 'Docs',
          tags: ['one', 'two'],
          note: 'Made 2023-01-02 at Shlink.',
        },
        's.acme.example',
      ],
    ],
  },
  'Shlink: what its importer takes': {
    name: 'shlink',
    file: 'Long URL,Short code,Domain,Title,Tags\nhttps://example.com/x,x,,,\n',
    links: [[2, { slug: 'x', url: 'https://example.com/x' }]],
  },
  'YOURLS: the answer of its API': {
    name: 'yourls',
    file: JSON.stringify({
      links: {
        link_1: {
          shorturl: 'http://sho.rt/ozh',
          url: 'http://example.com/o',
          title: 'O',
          timestamp: '2010-01-02 03:04:05',
          ip: '192.0.2.1',
          clicks: '5',
        },
        link_2: {
          shorturl: 'http://sho.rt/x',
          url: 'http://example.com/x',
          title: null,
          timestamp: '2011-01-02 03:04:05',
          ip: '192.0.2.1',
          clicks: '0',
        },
      },
      stats: { total_links: '2', total_clicks: '5' },
      statusCode: 200,
      simple: 'Need either XML or JSON format for stats',
      message: 'success',
    }),
    links: [
      [
        1,
        { slug: 'ozh', url: 'http://example.com/o', title: 'O', note: 'Made 2010-01-02 at YOURLS.' },
        'sho.rt',
      ],
      [2, { slug: 'x', url: 'http://example.com/x', note: 'Made 2011-01-02 at YOURLS.' }, 'sho.rt'],
    ],
    left: ['ip', 'clicks'],
  },
  'YOURLS: its table of urls': {
    name: 'yourls',
    file: 'keyword,url,title,timestamp,ip,clicks\nozh,http://example.com/o,O,2010-01-02 03:04:05,192.0.2.1,5\n',
    links: [
      [2, { slug: 'ozh', url: 'http://example.com/o', title: 'O', note: 'Made 2010-01-02 at YOURLS.' }],
    ],
  },
  'Kutt: two answers of its API behind each other': {
    name: 'kutt',
    file: `${JSON.stringify({
      limit: 2,
      skip: 0,
      total: 3,
      data: [
        {
          id: 'a-1',
          address: 'one',
          banned: false,
          created_at: '2020-01-02T03:04:05.000Z',
          updated_at: '2020-01-02T03:04:05.000Z',
          link: 'https://kutt.acme.example/one',
          password: false,
          target: 'https://example.com/1',
          description: 'First',
          expire_in: null,
          domain: 'kutt.acme.example',
          visit_count: 5,
        },
        {
          id: 'a-2',
          address: 'two',
          banned: true,
          created_at: '2020-01-02T03:04:05.000Z',
          link: { link: 'kutt.acme.example/two', url: 'https://kutt.acme.example/two' },
          password: false,
          target: 'https://example.com/2',
          visit_count: 0,
        },
      ],
    })}\n${JSON.stringify({
      limit: 2,
      skip: 2,
      total: 3,
      data: [
        {
          id: 'a-3',
          address: 'three',
          banned: false,
          created_at: '2020-01-02T03:04:05.000Z',
          link: { link: 'kutt.acme.example/three', url: 'https://kutt.acme.example/three' },
          password: true,
          target: 'https://example.com/3',
          expire_in: '2031-01-02T03:04:05.000Z',
          visit_count: 0,
        },
      ],
    })}\n`,
    links: [
      [
        1,
        { slug: 'one', url: 'https://example.com/1', title: 'First', note: 'Made 2020-01-02 at Kutt.' },
        'kutt.acme.example',
      ],
      [2, 'banned'],
      [
        3,
        {
          slug: 'three',
          url: 'https://example.com/3',
          note: 'Made 2020-01-02 at Kutt.',
          expiresAt: '2031-01-02T03:04:05Z',
        },
        'kutt.acme.example',
        'password',
      ],
    ],
  },
};

describe('an export is known by what is in it, and its rows are links', () => {
  test.each(Object.entries(FILES))('%s', async (_, { file, name, links, left }) => {
    const found = await linksOf(file);
    expect(found.name).toBe(name);
    expect(found.links).toEqual(links);
    if (left) expect(found.left[0]).toEqual(left);
    // By its name it is read the same.
    expect(await linksOf(file, name)).toEqual(found);
  });

  test('each service has a file here, or a round of its own', () => {
    const tried = new Set([...Object.values(FILES).map(({ name }) => name), 'signpost']);
    expect([...tried].sort()).toEqual(SERVICES.map(({ name }) => name).sort());
  });

  test('what is read of them is what the API takes, but for slugs that are none here', () => {
    const bodies = Object.values(FILES).flatMap(({ links }) => links as [number, object][]);
    for (const [, body] of bodies)
      if (typeof body === 'object') expect(CreateLink.safeParse(body).error?.issues ?? []).toEqual([]);
  });
});
