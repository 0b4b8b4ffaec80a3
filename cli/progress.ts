import type { Clock } from '../core/clock.ts';

/** Where progress is shown: stderr, or a test's list of lines. */
export interface Screen {
  write(text: string): unknown;
  isTTY?: boolean;
}

const BAR_WIDTH = 30;
/** Elsewhere than on a terminal nobody wants a line a second. */
const LINE_MS = 10_000;

/** How far something is, for a bar and in words. */
export interface Progress {
  done: number;
  total: number;
  text: string;
}

/**
 * Shows how far something is: one line that is written over and over on a terminal, now and then a line elsewhere.
 *
 * @param describe what is shown of a state, so many seconds after the start
 * @returns show: takes each state; end: takes the bar away, be it until the next state
 */
export function progressOn<State>(
  screen: Screen,
  clock: Clock,
  describe: (state: State, seconds: number) => Progress,
): { show(state: State): void; end(): void } {
  const start = clock.now();
  let shown = start;
  const progress = (state: State) => describe(state, (clock.now() - start) / 1000);
  if (screen.isTTY)
    return {
      show: state => screen.write(`\r\x1b[2K${withBar(progress(state))}`),
      end: () => screen.write('\r\x1b[2K'),
    };
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
