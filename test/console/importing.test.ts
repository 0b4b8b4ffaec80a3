import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../e2e/cloud.ts';
import { consoleForFile, THEMES } from './browser.ts';
import { api, shows, troubles } from './stories.ts';

const { app, open } = consoleForFile();

/** An export of Bitly: 1,000 rows, of which one in a hundred has a slug that is taken, and one in 250 no address. */
const rowOf = (at: number) => {
  if (at % 250 === 7) return `nowhere,https://bit.ly/row-${at},Row ${at}`;
  return `https://www.example.com/${at},https://bit.ly/${at % 100 === 3 ? `taken-${at}` : `row-${at}`},Row ${at}`;
};
const BITLY = ['long_url,link,title', ...Array.from({ length: 1000 }, (_, at) => rowOf(at))].join('\n');

const choose = (page: Page, name: string, text: string) =>
  page.getByLabel('File').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
const tile = (page: Page, name: string) => page.locator('.tiles > div', { hasText: name });
const count = async (page: Page, name: string) => tile(page, name).locator('dd').textContent();
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const linkCount = async () => {
  const slugs = new Set<string>();
  for (let cursor = '', isFirst = true; isFirst || cursor !== ''; isFirst = false) {
    const query = `limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
    const { answer } = await api<{ links: { slug: string }[]; next?: string }>(
      app().short,
      'GET',
      `/links?${query}`,
    );
    for (const { slug } of answer.links) slugs.add(slug);
    cursor = answer.next ?? '';
  }
  return slugs.size;
};

test('a file is checked, imported, stopped and gone on with; nothing is made twice', async () => {
  const taken = Array.from({ length: 10 }, (_, at) => `taken-${at * 100 + 3}`);
  const links = taken.map(slug => ({ url: 'https://example.org/', slug }));
  await api(app().short, 'POST', '/links/batch', { body: { links } });
  const { page } = await open('/console/import', { expected: [/503/] });
  await page.getByLabel('File').waitFor();
  expect(await page.title()).toBe('Import links · Signpost');
  expect(await button(page, 'Check').isDisabled()).toBe(true);

  await choose(page, 'none.csv', 'a,b\n1,2\n');
  await button(page, 'Check').click();
  await page.getByText('The file cannot be read').waitFor();

  await choose(page, 'bitly.csv', BITLY);
  await page.getByText('bitly.csv is chosen.').waitFor();
  expect(await page.getByText('The file cannot be read').count()).toBe(0);
  await button(page, 'Check').click();
  await page.getByRole('heading', { name: '1,000 rows of an export of bitly' }).waitFor();
  expect([
    await count(page, 'would be created'),
    await count(page, 'taken'),
    await count(page, 'wrong'),
  ]).toEqual(['986', '10', '4']);
  const report = page.getByRole('region', { name: 'What to look at' });
  await shows(report, 'the slug “taken-3” is taken by');
  const saved = page.waitForEvent('download');
  await button(page, 'Download the report').click();
  const lines = (await readFile(await (await saved).path(), 'utf8')).split('\r\n');
  expect([lines[0], lines.length]).toEqual(['line,what', 16]);
  expect(await linkCount()).toBe(10);

  // The links of the second request are made, and its answer comes when the import has been stopped.
  let requests = 0;
  let isMade = false;
  let goOn = () => {};
  const isFree = new Promise<void>(resolve => (goOn = resolve));
  await page.route('**/api/links/batch', async route => {
    if (++requests !== 2) return route.continue();
    const response = await route.fetch();
    isMade = true;
    await isFree;
    await route.fulfill({ response }).catch(() => undefined);
  });
  await button(page, 'Import 986 links').click();
  await until(() => isMade, 'the links of the second request');
  await button(page, 'Stop').click();
  goOn();
  await page.getByText('Stopped. What was done stays').waitFor();
  const done = await linkCount();
  expect([done > 10, done < 996]).toEqual([true, true]);
  // A link whose answer came too late is asked for again, and exists then.
  const told = [
    await count(page, 'created'),
    (await tile(page, 'exist already').count()) > 0 ? await count(page, 'exist already') : 0,
  ];
  expect(told.reduce((sum: number, each) => sum + Number(each), 0)).toBe(done - 10);
  await button(page, 'Go on').click();
  await page.getByText('986 links are here').waitFor();
  expect([await count(page, 'exist already'), await linkCount()]).toEqual([String(done - 10), 996]);
  await page.getByRole('link', { name: 'See them' }).click();
  await page.getByRole('heading', { name: 'Links', level: 1 }).waitFor();
});

test('what is exported can be imported again', async () => {
  const { page } = await open('/console/import');
  const saved = page.waitForEvent('download');
  await button(page, 'CSV').click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe('links.csv');
  const text = await readFile(await file.path(), 'utf8');
  await page.getByText('996 links exported').waitFor();
  const columns = text.split('\r\n', 1)[0]?.split(',').length ?? 0;
  const row = ['new-one', '', 'https://example.com/new', ...Array(columns - 3).fill('')].join(',');
  await choose(page, 'links.csv', `${text}${row}\r\n`);
  await page.getByLabel(/^Give each link these tags/).fill('again, imported');
  await button(page, 'Check').click();
  await page.getByRole('heading', { name: /^997 rows of an export of signpost/ }).waitFor();
  await button(page, 'Import 1 link').click();
  await page.getByText(/(links are|link is) here/).waitFor();
  const { answer } = await api(app().short, 'GET', '/links/new-one');
  expect(answer).toMatchObject({ url: 'https://example.com/new', tags: ['again', 'imported'] });
});

test.each(THEMES)('the import is in nobody’s way in the %s theme', async theme => {
  await api(app().short, 'POST', '/links', { body: { url: 'https://example.org/', slug: 'taken-3' } });
  const { page } = await open('/console/import', { theme, width: 360, locale: 'de-DE' });
  await page.getByLabel('Datei').waitFor();
  const isFine = async (name: string) => expect(await troubles(page, `${name}-${theme}`)).toEqual([]);
  await isFine('import');
  await page.getByLabel('Datei').setInputFiles({
    name: `${'ein-sehr-langer-name-'.repeat(5)}.csv`,
    mimeType: 'text/csv',
    buffer: Buffer.from([...BITLY.split('\n').slice(0, 12), ',https://bit.ly/leer,Leer'].join('\n')),
  });
  await isFine('import-chosen');
  await page.getByRole('button', { name: 'Prüfen' }).click();
  await page.getByRole('heading', { name: /^12 Zeilen/ }).waitFor();
  const report = page.getByRole('region', { name: 'Was zu beachten ist' });
  await shows(report, 'das Kürzel „taken-3“ ist vergeben');
  await shows(report, 'Adresse: nennt keine Adresse, zu der der Link führt; die Zeile entfiele');
  await isFine('import-report');
});
