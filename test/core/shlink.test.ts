import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ClicksAnswer } from '../../core/clicks-api/routes.ts';
import { systemClock } from '../../core/clock.ts';
import { Domains } from '../../core/links/domains.ts';
import { createShlinkApi } from '../../core/shlink/api.ts';
import { linksOfPage } from '../../core/shlink/list.ts';
import { Native } from '../../core/shlink/native.ts';
import { pageOf } from '../../core/shlink/page.ts';
import { rulesFrom } from '../../core/shlink/rules.ts';
import { tagStats, tagsOf } from '../../core/shlink/tags.ts';
import { visitsList } from '../../core/shlink/visits.ts';

/** Our API, that answers each path so. */
const answering = (answer: (url: URL) => unknown) =>
  new Native(
    { fetch: request => Response.json(answer(new URL(request.url))) },
    { host: 'go.example.com' },
    'key',
  );

const HOUR_MS = 3_600_000;
const NOW = Date.UTC(2026, 10, 20, 12);

test('pages of visits have each visit once, the last ones first, however many are on a page', async () => {
  const hour = fc.record({ clicks: fc.nat(5), crawlers: fc.nat(3) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(hour, { maxLength: 6 }),
      fc.integer({ min: 1, max: 7 }),
      fc.boolean(),
      async (hours, size, isPeople) => {
        const none = { doubtful: 0, previews: 0, tools: 0 };
        const rows = hours.map((counts, at) => ({
          ...none,
          ...counts,
          time: new Date(NOW - (6 - at) * HOUR_MS).toISOString(),
        }));
        const native = answering(() => ({ rows }) as Partial<ClicksAnswer>);
        const all: { date: string; potentialBot: boolean }[] = [];
        let pages = 1;
        for (let page = 1; page <= pages; page++) {
          const parameters = new URLSearchParams({
            page: String(page),
            itemsPerPage: String(size),
            excludeBots: String(isPeople),
          });
          const { data, pagination } = await visitsList(native, { path: '/api/clicks', parameters }, NOW);
          expect(data.length).toBeLessThanOrEqual(size);
          all.push(...data);
          pages = pagination.pagesCount;
        }
        const counted = hours.reduce(
          (sum, { clicks, crawlers }) => sum + clicks + (isPeople ? 0 : crawlers),
          0,
        );
        expect(all).toHaveLength(counted);
        expect(all.filter(({ potentialBot }) => !potentialBot)).toHaveLength(
          hours.reduce((sum, { clicks }) => sum + clicks, 0),
        );
        expect(all.map(({ date }) => date)).toEqual(
          all
            .map(({ date }) => date)
            .sort()
            .reverse(),
        );
      },
    ),
    { numRuns: 200 },
  );
});

test('pages of links have each link once, and a page too far is refused', async () => {
  const links = Array.from({ length: 230 }, (_, n) => ({
    slug: `s${n}`,
    shortUrl: `https://go.example.com/s${n}`,
    tags: [],
    createdAt: new Date(NOW - n).toISOString(),
    state: 'active',
  }));
  let asked = 0;
  const native = answering(({ searchParams }) => {
    asked++;
    const from = Number(searchParams.get('cursor') ?? 0);
    // A page of ours may be shorter than it might be, and even have none.
    const to = from + (from === 100 ? 0 : 100) + (from === 100 ? 1 : 0);
    return {
      links: from === 100 ? [links[100]] : links.slice(from, to),
      ...(to < 230 && { next: String(to) }),
    };
  });
  const page = (page: number, itemsPerPage: number) =>
    linksOfPage(
      native,
      new URLSearchParams({ page: String(page), itemsPerPage: String(itemsPerPage) }),
      undefined,
    );
  const slugs: string[] = [];
  for (let n = 1; n <= 8; n++) slugs.push(...(await page(n, 30)).links.map(({ slug }) => slug));
  expect(slugs).toEqual(links.map(({ slug }) => slug));
  asked = 0;
  expect((await page(1, 30)).found).toBe(230);
  expect(asked).toBe(4);
  await expect(page(51, 100)).rejects.toMatchObject({ status: 400, more: { invalidElements: ['page'] } });
});

/* What the web client asks for by its filters and the heads of its table. */

