import { expect, test } from '@jest/globals';
import { addShortDomains } from '../../infra/short-domains.cjs';
import { drawn, read } from '../core/links/qr/reader.ts';
import { type Booted, CHROME, cloudForFile, createLink, get, KEY, until } from './cloud.ts';

const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';
const STORE = 'https://apps.apple.com/app/id123456789';

let app: Booted;
cloudForFile(booted => (app = booted), {
  change: template =>
    addShortDomains(template, {
      robots: 'User-agent: *\nDisallow: /private',
      appLinks: { apple: { appIds: ['ABCDE12345.com.example.app'] } },
      urlSchemes: ['mailto'],
    }),
});

const asked = (path: string, headers: Record<string, string> = {}) => get(`${app.short}${path}`, headers);
const withKey = { authorization: `Bearer ${KEY}` };
const textIn = async (picture: Parameters<typeof read>[0]) => (await read(picture)).map(({ text }) => text);

test('from the answer to the code, from the code to the page, and the scan is counted', async () => {
  const created = await createLink(app.short, {
    url: 'https://example.com/',
    slug: 'poster',
    forwardQuery: true,
  });
  const { qr, shortUrl } = (await created.json()) as { qr: string; shortUrl: string };
  expect(qr).toBe(`${shortUrl}.qr`);

  const svg = await get(qr);
  expect([svg.status, svg.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
  const [address = ''] = await textIn(drawn(await svg.text(), 0));
  const png = await get(`${qr}.png`);
  expect([png.status, png.headers.get('content-type')]).toEqual([200, 'image/png']);
  expect(await textIn(new Uint8Array(await png.arrayBuffer()))).toEqual([address]);
  expect((await get(qr)).headers.get('x-cache')).toMatch(/^Hit/);

  const styled = await asked('/api/links/poster/qr?format=png&dark=0b5d3b&size=400', withKey);
  expect(await textIn(new Uint8Array(await styled.arrayBuffer()))).toEqual([address]);

  // A browser writes scheme and host small before it asks.
  const { href } = new URL(address);
  expect(href).toBe(`${shortUrl}?qr`);
  const followed = await get(href, { 'user-agent': PHONE });
  expect([followed.status, followed.headers.get('location')]).toEqual([301, 'https://example.com/']);
  await get(shortUrl, { 'user-agent': CHROME });
  await until(async () => (await clicksOf('poster')).clicks === 2);
  expect(await clicksOf('poster')).toMatchObject({ clicks: 2, scans: 1, previews: 0 });
});

async function clicksOf(slug: string): Promise<Record<string, number>> {
  const answer = await asked(`/api/links/${slug}/clicks`, withKey);
  return ((await answer.json()) as { total: Record<string, number> }).total;
}

test('a phone is shown both ways to an app, which is a click', async () => {
  const appLinks = { ios: { url: 'https://app.example.com/1', store: STORE } };
  const created = await createLink(app.short, { url: 'https://example.com/', slug: 'get-it', appLinks });
  expect(await created.json()).toMatchObject({ appLinks });
  expect((await asked('/get-it', { 'user-agent': CHROME })).status).toBe(301);
  const shown = await asked('/get-it', { 'user-agent': PHONE });
  expect([shown.status, await shown.text()]).toEqual([200, expect.stringContaining(`href="${STORE}"`)]);
  await until(async () => (await clicksOf('get-it')).clicks === 2);
});

test('a domain’s own files come as they are, by no redirect', async () => {
  const apple = await asked('/.well-known/apple-app-site-association');
  expect([apple.status, apple.headers.get('content-type')]).toEqual([200, 'application/json']);
  expect(await apple.json()).toMatchObject({
    applinks: { details: [{ appIDs: ['ABCDE12345.com.example.app'] }] },
  });
  expect((await asked('/.well-known/assetlinks.json')).status).toBe(404);
  expect(await (await asked('/robots.txt')).text()).toBe('User-agent: *\nDisallow: /private\n');
});

test('a scheme that the deployment allows, and one that it does not', async () => {
  const url = 'mailto:info@example.com?subject=Spring';
  const created = await createLink(app.short, { url, slug: 'mail' });
  expect(await created.json()).toMatchObject({ url, state: 'active' });
  expect((await asked('/mail')).headers.get('location')).toBe(url);
  const refused = await createLink(app.short, { url: 'tel:+4930123' });
  expect([refused.status, await refused.json()]).toMatchObject([
    422,
    { errors: [{ field: 'url', expected: expect.stringContaining('or one of mailto:') }] },
  ]);
});
