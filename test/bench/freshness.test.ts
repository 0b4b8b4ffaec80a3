import { execFileSync, spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Calendar } from '../../bench/freshness/calendar.ts';
import { seeded } from '../../bench/freshness/random.ts';
import { type Outcome, type Plan, simulate } from '../../bench/freshness/simulate.ts';
import { makeSite } from '../../bench/freshness/site.ts';
import { RUN_MS } from '../../core/freshness/rerender.ts';

const HOUR = 3_600_000;
const PAGES = 1_500;

describe('the calendar of due pages', () => {
  test('gives what is due, the most overdue first, as a sorted list would', () => {
    const times = fc.array(fc.integer({ min: 1, max: 40 * RUN_MS }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(times, times, fc.nat(30), (first, later, limit) => {
        const dueAt = Float64Array.from(first);
        const calendar = new Calendar(dueAt);
        for (const page of dueAt.keys()) calendar.add(page);
        for (let run = 0; run < 20; run++) calendar.due(run * RUN_MS, limit);
        for (const [page, time] of later.slice(0, first.length).entries()) {
          dueAt[page] = (dueAt[page] ?? 0) + RUN_MS + time;
          calendar.add(page);
        }
        const now = 25 * RUN_MS;
        const sorted = [...dueAt].filter(time => time <= now).sort((a, b) => a - b);
        expect(calendar.due(now, limit).map(page => dueAt[page])).toEqual(sorted.slice(0, limit));
      }),
    );
  });
});

describe('a simulated site', () => {
  const site = makeSite(PAGES, seeded(1));
  const plan: Plan = {
    policy: 'fixed',
    rendersPerDay: PAGES,
    warmUpDays: 10,
    days: 10,
    deployDays: 5,
    deployShares: [0.05, 0.5],
    seed: 1,
  };
  let daily: Outcome;
  beforeAll(() => {
    daily = simulate(site, plan);
  });

  test('rendered once a day is as stale as is worked out', () => {
    // A page that changes at the rate r and is rendered after each time T is fresh for (1 − e^−rT) / rT of it:
    // Cho and Garcia-Molina 2003, https://doi.org/10.1145/958942.958945
    const rates = [...site.life].map(life => (24 * HOUR) / life);
    const stale = rates.reduce((sum, rate) => sum + 1 - (1 - Math.exp(-rate)) / rate, 0) / PAGES;
    expect(daily.stale / stale).toBeGreaterThan(0.93);
    expect(daily.stale / stale).toBeLessThan(1.07);
    expect(daily.rendersPerDay / PAGES).toBeCloseTo(1, 1);
  });

  test('is less stale with intervals that follow the pages, for no more renders', () => {
    const own = simulate(site, { ...plan, policy: 'adaptive' });
    expect(own.rendersPerDay).toBeLessThanOrEqual(PAGES);
    expect(own.stale).toBeLessThan(0.8 * daily.stale);
    expect(own.staleHours).toBeLessThan(daily.staleHours);
  });

  test('keeps to its budget, and is less stale with a short one, too', () => {
    const [fixed, own] = (['fixed', 'adaptive'] as const).map(policy =>
      simulate(site, { ...plan, policy, rendersPerDay: PAGES / 6 }),
    );
    expect(own?.rendersPerDay).toBeLessThanOrEqual(PAGES / 6);
    expect(own?.stale).toBeLessThan(fixed?.stale ?? 0);
    const [upper = 1, half = 5] = own?.deployed ?? [];
    expect(upper).toBeLessThan((fixed?.deployed[0] ?? 0) / 2);
    expect(half).toBeGreaterThan(upper);
  });

  test('comes out the same for the same seed', () => {
    expect(simulate(makeSite(PAGES, seeded(1)), plan)).toEqual(daily);
    expect(simulate(site, { ...plan, seed: 2 })).not.toEqual(daily);
  });
});

describe('npm run bench -- freshness', () => {
  const bench = (...args: string[]) => ['--import', 'tsx', 'bench/main.ts', 'freshness', ...args];

  test('prints a table', () => {
    const args = bench('--pages', '100', '--days', '2', '--budget', '50', '--known');
    const printed = execFileSync(process.execPath, args, { encoding: 'utf8', stdio: 'pipe' });
    expect(printed).toMatch(/^Freshness: 100 pages/);
    expect(printed.match(/^(every 24 h|Signpost|rates known) /gm)).toHaveLength(6);
  });

  test('says what would be right', () => {
    const { stderr } = spawnSync(process.execPath, bench('--pages', 'many'), { encoding: 'utf8' });
    expect(stderr).toContain('--pages many: this must be a whole number, 1 or more.');
  });
});
