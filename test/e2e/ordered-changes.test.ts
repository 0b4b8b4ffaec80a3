import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { type Clock, systemClock } from '../../core/clock.ts';
import { type Booted, cloudForFile, createLink, get, KEY, until } from './cloud.ts';
import { askApi } from './documented.ts';

/** Time as it is, and what a test adds to it. Functions that no request calls have the machine's. */
let later = 0;
const clock: Clock = { ...systemClock, now: () => Date.now() + later };

let app: Booted;
cloudForFile(
  booted => {
    app = booted;
  },
  { clock },
);

const ask = async (method: string, path: string, body?: object) => {
  const answer = await askApi(app.short, method, `/api${path}`, { key: KEY, ...(body && { body }) });
  return { status: answer.status, body: await answer.json(), headers: answer.headers };
};
const location = async (slug: string) => (await get(`${app.short}/${slug}`)).headers.get('location');
/** To the second, as long from now. */
const inSeconds = (seconds: number) =>
  new Date(Math.ceil(Date.now() / 1000 + seconds) * 1000).toISOString().replace('.000Z', 'Z');
const wakeUp = () => app.cloud.scheduler.run('ChangesSchedulerSchedule1');

describe('a change that was ordered', () => {
  test('is there for whoever follows the link at its second, though the edge had the answer from before', async () => {
    await createLink(app.short, { url: 'https://example.com/before', slug: 'hour' });
    const at = inSeconds(3600);
    const ordered = await ask('POST', '/links/hour/changes', {
      at,
      patch: { url: 'https://example.com/after' },
    });
    expect([ordered.status, ordered.body]).toEqual([201, expect.objectContaining({ at, state: 'pending' })]);
    expect((await fetch(`${ordered.headers.get('location')}`)).status).toBe(401);
    later = Date.parse(at) - Date.now() - 30_000;
    expect(await location('hour')).toBe('https://example.com/before');
    expect(await location('hour')).toBe('https://example.com/before');
    expect(app.records.at(-1)).toMatchObject({ cacheResult: 'Hit' });
    later = Date.parse(at) - Date.now();
    expect(await location('hour')).toBe('https://example.com/after');
    later = 0;
  });

  test('is written down by the schedule, once', async () => {
    await createLink(app.short, { url: 'https://example.com/before', slug: 'second' });
    const patch = { url: 'https://example.com/after' };
    const { body } = await ask('POST', '/links/second/changes', { at: inSeconds(1), patch });
    // Not asked of the API, which would write it down itself. The schedule comes each minute of this clock.
    const item = {
      TableName: app.cloud.stack.ref('LinksTable'),
      Key: { slug: 'second' },
      ConsistentRead: true,
    };
    await until(async () => {
      later += 60_000;
      return (await app.dynamodb.send(new GetCommand(item))).Item?.version === 3;
    });
    later = 0;
    expect(await wakeUp()).toEqual({ versions: 0, pages: 0, failed: 0 });
    const { versions } = (await ask('GET', '/links/second/history')).body as { versions: object[] };
    expect(versions).toMatchObject([
      { action: 'scheduled', at: body.at.replace('Z', '.000Z'), ordered: { id: body.id } },
      { action: 'order' },
      { action: 'create' },
    ]);
    expect(app.logs.join('\n')).toMatch(/"message":"an ordered change was made","link":"[^"]+","version":3,/);
  });
});

test('a render that was ordered for later is queued when it comes', async () => {
  const url = `${app.site}/products/1`;
  const { status, body } = await ask('POST', '/snapshots/rerender', { at: inSeconds(1), url });
  expect([status, body]).toEqual([201, expect.objectContaining({ state: 'pending', url })]);
  await until(async () => ((await wakeUp()) as { pages: number }).pages === 1);
  expect((await ask('GET', `/snapshots/orders/${body.id}`)).body).toMatchObject({
    state: 'done',
    lastDone: { at: body.at, queued: 1 },
  });
  await until(async () => {
    const { body: page } = await ask('GET', `/snapshots?url=${encodeURIComponent(url)}`);
    return Date.parse(page.snapshots[0]?.renderedAt) >= Date.parse(body.at);
  });
});
