import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { snapshotKey } from '../../core/snapshots/page.ts';
import { PageTable } from '../../core/snapshots/table.ts';
import type { Statement } from '../../local/services/iam.ts';
import type { Template } from '../../local/template/template.ts';
import {
  type Booted,
  boot,
  CHROME,
  createLink,
  GOOGLEBOT,
  get,
  KEY,
  temporaryFolder,
  until,
} from './cloud.ts';
import { askApi } from './documented.ts';

let remove: () => Promise<void>;
let data: string;
let app: Booted | undefined;

beforeEach(async () => {
  ({ data, remove } = await temporaryFolder());
});

afterEach(async () => {
  await app?.stop();
  app = undefined;
  await remove();
});

test('without dynamodb:GetItem in the redirect role a link cannot be followed, and the console names what is missing', async () => {
  const change = (template: Template) => withdraw(template, 'RedirectRole', 'dynamodb:GetItem');
  app = await boot({ data, change, expectDenied: true });
  await createLink(app.short, { url: 'https://example.com/', slug: 'spring' });
  expect((await get(`${app.short}/spring`)).status).toBe(503);
  expect(app.logs.join('\n')).toMatch(
    /iam: AccessDenied: role RedirectRole is not authorized to perform: dynamodb:GetItem/,
  );
});

test('without a role’s leave to read its queue the cloud does not start', async () => {
  const change = (template: Template) => withdraw(template, 'RenderRole', 'sqs:ReceiveMessage');
  await expect(boot({ data, change })).rejects.toThrow(/the function's role needs sqs:ReceiveMessage/);
});

test('no role may do what it never does', async () => {
  // A deadline no page can keep: the first answer is 503, and the queue renders.
  app = await boot({ data, change: template => setDeadline(template, '1') });
  await beforeAnApp(app);
  await createLink(app.short, { url: 'https://example.com/', slug: 'used' });
  await createLink(app.short, { url: 'https://example.com/other', slug: 'used' });
  await get(`${app.short}/used`);
  for (const list of [
    '/api/links',
    '/api/changes',
    '/api/links/used/history',
    '/api/links/used/clicks',
    '/api/tags',
  ])
    expect((await askApi(app.short, 'GET', list, { key: KEY })).status).toBe(200);
  await mendLinks(app);
  await useKeys(app);
  await purgeLink(app, 'used');
  await createLink(app.short, { url: 'https://example.com/', slug: 'coupon', maxClicks: 1 });
  for (const userAgent of [CHROME, GOOGLEBOT]) await get(`${app.short}/coupon`, { 'user-agent': userAgent });
  await get(app.site);
  const page = `${app.site}/products/1`;
  const early = await get(page, { 'user-agent': GOOGLEBOT });
  expect([early.status, early.headers.get('retry-after')]).toEqual([503, '30']);
  await until(async () => (await get(page, { 'user-agent': GOOGLEBOT })).status === 200);
  await askRenderer(app, page); // the page is there already: it is read from the bucket
  await until(async () => app !== undefined && (await isVisitCounted(app))); // while no list of crawlers is there
  await refreshIdentities(app);
  await orderPagesBelow(app, `${app.site}/products`);
  await orderForLater(app);
  await readAndDrop(app, page);
  await lookAtSitemap(app);
  await until(() => app !== undefined && isQueueEmpty(app)); // what waits counts against a run's budget
  await makeDue(app, page);
  expect(await app.cloud.scheduler.run('RerenderSchedulerSchedule1')).toEqual({ queued: 1 });
  await until(async () => app !== undefined && (await isRendered(app, page)));
  await deploy(app);
  expect(await app.cloud.scheduler.run('RerenderSchedulerSchedule1')).toEqual({ queued: 1 });
  await forgetFormerHost(app);
  const gone = `${app.site}/no/such/page`;
  await until(async () => (await get(gone, { 'user-agent': GOOGLEBOT })).status === 404);
  await makeDue(app, gone);
  await app.cloud.scheduler.run('RerenderSchedulerSchedule1'); // a page that is gone is forgotten
  await until(async () => app !== undefined && (await isClickCounted(app)));
  await deliverWhatCannotBeRead(app);
  // The log of these requests is read meanwhile.
  const isUnused = (grant: string) =>
    grant.includes('dynamodb:DeleteItem') || grant.startsWith('LogsRole s3:');
  await until(() => !app?.cloud.access.unused().some(isUnused));
  expect(app.cloud.access.unused().filter(grant => !grant.includes(' logs:'))).toEqual([]);
});

describe('what the local cloud does not know stops the start with a sentence', () => {
  const NOBODY = { PolicyDocument: { Statement: [] } };
  test.each<[string, (template: Template) => void, string | RegExp]>([
    [
      'a resource type',
      ({ Resources }) => Object.assign(Resources, { Stream: { Type: 'AWS::Kinesis::Stream' } }),
      'Stream: the local cloud does not know AWS::Kinesis::Stream.',
    ],
    [
      'a property',
      ({ Resources }) => Object.assign(Resources.RenderQueue?.Properties ?? {}, { DelaySeconds: 5 }),
      'RenderQueue (AWS::SQS::Queue): DelaySeconds is not supported by the local cloud.',
    ],
    [
      'a field of a log',
      ({ Resources }) => Object.assign(Resources.SiteLogsDelivery?.Properties ?? {}, { RecordFields: ['x'] }),
      'SiteLogsDelivery.RecordFields.0 (AWS::Logs::Delivery): is no field of a log that is modelled.',
    ],
    [
      'a policy by which S3 cannot tell of files',
      ({ Resources }) => Object.assign(Resources.LogsQueuePolicy?.Properties ?? {}, NOBODY),
      'LogsBucket: the policy of signpost-local-LogsQueue does not let s3.amazonaws.com send it messages.',
    ],
    [
      'a policy by which no log can be put',
      ({ Resources }) => Object.assign(Resources.LogsBucketPolicy?.Properties ?? {}, NOBODY),
      /^LinksLogsDelivery: the policy of the bucket .* does not let delivery\.logs\.amazonaws\.com put logs there\.$/,
    ],
    [
      'a second source of one distribution',
      ({ Resources }) => {
        const second = { ...Resources.LinksLogs?.Properties, Name: 'second' };
        Object.assign(Resources, { Second: { Type: 'AWS::Logs::DeliverySource', Properties: second } });
      },
      'LinksLogs: CloudFront takes one delivery source for a distribution, and no second one.',
    ],
    [
      'an intrinsic function',
      ({ Resources }) =>
        Object.assign(Resources.RenderQueue?.Properties ?? {}, { QueueName: { 'Fn::ImportValue': 'x' } }),
      'Resources.RenderQueue.QueueName: Fn::ImportValue is not supported',
    ],
  ])('%s', async (_, change, sentence) => {
    await expect(boot({ data, change })).rejects.toThrow(sentence);
  });
});

/** A log file with a line that nobody can read, and the name of one that is gone. */
async function deliverWhatCannotBeRead({ cloud, s3, sqs }: Booted): Promise<void> {
  const Bucket = cloud.stack.outputs.get('LogsBucketName');
  const Key = `cloudfront/${cloud.stack.ref('Links')}/2026/11/30/05/broken.gz`;
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: '{"timestamp(ms)": \n' }));
  const object = { key: Key.replace('broken', 'gone'), size: 1, eTag: 'gone' };
  const Records = [{ eventName: 'ObjectCreated:Put', s3: { bucket: { name: Bucket }, object } }];
  const QueueUrl = cloud.stack.ref('LogsQueue');
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ Records }) }));
}