const at = (day: number) => `2026-11-${String(day).padStart(2, '0')}T12:00:00.000Z`;
const link = (slug: string, day: number, more: object = {}) => ({
  slug,
  shortUrl: `https://go.example.com/${slug}`,
  url: `https://example.com/${slug}`,
  createdAt: at(day),
  tags: [] as string[],
  state: 'active',
  clicks: 0,
  ...more,
});
const LINKS = [
  link('e', 15, { tags: ['sale', 'x'], title: 'Able', clicks: 1 }),
  link('d', 14, { tags: ['Print'], title: 'zebra', clicks: 4 }),
  link('c', 13, { tags: ['sale', 'print'], maxClicks: 3, clicks: 3 }),
  link('b-2', 12, { state: 'expired', maxClicks: 9, clicks: 2 }),
  link('a', 11, { tags: ['x'], title: 'Mitte', clicks: 0 }),
];

test.each<[string, string[]]>([
  ['orderBy=dateCreated-DESC', ['e', 'd', 'c', 'b-2', 'a']],
  ['tags[]=sale&tags[]=print', ['e', 'd', 'c']],
  ['tags[]=print&tags[]=x&tagsMode=any&orderBy=dateCreated-ASC', ['a', 'c', 'd', 'e']],
  ['tags[]=print&tags[]=x&orderBy=visits-DESC', ['d', 'c', 'e', 'a']],
  ['tags[]=sale&tags[]=print&tagsMode=all', ['c']],
  ['excludeTags[]=SALE&excludeTags[]=x', ['d', 'b-2']],
  ['excludeTags[]=sale&excludeTags[]=x&excludeTagsMode=all', ['d', 'c', 'b-2', 'a']],
  ['excludeMaxVisitsReached=true', ['e', 'd', 'b-2', 'a']],
  ['excludePastValidUntil=true', ['e', 'd', 'c', 'a']],
  ['startDate=2026-11-13T00:00:00+01:00&endDate=2026-11-14T23:59:59+01:00', ['d', 'c']],
  ['startDate=2026-11-13T00:00:00Z&orderBy=dateCreated-ASC', ['c', 'd', 'e']],
  ['endDate=2026-11-13T00:00:00Z&orderBy=dateCreated-ASC', ['a', 'b-2']],
  ['orderBy=shortCode-ASC', ['a', 'b-2', 'c', 'd', 'e']],
  ['orderBy=longUrl-DESC', ['e', 'd', 'c', 'b-2', 'a']],
  ['orderBy=title-DESC&itemsPerPage=2', ['d', 'a']],
  ['searchTerm=-', ['b-2']],
])('%s', async (query, slugs) => {
  const native = answering(({ searchParams }) => {
    const wanted = searchParams.getAll('tag').map(tag => tag.toLowerCase());
    const found = LINKS.filter(({ tags }) =>
      wanted.every(tag => tags.some(each => each.toLowerCase() === tag)),
    );
    if (searchParams.get('sort') === 'clicks')
      found.sort((one, other) => Number(other.clicks) - Number(one.clicks));
    if (searchParams.get('order') === 'asc') found.reverse();
    return { links: found };
  });
  const hasClicksLeft = async ({ slug }: { slug: string }) => slug !== 'c';
  const { links } = await linksOfPage(native, new URLSearchParams(query), undefined, hasClicksLeft);
  expect(links.map(({ slug }) => slug)).toEqual(slugs);
});

test.each([
  ['orderBy=constructor-ASC', 'orderBy'],
  ['tagsMode=both&tags[]=a', 'tagsMode'],
  ['excludeTagsMode=none', 'excludeTagsMode'],
  ['apiKeyName=x', 'apiKeyName'],
  ['startDate=yesterday', 'startDate'],
])('%s: refused', async (query, field) => {
  const refused = linksOfPage(
    answering(() => ({ links: [] })),
    new URLSearchParams(query),
    undefined,
  );
  await expect(refused).rejects.toMatchObject({ status: 400, more: { invalidElements: [field] } });
});

