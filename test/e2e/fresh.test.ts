import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Clock, systemClock } from '../../core/clock.ts';
import { snapshotKey } from '../../core/snapshots/page.ts';
import type { PageRecord } from '../../core/snapshots/record.ts';
import { type Booted, cloudForFile, GOOGLEBOT, get, until } from './cloud.ts';

/** Time at the edge and in the bucket, and what a test adds to it. */
let later = 0;
const clock: Clock = { ...systemClock, now: () => Date.now() + later };

let app: Booted;
cloudForFile(
  booted => {
    app = booted;
  },
  { clock },
);

/** Past s-maxage and all that may be served stale: the edge asks the bucket before it answers. */
const DAYS = 3 * 24 * 3_600_000;

describe('a crawler that comes back and has kept the page', () => {
  let page: string;
  let first: Response;
  beforeAll(async () => {
    page = `${app.site}/products/5`;
    await crawl(page); // rendered for this crawler; the next one gets it from the bucket
    later += DAYS;
    first = await crawl(page);
    expect(first.status).toBe(200);
    expect(app.records.at(-1)?.originWay).toEqual(['bucket']);
  });

  test('is told by the very first answer how to ask again', async () => {
    const fresh = await crawl(`${app.site}/products/6`);
    expect(app.records.at(-1)?.originWay).toEqual(['bucket', 'render']);
    later += DAYS;
    const stored = await crawl(`${app.site}/products/6`, { 'if-none-match': tag(fresh) });
    expect([stored.status, tag(stored)]).toEqual([304, tag(fresh)]);
  });

  test('hears that nothing has changed, though the page was rendered again', async () => {
    await rerender(page);
    later += DAYS;
    const again = await crawl(page, { 'if-none-match': tag(first) });
    expect([again.status, tag(again), again.headers.get('last-modified')]).toEqual([
      304,
      tag(first),
      first.headers.get('last-modified'),
    ]);
    const since = { 'if-modified-since': first.headers.get('last-modified') ?? '' };
    expect((await crawl(page, since)).status).toBe(304);
  });

  test('gets the new page when it has changed', async () => {
    await changeShell(html => html.replace('<body', '<body data-season="spring"'));
    await rerender(page);
    later += DAYS;
    const known = {
      'if-none-match': tag(first),
      'if-modified-since': first.headers.get('last-modified') ?? '',
    };
    const changed = await crawl(page, known);
    expect(changed.status).toBe(200);
    expect(tag(changed)).not.toBe(tag(first));
    expect(await changed.text()).toContain('data-season="spring"');
  });
});

test('after a deploy the old pages are served meanwhile, and rendered by and by without being due', async () => {
  const pages = ['/', '/products/8', '/about'].map(path => app.site + path);
  for (const url of pages) await crawl(url);
  await until(async () => (await Promise.all(pages.map(recordOf))).every(record => record?.build));
  await app.cloud.scheduler.run('RerenderSchedulerSchedule1'); // takes note of the build there is
  const before = await recordOf(pages[1] ?? '');
  await changeShell(html => html.replace('<body', '<body data-build="2"'));
  expect(await (await crawl(pages[1] ?? '')).text()).not.toContain('data-build');
  await app.cloud.scheduler.run('RerenderSchedulerSchedule1');
  await until(async () => {
    const records = await Promise.all(pages.map(recordOf));
    return records.every(record => record?.build !== undefined && record.build !== before?.build);
  });
  later += DAYS;
  for (const url of pages) expect(await (await crawl(url)).text()).toContain('data-build="2"');
  expect((await recordOf(pages[1] ?? ''))?.changes).toBe(before?.changes); // a deploy says nothing of the page itself
});

const crawl = (url: string, headers: Record<string, string> = {}) =>
  get(url, { 'user-agent': GOOGLEBOT, ...headers });

/** The edge weakens the tag of what it compresses: https://www.rfc-editor.org/rfc/rfc9110#name-entity-tag */
const tag = (response: Response) => (response.headers.get('etag') ?? '').replace(/^W\//, '');

const itemOf = (url: string) => ({
  TableName: app.cloud.stack.ref('SnapshotsTable'),
  Key: { page: snapshotKey(url) },
});

async function recordOf(url: string): Promise<PageRecord | undefined> {
  const { Item } = await app.dynamodb.send(new GetCommand({ ...itemOf(url), ConsistentRead: true }));
  return Item as PageRecord | undefined;
}

/** Makes a page due and lets the schedule find it; ends when its render is noted. */
async function rerender(url: string): Promise<void> {
  const before = (await recordOf(url))?.renderedAt;
  const update = { UpdateExpression: 'SET dueAt = :past', ExpressionAttributeValues: { ':past': 1 } };
  await app.dynamodb.send(new UpdateCommand({ ...itemOf(url), ...update }));
  await app.cloud.scheduler.run('RerenderSchedulerSchedule1');
  await until(async () => (await recordOf(url))?.renderedAt !== before);
}

async function changeShell(change: (html: string) => string): Promise<void> {
  const shell = { Bucket: app.cloud.stack.ref('SiteBucket'), Key: 'app/index.html' };
  const { Body, ContentType, CacheControl } = await app.s3.send(new GetObjectCommand(shell));
  const html = change((await Body?.transformToString()) ?? '');
  await app.s3.send(new PutObjectCommand({ ...shell, Body: html, ContentType, CacheControl }));
}