/** Whether a person's click is among those of the most clicked links. */
async function isClickCounted({ short }: Booted): Promise<boolean> {
  const answer = await askApi(short, 'GET', '/api/clicks/top', { key: KEY });
  return ((await answer.json()) as { links: unknown[] }).links.length > 0;
}

/** Whether a crawler's visit is among those of the most read pages. */
async function isVisitCounted({ short }: Booted): Promise<boolean> {
  const answer = await askApi(short, 'GET', '/api/crawlers/pages', { key: KEY });
  return ((await answer.json()) as { read: { pages: unknown[] } }).read.pages.length > 0;
}

/** Makes, rotates and revokes a key, and asks for a link by a name that comes to nothing. */
async function useKeys({ short }: Booted): Promise<void> {
  const ask = (method: string, path: string, body?: object, headers = {}) =>
    askApi(short, method, `/api${path}`, { key: KEY, body, headers });
  const made = await ask('POST', '/keys', { name: 'x', scopes: ['admin'] });
  const { id } = (await made.json()) as { id: string };
  expect((await ask('POST', `/keys/${id}/rotate`)).status).toBe(200);
  expect((await ask('GET', '/keys')).status).toBe(200);
  expect((await ask('DELETE', `/keys/${id}`)).status).toBe(200);
  const taken = { url: 'https://example.com/other', slug: 'used' };
  expect((await ask('POST', '/links', taken, { 'idempotency-key': '"taken"' })).status).toBe(409);
}