test('texts are put in order where there are 5,000 at most', async () => {
  const native = answering(({ searchParams }) => {
    const from = Number(searchParams.get('cursor') ?? 0);
    const links = Array.from({ length: 100 }, (_, n) => link(`s${from + n}`, 1));
    return { links, next: String(from + 100) };
  });
  await expect(
    linksOfPage(native, new URLSearchParams('orderBy=title-ASC'), undefined),
  ).rejects.toMatchObject({ status: 400, more: { invalidElements: ['orderBy'] } });
  // And one that is filtered goes through so many, and no further.
  const filtered = await linksOfPage(native, new URLSearchParams('excludePastValidUntil=true'), undefined);
  expect(filtered).toMatchObject({ found: 1000 });
});

/** Shlink's API over one of ours, in which these tags are, and of so many links; and what ours was asked to change. */
function taggedWith(tags: Record<string, number>, answer = (_: Request) => Response.json({ changed: 1 })) {
  const changes: string[] = [];
  const api = {
    fetch: async (request: Request) => {
      const { pathname, search, searchParams } = new URL(request.url);
      if (request.method !== 'GET') {
        changes.push(`${request.method} ${pathname}${search} ${await request.clone().text()}`.trim());
        return answer(request);
      }
      const prefix = searchParams.get('prefix')?.toLowerCase() ?? '';
      const found = Object.entries(tags).filter(([tag]) => tag.toLowerCase().startsWith(prefix));
      return Response.json({ tags: found.map(([tag, links]) => ({ tag, links })).slice(0, 1) });
    },
  };
  const app = createShlinkApi({ api, domains: new Domains('[{"name":""}]'), clock: systemClock });
  const ask = async (method: string, path: string, body?: object) => {
    const more = body && { body: JSON.stringify(body) };
    const asked = new Request(`https://go.example.com/rest/v3${path}`, { method, ...more });
    const response = await app.fetch(asked, { host: 'go.example.com' });
    const text = await response.text();
    return [response.status, text && JSON.parse(text).type.split('/').at(-1)];
  };
  return { ask, changes };
}

test.each<[unknown, unknown, number, string]>([
  ['sale', 'promo', 204, ''],
  ['SALE', 'Sale', 204, ''],
  ['sale', 'Summer', 409, 'tag-conflict'],
  ['sale', 'sum', 204, ''],
  ['nobody', 'x', 404, 'tag-not-found'],
  ['sal', 'x', 404, 'tag-not-found'],
  ['many', 'x', 400, 'invalid-data'],
  ['sale', ' ', 400, 'invalid-data'],
  [undefined, 7, 400, 'invalid-data'],
])('a tag %j is renamed to %j: %d %s', async (oldName, newName, status, type) => {
  const { ask, changes } = taggedWith({ Sale: 3, summer: 1, many: 601 });
  expect(await ask('PUT', '/tags', { oldName, newName })).toEqual([status, type]);
  expect(changes).toEqual(
    status === 204 ? [`PATCH /api/tags/${oldName} ${JSON.stringify({ tag: newName })}`] : [],
  );
});

test('tags are renamed and deleted page by page, to the end', async () => {
  const paged = (request: Request) =>
    Response.json({ changed: 1, ...(!request.url.includes('cursor') && { next: 'n' }) });
  const { ask, changes } = taggedWith({ a: 600 }, paged);
  expect(await ask('PUT', '/tags', { oldName: 'a', newName: 'b/c' })).toEqual([204, '']);
  expect(await ask('DELETE', '/tags?tags[]=a%2Fb&tags[]=x')).toEqual([204, '']);
  expect(changes).toEqual([
    'PATCH /api/tags/a {"tag":"b/c"}',
    'PATCH /api/tags/a?cursor=n {"tag":"b/c"}',
    'DELETE /api/tags/a%2Fb',
    'DELETE /api/tags/a%2Fb?cursor=n',
    'DELETE /api/tags/x',
    'DELETE /api/tags/x?cursor=n',
  ]);
});

test.each([
  [403, 403, 'forbidden-tag-operation'],
  [404, 204, ''],
  [503, 503, 'internal'],
])('our %d to deleting a tag is %d %s', async (ours, status, type) => {
  const { ask } = taggedWith({}, () => Response.json({ detail: 'So.' }, { status: ours }));
  expect(await ask('DELETE', '/tags?tags[]=a')).toEqual([status, type]);
});

