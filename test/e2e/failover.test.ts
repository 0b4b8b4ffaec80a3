import { ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { type Clock, systemClock } from '../../core/clock.ts';
import { type Booted, cloudForFile, GOOGLEBOT, get, until } from './cloud.ts';

const DAY = 24 * 3_600_000;
/** Edge and bucket have this time, in which what the edge keeps grows old; the functions have the machine's. */
let later = 0;
const clock: Clock = { ...systemClock, now: () => Date.now() + later };

// AWS does not say by which of the two an origin group fails over; neither may cost a render.
describe.each(['origin', 'origin-response'] as const)(
  'where failover goes by the status of %s',
  failoverStatus => {
    let app: Booted;
    cloudForFile(
      booted => {
        app = booted;
      },
      { clock, failoverStatus },
    );
    let stored = 0;
    const rendersOf = (path: string) =>
      app.logs.filter(line => line.includes(`"message":"rendered","url":"${app.site}${path}"`)).length;

    /** As if all pages had been rendered long ago. */
    async function growOld(pages: number): Promise<void> {
      const TableName = app.cloud.stack.ref('SnapshotsTable');
      const isNoted = 'attribute_exists(renderedAt) AND attribute_not_exists(lockedBy)';
      const find = () => app.dynamodb.send(new ScanCommand({ TableName, FilterExpression: isNoted }));
      await until(async () => (await find()).Count === pages);
      for (const { page } of (await find()).Items ?? [])
        await app.dynamodb.send(
          new UpdateCommand({
            TableName,
            Key: { page },
            UpdateExpression: 'SET renderedAt = :then',
            ExpressionAttributeValues: { ':then': Date.now() - DAY },
          }),
        );
      later += 2 * DAY;
    }

    test.each([
      ['/no/such/page', 404],
      ['/old-products/1', 301],
    ])('%s, which is stored as %d, is not rendered again when a crawler asks', async (path, status) => {
      const ask = async () => (await get(app.site + path, { 'user-agent': GOOGLEBOT })).status;
      expect(await ask()).toBe(status);
      await growOld(++stored);
      expect(await ask()).toBe(status);
      expect(app.records.at(-1)?.originWay[0]).toBe('bucket');
      expect(rendersOf(path)).toBe(1);
    });
  },
);
