import { expect, test } from '@jest/globals';
import { GOOGLEBOT, get, until } from '../e2e/cloud.ts';
import { consoleForFile, THEMES } from './browser.ts';
import { api, makeKey, shows, troubles } from './stories.ts';

const { app, open } = consoleForFile();

const visit = async (path: string, agent: string) =>
  (await get(app().site + path, { 'user-agent': agent })).status;
const seen = (path: string) => `/console/seen?url=${encodeURIComponent(app().site + path)}`;

test('crawlers that came are shown with what they got; a page is seen as they see it', async () => {
  await until(async () => (await visit('/products/3', GOOGLEBOT)) === 200, 'a rendered page');
  expect(await visit('/products/3', 'GPTBot/1.2')).toBe(200);
  expect(await visit('/no/such/page', GOOGLEBOT)).toBe(404);
  const { page } = await open('/console/crawlers', { allowed: [app().site], expected: [/404/] });
  const tile = (name: string) => page.locator('.tiles > div', { hasText: name }).locator('dd');
  await until(async () => {
    await page.reload();
    await tile('Got no page').waitFor();
    return (
      (await tile('Got no page').textContent()) === '1' && Number(await tile('Visits').textContent()) >= 3
    );
  }, 'the visits');
  expect(await page.title()).toBe('Crawlers · Signpost');
  await shows(page.getByRole('region', { name: 'Who came' }), 'Googlebot');
  await shows(page.getByRole('region', { name: 'Who came' }), 'GPTBot');
  const failing = page.getByRole('region', { name: 'Pages that failed' });
  await shows(failing, '/no/such/page');
  await shows(failing, '404');

  await page
    .getByRole('region', { name: 'Most read pages' })
    .getByRole('link', { name: /products\/3/ })
    .click();
  const crawler = page.getByRole('region', { name: 'A crawler gets' });
  await shows(crawler, 'Status 200');
  await page.frameLocator('iframe[title="A crawler gets"]').locator('h1').waitFor();
  await page.frameLocator('iframe[title="A person gets"]').locator('h1').waitFor();
  await crawler.getByText('Facts', { exact: true }).click();
  await shows(crawler, 'Canonical address');
  await shows(crawler, `${app().site}/products/3`);
  await crawler.getByText('Markdown', { exact: true }).click();
  await shows(crawler.locator('pre'), '# ');
  await crawler.getByText('HTML', { exact: true }).click();
  await shows(crawler.locator('pre'), '<h1');

  await page.getByLabel('Address of a page').fill(`${app().site}/about`);
  await page.keyboard.press('Enter');
  await page.getByText('There is no snapshot of this page yet').waitFor();
  expect(await troubles(page, 'no-snapshot')).toEqual([]);
  await page.getByRole('button', { name: 'Render again' }).click();
  await shows(page.getByRole('region', { name: 'A crawler gets' }), 'Status 200');
});

test('snapshots are found by address and status, and rendered again', async () => {
  const { page } = await open('/console/snapshots');
  const row = page.getByRole('row', { name: /products\/3/ });
  await row.waitFor();
  await page.getByLabel('Status').selectOption('4xx');
  await page.getByRole('row', { name: /no\/such\/page/ }).waitFor();
  await row.waitFor({ state: 'detached' });
  await page.getByLabel('Addresses that begin with').fill(`${app().site}/nothing`);
  await page.getByText('No snapshot matches').waitFor();
  await page.getByLabel('Status').selectOption('all');
  await page.getByLabel('Addresses that begin with').fill(`${app().site}/products`);
  await row.getByRole('checkbox').check();
  const renderedAt = () => row.locator('time').first().getAttribute('datetime');
  const before = await renderedAt();
  await page.getByRole('button', { name: 'Render 1 page again' }).click();
  await until(async () => (await renderedAt()) !== before, 'the page was rendered again');
});

