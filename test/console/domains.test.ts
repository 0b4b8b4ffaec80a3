import { expect, test } from '@jest/globals';
import { addShortDomains } from '../../infra/short-domains.cjs';
import { CHROME, until } from '../e2e/cloud.ts';
import { consoleForFile } from './browser.ts';
import { api, copied, shows, troubles } from './stories.ts';

const OTHER = 'go.example.org';
const { app, open } = consoleForFile({
  change: template => addShortDomains(template, { shortDomains: { [OTHER]: {} } }),
});

/** On a laptop a further domain lies below localhost. */
const other = () => app().short.replace('localhost', `${OTHER}.localhost`);
const plain = (url: string) => url.replace('http://', '');

interface Link {
  url: string;
  domain?: string;
  shortUrl: string;
}
const onOther = async (slug: string) =>
  (await api<Link>(app().short, 'GET', `/links/${slug}?domain=${OTHER}`)).answer;

test('a link is made on the second domain, listed under it, copied with it, and changed on it', async () => {
  await api(app().short, 'POST', '/links', { body: { url: 'https://example.com/first', slug: 'spring' } });
  const { page } = await open('/console/new');
  await page.getByLabel('Leads to').first().fill('https://example.com/second');
  await page.getByRole('combobox', { name: 'Domain' }).selectOption(plain(other()));
  const slug = page.getByRole('textbox', { name: /^Slug/ });
  await slug.fill('spring');
  await page.getByText('This slug is free').waitFor();
  await page.getByRole('button', { name: 'Create' }).click();

  const title = page.getByRole('heading', { level: 1 });
  await shows(title, plain(`${other()}/spring`));
  expect(await copied(page)).toBe(`${other()}/spring`);
  expect(await onOther('spring')).toMatchObject({ url: 'https://example.com/second', domain: OTHER });
  expect(new URL(page.url()).search).toBe(`?domain=${OTHER}`);
  await shows(page.locator('dl.facts'), 'https://example.com/second');
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await page.getByRole('button', { name: `Copy: ${other()}/spring` }).click();
  await until(async () => (await copied(page)) === `${other()}/spring`, 'the copy');
  expect(await troubles(page, 'link-of-second-domain')).toEqual([]);
});

test('the list tells the domains of links with one slug apart, and shows those of one', async () => {
  const { page } = await open('/console/');
  const rows = page.locator('tbody tr');
  const links = rows.locator('th a');
  await until(async () => (await rows.count()) === 2, 'both links');
  const names = (await links.allTextContents()).sort();
  expect(names).toEqual([plain(`${other()}/spring`), plain(`${app().short}/spring`)].sort());
  for (const short of [other(), app().short]) {
    await page.getByRole('button', { name: `Copy: ${short}/spring` }).click();
    await until(async () => (await copied(page)) === `${short}/spring`, `the copy of ${short}/spring`);
  }
  expect(await troubles(page, 'links-of-two-domains')).toEqual([]);

  await page.getByRole('combobox', { name: 'Domain' }).selectOption(plain(other()));
  await until(async () => (await rows.count()) === 1, 'the link of the second domain');
  await links.click();
  await shows(page.locator('dl.facts'), 'https://example.com/second');
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByLabel('Leads to').first().fill('https://example.com/third');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await until(async () => (await onOther('spring')).url === 'https://example.com/third', 'the change');
  const { answer } = await api<Link>(app().short, 'GET', '/links/spring');
  expect(answer).toMatchObject({ url: 'https://example.com/first', shortUrl: `${app().short}/spring` });
});

test('the clicks of a domain are its own, and the address says whose they are', async () => {
  const { page } = await open('/console/clicks');
  const people = page.getByRole('button', { name: 'People', pressed: true });
  const top = page.getByRole('region', { name: 'Most clicked links' });
  const answer = await fetch(`${app().short}/spring`, {
    headers: { 'user-agent': CHROME },
    redirect: 'manual',
  });
  expect(answer.headers.get('location')).toBe('https://example.com/first');
  await shows(people, '1');
  await top.getByRole('link', { name: plain(`${app().short}/spring`) }).waitFor();
  await page.getByRole('combobox', { name: 'Domain' }).selectOption(plain(other()));
  await shows(people, '0');
  expect(new URL(page.url()).search).toBe(`?${new URLSearchParams({ domain: plain(other()) })}`);
  await page.reload();
  await shows(people, '0');
  await page.getByRole('combobox', { name: 'Domain' }).selectOption({ index: 0 });
  await shows(people, '1');

  await page.getByRole('link', { name: 'Links', exact: true }).click();
  await page.getByRole('combobox', { name: 'Sort by' }).selectOption('clicks');
  await page.getByRole('columnheader', { name: 'Clicks' }).waitFor();
  const clicks = page.locator('td[data-label="Clicks"]');
  await until(async () => `${await clicks.allTextContents()}` === '1,0', 'the clicks of both');
  await shows(page.locator('tbody th').first(), plain(`${app().short}/spring`));
  expect(await troubles(page, 'links-by-clicks')).toEqual([]);
});
