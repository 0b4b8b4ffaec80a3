import type { WriteStream } from 'node:tty';
import ora from 'ora';
import type { Clock } from '../core/clock.ts';

/** Where progress is shown: stderr, or what a test has instead. */
export type Screen = Pick<WriteStream, 'write'> & { isTTY?: boolean };

const BAR_WIDTH = 30;
/** Elsewhere than on a terminal nobody wants a line a second. */
const LINE_MS = 10_000;

/** How far something is, for a bar and in words. */
export interface Progress {
  done: number;
  total: number;
  text: string;
}

export interface ProgressShown<State> {
  /** Takes each state. */
  show(state: State): void;
  /** Takes the bar away, be it until the next state. */
  end(): void;
}

/**
 * Shows how far something is: a line that moves on a terminal, now and then a line elsewhere, and where a machine reads the output.
 *
 * @param describe what is shown of a state, so many seconds after the start
 */
export function progressOn<State>(
  screen: Screen,
  clock: Clock,
  describe: (state: State, seconds: number) => Progress,
  { isForMachines = false } = {},
): ProgressShown<State> {
  const start = clock.now();
  const progress = (state: State) => describe(state, (clock.now() - start) / 1000);
  return screen.isTTY && !isForMachines
    ? moving(screen as WriteStream, progress)
    : lines(screen, clock, progress);
}

/** Ctrl-C stays with the command, which ends well by itself: ora would take stdin from it. */
function moving<State>(stream: WriteStream, progress: (state: State) => Progress): ProgressShown<State> {
  const color = process.env.NO_COLOR ? (false as const) : 'cyan';
  const spinner = ora({ stream, color, isEnabled: true, discardStdin: false });
  return {
    show: state => {
      spinner.text = withBar(progress(state));
      if (!spinner.isSpinning) spinner.start();
    },
    end: () => void spinner.stop(),
  };
}

function lines<State>(
  screen: Screen,
  clock: Clock,
  progress: (state: State) => Progress,
): ProgressShown<State> {
  let shown = clock.now();
  return {
    show: state => {
      if (clock.now() - shown < LINE_MS) return;
      shown = clock.now();
      screen.write(`${progress(state).text}\n`);
    },
    end: () => undefined,
  };
}

function withBar({ done, total, text }: Progress): string {
  const filled = Math.floor((BAR_WIDTH * done) / Math.max(1, total));
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}] ${text}`;
}

export const rate = (pages: number, seconds: number): string => (pages / Math.max(seconds, 0.001)).toFixed(1);
