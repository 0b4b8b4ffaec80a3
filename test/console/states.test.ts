import { beforeAll, describe, expect, test } from '@jest/globals';
import type { BrowserContext, Page, Route } from 'playwright-core';
import { GOOGLEBOT, get, until } from '../e2e/cloud.ts';
import { axeFindings } from './axe.ts';
import { consoleForFile } from './browser.ts';
import { api, makeKey, shows } from './stories.ts';

const { app, open } = consoleForFile();

interface Case {
  /** SITE stands for the site's origin. */
  path: string;
  /** What is there only once the page has all that it asks for. */
  fine(page: Page): Promise<unknown>;
  /** What a key has to be able to do. */
  scope?: string;
  /** It asks for nothing of its own when it is opened. */
  isQuiet?: boolean;
}

const text = (words: string) => (page: Page) => page.getByText(words).first().waitFor();
const row = (name: RegExp) => (page: Page) => page.getByRole('row', { name }).first().waitFor();
/** What is drawn comes last: its code is loaded later than the page. */
const drawn = (words: string) => async (page: Page) => {
  await text(words)(page);
  await page.locator('.uplot canvas').waitFor();
};
const field = (label: string | RegExp) => (page: Page) => page.getByLabel(label).first().waitFor();
const heading = (name: RegExp) => (page: Page) => page.getByRole('heading', { name }).first().waitFor();

/** Each page of the console. */
const PAGES: Record<string, Case> = {
  links: { path: '/console/', fine: row(/\/spring/), scope: 'links:read' },
  'a link': { path: '/console/link/spring', fine: drawn('It leads people on.'), scope: 'links:read' },
  'a new link': { path: '/console/new', fine: field('Leads to'), scope: 'links:write', isQuiet: true },
  'a link that is edited': {
    path: '/console/edit/spring',
    fine: field('Leads to'),
    scope: 'links:write',
  },
  import: { path: '/console/import', fine: field('File'), scope: 'links:write', isQuiet: true },
  clicks: { path: '/console/clicks', fine: drawn('Most clicked links'), scope: 'stats:read' },
  crawlers: { path: '/console/crawlers', fine: drawn('Most read pages'), scope: 'stats:read' },
  'what a crawler sees': {
    path: '/console/seen?url=SITE%2Fabout',
    fine: heading(/A crawler gets/),
    scope: 'pages',
  },
  'the verdict tester': { path: '/console/verdict', fine: heading(/Googlebot/), scope: 'stats:read' },
  snapshots: { path: '/console/snapshots', fine: row(/\/about/), scope: 'pages' },
  keys: { path: '/console/keys', fine: row(/first/), scope: 'admin' },
  settings: { path: '/console/settings', fine: text('Version of Signpost'), isQuiet: true },
};
const ALL = Object.entries(PAGES);
const at = (path: string) => path.replace('SITE', encodeURIComponent(app().site));

/** Goes to a page as a click on a link does. */
const follow = (page: Page, path: string) =>
  page.evaluate(href => {
    const link = document.body.appendChild(document.createElement('a'));
    link.href = href;
    link.click();
    link.remove();
  }, path);

/** A form has one with nothing in it. */
const alert = (page: Page) => page.getByRole('alert').filter({ hasText: /\S/ });
const isNothingWrong = (page: Page) => alert(page).first().waitFor({ state: 'detached' });
const tryAgain = (page: Page) => page.getByRole('button', { name: 'Try again' }).first();
const loading = (page: Page) => page.getByRole('status', { name: 'Loading…' }).first();
/** Who signs in is asked for by these; all else is asked by the pages. */
const isOfSession = (url: string) => /\/api\/(keys\/me|settings)$/.test(url);

/** Stands in front of the API: lets through, holds back, or answers that it fails. */
class Gate {
  #fails: (url: string) => boolean = () => false;
  #held: (() => void)[] | undefined;

