import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { seeded } from '../../bench/freshness/random.ts';
import { logLines } from '../../bench/logs/generate.ts';
import { readAll } from '../core/logs/read-all.ts';

test('the lines are the same for the same seed, and each is one we can read', async () => {
  const lines = [...logLines(200, seeded(1))];
  expect([...logLines(200, seeded(1))]).toEqual(lines);
  expect([...logLines(200, seeded(2))]).not.toEqual(lines);
  const items = await readAll(lines.join('\n'));
  expect(items).toHaveLength(200);
  for (const item of items)
    expect(item).toMatchObject({
      source: 'cloudfront',
      at: expect.any(Number),
      path: expect.stringMatching(/^\//),
    });
});

/** What the bench prints. */
async function printed(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', 'bench/main.ts', 'logs', ...args],
    { cwd: new URL('../..', import.meta.url).pathname },
  );
  return stdout;
}

test('all parties read all lines', async () => {
  const told = await printed('read', '--lines', '500', '--rounds', '1');
  for (const party of ['gunzip and split', '… and JSON.parse', 'readLog', 'readLogBatches'])
    expect(told).toMatch(new RegExp(`^${party} .* 0$`, 'm'));
});

test('what was served is what is counted, by us and by DuckDB, whatever fails meanwhile', async () => {
  const told = await printed('counted', '--follows', '300', '--links', '5');
  for (const series of ['clicks', 'crawlers', 'previews', 'tools', 'heads', 'prefetches'])
    expect(told).toMatch(new RegExp(`^${series} +(\\d+) +\\1 +\\1 +1\\.000$`, 'm'));
  expect(told).toContain('All of it right, link by link: 5 of 5');
  expect(told).toMatch(/[1-9]\d* requests were throttled/);
}, 300_000);
