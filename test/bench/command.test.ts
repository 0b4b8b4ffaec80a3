import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';

const bench = (...args: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', 'bench/main.ts', 'command', ...args], { encoding: 'utf8' });

test('npm run bench -- command: what each start takes, beside Node alone', () => {
  const { status, stdout } = bench('--rounds', '1');
  const [title, , head, , ...rows] = stdout.trimEnd().split('\n');
  expect([status, title, head]).toEqual([
    0,
    'Milliseconds from start to end',
    expect.stringMatching(/^command +median +least +of processor +÷ Node$/),
  ]);
  expect(rows[0]).toMatch(/^node -e 0 +[\d,]+ +[\d,]+ +[1-9]\d* +1\.00$/);
  expect(rows[1]).toMatch(/^signpost --help +[\d,]+ +[\d,]+ +[1-9][\d,]* +\d+\.\d\d$/);
  expect(rows).toHaveLength(6);
}, 120_000);

test('npm run bench -- command --rounds none says what is wrong', () => {
  expect(bench('--rounds', 'none')).toMatchObject({
    status: 1,
    stderr: 'bench command: --rounds none: this must be a whole number, 1 or more.\n',
  });
});