test('snapshots stand in the order of when they are due, where that is chosen', async () => {
  const order = async (sort: string) => {
    const { answer } = await api<{ snapshots: { url: string }[] }>(
      app().short,
      'GET',
      `/snapshots?sort=${sort}`,
    );
    return answer.snapshots.map(({ url }) => url);
  };
  // By its own share of the interval a page is due after 90 to 110 % of a day (core/freshness/freshness.ts): these two after 25.9 and
  // 21.8 hours. No other test has them rendered, which would change that.
  const [six, seven] = [`${app().site}/products/6`, `${app().site}/products/7`];
  for (const path of ['/products/6', '/products/7'])
    await until(async () => (await visit(path, GOOGLEBOT)) === 200, 'a rendered page');
  const isFirst = async (sort: string, one: string, other: string) => {
    const urls = await order(sort);
    return urls.includes(one) && urls.indexOf(one) < urls.indexOf(other);
  };
  await until(() => isFirst('path', six, seven), 'both pages');
  await until(() => isFirst('due', seven, six), 'the page that is due first, by its hash');
  const { page } = await open('/console/snapshots');
  const shown = () =>
    page.locator('tbody th .clip').evaluateAll(cells => cells.map(cell => cell.getAttribute('title')));
  const isInOrder = async (sort: string) => `${await shown()}` === `${await order(sort)}`;
  await until(() => isInOrder('path'), 'the order by address');
  await page.getByLabel('Sort by').selectOption('due');
  await until(() => isInOrder('due'), 'the order by when they are due');
});

test('whom a verdict is about, and why, is said in the language that is spoken', async () => {
  const { page } = await open('/console/verdict', { locale: 'de-DE' });
  await page.getByLabel('User-Agent').fill('GPTBot/1.2');
  await page.getByRole('heading', { name: /GPTBot/ }).waitFor();
  const facts = page.locator('.facts');
  await shows(facts, 'gehört zu: KI, die lernt');
  await shows(facts, 'Sein Name sagt, was er tut.');
  await shows(facts, 'Für diese Art gibt es von Haus aus die fertige Seite.');
  await page.getByLabel('Accept-Kopf').fill('text/markdown');
  await shows(facts, 'Der Client bekommt lieber Markdown als HTML');
  await shows(page.getByRole('heading', { name: /GPTBot/ }), 'die fertige Seite als Markdown');
});

test('the tester tells who a client is while its name is typed', async () => {
  const { page } = await open('/console/verdict');
  await page.getByRole('heading', { name: /Googlebot/ }).waitFor();
  await page.getByRole('button', { name: 'Firefox' }).click();
  await page.getByRole('heading', { name: /Person/ }).waitFor();
  await page.getByLabel('User-Agent').fill('GPTBot/1.2');
  const heading = page.getByRole('heading', { name: /GPTBot/ });
  await heading.waitFor();
  const { answer } = await api<{ getsInWords: string; change: string[] }>(
    app().short,
    'GET',
    '/crawlers/verdict?userAgent=GPTBot%2F1.2',
  );
  await shows(heading, answer.getsInWords);
  await shows(page.locator('pre').first(), answer.change[0] ?? '');
});

test('a key for some links sees no visits of the site, and no page as crawlers see it', async () => {
  const { secret } = await makeKey(app().short, {
    name: 'some links',
    scopes: ['stats:read'],
    limits: { tags: ['mail'] },
  });
  const { page } = await open('/console/crawlers', { key: secret });
  await page.getByText('Your key is limited to some links').waitFor();
  expect(await page.getByRole('link', { name: 'See a page as they do' }).count()).toBe(0);
});

test.each(THEMES)('crawlers and snapshots are in nobody’s way in the %s theme', async theme => {
  for (const path of ['/console/crawlers', seen('/products/3'), '/console/verdict', '/console/snapshots']) {
    const { page } = await open(path, { theme, width: 360, locale: 'de-DE', allowed: [app().site] });
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    expect(await troubles(page, `${path.split(/[/?]/)[2]}-${theme}`)).toEqual([]);
  }
});
