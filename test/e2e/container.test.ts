import { DeleteObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { type Clock, systemClock } from '../../core/clock.ts';
import { type RenderJob, RenderQueue } from '../../core/queue/jobs.ts';
import { snapshotKey } from '../../core/snapshots/page.ts';
import { type Snapshot, SnapshotStore } from '../../core/snapshots/snapshot.ts';
import { StrictLoki } from '../core/loki/strict-loki.ts';
import { CONTAINER, packagedVariant } from '../infra/project.ts';
import { type Booted, cloudForFile, GOOGLEBOT, get, until } from './cloud.ts';

/** As many as CONTAINER has. */
const PAGES = 3;
const VISIBILITY_MS = 180_000;

// The settings as an operator changes them, packaged and booted. The image is not fetched on a laptop.
const { root } = await packagedVariant(CONTAINER);

/** Time as it is, and what a test adds to it; the container has the machine's. */
let later = 0;
const clock: Clock = { ...systemClock, now: () => Date.now() + later };

/** Answers of the app's API that a page in mid-render is waiting for: one for each page. */
const held: (() => void)[] = [];
let holding = false;
const apiDelay = () =>
  new Promise<void>(release => {
    if (holding) held.push(release);
    else release();
  });
function releaseAll(): void {
  holding = false;
  for (const release of held.splice(0)) release();
}
afterEach(releaseAll);

const loki = new StrictLoki({ now: clock.now });
const { url: lokiUrl, stop: stopLoki } = await loki.start();
afterAll(stopLoki);

let app: Booted;
cloudForFile(
  booted => {
    app = booted;
  },
  { root, clock, apiDelay, parameters: { LokiUrl: lokiUrl } },
);

const product = (id: number) => `${app.site}/products/${id}`;
const snapshotOf = (url: string): Promise<Snapshot | undefined> =>
  new SnapshotStore(app.s3, app.cloud.stack.ref('SiteBucket')).get(url);
const queueUrl = () => app.cloud.stack.ref('RenderQueue');

async function add(url: string, reason: RenderJob['reason'] = 'asked'): Promise<void> {
  await new RenderQueue(app.sqs, queueUrl()).add({ url, queuedAt: Date.now(), reason });
}

/** How many jobs the queue has: waiting, and taken by the container. */
async function jobs(): Promise<[number, number]> {
  const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl(), AttributeNames: ['All'] });
  const { Attributes } = await app.sqs.send(command);
  return [
    Number(Attributes?.ApproximateNumberOfMessages),
    Number(Attributes?.ApproximateNumberOfMessagesNotVisible),
  ];
}
const noJobs = () => until(async () => (await jobs()).join() === '0,0');
const said = (text: string) => app.logs.filter(line => line.includes(text)).length;

/** Queues pages and waits until the container has them all in hand, each with its data outstanding. */
async function inMidRender(...ids: number[]): Promise<void> {
  holding = true;
  for (const id of ids) await add(product(id));
  await until(() => held.length === ids.length);
}

/** A renderer that died leaves its locks, which end by themselves half a minute later. */
async function endLock(url: string): Promise<void> {
  const TableName = app.cloud.stack.ref('SnapshotsTable');
  const UpdateExpression = 'REMOVE lockedBy, lockedUntil';
  await app.dynamodb.send(
    new UpdateCommand({ TableName, Key: { page: snapshotKey(url) }, UpdateExpression }),
  );
}

