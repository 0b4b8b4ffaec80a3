import { expect, test } from '@jest/globals';
import { axeFindings } from '../axe.ts';
import { consoleForFile, THEMES, tabTo } from '../browser.ts';
import { api, button, field, toast, unfold, unfoldAll, widthOf } from './forms.ts';

const { app, open } = consoleForFile();

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';
const linkOf = (slug: string) => api(app().short, 'GET', `/api/links/${slug}`);

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
  await button(page, /^Remove$/).click();
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

test('sent again because no answer came, it is made once; what was typed into the short form is found again', async () => {
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

  await page.goto(`${app().short}/console/`);
  await field(page, 'Address to shorten').fill('https://example.com/once');
  await field(page, /^Slug/).fill('once');
  await page.getByRole('link', { name: 'More options' }).click();
  await button(page, 'Create link').click();
  await toast(page, 'already leads there');
});

test('what is wrong is said where it is, and the first of it has the focus', async () => {
  await api(app().short, 'POST', '/api/links', { url: 'https://example.com/', slug: 'taken' });
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

test.each(THEMES)(
  'nothing of a new link is in the way of anybody, in the %s theme, on a phone',
  async theme => {
    const { page } = await open('/console/new', { theme, width: 360 });
    await field(page, 'Leads to').fill(`https://example.com/${'long'.repeat(40)}`);
    await unfoldAll(page);
    await button(page, 'Add a rule').click();
    await button(page, 'Set a password').click();
    await field(page, 'What chat apps show').selectOption('own');
    await field(page, /^Tags/).fill('a tag of many words that goes on and on for a while');
    await page.keyboard.press('Enter');
    expect(await axeFindings(page)).toEqual([]);
    expect(await widthOf(page)).toBe(360);
  },
);
