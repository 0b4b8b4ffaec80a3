import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { expect, test } from '@jest/globals';
import { type Booted, CHROME, cloudForFile, createLink, get, until } from './cloud.ts';

let app: Booted;
const { restart } = cloudForFile(booted => (app = booted), { countryOf: () => 'CH' });

const LINE = { 'user-agent': CHROME, referer: 'https://news.example/a b' };

test('a link that is followed is a line of a log file, and the function reads that file', async () => {
  await createLink(app.short, { url: 'https://example.com/', slug: 'spring' });
  const began = Date.now();
  expect((await get(`${app.short}/spring?utm_source=x`, LINE)).status).toBe(301);
  await until(async () => (await linesOf(app)).some(isSpring));
  expect((await linesOf(app)).filter(isSpring)).toEqual([
    expect.objectContaining({
      date: new Date(began).toISOString().slice(0, 10),
      'cs-method': 'GET',
      'cs-uri-stem': '/spring',
      'cs-uri-query': 'utm_source=x',
      'sc-status': '301',
      'c-country': 'CH',
      'cs(Referer)': 'https://news.example/a%20b',
      'x-edge-result-type': 'Miss',
      'c-ip': expect.stringMatching(/^(127\.0\.0\.1|::1)$/),
      'c-port': expect.stringMatching(/^\d+$/),
      'time-taken': expect.stringMatching(/^\d+\.\d{3}$/),
      'origin-fbl': expect.stringMatching(/^\d+\.\d{3}$/),
      'x-host-header': new URL(app.short).host,
      'cache-behavior-path-pattern': '*',
    }),
  ]);
  const [delivery] = app.cloud.stack.all('AWS::Logs::Delivery');
  expect(Object.keys((await linesOf(app))[0] ?? {})).toEqual(delivery?.properties.RecordFields);
  await until(() => app.logs.some(line => line.includes('log file read')));
  await until(() => isQueueEmpty(app));
});

test('a cloud that ends writes what it has not written yet, and the next one reads it', async () => {
  await get(`${app.short}/spring?last`);
  await restart();
  expect((await linesOf(app)).filter(line => line['cs-uri-query'] === 'last')).toHaveLength(1);
  await until(() => app.logs.some(line => line.includes('log file read')));
  await until(() => isQueueEmpty(app));
});

type Line = Record<string, string>;
const isSpring = (line: Line) => line['cs-uri-stem'] === '/spring' && line['cs-uri-query'] !== 'last';

/** All lines of the short domain's log files. */
async function linesOf({ cloud, s3 }: Booted): Promise<Line[]> {
  const Bucket = cloud.stack.outputs.get('LogsBucketName');
  const id = cloud.stack.ref('Links');
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: `cloudfront/${id}/` }));
  const files = Contents.map(async ({ Key = '' }) => {
    expect(Key).toMatch(
      new RegExp(
        `^cloudfront/${id}/(\\d{4})/(\\d\\d)/(\\d\\d)/(\\d\\d)/${id}\\.\\1-\\2-\\3-\\4\\.[0-9a-f]{8}\\.gz$`,
      ),
    );
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    const text = gunzipSync((await Body?.transformToByteArray()) ?? '').toString();
    return text
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line) as Line);
  });
  return (await Promise.all(files)).flat();
}

async function isQueueEmpty({ cloud, sqs }: Booted): Promise<boolean> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: cloud.stack.ref('LogsQueue'), AttributeNames: ['All'] }),
  );
  return (
    Attributes.ApproximateNumberOfMessages === '0' && Attributes.ApproximateNumberOfMessagesNotVisible === '0'
  );
}
