import type { Clock } from '../core/clock.ts';
import type { WarmState } from './warm.ts';

/** Where progress is shown: stderr, or a test's list of lines. */
export interface Screen {
  write(text: string): unknown;
  isTTY?: boolean;
}

const BAR_WIDTH = 30;
/** Elsewhere than on a terminal nobody wants a line a second. */
const LINE_MS = 10_000;

/**
 * Shows how far a warm-up is: one line that is written over and over on a terminal, now and then a line elsewhere.
 *
 * @returns show: takes each state; end: takes the bar away
 */
export function progressOn(screen: Screen, clock: Clock): { show(state: WarmState): void; end(): void } {
  const start = clock.now();
  let shown = start;
  const line = (state: WarmState) => progressLine(state, (clock.now() - start) / 1000);
  if (screen.isTTY)
    return {
      show: state => screen.write(`\r\x1b[2K${bar(state)} ${line(state)}`),
      end: () => screen.write('\r\x1b[2K'),
    };
  return {
    show: state => {
      if (clock.now() - shown < LINE_MS) return;
      shown = clock.now();
      screen.write(`${line(state)}\n`);
    },
    end: () => undefined,
  };
}

const doneOf = ({ upToDate, rendered, failed }: WarmState) => upToDate + rendered + failed.length;

function bar(state: WarmState): string {
  const filled = Math.floor((BAR_WIDTH * doneOf(state)) / Math.max(1, state.total));
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_WIDTH - filled)}]`;
}

function progressLine(state: WarmState, seconds: number): string {
  const failed = state.failed.length > 0 ? `, ${state.failed.length} failed` : '';
  return `${doneOf(state)} of ${state.total}${failed}, ${rate(state.rendered, seconds)} pages/s`;
}

export const rate = (pages: number, seconds: number): string => (pages / Math.max(seconds, 0.001)).toFixed(1);
