import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  FIRST_INTERVAL,
  GONE_INTERVAL,
  type History,
  intervalOf,
  type Known,
  LONGEST_INTERVAL,
  meanLife,
  noted,
  observed,
  retryInterval,
  SHORTEST_INTERVAL,
  spread,
} from '../../../core/freshness/freshness.ts';
import { snapshotKey } from '../../../core/snapshots/page.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A page that was looked at so often, at this interval, and was another one at some looks. */
function watched(looks: number, interval: number, isChanged: (look: number) => boolean): History {
  let history: History | undefined;
  for (let look = 1; look <= looks; look++) history = observed(history, interval, isChanged(look));
  return history ?? { observations: 0, changes: 0, observedMs: 0 };
}

const histories = fc
  .array(fc.tuple(fc.integer({ min: HOUR, max: 14 * DAY }), fc.boolean()), { minLength: 1, maxLength: 60 })
  .map(looks =>
    looks.reduce<History | undefined>(
      (history, [elapsed, isChanged]) => observed(history, elapsed, isChanged),
      undefined,
    ),
  )
  .map(history => history as History);

describe('the interval of a page', () => {
  test.each<[string, History, number, number]>([
    ['another at each hourly look', watched(60, HOUR, () => true), HOUR, 1.5 * HOUR],
    ['another at each daily look', watched(60, DAY, () => true), HOUR, 4 * HOUR],
    ['another once a week, looked at daily', watched(70, DAY, look => look % 7 === 0), 10 * HOUR, 20 * HOUR],
    ['never another', watched(400, DAY, () => false), 14 * DAY, 14 * DAY],
  ])('that was %s', (_, history, min, max) => {
    expect(intervalOf(history)).toBeGreaterThanOrEqual(min);
    expect(intervalOf(history)).toBeLessThanOrEqual(max);
  });

  test('is never shorter than the shortest nor longer than the longest', () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: -DAY, max: 100 * DAY }), (history, lateness) => {
        const interval = intervalOf(history, lateness);
        return interval >= SHORTEST_INTERVAL && interval <= LONGEST_INTERVAL;
      }),
    );
  });

  test('grows no longer with one more change, nor shorter with one less', () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: HOUR, max: 14 * DAY }), (history, elapsed) => {
        const [changed, same] = [true, false].map(isChanged =>
          intervalOf(observed(history, elapsed, isChanged)),
        );
        return (changed ?? 0) <= (same ?? 0);
      }),
    );
  });

  test('grows with how late the page was rendered, at most as if by a day', () => {
    fc.assert(
      fc.property(histories, fc.nat(30 * DAY), fc.nat(30 * DAY), (history, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        return intervalOf(history, less) <= intervalOf(history, more);
      }),
    );
    const often = watched(60, HOUR, () => true);
    expect(intervalOf(often, 30 * DAY)).toBe(intervalOf(often, DAY));
    expect(intervalOf(often, DAY)).toBeGreaterThan(DAY);
  });
});

describe('the mean life of a page', () => {
  test.each([0.3, 1, 3])('that changes as a Poisson process, looked at every %s of it, is found', ratio => {
    // The share of looks that find a change is 1 − e^−ratio; 0.618… spreads these evenly and the same in each run.
    const share = 1 - Math.exp(-ratio);
    const life = meanLife(watched(500, DAY, look => (look * 0.618_033_988_75) % 1 < share));
    expect(life / (DAY / ratio)).toBeGreaterThan(0.75);
    expect(life / (DAY / ratio)).toBeLessThan(1.33);
  });

  test('has no end for one that never changed', () => {
    const never = { observations: 9, changes: 0, observedMs: 9 * DAY };
    expect([meanLife(never), intervalOf(never)]).toEqual([Number.POSITIVE_INFINITY, LONGEST_INTERVAL]);
  });

  test('follows a page that changes its ways', () => {
    const quiet = watched(100, DAY, () => false);
    let lively = quiet;
    for (let look = 0; look < 10; look++) lively = observed(lively, DAY, true);
    expect(meanLife(lively)).toBeLessThan(3 * DAY);
    expect(meanLife(quiet)).toBeGreaterThan(100 * DAY);
  });

  test('is not moved by renders in quick succession', () => {
    const history = watched(20, DAY, look => look % 5 === 0);
    expect(observed(history, 1_000, false)).toEqual(history);
  });
});

