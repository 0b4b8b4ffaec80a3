import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { FAILURES_TO_OPEN } from '../../core/misses/breaker.ts';
import type { Template } from '../../local/template/template.ts';
import { type HeldChromium, heldChromium } from '../core/browser/held-chromium.ts';
import { type Booted, boot, GOOGLEBOT, get, temporaryFolder } from './cloud.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let chromium: HeldChromium;
let app: Booted | undefined;
beforeAll(async () => {
  folder = await temporaryFolder();
  chromium = await heldChromium(folder.data);
});
afterEach(() => app?.stop());
afterAll(() => folder.remove());

const withDeadline =
  (milliseconds: string) =>
  ({ Resources }: Template) => {
    const environment = Resources.RenderLambdaFunction?.Properties?.Environment as {
      Variables: Record<string, string>;
    };
    environment.Variables.RENDER_DEADLINE_MS = milliseconds;
  };

async function jobs({ cloud, sqs }: Booted): Promise<number> {
  const QueueUrl = cloud.stack.ref('RenderQueue');
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  const { ApproximateNumberOfMessages: waiting, ApproximateNumberOfMessagesNotVisible: taken } =
    Attributes ?? {};
  return Number(waiting) + Number(taken);
}

test('an idle stack that as many crawlers come to at once as would open the breaker tells each to come back, and is warm by its schedule', async () => {
  app = await boot({ data: folder.data, chromium: chromium.executable, change: withDeadline('2000') });
  const paths = Array.from({ length: FAILURES_TO_OPEN }, (_, i) => `${app?.site}/products/${i + 1}`);
  const answers = await Promise.all(paths.map(path => get(path, { 'user-agent': GOOGLEBOT })));
  // No Chromium has come up: nobody has waited for one.
  for (const { status, headers } of answers)
    expect([status, headers.get('retry-after')]).toEqual([503, '30']);
  expect(await jobs(app)).toBe(FAILURES_TO_OPEN);
  const breaker = { TableName: app.cloud.stack.ref('LimitsTable'), Key: { id: 'breaker' } };
  expect((await app.dynamodb.send(new GetCommand(breaker))).Item).toBeUndefined();

  await chromium.letGo();
  expect(await app.cloud.scheduler.run('RenderSchedulerSchedule1')).toEqual({ warm: true });
});

test('a crawler whose time went by while the function was started is told so at once', async () => {
  const coldStartMs = { RenderLambdaFunction: 3_000 };
  app = await boot({ data: folder.data, coldStartMs, change: withDeadline('2000') });
  const page = `${app.site}/products/9`;
  expect((await get(page, { 'user-agent': GOOGLEBOT })).status).toBe(503);
  const line = app.logs.find(said => said.includes('"message":"no page (')) ?? '';
  expect(line).toContain(`"reason":"${page} is not ready yet"`); // that there was no time even to try
});
