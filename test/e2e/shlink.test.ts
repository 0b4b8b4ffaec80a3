import { describe, expect, test } from '@jest/globals';
import { ErrorType, type ListParams, shlinkClient } from '../shlink-sdk.ts';
import { type Booted, CHROME, cloudForFile, GOOGLEBOT, get, KEY, until } from './cloud.ts';
import { askApi } from './documented.ts';

/* The daily work of Shlink's own SDK. */

let app: Booted;
cloudForFile(booted => {
  app = booted;
});

const client = (apiKey = KEY) => shlinkClient(app.short, apiKey);

const NONE = { total: 0, nonBots: 0, bots: 0 };

describe('short urls', () => {
  test('are made, read, changed and deleted', async () => {
    const made = await client().createShortUrl({
      longUrl: 'https://example.com/spring',
      customSlug: 'shlink/spring',
      title: 'Spring',
      tags: ['sale', 'poster'],
      maxVisits: 7,
      validSince: '2026-01-01T00:00:00+01:00',
      validUntil: '2999-12-24T18:00:00.000Z',
      forwardQuery: true,
      findIfExists: true,
    });
    expect(made).toEqual({
      shortCode: 'shlink/spring',
      shortUrl: `${app.short}/shlink/spring`,
      longUrl: 'https://example.com/spring',
      dateCreated: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/),
      visitsSummary: NONE,
      tags: ['sale', 'poster'],
      meta: {
        validSince: '2025-12-31T23:00:00+00:00',
        validUntil: '2999-12-24T18:00:00+00:00',
        maxVisits: 7,
      },
      domain: null,
      title: 'Spring',
      crawlable: true,
      forwardQuery: true,
      hasRedirectRules: false,
    });
    const id = { shortCode: 'shlink/spring' };
    expect(await client().getShortUrl(id)).toEqual(made);
    const change = { longUrl: 'https://example.com/summer', title: null, maxVisits: null };
    const changed = await client().updateShortUrl(id, change);
    expect(changed).toMatchObject({
      longUrl: 'https://example.com/summer',
      title: null,
      meta: { maxVisits: null },
    });
    expect((await get(`${app.short}/shlink/spring?a=1`)).headers.get('location')).toBe(
      'https://example.com/summer?a=1',
    );
    await client().deleteShortUrl(id);
    expect((await get(`${app.short}/shlink/spring`)).status).toBe(410);
  });

  test('are listed by page, newest first, and found', async () => {
    for (let n = 1; n <= 5; n++)
      await client().createShortUrl({
        longUrl: `https://example.com/page/${n}`,
        customSlug: `page-${n}`,
        tags: [`t${n % 2}`, 'pages'],
      });
    const slugs = async (params: ListParams) => {
      const { data, pagination } = await client().listShortUrls(params);
      return [data.map(({ shortCode }) => shortCode), pagination.currentPage, pagination.pagesCount];
    };
    const tags = ['pages'];
    expect(await slugs({ tags, itemsPerPage: 2 })).toEqual([['page-5', 'page-4'], 1, 3]);
    expect(await slugs({ tags, itemsPerPage: 2, page: '2' })).toEqual([['page-3', 'page-2'], 2, 3]);
    expect(await slugs({ tags, itemsPerPage: 2, page: '3' })).toEqual([['page-1'], 3, 3]);
    expect((await client().listShortUrls({ tags, itemsPerPage: 2, page: '3' })).pagination.totalItems).toBe(
      5,
    );
    const byDate = { field: 'dateCreated', dir: 'ASC' } as const;
    expect(await slugs({ tags: ['t1', 'pages'], tagsMode: 'all', orderBy: byDate })).toEqual([
      ['page-1', 'page-3', 'page-5'],
      1,
      1,
    ]);
    expect(await slugs({ searchTerm: 'example page', tags })).toEqual([
      ['page-5', 'page-4', 'page-3', 'page-2', 'page-1'],
      1,
      1,
    ]);
    expect(await slugs({ tags, endDate: '2020-01-01T00:00:00+00:00' })).toEqual([[], 1, 1]);
  });

  test('lead by rules', async () => {
    const id = { shortCode: 'shlink-rules' };
    await client().createShortUrl({ longUrl: 'https://example.com/all', customSlug: id.shortCode });
    const redirectRules = [
      {
        longUrl: 'https://apps.apple.com/app/id1',
        conditions: [
          { type: 'device', matchKey: null, matchValue: 'ios' },
          { type: 'language', matchKey: null, matchValue: 'de' },
        ],
      },
      {
        longUrl: 'https://example.com/at',
        conditions: [{ type: 'geolocation-country-code', matchKey: null, matchValue: 'AT' }],
      },
    ];
    const expected = {
      defaultLongUrl: 'https://example.com/all',
      redirectRules: redirectRules.map((rule, index) => ({ ...rule, priority: index + 1 })),
    };
    expect(await client().setShortUrlRedirectRules(id, { redirectRules })).toEqual(expected);
    expect(await client().getShortUrlRedirectRules(id)).toEqual(expected);
    const iphone = {
      'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1',
      'accept-language': 'de',
    };
    expect((await get(`${app.short}/shlink-rules`, iphone)).headers.get('location')).toBe(
      'https://apps.apple.com/app/id1',
    );
  });
});

