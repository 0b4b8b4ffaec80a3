import { describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Schemas } from '../../../client/client.ts';
import { KEY } from '../../e2e/cloud.ts';
import { consoleForFile, type OpenOptions, tabTo } from '../browser.ts';

const { app, open } = consoleForFile();

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';
/** The browser says in its console what the API refused on purpose. */
const refused = (status: number): OpenOptions => ({ expected: [new RegExp(`status of ${status}`)] });

async function api(method: string, path: string, body?: object): Promise<Schemas['Link']> {
  const response = await fetch(app().short + path, {
    method,
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as Schemas['Link'];
  if (!response.ok) throw new Error(JSON.stringify(answer));
  return answer;
}
const linkOf = (slug: string) => api('GET', `/api/links/${slug}`);
const make = (link: object) => api('POST', '/api/links', link);

/** Of two of the same name the first is the link's own, not a rule's. */
const field = (page: Page, label: string | RegExp) =>
  page.getByLabel(label, { exact: typeof label === 'string' }).first();
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const unfold = (page: Page, title: string) =>
  page.locator('summary', { has: page.getByRole('heading', { name: title, exact: true }) }).click();
const toast = (page: Page, words: string) => page.locator('.toasts').getByText(words).first().waitFor();
test('a link with all that can be said of one is made, copied, and leads where it was told to', async () => {
  const { page } = await open('/console/new', { timezone: 'America/New_York' });
  await field(page, 'Leads to').fill('example.com/shop?utm_source=mine');
  await field(page, /^Slug/).fill('all/of-it');
  await page.getByText('This slug is free').waitFor();
  await field(page, /^Title/).fill('All of it');
  for (const tag of ['sale', 'print']) {
    await field(page, /^Tags/).fill(tag);
    await page.keyboard.press('Enter');
  }
  await field(page, /^Note/).fill('for the\nposter');
  await unfold(page, 'Campaign');
  await field(page, 'Source').fill('poster');
  await field(page, 'Medium').fill('print & co');
  await page.getByText('https://example.com/shop?utm_source=mine&utm_medium=print%20%26%20co').waitFor();
  await field(page, 'Name of a new preset').fill('Posters');
  await page.keyboard.press('Enter');
  await unfold(page, 'Rules');
  await button(page, 'Add a rule').click();
  const rule = page.getByRole('listitem').filter({ hasText: 'Rule 1' });
  await rule.getByLabel('Leads to').fill('https://example.com/iphone');
  await rule.getByLabel('iOS').check();
  await rule.getByLabel('Country').fill('Germany');
  await page.keyboard.press('Enter');
  await rule.getByRole('button', { name: 'Remove Germany' }).waitFor();
  await rule.getByRole('button', { name: 'Remove Germany' }).click();
  await rule.getByLabel('Language').fill('de, pt-BR');
  await page.keyboard.press('Enter');
  await rule.getByLabel('From').fill('2026-03-08T02:30');
  await unfold(page, 'Schedule and limits');
  await field(page, 'Ends').fill('2036-07-01T18:00');
  await field(page, 'Most clicks').fill('500');
  await field(page, 'Then it leads to').fill('https://example.com/over');
  await unfold(page, 'Card in chat apps');
  await field(page, 'What chat apps show').selectOption('own');
  await page.getByRole('group').getByLabel('Title', { exact: true }).fill('Spring is here');
  await field(page, 'Description').fill('Fresh colours');
  await unfold(page, 'Password');
  await button(page, 'Set a password').click();
  await field(page, 'Password').fill('open sesame');
  await unfold(page, 'Apps');
  await field(page, 'App id').fill('com.example.app');
  await unfold(page, 'Redirect');
  await field(page, 'Status').selectOption('307');
  await field(page, 'Seconds the edge may answer without asking').fill('120');
  await field(page, 'Pass on the query').check();
  await button(page, 'Create link').click();
  await page.waitForURL('**/console/link/all/of-it');
  await toast(page, 'is copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${app().short}/all/of-it`);
  expect(await linkOf('all/of-it')).toMatchObject({
    url: 'https://example.com/shop?utm_source=mine',
    title: 'All of it',
    tags: ['sale', 'print'],
    note: 'for the\nposter',
    utm: { source: 'poster', medium: 'print & co' },
    // A time that clocks skip there comes an hour later.
    rules: [
      {
        url: 'https://example.com/iphone',
        os: ['ios'],
        language: ['de', 'pt-BR'],
        from: '2026-03-08T07:30:00Z',
      },
    ],
    expiresAt: '2036-07-01T22:00:00Z',
    maxClicks: 500,
    expiredUrl: 'https://example.com/over',
    unfurl: { title: 'Spring is here', description: 'Fresh colours' },
    hasPassword: true,
    appLinks: { android: { package: 'com.example.app' } },
    status: 307,
    maxAge: 120,
    forwardQuery: true,
    forwardPath: false,
  });
  const follow = () =>
    fetch(`${app().short}/all/of-it?a=b`, {
      redirect: 'manual',
      headers: { 'user-agent': IPHONE, 'accept-language': 'de' },
    });
  expect(await (await follow()).text()).toContain('type="password"');

  await page.goto(`${app().short}/console/edit/all/of-it`);
  expect(await field(page, 'Ends').inputValue()).toBe('2036-07-01T18:00');
  await button(page, 'Remove').click();
  await button(page, 'Save changes').click();
  await toast(page, 'Saved. In force everywhere within 120 s');
  expect(await linkOf('all/of-it')).toMatchObject({ hasPassword: false, version: 2 });
  expect((await follow()).headers.get('location')).toBe(
    'https://example.com/iphone?a=b&utm_source=poster&utm_medium=print%20%26%20co',
  );

  await page.goto(`${app().short}/console/new`);
  await unfold(page, 'Campaign');
  await field(page, 'Presets').selectOption('Posters');
  expect(await field(page, 'Source').inputValue()).toBe('poster');
  await button(page, 'Delete preset: Posters').click();
  expect(await field(page, 'Presets').count()).toBe(0);
});

test('sent again because no answer came, it is made once', async () => {
  const { page } = await open('/console/new', { expected: [/Failed to load resource/] });
  let lost = 0;
  await page.route('**/api/links', async route => {
    if (route.request().method() !== 'POST' || lost > 0) return await route.continue();
    lost += 1;
    await route.fetch();
    await route.abort();
  });
  await field(page, 'Leads to').fill('https://example.com/once');
  await field(page, /^Slug/).fill('once');
  await button(page, 'Create link').click();
  await toast(page, 'Signpost cannot be reached');
  await button(page, 'Create link').click();
  // It gets the answer that was lost, not that there is one already.
  await toast(page, 'is copied');
  expect(await linkOf('once')).toMatchObject({ version: 1 });

  await page.goto(`${app().short}/console/new`);
  await field(page, 'Leads to').fill('https://example.com/once');
  await field(page, /^Slug/).fill('once');
  await button(page, 'Create link').click();
  await toast(page, 'already leads there');
});

test('what is wrong is said where it is, and the first of it has the focus', async () => {
  await make({ url: 'https://example.com/', slug: 'taken' });
  const { page } = await open('/console/new', { expected: [/status of 4(09|22)/] });
  await field(page, 'Leads to').fill('https://example.com/');
  await unfold(page, 'Rules');
  for (const url of ['https://example.com/one', 'no address']) {
    await button(page, 'Add a rule').click();
    await page.getByRole('listitem').last().getByLabel('Leads to').fill(url);
    await page.getByRole('listitem').last().getByLabel('Phone').check();
  }
  await unfold(page, 'Rules');
  await unfold(page, 'Schedule and limits');
  await field(page, 'Begins').fill('2036-02-01T00:00');
  await field(page, 'Ends').fill('2036-01-01T00:00');
  await button(page, 'Create link').click();
  await page.getByText('2 fields need attention').waitFor();
  const wrong = page.getByRole('listitem').last().getByLabel('Leads to');
  await page.getByRole('listitem').last().getByText('holds a space').waitFor();
  expect(await wrong.evaluate(element => element === document.activeElement)).toBe(true);
  await wrong.fill('https://example.com/two');
  await page.getByText('1 field needs attention').waitFor();
  await page.getByText('is not after startsAt').waitFor();
  await field(page, 'Ends').fill('2036-03-01T00:00');
  await field(page, /^Slug/).fill('taken');
  await button(page, 'Create link').click();
  await page.getByText('1 field needs attention').waitFor();
  expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('slug');
});

describe('somebody else was quicker', () => {
  test('both changes are shown, mine is saved over it, and undone', async () => {
    await make({ url: 'https://example.com/', slug: 'both', title: 'Old', note: 'Old' });
    const { page } = await open('/console/edit/both', refused(412));
    await field(page, /^Title/).fill('Mine');
    await api('PATCH', '/api/links/both', { title: 'Theirs', note: 'Theirs' });
    await button(page, 'Save changes').click();
    const dialog = page.getByRole('dialog', { name: 'Somebody else changed this link' });
    await dialog.getByText('changed it').waitFor();
    const row = dialog.getByRole('row').filter({ hasText: 'Title' });
    expect(await row.getByRole('cell').allTextContents()).toEqual(['Old', 'Theirs', 'Mine']);
    await dialog.getByRole('row').filter({ hasText: 'Note' }).waitFor();
    await dialog.getByRole('button', { name: 'Keep mine' }).click();
    await toast(page, 'Saved. In force everywhere within 60 s');
    expect(await linkOf('both')).toMatchObject({ title: 'Mine', note: 'Theirs', version: 3 });
    await button(page, 'Undo').click();
    await toast(page, 'Undone');
    expect(await linkOf('both')).toMatchObject({ title: 'Theirs', note: 'Theirs', version: 4 });
    expect(await field(page, /^Title/).inputValue()).toBe('Theirs');
  });

  test('theirs are taken', async () => {
    await make({ url: 'https://example.com/', slug: 'theirs', title: 'Old' });
    const { page } = await open('/console/edit/theirs', refused(412));
    await field(page, /^Title/).fill('Mine');
    await api('PATCH', '/api/links/theirs', { title: 'Theirs' });
    await button(page, 'Save changes').click();
    await button(page, 'Take theirs').click();
    await toast(page, 'as it is now');
    expect(await field(page, /^Title/).inputValue()).toBe('Theirs');
    expect(await linkOf('theirs')).toMatchObject({ title: 'Theirs', version: 2 });
  });
});

test('another slug: the link is renamed, and the form goes on with it', async () => {
  await make({ url: 'https://example.com/', slug: 'before' });
  const { page } = await open('/console/edit/before');
  await field(page, /^Slug/).fill('after');
  await field(page, /^The old slug works until/).fill('2036-01-01T00:00');
  await button(page, 'Save changes').click();
  await toast(page, 'Saved.');
  expect(new URL(page.url()).pathname).toBe('/console/edit/after');
  expect(await linkOf('after')).toMatchObject({ slug: 'after', version: 2 });
  await field(page, /^Title/).fill('Now');
  await button(page, 'Save changes').click();
  await page.getByText('Unsaved changes').waitFor({ state: 'hidden' });
  expect(await linkOf('after')).toMatchObject({ title: 'Now', version: 3 });
});

test('a change for later comes at its time in the zone that was chosen', async () => {
  await make({ url: 'https://example.com/', slug: 'later' });
  const { page } = await open('/console/edit/later', { ...refused(422), timezone: 'Europe/Berlin' });
  await button(page, 'Apply later').click();
  await page.getByText('Change something in the form first').waitFor();
  await page.keyboard.press('Escape');
  await field(page, 'Leads to').fill('https://example.com/christmas');
  await button(page, 'Apply later').click();
  await field(page, 'When').fill('2020-12-24T18:00');
  await button(page, 'Apply then').click();
  await page.getByText('is not in the future').waitFor();
  await field(page, 'When').fill('2036-12-24T18:00');
  await button(page, 'Apply then').click();
  await toast(page, 'Will be applied on');
  await page.waitForURL('**/console/link/later');
  const { changes } = (await api('GET', '/api/links/later/changes')) as unknown as Schemas['LinkChanges'];
  expect(changes).toMatchObject([
    { at: '2036-12-24T17:00:00Z', patch: { url: 'https://example.com/christmas' }, state: 'pending' },
  ]);
});

test('what is not saved is not lost without a question', async () => {
  await make({ url: 'https://example.com/', slug: 'unsaved' });
  const { page } = await open('/console/');
  await page.getByRole('link', { name: /Edit .*unsaved/ }).click();
  await field(page, /^Title/).fill('New');
  const question = page.getByRole('dialog', { name: 'Leave without saving?' });
  await page.getByRole('link', { name: 'Crawlers' }).click();
  await question.getByRole('button', { name: 'Cancel' }).click();
  await page.goBack();
  await question.waitFor();
  await page.keyboard.press('Escape');
  expect(new URL(page.url()).pathname).toBe('/console/edit/unsaved');
  expect(await field(page, /^Title/).inputValue()).toBe('New');
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Type a page').fill('settings');
  await page.keyboard.press('Enter');
  await question.getByRole('button', { name: 'Leave' }).click();
  await page.waitForURL('**/console/settings');
  await page.goto(`${app().short}/console/edit/unsaved`);
  await field(page, /^Title/).fill('New');
  await button(page, 'Save changes').click();
  await toast(page, 'Saved.');
  await page.getByRole('link', { name: 'Crawlers' }).click();
  await page.waitForURL('**/console/crawlers');
});

test('all of it by the keyboard', async () => {
  const { page } = await open('/console/new');
  const { keyboard } = page;
  const type = async (label: string | RegExp, text: string) => {
    await tabTo(page, field(page, label));
    await keyboard.type(text);
  };
  await type('Leads to', 'https://example.com/keys');
  await type(/^Slug/, 'keys');
  await type(/^Tags/, 'one');
  await keyboard.press('Enter');
  await tabTo(page, page.locator('summary', { hasText: 'Rules' }));
  await keyboard.press('Enter');
  for (const [at, device] of ['Phone', 'Tablet'].entries()) {
    await tabTo(page, button(page, 'Add a rule'));
    await keyboard.press('Enter');
    await keyboard.type(`https://example.com/${device}`);
    await tabTo(page, page.getByRole('listitem').nth(at).getByLabel(device));
    await keyboard.press('Space');
  }
  await page.getByRole('button', { name: 'Move rule 2 up' }).focus();
  await keyboard.press('Enter');
  await page.getByText('The rule is number 1 now').waitFor();
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
    'Move rule 1 down',
  );
  await tabTo(page, button(page, 'Remove rule 2'));
  await keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Add a rule');
  await tabTo(page, button(page, 'Create link'));
  await keyboard.press('Enter');
  await page.waitForURL('**/console/link/keys');
  expect(await linkOf('keys')).toMatchObject({
    tags: ['one'],
    rules: [{ url: 'https://example.com/Tablet', device: ['tablet'] }],
  });
});

test('what the form cannot show is said: no such link, and one that was deleted', async () => {
  await make({ url: 'https://example.com/', slug: 'gone' });
  await api('DELETE', '/api/links/gone');
  const { page } = await open('/console/edit/gone', refused(404));
  await page.getByText('This link was deleted').waitFor();
  await page.goto(`${app().short}/console/edit/never-made`);
  await page.getByText('There is no such link').waitFor();
});
