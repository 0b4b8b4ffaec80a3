import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  afterFailure,
  afterSuccess,
  afterTrialBegan,
  type Breaker,
  CLOSED,
  FAILURES_TO_OPEN,
  FAILURES_WITHIN_MS,
  OPEN_MS,
  stanceOf,
} from '../../../core/misses/breaker.ts';

const NOW = Date.UTC(2026, 0, 1);
const SECOND = 1_000;

type Step = ['fails' | 'works' | 'is tried', at: number];

/** What becomes of a closed breaker; seconds after NOW. */
function after(...steps: Step[]): Breaker {
  let breaker = CLOSED;
  for (const [step, seconds] of steps) {
    const now = NOW + seconds * SECOND;
    if (step === 'fails') breaker = afterFailure(breaker, now);
    else if (step === 'works') breaker = afterSuccess(breaker);
    else breaker = afterTrialBegan(breaker, now);
  }
  return breaker;
}

const failures = (count: number, from = 0): Step[] =>
  Array.from({ length: count }, (_, i) => ['fails', from + i]);

describe('the breaker', () => {
  const last = FAILURES_TO_OPEN - 1; // the second of the failure that opens it
  const open = OPEN_MS / SECOND;
  test.each<[string, Step[], number, string]>([
    ['of a new stack', [], 0, 'closed'],
    ['after one failure less than it takes', failures(FAILURES_TO_OPEN - 1), 10, 'closed'],
    ['after as many as it takes', failures(FAILURES_TO_OPEN), 10, 'open'],
    ['a moment before its time is over', failures(FAILURES_TO_OPEN), last + open - 0.001, 'open'],
    ['when its time is over', failures(FAILURES_TO_OPEN), last + open, 'half-open'],
    [
      'for the others, when one makes the trial',
      [...failures(FAILURES_TO_OPEN), ['is tried', 70]],
      70,
      'open',
    ],
    ['when the trial failed', [...failures(FAILURES_TO_OPEN), ['is tried', 70], ['fails', 74]], 74, 'open'],
    [
      'a minute after a trial that failed, or died',
      [...failures(FAILURES_TO_OPEN), ['is tried', 70], ['fails', 74]],
      70 + open,
      'half-open',
    ],
    ['when the trial worked', [...failures(FAILURES_TO_OPEN), ['is tried', 70], ['works', 71]], 71, 'closed'],
    ['when any render worked meanwhile', [...failures(FAILURES_TO_OPEN), ['works', 20]], 20, 'closed'],
    [
      'when one worked in between',
      [...failures(FAILURES_TO_OPEN - 1), ['works', 5], ['fails', 6]],
      7,
      'closed',
    ],
    [
      'when the failures are far from one another',
      failures(FAILURES_TO_OPEN).map(([step], i) => [step, (i * (FAILURES_WITHIN_MS + 1)) / SECOND]),
      10_000,
      'closed',
    ],
  ])('%s', (_, steps, seconds, stance) => {
    expect(stanceOf(after(...steps), NOW + seconds * SECOND)).toBe(stance);
  });

  const story = fc.array(
    fc.tuple(fc.constantFrom<Step[0]>('fails', 'works', 'is tried'), fc.integer({ min: 0, max: 200 })),
    { maxLength: 60 },
  );

  /** Steps with their waits, as times; a trial only begins when it may. */
  function told(steps: [Step[0], number][]) {
    let now = NOW;
    let breaker = CLOSED;
    return steps.map(([step, wait]) => {
      now += wait * SECOND;
      const before = breaker;
      if (step === 'works') breaker = afterSuccess(breaker);
      else if (step === 'fails') breaker = afterFailure(breaker, now);
      else if (stanceOf(breaker, now) === 'half-open') breaker = afterTrialBegan(breaker, now);
      return { step, now, before, breaker };
    });
  }

  test('always lets one through within a minute, whatever happened', () => {
    fc.assert(
      fc.property(story, steps => {
        for (const { breaker, now } of told(steps)) expect(stanceOf(breaker, now + OPEN_MS)).not.toBe('open');
      }),
    );
  });

  test('is closed right after any render that worked', () => {
    fc.assert(
      fc.property(story, steps => {
        for (const { step, breaker, now } of told(steps))
          if (step === 'works') expect([breaker, stanceOf(breaker, now)]).toEqual([CLOSED, 'closed']);
      }),
    );
  });

  test('opens only by a failure, and only when enough came in a row', () => {
    fc.assert(
      fc.property(story, steps => {
        const steps_ = told(steps);
        for (const [i, { step, before, breaker, now }] of steps_.entries()) {
          if (stanceOf(before, now) !== 'closed' || stanceOf(breaker, now) === 'closed') continue;
          expect(step).toBe('fails');
          const sinceWorked = steps_.slice(0, i + 1).filter(({ step }) => step !== 'is tried');
          expect(sinceWorked.slice(-FAILURES_TO_OPEN).map(({ step }) => step)).toEqual(
            Array(FAILURES_TO_OPEN).fill('fails'),
          );
        }
      }),
    );
  });
});