  readonly stand = (context: BrowserContext) =>
    context.route('**/api/**', async (route: Route) => {
      const held = this.#held;
      if (held) await new Promise<void>(resolve => held.push(resolve));
      if (this.#fails(route.request().url())) await route.fulfill({ status: 503, body: '' });
      else await route.continue();
    });

  hold(): void {
    this.#held = [];
  }
  release(): void {
    for (const go of this.#held ?? []) go();
    this.#held = undefined;
  }
  fail(which: (url: string) => boolean): void {
    this.#fails = which;
  }
}

describe('where nothing is yet', () => {
  test.each<[string, string[]]>([
    ['/console/', ['No links yet', 'Paste a long address above.']],
    ['/console/clicks', ['None in this period.']],
    ['/console/crawlers', ['No crawler has read a page in this period', 'Every crawler got its page.']],
    ['/console/snapshots', ['No snapshots yet', 'They appear when crawlers come']],
    ['/console/link/nowhere', ['No link has this slug', 'All links']],
    ['/console/edit/nowhere', ['There is no such link']],
    ['/console/no/such/page', ['Page not found', 'The address may be mistyped.']],
  ])('%s says so, and what to do', async (path, words) => {
    const { page } = await open(path, { expected: [/404/] });
    for (const each of words) await page.getByText(each).first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  test('whoever may not make links is not told to', async () => {
    const { secret } = await makeKey(app().short, { name: 'reader', scopes: ['links:read'] });
    const { page } = await open('/console/', { key: secret });
    await page.getByText('No links yet').waitFor();
    expect(await page.getByText('Paste a long address above.').count()).toBe(0);
  });
});

describe('each page', () => {
  beforeAll(async () => {
    await api(app().short, 'POST', '/links', { body: { url: 'https://example.com/', slug: 'spring' } });
    const visit = () => get(`${app().site}/about`, { 'user-agent': GOOGLEBOT });
    await until(async () => (await visit()).status === 200, 'a snapshot');
  });

  test.each(ALL)('%s: it loads, the API fails, and it is asked again', async (_, { path, fine, isQuiet }) => {
    const gate = new Gate();
    gate.hold();
    gate.fail(() => true);
    const { page } = await open(at(path), {
      prepare: gate.stand,
      allowed: [app().site],
      expected: [/503/],
    });
    await loading(page).waitFor();
    gate.release();
    // Nobody knows yet whose key it is.
    await shows(alert(page), 'Something went wrong on our side');
    await shows(alert(page), 'Try again in a moment.');
    expect(await axeFindings(page)).toEqual([]);
    gate.fail(url => !isOfSession(url));
    await tryAgain(page).click();
    if (!isQuiet) {
      // What the page itself asks for: one press is for all that failed.
      await page.getByRole('banner').waitFor();
      await shows(alert(page).first(), 'Something went wrong on our side');
      expect(await axeFindings(page)).toEqual([]);
      gate.fail(() => false);
      await tryAgain(page).click();
    }
    await fine(page);
    await isNothingWrong(page);
  });

  test.each(ALL)('%s: it says that there is no connection, and comes with it', async (name, each) => {
    const { path, fine, isQuiet } = each;
    const away = name === 'links' ? '/console/settings' : '/console/';
    const { page, context } = await open(away, {
      allowed: [app().site],
      expected: [/ERR_INTERNET_DISCONNECTED/],
    });
    const title = page.getByRole('heading', { level: 1 });
    const banner = page.getByText('You are offline.', { exact: true });
    const beOffline = async (isOffline: boolean) => {
      await context.setOffline(isOffline);
      await banner.waitFor({ state: isOffline ? 'visible' : 'detached' });
    };
    await title.waitFor();
    // Its code is not there yet.
    await beOffline(true);
    await follow(page, at(path));
    await shows(page.getByRole('main'), 'You are offline');
    await beOffline(false);
    await fine(page);

    // What is there stays, and is asked for again.
    await beOffline(true);
    await fine(page);
    await beOffline(false);
    await fine(page);

    // Its code is there, but not what it asks for.
    await follow(page, away);
    await shows(title, name === 'links' ? 'Settings' : 'Links');
    await beOffline(true);
    await follow(page, at(path));
    if (!isQuiet) await shows(alert(page).first(), 'You are offline');
    await beOffline(false);
    await fine(page);
    await isNothingWrong(page);
  });

  test.each(ALL.filter(([, { scope }]) => scope !== undefined))(
    '%s: a key that may not see it is told what it lacks, and whom to ask',
    async (_, { path, scope = '' }) => {
      const scopes = ['links:read', 'links:write', 'stats:read', 'pages'].filter(each => each !== scope);
      const { secret } = await makeKey(app().short, { name: `all but ${scope}`, scopes });
      const { page } = await open(at(path), { key: secret });
      await page.getByText('Your key does not allow this').first().waitFor();
      const next = `Ask whoever manages the keys for one with the scope ${scope}.`;
      await page.getByText(next, { exact: true }).waitFor();
      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
      expect(await axeFindings(page)).toEqual([]);
    },
  );

  test.each(ALL)('%s: a key that is not taken leads to the sign-in, and that to it', async (name, each) => {
    const { page } = await open(at(each.path), {
      key: `sp_${'x'.repeat(43)}`,
      allowed: [app().site],
      expected: [/401/],
    });
    await page.getByText('This key is not valid.').waitFor();
    const key = page.getByLabel('API key');
    expect(await key.evaluate(element => element === document.activeElement)).toBe(true);
    const { secret } = await makeKey(app().short, { name: `of ${name}`, scopes: ['admin'] });
    await page.keyboard.type(secret);
    await page.keyboard.press('Enter');
    await each.fine(page);
    expect(page.url()).toBe(app().short + at(each.path));
  });
});

describe('what is sent', () => {
  test('while the API fails, what was typed stays, and the same button sends it again', async () => {
    const { page } = await open('/console/new', { expected: [/503/] });
    await page.getByLabel('Leads to').first().fill('https://example.com/sent');
    await page.route('**/api/links', route => route.fulfill({ status: 503, body: '' }), { times: 1 });
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByText('Something went wrong on our side. Nothing you saved is lost.').waitFor();
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByText('It leads people on.').waitFor();

    await page.goto(`${app().short}/console/import`);
    const rows = ['a', 'b'].map(name => `https://example.com/${name},https://bit.ly/${name}`);
    const buffer = Buffer.from(['long_url,link', ...rows].join('\n'));
    await page.getByLabel('File').setInputFiles({ name: 'bitly.csv', mimeType: 'text/csv', buffer });
    const batch = '**/api/links/batch';
    // It tries again by itself before it gives up.
    await page.route(batch, route => route.fulfill({ status: 503, body: '' }));
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByText('Something went wrong on our side. Nothing you saved is lost.').waitFor();
    await page.unroute(batch);
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('heading', { name: '2 rows of an export of bitly' }).waitFor();
  });

  test('without a connection it says to press again once there is one', async () => {
    const { page, context } = await open('/console/', { expected: [/ERR_INTERNET_DISCONNECTED/] });
    await page.getByLabel('Address to shorten').fill('https://example.com/offline');
    await context.setOffline(true);
    await page.getByRole('button', { name: 'Shorten' }).click();
    await page.getByText('You are offline. Try again when the connection is back.').waitFor();
    await page
      .getByRole('button', { name: /^QR code/ })
      .first()
      .click();
    await until(async () => (await page.locator('.toast.failed').count()) === 2, 'a word on the QR code');
    await context.setOffline(false);
    await page.getByRole('button', { name: 'Shorten' }).click();
    await page.getByText('is copied').waitFor();
  });
});
