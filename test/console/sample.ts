import { until } from '../until.ts';
import type { Running } from './running.ts';

const PEOPLE = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0',
];
const CRAWLERS = [
  'GPTBot/1.2',
  'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
  'Twitterbot/1.0',
];

const LINKS = [
  {
    slug: 'spring',
    url: '/products/3',
    title: 'Spring catalogue',
    tags: ['spring', 'mail'],
    utm: { source: 'newsletter', medium: 'email', campaign: 'spring' },
  },
  { slug: 'plaque', url: '/products/3', title: 'Slate House Plaque', tags: ['product'] },
  { slug: 'lamp', url: '/products/4', title: 'Towpath Wall Lamp', tags: ['product'] },
  { slug: 'visit', url: '/about', title: 'Where we are', tags: ['print'] },
  { slug: 'docs/fitting', url: '/about', title: 'How to put it up', tags: ['print', 'support'] },
  {
    slug: 'sale',
    url: '/products',
    title: 'Summer sale',
    tags: ['summer'],
    expiresAt: '2030-09-01T00:00:00Z',
  },
];

/** Links with clicks of people, pages read by crawlers: what a console shows after some days. */
export async function fillWithSample(cloud: Running): Promise<void> {
  const api = (path: string, init: RequestInit = {}) =>
    fetch(`${cloud.short}/api${path}`, {
      ...init,
      headers: { authorization: `Bearer ${cloud.key}`, 'content-type': 'application/json' },
    });
  for (const link of LINKS) {
    const body = JSON.stringify({ ...link, url: cloud.site + link.url });
    const made = await api('/links', { method: 'POST', body });
    if (!made.ok) throw new Error(`the link ${link.slug} was not made: ${await made.text()}`);
  }
  for (const [place, { slug }] of LINKS.entries())
    for (let click = 0; click < 24 - 4 * place; click++)
      await follow(`${cloud.short}/${slug}`, PEOPLE[click % PEOPLE.length] ?? '', click);
  for (const crawler of CRAWLERS)
    for (const path of ['/', '/products/3', '/products/4', '/no/such/page'])
      await until(async () => (await follow(cloud.site + path, crawler, 0)) < 500);
  const counted = async () => {
    const { total } = (await (await api('/links/spring/clicks')).json()) as { total: { clicks: number } };
    return total.clicks >= 24;
  };
  await until(counted, 'clicks that are counted');
}

const REFERRERS = ['https://www.example.org/', 'https://news.example.net/spring', ''];

async function follow(url: string, agent: string, turn: number): Promise<number> {
  const referer = REFERRERS[turn % REFERRERS.length];
  const headers = { 'user-agent': agent, ...(referer && { referer }) };
  return (await fetch(url, { headers, redirect: 'manual' })).status;
}
