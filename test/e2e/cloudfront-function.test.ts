import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../../local/services/cloudfront/config.ts';
import { FUNCTION, packagedVariant } from '../infra/project.ts';
import { type Booted, CHROME, cloudForFile, GOOGLEBOT, get } from './cloud.ts';

// The setting as an operator changes it, packaged and booted.
const { root } = await packagedVariant(FUNCTION);

let app: Booted;
cloudForFile(
  booted => {
    app = booted;
  },
  { root },
);

describe('with viewer-request as a CloudFront Function', () => {
  test('a person gets the app, a crawler the finished page, and each its own object of the cache', async () => {
    const asPerson = () => get(`${app.site}/products/3`, { 'user-agent': CHROME });
    const asCrawler = () => get(`${app.site}/products/3`, { 'user-agent': GOOGLEBOT });
    const [person, crawler] = [await asPerson(), await asCrawler()];
    expect([person.status, crawler.status]).toEqual([200, 200]);
    const [shell, page] = [await person.text(), await crawler.text()];
    expect(shell).toContain('<div id="app"></div>');
    expect(shell).not.toContain('<h1');
    expect(page).toMatch(/<h1/);
    const asked = app.records.filter(({ path }) => path === '/products/3');
    expect(asked.map(({ originWay }) => originWay)).toEqual([['bucket'], ['bucket', 'render']]);
    for (const [again, text] of [
      [await asPerson(), shell],
      [await asCrawler(), page],
    ] as const) {
      expect(again.headers.get('x-cache')).toBe('Hit from cloudfront');
      expect(await again.text()).toBe(text);
    }
  });

  test('an address written in two ways is one object, and origin-response still runs', async () => {
    const get404 = (path: string) => get(app.site + path, { 'user-agent': GOOGLEBOT });
    const [first, second] = [await get404('/no/./such?utm_source=x'), await get404('/no/%2E/a/../such')];
    expect([first.status, second.status]).toEqual([404, 404]);
    expect(app.records.slice(-2).map(({ uri }) => uri)).toEqual(Array(2).fill(app.records.at(-1)?.uri));
    expect(app.records.at(-1)?.originWay).toEqual([]);
  });

  test('no Lambda runs at viewer-request', async () => {
    const site = app.cloud.stack.all('AWS::CloudFront::Distribution').find(({ id }) => id === 'Site');
    const { DefaultCacheBehavior: pages } = readConfig(site?.properties.DistributionConfig);
    const events = pages.LambdaFunctionAssociations?.map(({ EventType }) => EventType);
    expect(events).toEqual(['origin-response']);
  });
});