describe('with the renderer as a container', () => {
  test('queued pages are rendered, several at once, and kept', async () => {
    await inMidRender(1, 2, 3);
    expect(await jobs()).toEqual([0, PAGES]);
    await add(product(4)); // there is no room for it
    releaseAll();
    await noJobs();
    for (const id of [1, 2, 3, 4])
      expect(await snapshotOf(product(id))).toMatchObject({
        status: 200,
        html: expect.stringMatching(/<h1/),
      });
    const ofContainer = () => loki.taken.filter(({ stream }) => stream.source === 'container');
    await until(() => ofContainer().some(({ text }) => text.includes(`"url":"${product(4)}"`)));
    expect(ofContainer()[0]?.stream.function).toMatch(/-render$/);
  });

  test('a page that is the same as before is not put again', async () => {
    const url = product(5);
    const command = new HeadObjectCommand({
      Bucket: app.cloud.stack.ref('SiteBucket'),
      Key: snapshotKey(url),
    });
    const renders = () => said(`"message":"rendered","url":"${url}"`);
    await add(url, 'ordered');
    await noJobs();
    const { LastModified } = await app.s3.send(command);
    later += 3_600_000; // the bucket's time: another put would be seen
    await add(url, 'ordered');
    await until(() => renders() === 2);
    await noJobs();
    expect((await app.s3.send(command)).LastModified).toEqual(LastModified);
    await app.s3.send(new DeleteObjectCommand(command.input)); // one that is missing is no refusal
    await add(url, 'ordered');
    await until(async () => (await snapshotOf(url)) !== undefined);
  });

  test('a crawler that waits for its page is still answered by the Lambda', async () => {
    const answer = await get(product(13), { 'user-agent': GOOGLEBOT });
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringMatching(/<h1/)]);
    expect(app.records.at(-1)?.originWay).toEqual(['bucket', 'render']);
    const queues = app.cloud.stack.all('AWS::Lambda::EventSourceMapping').map(({ id }) => id);
    expect(queues).toEqual(['LogsEventSourceMappingSQSLogsQueue']);
  });

  test('stopped with SIGTERM it takes no more, finishes what it has, and another takes the rest', async () => {
    await inMidRender(6, 7);
    const [stopped, started] = [said('"message":"stopped"'), said('"message":"started"')];
    app.cloud.containers.kill('FargateService', 'SIGTERM');
    await until(() => said('"message":"stopping"') === stopped + 1);
    await add(product(8));
    expect(await jobs()).toEqual([1, 2]);
    releaseAll();
    await until(() => said('"message":"stopped"') === stopped + 1);
    for (const id of [6, 7]) expect(await snapshotOf(product(id))).toBeDefined();
    await until(() => said('ended with 0; another one is started') === 1);
    await until(async () => (await snapshotOf(product(8))) !== undefined);
    expect(said('"message":"started"')).toBe(started + 1);
    await noJobs();
  });

  test('told twice it ends at once, and its jobs are back in the queue', async () => {
    await inMidRender(9, 10);
    const stopping = said('"message":"stopping"');
    app.cloud.containers.kill('FargateService', 'SIGTERM');
    await until(() => said('"message":"stopping"') === stopping + 1);
    app.cloud.containers.kill('FargateService', 'SIGTERM');
    await until(() => said('ended with 1; another one is started') === 1);
    releaseAll();
    await until(async () => (await snapshotOf(product(9))) !== undefined);
    await until(async () => (await snapshotOf(product(10))) !== undefined);
    await noJobs();
  });

  test('killed in mid-render it loses no job: each is handed out again when its visibility timeout is over', async () => {
    await inMidRender(11, 12);
    app.cloud.containers.kill('FargateService', 'SIGKILL');
    await until(() => said('ended with SIGKILL; another one is started') === 1);
    expect(await jobs()).toEqual([0, 2]);
    expect(await snapshotOf(product(11))).toBeUndefined();
    for (const id of [11, 12]) await endLock(product(id));
    releaseAll();
    later += VISIBILITY_MS;
    for (const id of [11, 12]) await until(async () => (await snapshotOf(product(id))) !== undefined);
    await noJobs();
  });

  test('its role may do what it does and nothing else', async () => {
    const gone = `${app.site}/no/such/page`;
    await add(gone);
    await noJobs(); // with its record, too, which is written last
    expect((await snapshotOf(gone))?.status).toBe(404);
    await add(gone, 'due'); // a page that is gone is forgotten
    await until(async () => (await snapshotOf(gone)) === undefined);
    await add('https://elsewhere.example/'); // of no host of the site: forgotten, not failed
    await add('no address');
    await until(() => said('a queued page failed') > 0); // given back for later
    const unused = () => app.cloud.access.unused().filter(grant => grant.startsWith('FargateTaskRole'));
    await until(() => unused().length === 0);
  });
});
