import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { RenderQueue } from '../../core/queue/jobs.ts';
import { type Booted, boot, GOOGLEBOT, get, temporaryFolder, until } from './cloud.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let app: Booted | undefined;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(async () => {
  await app?.stop();
  await folder.remove();
});

async function pages({ cloud, dynamodb, s3 }: Booted): Promise<string[]> {
  const { Items = [] } = await dynamodb.send(
    new ScanCommand({ TableName: cloud.stack.ref('SnapshotsTable') }),
  );
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: cloud.stack.ref('SiteBucket'), Prefix: 'snapshots/' }),
  );
  return [...Items.flatMap(({ url }) => (url ? [url] : [])), ...Contents.map(({ Key = '' }) => Key)];
}

test('pages of a host that is the site’s no more are forgotten by two runs, and jobs for them by the queue', async () => {
  app = await boot({ data: folder.data }); // the site's host has a free port in it: another at each start
  const former = app.site;
  await app.cloud.scheduler.run('RerenderSchedulerSchedule1');
  expect((await get(`${former}/products/1`, { 'user-agent': GOOGLEBOT })).status).toBe(200);
  expect(await pages(app)).toHaveLength(3);
  await app.stop();

  app = await boot({ data: folder.data });
  const { cloud, sqs } = app;
  expect(app.site).not.toBe(former);
  for (let run = 0; run < 2; run++)
    expect(await cloud.scheduler.run('RerenderSchedulerSchedule1')).toEqual({ queued: 0 });
  expect(await pages(app)).toEqual([]);

  const queue = new RenderQueue(sqs, cloud.stack.ref('RenderQueue'));
  for (const reason of ['asked', 'due', 'ordered'] as const)
    await queue.add({ url: `${former}/${reason}`, queuedAt: Date.now(), reason });
  const left = async () => {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: cloud.stack.ref('RenderQueue'), AttributeNames: ['All'] }),
    );
    const { ApproximateNumberOfMessages: waiting, ApproximateNumberOfMessagesNotVisible: taken } =
      Attributes ?? {};
    return Number(waiting) + Number(taken);
  };
  await until(async () => (await left()) === 0);
  expect(await pages(app)).toEqual([]);
  expect(app.logs.filter(line => line.includes('a queued page failed'))).toEqual([]);
});
