import { spawnSync } from 'node:child_process';
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

test('all parties read all lines', () => {
  const { stdout, status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'bench/main.ts', 'logs', '--lines', '500', '--rounds', '1'],
    { cwd: new URL('../..', import.meta.url).pathname, encoding: 'utf8' },
  );
  expect(status).toBe(0);
  for (const party of ['gunzip and split', '… and JSON.parse', 'readLog', 'readLogBatches'])
    expect(stdout).toMatch(new RegExp(`^${party} .* 0$`, 'm'));
}, 120_000);