/** Reads what is stored of a page, and of one that is not; drops the first, which a crawler then brings back. */
async function readAndDrop({ short, site }: Booted, page: string): Promise<void> {
  const ask = (method: string, url: string, path = '') =>
    askApi(short, method, `/api/snapshots${path}?url=${encodeURIComponent(url)}`, { key: KEY });
  expect((await ask('GET', page, '/page')).status).toBe(200);
  expect((await ask('GET', `${site}/nothing`, '/page')).status).toBe(404);
  // Its render may be under way.
  await until(async () => (await ask('DELETE', page)).status === 200);
  await until(async () => (await get(page, { 'user-agent': GOOGLEBOT })).status === 200);
}

/** A change of a link and a render, both of a second from now, and the schedule that does them. */
async function orderForLater({ cloud, short, site }: Booted): Promise<void> {
  const at = new Date(Math.ceil(Date.now() / 1000 + 1) * 1000).toISOString();
  const ask = (path: string, body: object) =>
    askApi(short, 'POST', `/api${path}`, { key: KEY, body: { at, ...body } });
  expect((await ask('/links/used/changes', { patch: { title: 'x' } })).status).toBe(201);
  expect((await ask('/snapshots/rerender', { prefix: `${site}/products` })).status).toBe(201);
  const run = () => cloud.scheduler.run('ChangesSchedulerSchedule1') as Promise<{ versions: number }>;
  // Each is done by the first run after its time, which may not be the same one.
  let versions = 0;
  const isUnused = () => cloud.access.unused().some(grant => /^ChangesRole (?!logs:)/.test(grant));
  await until(async () => {
    versions += (await run()).versions;
    return versions === 1 && !isUnused();
  });
}

/** Before an app was uploaded there is nothing to compare pages with. */
async function beforeAnApp({ cloud, s3 }: Booted): Promise<void> {
  const shell = { Bucket: cloud.stack.ref('SiteBucket'), Key: 'app/index.html' };
  const { Body, ...described } = await s3.send(new GetObjectCommand(shell));
  const html = (await Body?.transformToString()) ?? '';
  await s3.send(new DeleteObjectCommand(shell));
  expect(await cloud.scheduler.run('RerenderSchedulerSchedule1')).toEqual({ queued: 0 });
  await s3.send(new PutObjectCommand({ ...shell, Body: html, ContentType: described.ContentType }));
}

/** Renames that were left half-way long ago, one that was made and one that was not; a hint of no link, and a tag of none. */
async function mendLinks({ cloud, dynamodb }: Booted): Promise<void> {
  const at = '2026-01-01T00:00:00.000Z';
  const link = { url: 'https://example.com/', id: 'i', change: 'c', hints: 'c', version: 2, changedAt: at };
  for (const Item of [
    { ...link, slug: 'made', from: 'left' },
    { slug: 'left', movedTo: 'made', id: 'i', change: 'c' },
    { ...link, slug: 'never', from: 'nothing' },
  ])
    await dynamodb.send(new PutCommand({ TableName: cloud.stack.ref('LinksTable'), Item }));
  for (const Item of [
    { list: 'all', place: at, link: 'nobody', change: 'c', at },
    { list: 'tags', place: 'nobody’s', tag: 'nobody’s', change: 'c', at },
  ])
    await dynamodb.send(new PutCommand({ TableName: cloud.stack.ref('HintsTable'), Item }));
  expect(await cloud.scheduler.run('ReindexSchedulerSchedule1')).toMatchObject({
    finished: 1,
    undone: 1,
    removed: 2,
  });
}

/** A page of a host that is the site's no more. */
async function forgetFormerHost({ cloud, dynamodb }: Booted): Promise<void> {
  const table = new PageTable({ client: dynamodb, name: cloud.stack.ref('SnapshotsTable') });
  const url = 'https://former.example/';
  const now = Date.now();
  const times = { now, until: now - 2, renderedAfter: now, failedAfter: now };
  await table.lock(url, 'x', times);
  await table.index(url, 'x');
  await cloud.scheduler.run('RerenderSchedulerSchedule1');
  expect(await table.find(url)).toBeUndefined();
}

async function isQueueEmpty({ cloud, sqs }: Booted): Promise<boolean> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: cloud.stack.ref('RenderQueue'), AttributeNames: ['All'] }),
  );
  const { ApproximateNumberOfMessages: waiting, ApproximateNumberOfMessagesNotVisible: taken } =
    Attributes ?? {};
  return Number(waiting) + Number(taken) === 0;
}

