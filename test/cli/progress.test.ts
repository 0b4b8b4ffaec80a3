import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import { progressOn, type Screen } from '../../cli/progress.ts';
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

/** A terminal, as far as it is asked; what it shows is what was written since it was cleared. */
class Terminal {
  readonly isTTY: boolean;
  readonly columns = 120;
  written: string[] = [];
  line = '';

  constructor(isTTY: boolean) {
    this.isTTY = isTTY;
  }
  write(text: string): boolean {
    this.written.push(text);
    this.line += text;
    return true;
  }
  clearLine(): boolean {
    this.line = '';
    return true;
  }
  cursorTo(): boolean {
    return true;
  }
  moveCursor(): boolean {
    return true;
  }
  on(): this {
    return this;
  }
}

/** What stands there after each state, which is taken away before the next; the clock goes on by some seconds before it. */
function shown(terminal: Terminal, steps: [seconds: number, WarmState][], isForMachines = false): string[] {
  let now = 0;
  const clock = { ...systemClock, now: () => now };
  const progress = progressOn(terminal as unknown as Screen, clock, howFar, { isForMachines });
  const seen: string[] = [];
  for (const [seconds, given] of steps) {
    now += seconds * 1000;
    progress.show(given);
    seen.push(stripVTControlCharacters(terminal.line));
    progress.end();
    seen.push(stripVTControlCharacters(terminal.line));
  }
  return seen;
}

test('on a terminal: a bar behind a spinner, and gone before something else is printed', () => {
  const seen = shown(new Terminal(true), [
    [1, state(0)],
    [9, state(120)],
    [5, state(268, 2)],
  ]);
  expect(seen.map(line => line.replace(/^\S (?=\[)/, ''))).toEqual([
    '[###...........................] 30 of 300, 0.0 pages/s',
    '',
    '[###############...............] 150 of 300, 12.0 pages/s',
    '',
    '[##############################] 300 of 300, 2 failed, 17.9 pages/s',
    '',
  ]);
});

const STEPS: [number, WarmState][] = [
  [1, state(0)],
  [9, state(50)],
  [1, state(60)],
  [9, state(120)],
];

test.each([
  ['elsewhere', false, false],
  ['where a machine reads the output', true, true],
])('%s: a plain line every ten seconds, no more', (_, isTTY, isForMachines) => {
  const terminal = new Terminal(isTTY);
  shown(terminal, STEPS, isForMachines);
  expect(terminal.written).toEqual(['80 of 300, 5.0 pages/s\n', '150 of 300, 6.0 pages/s\n']);
});