describe('the spread of intervals', () => {
  const keys = Array.from({ length: 2_000 }, (_, i) => snapshotKey(`https://site.example/products/${i}`));

  test('is a page’s own: the same each time, within a tenth', () => {
    for (const key of keys) {
      expect(spread(key, DAY)).toBe(spread(key, DAY));
      expect(Math.abs(spread(key, DAY) - DAY)).toBeLessThanOrEqual(DAY / 10);
    }
  });

  test('parts pages that came together: no twentieth of the time has twice its share', () => {
    const counts = Array<number>(20).fill(0);
    for (const key of keys) {
      const slot = Math.min(19, Math.floor((20 * (spread(key, DAY) - 0.9 * DAY)) / (0.2 * DAY)));
      counts[slot] = (counts[slot] ?? 0) + 1;
    }
    expect(Math.max(...counts)).toBeLessThan(200);
    expect(Math.min(...counts)).toBeGreaterThan(50);
  });
});

describe('what is noted of a render', () => {
  const page = snapshotKey('https://site.example/products/1');
  const now = 100 * DAY;
  const known: Known = {
    hash: 'a',
    build: '1',
    renderedAt: now - DAY,
    changedAt: now - 7 * DAY,
    dueAt: now,
    observations: 5,
    changes: 1,
    observedMs: 5 * DAY,
  };
  const render = { now, status: 200, hash: 'a', build: '1' };

  test('of a new page: when it is due first', () => {
    expect(noted(page, {}, render)).toEqual({
      ...render,
      now: undefined,
      renderedAt: now,
      changedAt: now,
      dueAt: now + spread(page, FIRST_INTERVAL),
    });
  });

  test.each<[string, Partial<Known>, object]>([
    ['the same: when it became so stays', {}, { changedAt: now - 7 * DAY, changes: 0.95 }],
    ['another: it has changed now', { hash: 'b' }, { changedAt: now, changes: 1.95 }],
    ['of another app: nothing is learnt', { hash: 'b', build: '0' }, { changedAt: now, changes: 1 }],
  ])('of one that is %s', (_, before, expected) => {
    expect(noted(page, { ...known, ...before }, render)).toMatchObject(expected);
  });

  test.each([404, 410])('of one that answers %d: an hour, in which it is remembered', status => {
    expect(noted(page, known, { ...render, status }).dueAt).toBe(now + GONE_INTERVAL);
  });

  test('of one that was late: a longer interval', () => {
    const late = noted(page, { ...known, dueAt: now - 12 * HOUR }, render);
    expect(late.dueAt).toBeGreaterThan(noted(page, known, render).dueAt);
  });
});

describe('a page that fails is tried again', () => {
  const MINUTE = 60_000;
  test.each([
    ['failed first just now', 0, 5 * MINUTE],
    ['has failed for four minutes', 4 * MINUTE, 5 * MINUTE],
    ['has failed for ten minutes', 10 * MINUTE, 10 * MINUTE],
    ['has failed for an hour', HOUR, HOUR],
    ['has failed for a day', DAY, 6 * HOUR],
    ['has failed since before the clock was put right', -HOUR, 5 * MINUTE],
  ])('one that %s: after %d ms, %d ms', (_, failingFor, interval) => {
    expect(retryInterval(failingFor)).toBe(interval);
  });

  test('fifteen times in two days', () => {
    let tries = 0;
    for (let since = 0; since < 2 * DAY; since += retryInterval(since)) tries++;
    expect(tries).toBe(15);
  });
});
