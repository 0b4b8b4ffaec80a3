import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import { packHours, unpackHours } from '../../core/clicks/hours.ts';
import type { Item } from '../../core/clicks/item.ts';
import { CountingTable } from '../../core/clicks/table/counting-table.ts';
import { type Booted, CHROME, cloudForFile, createLink, GOOGLEBOT, get, KEY, ROOT, until } from './cloud.ts';

let app: Booted;
cloudForFile(booted => (app = booted));

const today = () => new Date().toISOString().slice(0, 10);

/** `npx signpost recount` as somebody who operates this cloud. */
const recount = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['cli/signpost.js', 'recount', '--stage', 'local', ...args], {
    cwd: ROOT,
    env: { ...process.env, AWS_ENDPOINT_URL: app.cloud.endpoint },
  });

async function totalOf(slug: string): Promise<Record<string, number>> {
  const answer = await fetch(`${app.short}/api/links/${slug}/clicks`, {
    headers: { authorization: `Bearer ${KEY}` },
  });
  return ((await answer.json()) as { total: Record<string, number> }).total;
}

test('what was counted wrongly is right again, by the links and clients as they are known now', async () => {
  await createLink(app.short, { url: 'https://example.com/', slug: 'spring' });
  for (const agent of [CHROME, CHROME, GOOGLEBOT])
    expect((await get(`${app.short}/spring`, { 'user-agent': agent })).status).toBe(301);
  await until(async () => (await totalOf('spring')).crawlers === 1);
  expect(await totalOf('spring')).toMatchObject({ clicks: 2, crawlers: 1 });
  await countedWrongly();
  expect(await totalOf('spring')).toMatchObject({ clicks: 3, crawlers: 0 });

  const { stdout } = await recount('--since', today());
  expect(stdout).toMatch(
    new RegExp(`^${today()}: \\d+ log files, \\d+ links and sums, \\d+ counts changed\n$`),
  );
  expect(await totalOf('spring')).toMatchObject({ clicks: 2, crawlers: 1 });
  expect((await recount('--since', today())).stdout).toMatch(/, 0 counts changed\n$/);

  await get(`${app.short}/spring`, { 'user-agent': CHROME });
  await until(async () => (await totalOf('spring')).clicks === 3);
});

/** As it would be had the crawler been taken for a person. */
async function countedWrongly(): Promise<void> {
  const name = app.cloud.stack.ref('ClicksTable');
  const client = app.dynamodb;
  const { Items = [] } = await client.send(new ScanCommand({ TableName: name, ConsistentRead: true }));
  for (const item of (Items as Item[]).filter(({ counts }) => counts?.crawlers)) {
    const hours = item.hours && unpackHours(item.hours);
    for (const hour of hours?.keys() ?? []) hours?.set(hour, { clicks: 3 });
    const wrong = {
      counts: { clicks: 3 },
      by: { country: { XX: 3 } },
      ...(hours && { hours: packHours(hours) }),
    };
    await new CountingTable({ client, name }).replace({ ...item, ...wrong, version: item.version + 1 });
  }
}