test('visits are those of people and of bots, each in the hour in which it was', async () => {
  const id = { shortCode: 'shlink-visited' };
  await client().createShortUrl({
    longUrl: 'https://example.com/',
    customSlug: id.shortCode,
    tags: ['visited'],
  });
  for (const agent of [CHROME, CHROME, GOOGLEBOT])
    await get(`${app.short}/shlink-visited`, { 'user-agent': agent });
  const summary = { total: 3, nonBots: 2, bots: 1 };
  await until(async () => (await client().getShortUrl(id)).visitsSummary.total === 3);
  expect((await client().getShortUrl(id)).visitsSummary).toEqual(summary);
  const { data, pagination } = await client().getShortUrlVisits(id);
  expect([data.length, pagination]).toEqual([
    3,
    { currentPage: 1, itemsPerPage: 5000, pagesCount: 1, totalItems: 3 },
  ]);
  expect(data.filter(({ potentialBot }) => potentialBot)).toHaveLength(1);
  const people = await client().getShortUrlVisits(id, { excludeBots: true, itemsPerPage: 1, page: 2 });
  expect(people).toMatchObject({
    data: [{ potentialBot: false }],
    pagination: { pagesCount: 2, totalItems: 2 },
  });
  expect((await client().getTagVisits('visited')).pagination.totalItems).toBe(3);
  expect((await client().getVisitsOverview()).nonOrphanVisits.total).toBeGreaterThanOrEqual(3);
  const stats = (await client().tagsStats()).data.find(({ tag }) => tag === 'visited');
  expect(stats).toEqual({ tag: 'visited', shortUrlsCount: 1, visitsSummary: summary });
});

test('tags, domains and health are told', async () => {
  await client().createShortUrl({ longUrl: 'https://example.com/tagged', tags: ['zebra', 'ant'] });
  expect((await client().listTags()).data).toEqual(expect.arrayContaining(['ant', 'zebra']));
  const { host } = new URL(app.short);
  expect((await client().listDomains()).data).toEqual([
    {
      domain: host,
      isDefault: true,
      redirects: { baseUrlRedirect: null, regular404Redirect: null, invalidShortUrlRedirect: null },
    },
  ]);
  expect(await client('').health()).toMatchObject({ status: 'pass', version: '5.1.0' });
});

