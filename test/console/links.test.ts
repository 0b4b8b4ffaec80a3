import { expect, test } from '@jest/globals';
import { until } from '../e2e/cloud.ts';
import { consoleForFile, THEMES, tabTo } from './browser.ts';
import { api, copied, shows, troubles } from './stories.ts';

const { app, open } = consoleForFile();

interface Link {
  slug: string;
  url: string;
  state: string;
  tags: string[];
}
const linkOf = async (slug: string) => (await api<Link>(app().short, 'GET', `/links/${slug}`)).answer;

test('an address becomes a link that is copied, listed and found; what the API refuses is said at its field', async () => {
  const { page } = await open('/console/', { expected: [/409|422/] });
  await page.getByText('No links yet').waitFor();
  expect(await page.title()).toBe('Links · Signpost');
  const address = page.getByLabel('Address to shorten');
  const slug = page.getByRole('textbox', { name: /^Slug/ });
  const shorten = page.getByRole('button', { name: 'Shorten' });

  // Without a mouse: the address has the focus again afterwards.
  await tabTo(page, address);
  await page.keyboard.type('www.example.com/spring?a=1');
  await page.keyboard.press('Tab');
  await page.keyboard.type('spring');
  await page.getByText('This slug is free').waitFor();
  await page.keyboard.press('Enter');
  await shows(page.locator('.toast'), '/spring is copied');
  expect(await copied(page)).toBe(`${app().short}/spring`);
  expect(await address.evaluate(element => element === document.activeElement)).toBe(true);
  await page.getByRole('row', { name: /\/spring/ }).waitFor();
  expect(await linkOf('spring')).toMatchObject({
    url: 'https://www.example.com/spring?a=1',
    state: 'active',
  });

  await address.fill('https://www.example.com/other');
  await slug.fill('spring');
  await page.getByText('Taken: it leads to www.example.com/spring?a=1').waitFor();
  expect(await slug.getAttribute('aria-invalid')).toBe('true');
  await shorten.click();
  await shows(page.locator('.create .field').nth(1), 'taken');
  await slug.fill('no good slug');
  await shows(page.locator('.create .field').nth(1), 'is not a slug');

  await slug.fill('');
  await address.fill('ftp://example.com/');
  await shorten.click();
  await until(async () => (await address.getAttribute('aria-invalid')) === 'true');
  await address.fill('https://www.example.com/spring?a=1');
  await slug.fill('spring');
  await page.getByText('This link exists already').waitFor();
  await shorten.click();
  await page.getByText('/spring already leads there').waitFor();

  await address.fill('https://www.example.com/autumn');
  await slug.fill('autumn');
  await shorten.click();
  const rows = page.locator('tbody tr');
  await until(async () => (await rows.count()) === 2, 'two links');
  const search = page.getByRole('searchbox', { name: 'Search links' });
  await search.pressSequentially('autu');
  await until(async () => (await rows.count()) === 1, 'one link');
  await shows(rows, '/autumn');
  await search.fill('winter');
  await page.getByText('No link matches').waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await until(async () => (await rows.count()) === 2, 'two links again');
});

test('many links are changed at once; one that somebody else changed meanwhile stays as it is', async () => {
  const slugs = ['one', 'two', 'three'].map(name => `many-${name}`);
  for (const slug of [...slugs, 'another'])
    await api(app().short, 'POST', '/links', {
      body: { url: `https://example.com/${slug}`, slug, tags: ['Old'] },
    });
  const { page } = await open('/console/', { expected: [/412/] });
  const search = page.getByRole('searchbox', { name: 'Search links' });
  await search.fill('many-');
  const rows = page.locator('tbody tr');
  await until(async () => (await rows.count()) === 3, 'three links');
  const bar = page.getByRole('region', { name: /selected/ });
  const all = page.getByRole('checkbox', { name: 'Select all that are shown' });
  const dialog = page.getByRole('dialog');
  const choose = async (verb: string) => {
    await all.check();
    await bar.getByRole('button', { name: verb }).click();
  };
  const isDone = async () => {
    await bar.waitFor({ state: 'detached' });
    // The button that was pressed is gone: the list has the focus.
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Links');
  };

  await choose('Add tag');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await bar.getByRole('button', { name: 'Add tag' }).click();
  await page.keyboard.type('New');
  await page.keyboard.press('Enter');
  await page.getByText('3 links changed').waitFor();
  await isDone();
  for (const slug of slugs) expect((await linkOf(slug)).tags).toEqual(['Old', 'New']);
  await shows(rows.first(), 'New');

  await choose('Remove tag');
  await dialog.getByLabel('Tag').fill('old');
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await until(async () => !(await rows.allTextContents()).some(text => text.includes('Old')), 'no old tag');
  for (const slug of slugs) expect((await linkOf(slug)).tags).toEqual(['New']);

  await choose('End now');
  await api(app().short, 'PATCH', '/links/many-two', { body: { title: 'By somebody else' } });
  await dialog.getByRole('button', { name: 'End now' }).click();
  await page.getByText(/1 could not be changed: many-two: /).waitFor();
  await isDone();
  const states = async () => Promise.all(slugs.map(async slug => (await linkOf(slug)).state));
  await until(async () => `${await states()}` === 'expired,active,expired', 'two that have ended');

  await shows(page.locator('tbody'), 'By somebody else');
  await choose('Delete');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await isDone();
  expect(await states()).toEqual(['deleted', 'deleted', 'deleted']);
  const { status } = await api(app().short, 'POST', '/links/many-one/restore');
  expect([status, (await linkOf('many-one')).state]).toEqual([200, 'expired']);
});

