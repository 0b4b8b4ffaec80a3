import { describe, expect, test } from '@jest/globals';
import type { PageAnswer } from '../../local/start/verdict-answer.ts';
import { type Booted, CHROME, cloudForFile, GOOGLEBOT, get } from './cloud.ts';

let app: Booted;
cloudForFile(
  booted => {
    app = booted;
  },
  { strict: true, expectDenied: true },
);

const PATH = '/__signpost/verdict';

describe('the verdict page of a local cloud', () => {
  test('tells a person about himself', async () => {
    const response = await get(app.site + PATH, { 'user-agent': CHROME });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    const html = await response.text();
    expect(html).toContain(CHROME);
    expect(html).toContain('It gets the app.');
    expect(html).toContain('value="192.0.2.1"'); // the cloud is strict
    expect(app.records).toEqual([]);
  });

  test.each([
    ['/products/3', CHROME, 'text/html'],
    ['/products/3?page=2&utm_source=x', GOOGLEBOT, '*/*'],
    ['/products/3', 'curl/8.5.0', 'text/markdown'],
    ['/', '', ''],
  ])('names the object that the edge asks for: %s, %s, %s', async (path, ua, accept) => {
    const asked = new URLSearchParams({ path, ua, accept, format: 'json' });
    const { edge }: PageAnswer = await (await get(`${app.site}${PATH}?${asked}`)).json();
    await get(app.site + path, { 'user-agent': ua, accept });
    expect(app.records.at(-1)?.uri).toBe(edge.uri);
  });

  test('knows where no verdict is made', async () => {
    const response = await get(`${app.site}${PATH}?path=/api/products/3`, { accept: 'application/json' });
    expect(await response.json()).toMatchObject({ asset: '/api/*' });
  });

  test('is on the site only, at this very path', async () => {
    expect((await get(app.short + PATH)).status).toBe(404);
    const response = await get(`${app.site}${PATH}/`, { 'user-agent': CHROME });
    expect(await response.text()).toContain('<div id="app"></div>');
  });

  test('is no part of what deploys', () => {
    expect(JSON.stringify(app.cloud.stack.all('AWS::CloudFront::Distribution'))).not.toContain('__signpost');
  });
});