test.each<[string, Record<string, string>, object]>([
  ['nothing', {}, { offset: 0, size: 10 }],
  ['page 3', { page: '3' }, { offset: 20, size: 10 }],
  ['all', { itemsPerPage: '-1' }, { offset: 0, size: 100 }],
  ['more than there may be', { itemsPerPage: '1000', page: '2' }, { offset: 100, size: 100 }],
])('who asks for %s', (_, parameters, page) => {
  expect(pageOf(new URLSearchParams(parameters), 10, 100)).toMatchObject(page);
});

test.each([{ page: '0' }, { page: 'x' }, { itemsPerPage: '0' }, { itemsPerPage: '1.5' }])(
  '%j: refused',
  parameters => {
    const refused = expect.objectContaining({
      status: 400,
      more: { invalidElements: Object.keys(parameters) },
    });
    expect(() => pageOf(new URLSearchParams(parameters), 10, 100)).toThrow(refused);
  },
);

const condition = (type: string, matchValue: string, matchKey: string | null = null) => ({
  type,
  matchValue,
  matchKey,
});

test.each<[object[], object | string]>([
  [[condition('device', 'android')], { os: ['android'] }],
  [
    [condition('device', 'mobile'), condition('browser', 'firefox')],
    { device: ['mobile'], browser: ['firefox'] },
  ],
  [[condition('after-date', '2026-12-01T00:00:00+00:00')], { from: '2026-12-01T00:00:00+00:00' }],
  [[condition('before-date', '2026-12-01T00:00:00+00:00')], { until: '2026-12-01T00:00:00+00:00' }],
  [[condition('query-param', 'a', 'b')], 'has the type query-param, which rules do not know here'],
  [[condition('constructor', 'a')], 'has the type constructor, which rules do not know here'],
  [[condition('device', 'toaster')], 'has the type device, which rules do not know here'],
  [[condition('language', 'de'), condition('language', 'at')], 'has language twice, and both cannot hold'],
])('rules under %j', (conditions, expected) => {
  const given = { redirectRules: [{ longUrl: 'https://example.com/', conditions }] };
  if (typeof expected === 'string')
    expect(() => rulesFrom(given)).toThrow(`redirectRules.0.conditions ${expected}.`);
  else expect(rulesFrom(given)).toEqual([{ url: 'https://example.com/', ...expected }]);
});

test.each([
  [403, {}, { type: 'forbidden', status: 403 }],
  [429, { 'retry-after': '7' }, { type: 'too-many-requests', headers: { 'retry-after': '7' } }],
  [503, { 'retry-after': '1' }, { type: 'internal', status: 503, headers: { 'retry-after': '1' } }],
])('our %s is one of theirs, with when to try again', async (status, headers, expected) => {
  const body = JSON.stringify({ detail: 'It is so.' });
  const native = new Native(
    { fetch: () => new Response(body, { status, headers }) },
    { host: 'go.example.com' },
    'k',
  );
  await expect(native.ask('/api/links')).rejects.toMatchObject({ message: 'It is so.', ...expected });
});

test('every tag is told, page by page, with the visits of the fifty that have the most links', async () => {
  const name = (n: number) => `t${String(n).padStart(3, '0')}`;
  const all = Array.from({ length: 160 }, (_, n) => ({ tag: name(n), links: n < 110 ? 1 : 2 }));
  const counts = { clicks: 1, doubtful: 0, previews: 0, crawlers: 0, tools: 0 };
  const native = answering(({ pathname, searchParams }) => {
    if (pathname !== '/api/tags') return { total: counts };
    const from = Number(searchParams.get('cursor') ?? 0);
    return { tags: all.slice(from, from + 100), ...(from === 0 && { next: '100' }) };
  });
  const clock = { ...systemClock, now: () => NOW };
  const stats = await tagStats(native, clock);
  expect(stats.map(each => each.tag)).toEqual(all.map(({ tag }) => tag));
  expect(stats.filter(each => each.visitsSummary.total > 0).map(each => each.tag)).toEqual(
    all.slice(110).map(({ tag }) => tag),
  );
  expect((await tagsOf(native, clock, 'T15')).map(({ tag }) => tag)).toEqual(
    all.slice(150, 160).map(({ tag }) => tag),
  );
});
