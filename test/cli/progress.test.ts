import { expect, test } from '@jest/globals';
import { progressOn } from '../../cli/progress.ts';
import type { WarmState } from '../../cli/warm.ts';
import { howFar } from '../../cli/warm-command.ts';
import { systemClock } from '../../core/clock.ts';

const state = (rendered: number, failed = 0): WarmState => ({
  total: 300,
  upToDate: 30,
  rendered,
  statuses: new Map(),
  odd: [],
  failed: Array.from({ length: failed }, () => ({ url: '', reason: '' })),
  waiting: 0,
});

/** What is written, while the clock goes on by some seconds before each state. */
function shown(isTTY: boolean, steps: [seconds: number, WarmState][]): string[] {
  const written: string[] = [];
  let now = 0;
  const clock = { ...systemClock, now: () => now };
  const progress = progressOn({ isTTY, write: (text: string) => written.push(text) }, clock, howFar);
  for (const [seconds, given] of steps) {
    now += seconds * 1000;
    progress.show(given);
  }
  progress.end();
  return written;
}

test('on a terminal: one line, written over and over, and gone in the end', () => {
  expect(
    shown(true, [
      [1, state(0)],
      [9, state(120)],
      [5, state(268, 2)],
    ]),
  ).toEqual([
    '\r\x1b[2K[###...........................] 30 of 300, 0.0 pages/s',
    '\r\x1b[2K[###############...............] 150 of 300, 12.0 pages/s',
    '\r\x1b[2K[##############################] 300 of 300, 2 failed, 17.9 pages/s',
    '\r\x1b[2K',
  ]);
});

test('elsewhere: a plain line every ten seconds, no more', () => {
  expect(
    shown(false, [
      [1, state(0)],
      [9, state(50)],
      [1, state(60)],
      [9, state(120)],
    ]),
  ).toEqual(['80 of 300, 5.0 pages/s\n', '150 of 300, 6.0 pages/s\n']);
});
