import { expect, test } from '@jest/globals';
import { until } from '../e2e/cloud.ts';
import { consoleForFile, THEMES } from './browser.ts';
import { api, makeKey, shows, troubles } from './stories.ts';

const { app, open } = consoleForFile();

const statusWith = async (secret: string) =>
  (await api(app().short, 'GET', '/keys/me', { key: secret })).status;

test('who signs in is let in by a key that is valid, and out when it is revoked', async () => {
  const { id, secret } = await makeKey(app().short, { name: 'Ada', scopes: ['links:read', 'links:write'] });
  const { page } = await open('/console/keys', { key: undefined, expected: [/401/] });
  const field = page.getByLabel('API key');
  await field.waitFor();
  expect(await page.title()).toBe('Sign in · Signpost');
  expect(await field.evaluate(element => element === document.activeElement)).toBe(true);
  await page.keyboard.type('hello');
  await page.keyboard.press('Enter');
  await page.getByText('An API key begins with sp_').waitFor();
  await field.fill(`sp_${'x'.repeat(43)}`);
  await page.keyboard.press('Enter');
  await page.getByText('This key is not valid.').waitFor();
  await field.fill(secret);
  await page.keyboard.press('Enter');

  // A key with few rights sees little, and is told so where it is led by an address.
  await page.getByText('Your key does not allow this').waitFor();
  await page.getByText('with the scope admin').waitFor();
  const menu = page.getByRole('navigation', { name: 'Main menu' });
  expect(await menu.getByRole('link').allTextContents()).toEqual(['Links', 'Settings']);
  for (const [path, scope] of [
    ['clicks', 'stats:read'],
    ['crawlers', 'stats:read'],
    ['verdict', 'stats:read'],
    ['snapshots', 'pages'],
    ['seen', 'pages'],
  ]) {
    await page.goto(`${app().short}/console/${path}`);
    await page.getByText(`with the scope ${scope}`).waitFor();
  }

  await menu.getByRole('link', { name: 'Links' }).click();
  await page.getByText('No links yet').waitFor();
  await api(app().short, 'DELETE', `/keys/${id}`);
  await page.getByLabel('Address to shorten').fill('https://example.com/');
  await until(async () => {
    if (await page.getByRole('button', { name: 'Shorten' }).isVisible())
      await page
        .getByRole('button', { name: 'Shorten' })
        .click()
        .catch(() => undefined);
    return page.getByText('This key is not valid. It may have been revoked').isVisible();
  }, 'the page to sign in');
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
});

