import { expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { CHROME, createLink, GOOGLEBOT, get, KEY, until } from '../e2e/cloud.ts';
import { axeFindings } from './axe.ts';
import { consoleForFile, screenshots, THEMES, tabTo } from './browser.ts';

let country = 'DE';
const { app, open } = consoleForFile({ countryOf: () => country });

const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';

async function follow(path: string, from: string, agent = CHROME): Promise<void> {
  country = from;
  await get(`${app().short}${path}`, { 'user-agent': agent, referer: 'https://www.news.example/a' });
}

/** How many there are in all, as the page says. */
const figure = (page: Page, name: string) => page.getByRole('button', { name, pressed: true });
const shows = (element: Locator, text: string) =>
  until(async () => (await element.textContent())?.includes(text) ?? false, `${element}: ${text}`);
const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

/** What is wider than its page makes that scroll sideways. */
const isTooWide = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

test('a follow is on the page of its link within seconds: as a number, in the chart, on the map and in the bars', async () => {
  await createLink(app().short, {
    url: 'https://example.com/',
    slug: 'promo/spring',
    title: 'Spring',
    tags: ['Sale'],
  });
  const { page } = await open('/console/link/promo/spring');
  await shows(figure(page, 'People'), '0');
  expect(await page.locator('h1').textContent()).toContain('/promo/spring');

  await follow('/promo/spring', 'DE');
  await follow('/promo/spring?qr', 'DE', PHONE);
  await follow('/promo/spring?utm_campaign=may', 'BR');
  await follow('/promo/spring', 'US', GOOGLEBOT);
  await shows(figure(page, 'People'), '3');
  await shows(figure(page, 'QR scans'), '1');
  await shows(figure(page, 'Crawlers'), '1');

  const countries = card(page, 'Countries');
  await shows(countries.locator('tbody tr').nth(0), 'Germany267%');
  await shows(countries.locator('tbody tr').nth(1), 'Brazil133%');
  const outline = (code: string) => countries.locator(`[data-country=${code}]`);
  const steps = await Promise.all(['DE', 'BR', 'US'].map(code => outline(code).getAttribute('class')));
  expect(steps.map(step => step?.trim())).toEqual(['shade-5', 'shade-3', 'shade-0']);
  await outline('BR').hover();
  await shows(countries.locator('figcaption'), 'Brazil 1');

  // What does not see the map, or has no mouse, has the countries in the table.
  const said = 'Clicks by country: Germany 2 and Brazil 1. All countries are in the table beside the map.';
  expect(await countries.getByRole('img').getAttribute('aria-label')).toBe(said);
  await page.mouse.move(0, 0);
  const germany = countries.getByRole('button', { name: 'Germany' });
  await tabTo(page, germany, 90);
  await shows(countries.locator('figcaption'), 'Germany 2');
  expect(await outline('DE').getAttribute('class')).toContain('pointed');
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await shows(countries.locator('figcaption'), 'Brazil 1');
  await page.keyboard.press('Tab');
  await shows(countries.locator('figcaption'), 'Germany 2');
  expect(await germany.getAttribute('aria-pressed')).toBe('true');
  await germany.click();
  await figure(page, 'People').focus();
  await shows(countries.locator('figcaption'), 'Point at a country');

  await card(page, 'Devices').getByRole('button', { name: 'Browsers' }).click();
  await shows(card(page, 'Browsers').locator('tbody'), 'Safari');
  await card(page, 'Referrers').getByRole('button', { name: 'Campaigns' }).click();
  await shows(card(page, 'Campaigns').locator('tbody'), 'may');

  // By keyboard: the slider says what a point is, and the table has all of them.
  const reader = page.getByRole('slider', { name: 'Clicks over time' });
  await tabTo(page, reader, 90);
  await page.keyboard.press('End');
  expect(await reader.getAttribute('aria-valuetext')).toContain('People 3, QR scans 1, Crawlers 1');
  await page.keyboard.press('ArrowLeft');
  await until(async () => (await reader.getAttribute('aria-valuetext'))?.includes('People 0') ?? false);
  await figure(page, 'Crawlers').click();
  await page.getByText('Show as a table').click();
  const rows = card(page, 'Clicks over time').locator('tr');
  await rows.first().waitFor();
  expect(await rows.first().locator('th').allTextContents()).toEqual([
    'Day',
    'People',
    'QR scans',
    'Previews',
    'Programs',
  ]);
  expect(await rows.last().locator('td').allTextContents()).toEqual(['3', '1', '0', '0']);

  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download as CSV: Countries' }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe('clicks-promo-spring-country.csv');

  await page.getByText('24 hours').click();
  await page.getByText('Show as a table').waitFor();
  await until(async () => (await page.getByRole('combobox', { name: 'By' }).inputValue()) === 'hour');
  await shows(figure(page, 'People'), '3');
});

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

test('what is chosen is in the address: it can be sent, and is there after a reload and on the way back', async () => {
  const { page } = await open('/console/link/promo/spring');
  const chosen = async () => ({
    period: await page.getByRole('radio', { checked: true }).locator('..').textContent(),
    by: await page.getByRole('combobox', { name: 'By' }).inputValue(),
    group: await page
      .getByRole('button', { name: /^(Devices|Browsers|Systems)$/, pressed: true })
      .textContent(),
  });
  const isChosen = (expected: Awaited<ReturnType<typeof chosen>>) =>
    until(async () => JSON.stringify(await chosen()) === JSON.stringify(expected), JSON.stringify(expected));
  await shows(figure(page, 'People'), '3');
  const usual = { period: '30 days', by: 'day', group: 'Devices' };
  await isChosen(usual);
  const entries = await page.evaluate(() => history.length);
  await page.getByText('90 days').click();
  await page.getByRole('combobox', { name: 'By' }).selectOption('week');
  await page.getByRole('button', { name: 'Browsers' }).click();
  const other = { period: '90 days', by: 'week', group: 'Browsers' };
  await isChosen(other);
  expect(new URL(page.url()).search).toBe('?period=quarter&by=week&device=browser');
  expect(await page.evaluate(() => history.length)).toBe(entries);

  await page.reload();
  await isChosen(other);
  await page.getByRole('link', { name: 'All links' }).click();
  await page.getByRole('heading', { name: 'Links', level: 1 }).waitFor();
  await page.goBack();
  await isChosen(other);

  await page.getByText('30 days').click();
  await page.getByRole('combobox', { name: 'By' }).selectOption('day');
  await page.getByRole('button', { name: 'Devices' }).click();
  await isChosen(usual);
  expect(new URL(page.url()).search).toBe('');

  const [from, to] = [daysAgo(10), daysAgo(9)];
  await page.getByText('Other days').click();
  await page.getByRole('textbox', { name: 'From', exact: true }).fill(from);
  await page.getByRole('textbox', { name: 'To', exact: true }).fill(to);
  await until(() => page.url().endsWith(`?period=own&from=${from}&to=${to}`), 'two days');
  const { page: sent } = await open(page.url().replace(app().short, ''));
  await shows(figure(sent, 'People'), '0');
  expect(await sent.getByRole('textbox', { name: 'From', exact: true }).inputValue()).toBe(from);

  // What is none of what can be chosen.
  const wrong = 'period=decade&by=minute&device=shoe&domain=nowhere.example&tag=None';
  for (const path of ['link/promo/spring?period=own&from=tomorrow&by=minute', `clicks?${wrong}`]) {
    await page.goto(`${app().short}/console/${path}`);
    await isChosen(usual);
    await shows(figure(page, 'People'), '3');
  }
  await page.goto(`${app().short}/console/clicks?tag=Sale&period=week`);
  await until(
    async () => (await page.getByRole('combobox', { name: 'Tag' }).inputValue()) === 'Sale',
    'the tag',
  );
  await page.goto(`${app().short}/console/crawlers?period=week`);
  await until(() => page.getByRole('radio', { name: '7 days' }).isChecked(), 'the period of crawlers');
});

const api = async (path: string, method = 'GET', body?: unknown) => {
  const answer = await fetch(`${app().short}/api/links/${path}`, {
    method,
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return (await answer.json()) as Record<string, unknown>;
};

test('what was changed is told, and can be taken back; what is scheduled can be called off', async () => {
  await createLink(app().short, { url: 'https://example.com/a', slug: 'winter', title: 'Winter' });
  await api('winter', 'PATCH', { url: 'https://example.com/b', title: 'Winter sale' });
  const at = new Date(Date.now() + 86_400_000).toISOString().replace(/\.\d+/, '');
  await api('winter/changes', 'POST', { at, patch: { url: 'https://example.com/later' } });
  const { page } = await open('/console/link/winter');
  const history = card(page, 'History');
  await shows(history, 'https://example.com/a');
  await shows(history, 'Winter sale');

  await page.getByRole('button', { name: /^Call off/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Call off' }).click();
  await shows(card(page, 'Scheduled changes'), 'No changes are scheduled.');
  expect((await api('winter/changes')).changes).toEqual([]);

  await page.getByRole('button', { name: 'Go back to this: Version 1' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Go back to this' }).click();
  await shows(page.locator('dl.facts'), 'https://example.com/a');
  expect(await api('winter')).toMatchObject({ url: 'https://example.com/a', title: 'Winter' });

  await page.getByRole('button', { name: /^Undo: / }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).click();
  await shows(page.locator('dl.facts'), 'https://example.com/b');
  expect(await api('winter')).toMatchObject({ url: 'https://example.com/b', title: 'Winter sale' });
});

test('a link is deleted and brought back; nobody’s change is overwritten unseen', async () => {
  await createLink(app().short, { url: 'https://example.com/', slug: 'gone' });
  const { page } = await open('/console/link/gone', { expected: [/412/, /404/] });
  const remove = async () => {
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  };
  await page.getByText('It leads people on.').waitFor();
  await api('gone', 'PATCH', { note: 'somebody else' });
  await remove();
  await page.getByText('Somebody changed this link meanwhile.').waitFor();
  await shows(page.locator('dl.facts'), 'somebody else');
  expect(await api('gone')).toMatchObject({ state: 'active' });

  await remove();
  await page.getByText('It is deleted and leads nowhere.').waitFor();
  expect(await api('gone')).toMatchObject({ state: 'deleted' });
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await page.getByText('It leads people on.').waitFor();
  expect(await api('gone')).toMatchObject({ state: 'active' });
  await remove();
  await page.getByRole('button', { name: 'Restore' }).click();
  await page.getByText('It leads people on.').waitFor();

  await api('gone', 'PATCH', { slug: 'here/again' });
  await page.goto(`${app().short}/console/link/gone`);
  await page.waitForURL('**/console/link/here/again');
  await page.getByText('It leads people on.').waitFor();

  await page.goto(`${app().short}/console/link/no-such-link`);
  await page.getByText('No link has this slug').waitFor();
});

test('all clicks are told together, with the links that have most; a key that may not see them is told so', async () => {
  const { page } = await open('/console/clicks');
  await shows(figure(page, 'People'), '3');
  await card(page, 'Most clicked links').getByRole('link', { name: '/promo/spring' }).waitFor();
  await page.getByRole('combobox', { name: 'Tag' }).selectOption('Sale');
  await card(page, 'Most clicked links').waitFor({ state: 'detached' });
  await shows(figure(page, 'People'), '3');

  const made = await fetch(`${app().short}/api/keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'reader', scopes: ['links:read'], limits: { tags: ['Sale'] } }),
  });
  const { secret } = (await made.json()) as { secret: string };
  const { page: other } = await open('/console/link/promo/spring', { key: secret });
  await other.getByText('Your key does not allow this').waitFor();
  await shows(card(other, 'Who may see it'), 'links with one of the tags Sale');
  expect(await other.getByRole('button', { name: /Delete|Undo|Go back/ }).count()).toBe(0);
});

test.each(THEMES)('nothing is in anybody’s way, narrow or wide, in the %s theme', async theme => {
  for (const [name, path] of [
    ['link', '/console/link/promo/spring'],
    ['clicks', '/console/clicks'],
  ] as const) {
    const { page } = await open(path, { theme, width: 360 });
    await shows(card(page, 'Countries'), 'Germany');
    await card(page, 'Devices').locator('tbody').waitFor();
    await page.locator('.uplot canvas').waitFor();
    expect(await isTooWide(page)).toBe(false);
    expect(await axeFindings(page)).toEqual([]);
    await screenshots(page, `${name}-${theme}`);
  }
});
