import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { type Booted, CHROME, cloudForFile, createLink, GOOGLEBOT, get, KEY } from './cloud.ts';

/** A distribution's own name, as AWS's documents write it. */
const DISTRIBUTION = 'd111111abcdef8.cloudfront.net';

let app: Booted;
// What infra/settings.yml has before anybody filled it in.
cloudForFile(
  booted => {
    app = booted;
  },
  { parameters: { ShortDomain: '', SiteDomain: '' } },
);

test('the outputs name the distributions’ own domains', () => {
  const outputs = Object.fromEntries(app.cloud.stack.outputs);
  expect(outputs).toMatchObject({
    ShortAddress: `https://${new URL(app.short).host}`,
    SiteAddress: `https://${new URL(app.site).host}`,
  });
});

describe('a link', () => {
  test('is created and followed', async () => {
    const created = await createLink(app.short, { url: 'https://example.com/spring', slug: 'spring' });
    expect(created.status).toBe(201);
    const link = await created.json();
    expect(link).toMatchObject({ shortUrl: `${app.short}/spring` });
    // What is printed stays, and the domain would not.
    expect(link).not.toHaveProperty('qr');
    const followed = await get(`${app.short}/spring`);
    expect([followed.status, followed.headers.get('location')]).toEqual([301, 'https://example.com/spring']);
  });

  test('has the host its creator used', async () => {
    const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ url: 'https://example.com/own', slug: 'own' });
    const created = await send(`${app.short}/api/links`, DISTRIBUTION, headers, body);
    expect(created.status).toBe(201);
    expect(JSON.parse(created.body)).toMatchObject({ shortUrl: `https://${DISTRIBUTION}/own` });
  });
});

test('the list of snapshots does not know the site’s host, and asks for it', async () => {
  const list = (query: string) =>
    get(`${app.short}/api/snapshots?${query}`, { authorization: `Bearer ${KEY}` });
  const all = await list('');
  expect([all.status, await all.json()]).toMatchObject([
    422,
    { errors: [{ field: 'prefix', expected: 'an absolute address of the site (*.cloudfront.net)' }] },
  ]);
  expect((await list(`prefix=https://${DISTRIBUTION}/`)).status).toBe(200);
});

describe('the site', () => {
  test('gives a person the app shell', async () => {
    const response = await get(`${app.site}/products/3`, { 'user-agent': CHROME });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<div id="app"></div>');
  });

  test.each([
    ['takes a distribution’s name for its own; its page cannot be reached from here', DISTRIBUTION, 503],
    ['refuses a crawler a page of another host', 'evil.example', 403],
  ])('%s', async (_, host, status) => {
    const response = await send(`${app.site}/products/3`, host, { 'user-agent': GOOGLEBOT });
    expect(response.status).toBe(status);
    expect(app.records.at(-1)).toMatchObject({ originWay: ['bucket', 'render'] });
  });
});

/** A request with a Host of one's own, which `fetch` does not let through. With a body it is a POST. */
async function send(url: string, host: string, headers: Record<string, string>, body?: string) {
  const asked = request(url, { method: body === undefined ? 'GET' : 'POST', headers: { ...headers, host } });
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, body: Buffer.concat(await answer.toArray()).toString() };
}