test('tags are renamed and deleted, as the web client does', async () => {
  const id = { shortCode: 'shlink-tagged' };
  await client().createShortUrl({
    longUrl: 'https://example.com/retagged',
    customSlug: id.shortCode,
    tags: ['one/two', 'Größe', 'gone'],
  });
  await client().editTag({ oldName: 'one/two', newName: 'three' });
  await client().editTag({ oldName: 'größe', newName: 'Size' });
  await client().deleteTags(['gone', 'nobody']);
  expect((await client().getShortUrl(id)).tags).toEqual(['three', 'Size']);
  const names = (await client().listTags()).data;
  expect(names.filter(tag => /three|size|gone|one/i.test(tag))).toEqual(['Size', 'three']);
  const stats = (await client().tagsStats()).data.find(({ tag }) => tag === 'three');
  expect(stats).toMatchObject({ shortUrlsCount: 1 });
  const { versions } = (await (
    await askApi(app.short, 'GET', '/api/links/shlink-tagged/history', { key: KEY })
  ).json()) as { versions: { action: string }[] };
  expect(versions.map(({ action }) => action)).toEqual(['edit', 'edit', 'edit', 'create']);
  await expect(client().editTag({ oldName: 'three', newName: 'size' })).rejects.toMatchObject({
    status: 409,
    type: ErrorType.TAG_CONFLICT,
  });
  expect((await client().getTagVisits('a/b')).data).toEqual([]);
});

test('what the web client edits is taken as it sends it', async () => {
  const id = { shortCode: 'shlink-form' };
  await client().createShortUrl({ longUrl: 'https://example.com/form', customSlug: id.shortCode });
  const form = {
    longUrl: 'https://example.com/form?x=1',
    tags: ['ui-tag'],
    title: 'Edited',
    domain: 'elsewhere.example',
    validSince: '2026-01-01T00:00:00+00:00',
    validUntil: null,
    maxVisits: null,
    crawlable: true,
    forwardQuery: false,
  };
  expect(await client().updateShortUrl(id, form)).toMatchObject({ title: 'Edited', domain: null });
  expect(await client().deleteOrphanVisits()).toEqual({ deletedVisits: 0 });
});

test.each<[string, () => Promise<unknown>, string, number]>([
  [
    'a tag that there is not',
    () => client().editTag({ oldName: 'nobody', newName: 'x' }),
    ErrorType.TAG_NOT_FOUND,
    404,
  ],
  [
    'the redirects of a domain',
    () => client().editDomainRedirects({ domain: 'DEFAULT', baseUrlRedirect: 'https://example.com/' }),
    'https://shlink.io/api/error/forbidden',
    403,
  ],
  ['no key', () => client('').listTags(), ErrorType.INVALID_AUTHORIZATION, 401],
  ['a wrong key', () => client('sp_none').listTags(), ErrorType.INVALID_API_KEY, 401],
  [
    'no such short url',
    () => client().getShortUrl({ shortCode: 'nobody' }),
    ErrorType.INVALID_SHORTCODE,
    404,
  ],
  ['a wrong address', () => client().createShortUrl({ longUrl: 'no' }), ErrorType.INVALID_ARGUMENT, 400],
  [
    'a slug that is taken',
    () => client().createShortUrl({ longUrl: 'https://example.com/other', customSlug: 'taken' }),
    ErrorType.INVALID_SLUG,
    400,
  ],
  [
    'an order that there is not',
    () => client().listShortUrls({ orderBy: { field: 'domain', dir: 'ASC' } }),
    ErrorType.INVALID_ARGUMENT,
    400,
  ],
  ['what is told as it happens', () => client().mercureInfo(), ErrorType.MERCURE_NOT_CONFIGURED, 501],
  [
    'what cannot be done',
    () => client().deleteShortUrlVisits({ shortCode: 'taken' }),
    'https://shlink.io/api/error/forbidden',
    403,
  ],
])('%s: a problem that clients of Shlink know', async (_, ask, type, status) => {
  await client().createShortUrl({ longUrl: 'https://example.com/taken', customSlug: 'taken' });
  await expect(ask()).rejects.toMatchObject({ type, status, detail: expect.stringMatching(/^\S.*\.$/) });
});

test('what is wrong is named as Shlink names it', async () => {
  await expect(client().createShortUrl({ longUrl: 'no', customSlug: 'a b' })).rejects.toMatchObject({
    invalidElements: ['longUrl', 'customSlug'],
    detail: expect.stringContaining('customSlug is not a slug; expected 1 to 64 letters'),
  });
});
