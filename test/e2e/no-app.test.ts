import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from '@jest/globals';
import { type Booted, CHROME, cloudForFile, GOOGLEBOT, get } from './cloud.ts';

let app: Booted;
cloudForFile(booted => {
  app = booted;
});

test('until an app is uploaded people are told so, by the edge but for one view a minute, whatever they open', async () => {
  const Bucket = app.cloud.stack.ref('SiteBucket');
  await app.s3.send(new DeleteObjectCommand({ Bucket, Key: 'app/index.html' }));
  const way = async (path: string) => {
    const response = await get(app.site + path, { 'user-agent': CHROME });
    return [response.status, response.headers.get('retry-after'), app.records.at(-1)?.originWay];
  };
  expect(await way('/')).toEqual([503, '60', ['bucket', 'render']]);
  for (const path of ['/', '/products/3', '/no/such/page?a=1'])
    expect(await way(path)).toEqual([503, '60', []]);
  expect((await get(`${app.site}/products/3`, { 'user-agent': GOOGLEBOT })).status).toBe(503);
});
