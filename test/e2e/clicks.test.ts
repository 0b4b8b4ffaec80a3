import { expect, test } from '@jest/globals';
import { type Booted, CHROME, cloudForFile, createLink, GOOGLEBOT, get, KEY, until } from './cloud.ts';

let app: Booted;
cloudForFile(booted => (app = booted), { countryOf: () => 'CH' });

const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';
const AHEAD = { 'sec-purpose': 'prefetch' };
const FOLLOWS: [agent: string, path?: string, method?: string, more?: Record<string, string>][] = [
  [CHROME],
  [CHROME, '/spring?utm_campaign=may'],
  [CHROME, '/spring.'],
  [PHONE, '/spring?qr'],
  [GOOGLEBOT],
  ['Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)'],
  ['WhatsApp/2.23.20.0'],
  ['curl/8.5.0'],
  [CHROME, '/spring', 'HEAD'],
  [CHROME, '/spring', 'GET', AHEAD],
  [CHROME, '/no-such-link'],
];

const clicksOf = async (query: string, slug = 'spring') => {
  const answer = await fetch(`${app.short}/api/links/${slug}/clicks${query}`, {
    headers: { authorization: `Bearer ${KEY}` },
  });
  expect(answer.status).toBe(200);
  return (await answer.json()) as { total: Record<string, number>; rows: Record<string, unknown>[] };
};

test('who follows a link is counted, each as what he is', async () => {
  await createLink(app.short, { url: 'https://example.com/', slug: 'spring' });
  for (const [agent, path = '/spring', method = 'GET', more = {}] of FOLLOWS) {
    const headers = { 'user-agent': agent, referer: 'https://www.news.example/a', ...more };
    await get(`${app.short}${path}`, headers, method);
  }
  const all = {
    clicks: 4,
    scans: 1,
    crawlers: 1,
    previews: 2,
    tools: 1,
    heads: 1,
    prefetches: 1,
    doubtful: 0,
  };
  await until(async () => (await clicksOf('')).total.tools === 1);
  const { total, rows } = await clicksOf('?by=hour&tz=Asia/Kolkata');
  expect(total).toMatchObject(all);
  expect(rows.at(-1)).toMatchObject(all);
  const top = await fetch(`${app.short}/api/clicks/top`, { headers: { authorization: `Bearer ${KEY}` } });
  expect(await top.json()).toMatchObject({ exact: true, links: [{ slug: 'spring', clicks: 4 }] });
  expect((await clicksOf('?by=device')).rows).toEqual([
    { value: 'desktop', count: 3 },
    { value: 'mobile', count: 1 },
  ]);
  expect((await clicksOf('?by=referrer')).rows).toEqual([{ value: 'news.example', count: 4 }]);
  expect((await clicksOf('?by=campaign')).rows).toEqual([
    { value: '(none)', count: 3 },
    { value: 'may', count: 1 },
  ]);
  expect((await clicksOf('?by=agent')).rows).toContainEqual({ value: 'crawlers/Googlebot', count: 1 });
});

test('which rule led a click on is counted, and where a link led that was over', async () => {
  const rules = [{ url: 'https://example.com/phone', device: ['mobile'] }];
  await createLink(app.short, { url: 'https://example.com/', slug: 'ruled', rules });
  const expiresAt = new Date(Date.now() - 60_000).toISOString().replace(/\.\d+/, '');
  const over = {
    url: 'https://example.com/',
    slug: 'over',
    expiresAt,
    expiredUrl: 'https://example.com/over',
  };
  await createLink(app.short, over);
  for (const agent of [CHROME, PHONE, PHONE])
    expect((await get(`${app.short}/ruled`, { 'user-agent': agent })).status).toBe(301);
  expect((await get(`${app.short}/over`, { 'user-agent': CHROME })).status).toBe(302);
  await until(async () => (await clicksOf('', 'over')).total.ended === 1);
  expect((await clicksOf('?by=rule', 'ruled')).rows).toEqual([{ value: '1', count: 2 }]);
  expect((await clicksOf('', 'over')).total).toMatchObject({ clicks: 0, ended: 1 });
});