test('a key is made with limits, shown once, works, is renewed, and ends', async () => {
  const { page, context } = await open('/console/keys', { expected: [/422/], timezone: 'America/New_York' });
  await page.getByRole('button', { name: 'New key' }).click();
  const dialog = page.getByRole('dialog');
  const create = dialog.getByRole('button', { name: 'Create' });
  await create.click();
  await until(
    async () => (await dialog.getByLabel('Name').getAttribute('aria-invalid')) === 'true',
    'no name',
  );
  await dialog.getByLabel('Name').fill('Newsletter');
  await dialog.getByLabel('Create and change links').check();
  await dialog.getByText('Limits', { exact: true }).click();
  await dialog.getByLabel(/^Tags/).fill('mail, news');
  await dialog.getByLabel(/^Beginning of the slug/).fill('n-');
  await dialog.getByLabel(/^Valid until/).fill('2020-01-01T10:00');
  await create.click();
  await until(
    async () => (await dialog.getByLabel(/^Valid until/).getAttribute('aria-invalid')) === 'true',
    'a time that is over',
  );
  await dialog.getByLabel(/^Valid until/).fill('2099-01-01T10:00');
  await create.click();

  await dialog.getByRole('heading', { name: 'Copy the key now' }).waitFor();
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await dialog.getByRole('button', { name: 'Copy key' }).click();
  const read = () => page.evaluate(() => navigator.clipboard.readText());
  await until(async () => (await read()).startsWith('sp_'), 'the key is copied');
  const first = await read();
  await dialog.getByRole('button', { name: 'I have copied it' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(await page.content()).not.toContain(first);
  const row = page.getByRole('row', { name: /Newsletter/ });
  await shows(row, 'n-…');
  await shows(row, 'until Jan 1, 2099');
  const made = await api<{ limits: object; expiresAt: string }>(app().short, 'GET', '/keys/me', {
    key: first,
  });
  expect(made.answer).toMatchObject({
    limits: { tags: ['mail', 'news'], slugPrefix: 'n-' },
    expiresAt: '2099-01-01T15:00:00.000Z',
  });

  await row.getByRole('button', { name: /^Rotate/ }).click();
  await dialog.getByRole('button', { name: 'Rotate' }).click();
  await dialog.getByRole('heading', { name: 'Copy the key now' }).waitFor();
  const second = (await dialog.locator('code').textContent()) ?? '';
  await page.keyboard.press('Escape');
  expect([second === first, await statusWith(first), await statusWith(second)]).toEqual([false, 200, 200]);
  await shows(row, 'The former secret works until');

  await row.getByRole('button', { name: /^Revoke/ }).click();
  await dialog.getByText('This cannot be undone.').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(await statusWith(second)).toBe(200);
  await row.getByRole('button', { name: /^Revoke/ }).click();
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('“Newsletter” is revoked').waitFor();
  await shows(row, 'revoked');
  expect(await row.getByRole('button').count()).toBe(0);
  expect(await row.textContent()).not.toContain('The former secret');
  await until(async () => (await statusWith(second)) === 401, 'the key is none');
  await context.close();
});

test('the settings are those that the API tells', async () => {
  const { page } = await open('/console/settings');
  const { answer } = await api<{ stage: string; version: string; limits: { readsPerKey: number } }>(
    app().short,
    'GET',
    '/settings',
  );
  await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
  const value = (name: string) => page.locator('.facts > div', { hasText: name }).locator('dd').textContent();
  expect([await value('Stage'), await value('Version of Signpost')]).toEqual([answer.stage, answer.version]);
  expect(await value('Read calls per key and minute')).toBe(answer.limits.readsPerKey.toLocaleString('en'));
  await shows(page.getByRole('row', { name: /search engines/ }), 'the finished page');
});

test('what fails is said, and can be asked for again', async () => {
  const { page } = await open('/console/', { expected: [/503/] });
  await page.locator('h1').waitFor();
  await page.route('**/api/keys?*', route => route.fulfill({ status: 503, body: '' }), { times: 1 });
  await page.getByRole('link', { name: 'Keys' }).click();
  await shows(page.getByRole('alert'), 'Something went wrong on our side');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('row', { name: /first/ }).waitFor();
});

test.each(THEMES)('keys and settings are in nobody’s way in the %s theme', async theme => {
  await makeKey(app().short, {
    name: `Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen ${theme}`,
    scopes: ['links:read', 'links:write', 'stats:read', 'pages'],
    limits: {
      tags: ['a rather long tag of a few words'],
      hosts: ['a-long-name-of-a-host.department.example.com'],
    },
  });
  const { page } = await open('/console/keys', { theme, width: 360, locale: 'de-DE' });
  await page.getByText(theme, { exact: false }).first().waitFor();
  const isFine = async (name: string) => expect(await troubles(page, `${name}-${theme}`)).toEqual([]);
  await isFine('keys');
  await page.getByRole('button', { name: 'Neuer Schlüssel' }).click();
  await page.getByRole('dialog').getByText('Grenzen', { exact: true }).click();
  await isFine('new-key');
  await page.keyboard.press('Escape');
  await page
    .getByRole('button', { name: /^Widerrufen/ })
    .first()
    .click();
  await isFine('revoke');
  await page.keyboard.press('Escape');
  await page.getByLabel(/^Konto: /).click();
  await isFine('account');
  await page.goto(`${app().short}/console/settings`);
  await page.getByRole('heading', { name: 'Einstellungen', level: 1 }).waitFor();
  await isFine('settings');
});