test('many links come page after page; without a connection what is there stays, and the rest can be asked for again', async () => {
  const links = Array.from({ length: 120 }, (_, at) => ({
    url: `https://example.com/${at}`,
    slug: `page/${String(at).padStart(3, '0')}`,
  }));
  await api(app().short, 'POST', '/links/batch', { body: { links } });
  const { page, context } = await open('/console/', { expected: [/ERR_INTERNET_DISCONNECTED|503/] });
  const rows = page.locator('tbody tr');
  await shows(rows.first(), 'page/');
  const first = await rows.count();
  const more = page.getByRole('button', { name: 'Load more' });
  await more.click();
  await until(async () => (await rows.count()) === 2 * first, 'the second page');

  await context.setOffline(true);
  await page.getByText('You are offline.', { exact: true }).waitFor();
  await more.click();
  const problem = page.getByRole('alert');
  await shows(problem, 'You are offline');
  expect(await rows.count()).toBe(2 * first);
  await page.getByRole('link', { name: 'Keys' }).click();
  await page.getByRole('button', { name: 'Reload' }).waitFor();
  await page.goBack();
  await context.setOffline(false);
  await page.getByText('You are offline.', { exact: true }).waitFor({ state: 'detached' });

  await until(async () => (await rows.count()) === first, 'the first page');
  await page.route('**/api/links?*cursor=*', route => route.fulfill({ status: 503, body: '' }), { times: 1 });
  await more.click();
  await shows(problem, 'Something went wrong on our side');
  await problem.getByRole('button', { name: 'Try again' }).click();
  await until(async () => (await rows.count()) === 2 * first, 'the second page again');
  for (let before = 2 * first; (await more.count()) > 0; before = await rows.count()) {
    await more.click();
    await until(async () => (await rows.count()) > before, 'more links');
  }
  const shown = (await rows.locator('th a').allTextContents()).map(text => text.replace(/^[^/]*\//, ''));
  expect(new Set(shown).size).toBe(shown.length);
  expect(shown).toEqual(expect.arrayContaining(links.map(({ slug }) => slug)));
});

test('the palette leads anywhere by the keyboard alone', async () => {
  const { page } = await open('/console/');
  await page.locator('h1').waitFor();
  const search = page.getByRole('button', { name: /^Search or jump/ });
  await tabTo(page, search);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  const box = dialog.getByRole('combobox', { name: 'Go to or do' });
  await box.waitFor();
  expect(await troubles(page, 'palette')).toEqual([]);
  await page.keyboard.press('Escape');
  await box.waitFor({ state: 'detached' });
  expect(await search.evaluate(element => element === document.activeElement)).toBe(true);

  await page.keyboard.press('Control+k');
  await page.keyboard.type('sett');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
  expect(await page.title()).toBe('Settings · Signpost');

  await page.setViewportSize({ width: 1440, height: 320 });
  await page.keyboard.press('Control+k');
  await page.keyboard.type('page/11');
  await until(async () => (await dialog.getByRole('option').count()) === 6, 'six links');
  for (let presses = 0; presses < 5; presses++) await page.keyboard.press('ArrowDown');
  const last = dialog.getByRole('option').last();
  expect(await last.getAttribute('aria-selected')).toBe('true');
  await until(() => last.evaluate(isInView), 'the chosen one is in sight');
  const name = (await last.locator('span').first().textContent()) ?? '';
  await page.keyboard.press('Enter');
  await until(() => page.url().endsWith(`/console/link/${name}`), name);
});

const isInView = (element: Element) => {
  const { top, bottom } = element.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
};

test.each(THEMES)('the list is in nobody’s way in the %s theme', async theme => {
  const { page } = await open('/console/', { theme, width: 360 });
  await page.locator('tbody tr').first().waitFor();
  for (const at of [0, 1])
    await page
      .getByRole('checkbox')
      .nth(at + 1)
      .check();
  expect(await troubles(page, `links-${theme}`)).toEqual([]);
  for (const verb of ['Add tag', 'End now', 'Delete']) {
    await page
      .getByRole('region', { name: /selected/ })
      .getByRole('button', { name: verb })
      .click();
    await page.getByRole('dialog').waitFor();
    expect(await troubles(page, `${verb}-${theme}`)).toEqual([]);
    await page.keyboard.press('Escape');
  }
});

test('in German, with times of another zone and the theme that was chosen', async () => {
  const { page } = await open('/console/', { locale: 'de-DE', timezone: 'Asia/Tokyo', width: 360 });
  await page.getByRole('button', { name: 'Kürzen' }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('de');
  expect(await troubles(page, 'links-german')).toEqual([]);
  const time = page.locator('tbody time').first();
  const shown = new Intl.DateTimeFormat('de', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'Asia/Tokyo',
  });
  expect(await time.getAttribute('title')).toBe(
    shown.format(new Date((await time.getAttribute('datetime')) ?? '')),
  );

  await page.getByLabel(/^Konto: /).click();
  await page.getByText('Zeiten in Asia/Tokyo').waitFor();
  await page.getByLabel('Farben').selectOption('dark');
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(await background()).toBe('rgb(15, 20, 18)');
  await page.getByLabel('Sprache').selectOption('en');
  await page.getByRole('button', { name: 'Shorten' }).waitFor();
  expect([await page.locator('html').getAttribute('lang'), await background()]).toEqual([
    'en',
    'rgb(15, 20, 18)',
  ]);
});