async function askRenderer({ cloud }: Booted, url: string): Promise<void> {
  const { lambda } = cloud.functions.byArn(cloud.stack.attribute('RenderLambdaFunction', 'Arn'));
  await lambda.invoke({
    rawPath: `/${snapshotKey(url)}`,
    headers: { 'x-signpost-url': url },
    requestContext: { http: { method: 'GET' } },
  });
}

/** Puts another build's shell in the place of the app's. */
async function deploy({ cloud, s3 }: Booted): Promise<void> {
  const shell = { Bucket: cloud.stack.ref('SiteBucket'), Key: 'app/index.html' };
  const html = await (await s3.send(new GetObjectCommand(shell))).Body?.transformToString();
  await s3.send(new PutObjectCommand({ ...shell, Body: `${html}<!-- another build -->` }));
}

/** Whether a page's last render is noted and it is not due. */
async function isRendered({ cloud, dynamodb }: Booted, url: string): Promise<boolean> {
  const key = { TableName: cloud.stack.ref('SnapshotsTable'), Key: { page: snapshotKey(url) } };
  const { Item = {} } = await dynamodb.send(new GetCommand({ ...key, ConsistentRead: true }));
  return Item.renderedAt !== undefined && Item.lockedBy === undefined && Item.dueAt > Item.renderedAt;
}

/** Lists the stored pages, and has them rendered again. */
async function orderPagesBelow({ short }: Booted, prefix: string): Promise<void> {
  for (const list of ['/api/snapshots', '/api/snapshots?sort=due'])
    expect((await askApi(short, 'GET', list, { key: KEY })).status).toBe(200);
  const asked = { key: KEY, body: { prefix } };
  const response = await askApi(short, 'POST', '/api/snapshots/rerender', asked);
  expect([response.status, await response.json()]).toEqual([
    202,
    { queued: 1, queuedAt: expect.any(String) },
  ]);
}

/** Of one page, which is rendered already: no other may be due when the schedule is asked. */
async function lookAtSitemap({ cloud, s3, site }: Booted): Promise<void> {
  const sitemap = `<urlset><url><loc>${site}/products/1</loc></url></urlset>`;
  const upload = { Bucket: cloud.stack.ref('SiteBucket'), Key: 'app/sitemap.xml' };
  await s3.send(new PutObjectCommand({ ...upload, Body: sitemap }));
  const run = () => cloud.scheduler.run('SitemapSchedulerSchedule1');
  expect(await run()).toEqual({ listed: 1, skipped: 0, queued: 0, left: 0 });
  const changed = sitemap.replace('</loc>', '</loc><lastmod>2026-01-01</lastmod>');
  await s3.send(new PutObjectCommand({ ...upload, Body: changed }));
  expect(await run()).toEqual({ listed: 1, skipped: 0, queued: 1, left: 0 });
}

/** Of no operator: a test asks nobody outside this machine. */
async function refreshIdentities({ cloud }: Booted): Promise<void> {
  const { lambda } = cloud.functions.byArn(cloud.stack.attribute('IdentitiesLambdaFunction', 'Arn'));
  expect(await lambda.invoke({ operators: [] })).toEqual({ fetched: 0, failed: 0 });
}

/** Makes a page due, once its render is noted: the snapshot can be seen a moment before. */
async function makeDue({ cloud, dynamodb }: Booted, url: string): Promise<void> {
  const update = new UpdateCommand({
    TableName: cloud.stack.ref('SnapshotsTable'),
    Key: { page: snapshotKey(url) },
    UpdateExpression: 'SET dueAt = :past',
    ConditionExpression: 'attribute_exists(renderedAt) AND attribute_not_exists(lockedBy)',
    ExpressionAttributeValues: { ':past': 1 },
  });
  await until(() =>
    dynamodb.send(update).then(
      () => true,
      () => false,
    ),
  );
}

function withdraw({ Resources }: Template, roleId: string, action: string): void {
  const policies = Resources[roleId]?.Properties?.Policies as {
    PolicyDocument: { Statement: Statement[] };
  }[];
  for (const statement of policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement))
    statement.Action = [statement.Action].flat().filter(allowed => allowed !== action);
}

function setDeadline({ Resources }: Template, milliseconds: string): void {
  const environment = Resources.RenderLambdaFunction?.Properties?.Environment as {
    Variables: Record<string, string>;
  };
  environment.Variables.RENDER_DEADLINE_MS = milliseconds;
}

async function purgeLink({ short }: Booted, slug: string): Promise<void> {
  const asked = { key: KEY, body: { purge: true } };
  const response = await askApi(short, 'PATCH', `/api/links/${slug}`, asked);
  expect(await response.json()).toMatchObject({ purged: true });
}
