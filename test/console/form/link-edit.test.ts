import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import type { Schemas } from '../../../client/client.ts';
import { axeFindings } from '../axe.ts';
import { consoleForFile, type OpenOptions, THEMES } from '../browser.ts';
import { api, button, field, toast, unfoldAll, widthOf } from './forms.ts';

const { app, open } = consoleForFile();

/** The browser says in its console what the API refused on purpose. */
const refused = (status: number): OpenOptions => ({ expected: [new RegExp(`status of ${status}`)] });
const ask = (method: string, path: string, body?: object) => api(app().short, method, path, body);
const linkOf = (slug: string) => ask('GET', `/api/links/${slug}`);
const make = (link: object) => ask('POST', '/api/links', link);

describe('somebody else was quicker', () => {
  test('both changes are shown, mine is saved over it, and undone', async () => {
    await make({ url: 'https://example.com/', slug: 'both', title: 'Old', note: 'Old' });
    const { page } = await open('/console/edit/both', refused(412));
    await field(page, /^Title/).fill('Mine');
    await ask('PATCH', '/api/links/both', { title: 'Theirs', note: 'Theirs' });
    await button(page, 'Save changes').click();
    const dialog = page.getByRole('dialog', { name: 'Somebody else changed this link' });
    await dialog.getByText('changed it').waitFor();
    const row = dialog.getByRole('row').filter({ hasText: 'Title' });
    expect(await row.getByRole('cell').allTextContents()).toEqual(['Old', 'Theirs', 'Mine']);
    await dialog.getByRole('row').filter({ hasText: 'Note' }).waitFor();
    await dialog.getByRole('button', { name: 'Keep mine' }).click();
    await toast(page, 'Saved. In force everywhere within 60 s');
    expect(await linkOf('both')).toMatchObject({ title: 'Mine', note: 'Theirs', version: 3 });
    await field(page, /^Note/).fill('typed since');
    await button(page, 'Undo').click();
    await toast(page, 'Undone');
    expect(await linkOf('both')).toMatchObject({ title: 'Theirs', note: 'Theirs', version: 4 });
    expect(await field(page, /^Note/).inputValue()).toBe('typed since');
  });

  test('theirs are taken', async () => {
    await make({ url: 'https://example.com/', slug: 'theirs', title: 'Old' });
    const { page } = await open('/console/edit/theirs', refused(412));
    await field(page, /^Title/).fill('Mine');
    await ask('PATCH', '/api/links/theirs', { title: 'Theirs' });
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
  await field(page, /^Slug/).fill('third');
  await button(page, 'Save changes').click();
  await page.waitForURL('**/console/edit/third');
  await button(page, 'Undo').last().click();
  await page.waitForURL('**/console/edit/after');
  expect(await linkOf('after')).toMatchObject({ slug: 'after', version: 5 });
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
  await page.getByText('is in the past').waitFor();
  await field(page, 'When').fill('2036-12-24T18:00');
  await button(page, 'Apply then').click();
  await toast(page, 'Will be applied on');
  await page.waitForURL('**/console/link/later');
  const { changes } = (await ask('GET', '/api/links/later/changes')) as unknown as Schemas['LinkChanges'];
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

test('what the form cannot show is said: no such link, and one that was deleted', async () => {
  await make({ url: 'https://example.com/', slug: 'gone' });
  await ask('DELETE', '/api/links/gone');
  const { page } = await open('/console/edit/gone', refused(404));
  await page.getByText('This link was deleted').waitFor();
  await page.goto(`${app().short}/console/edit/never-made`);
  await page.getByText('There is no such link').waitFor();
});

test('a QR code in colours of one’s own, kept as a file', async () => {
  await make({ url: 'https://example.com/', slug: 'print/code' });
  const { page } = await open('/console/', refused(422));
  await button(page, /QR code of .*print.code/).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('img', { name: /leads to .*print.code/ }).waitFor();
  await field(page, 'Code colour').fill('#ffd700');
  await dialog.getByText('has a contrast of 1.4 to 1 with light').waitFor();
  await field(page, 'Code colour').fill('#0b5d3b');
  await dialog.getByText('has a contrast').waitFor({ state: 'hidden' });
  await field(page, 'Size').fill('300');
  await field(page, /^Logo/).setInputFiles({
    name: 'a.jpg',
    mimeType: 'image/jpeg',
    buffer: Buffer.from('x'),
  });
  await dialog.getByText('is no PNG').waitFor();
  await field(page, /^Logo/).setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: DOT });
  await dialog.getByText('as there is a logo').waitFor();
  const files: string[] = [];
  for (const format of ['PNG', 'SVG']) {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      button(page, `Download ${format}`).click(),
    ]);
    files.push(download.suggestedFilename());
    const bytes = await readFile(await download.path());
    if (format === 'PNG') expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([300, 300]);
    else expect(bytes.toString()).toMatch(/<svg.*#0b5d3b.*data:image\/png;base64/s);
  }
  expect(files).toEqual(['print-code.png', 'print-code.svg']);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
});

/** A PNG of one pixel. */
const DOT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

test.each(THEMES)('nothing is in the way of anybody, in the %s theme, on a phone', async theme => {
  const slug = `look-${theme}`;
  const rules = [{ url: 'https://example.com/', country: ['DE'], os: ['ios'], from: '2030-01-01T00:00:00Z' }];
  await make({ url: 'https://example.com/', slug, rules, password: 'secret', utm: { source: 'poster' } });
  const { page } = await open(`/console/edit/${slug}`, { ...refused(412), theme, width: 360 });
  await field(page, /^Title/).fill('Mine');
  await unfoldAll(page);
  expect(await axeFindings(page)).toEqual([]);
  expect(await widthOf(page)).toBe(360);
  await ask('PATCH', `/api/links/${slug}`, { rules: [], title: 'Theirs' });
  await button(page, 'Save changes').click();
  await page.getByRole('dialog').getByText('changed it').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await button(page, 'Take theirs').click();
  await button(page, 'Apply later').click();
  await page.goto(`${app().short}/console/`);
  await button(page, `QR code of ${new URL(app().short).host}/${slug}`).click();
  await page.getByRole('img', { name: /leads to/ }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  expect(await widthOf(page)).toBe(360);
});
