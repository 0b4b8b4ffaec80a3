import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../core/clock.ts';
import { systemRandom } from '../../../core/ids.ts';
import { parseExpression, type ScheduleConfig, Scheduler } from '../../../local/services/scheduler.ts';
import { HandClock } from '../hand-clock.ts';

const minutes = (n: number) => n * 60_000;
let clock: HandClock;
let scheduler: Scheduler;
const logged: string[] = [];
/** What the function was called with. */
let events: unknown[];

beforeEach(() => {
  clock = new HandClock(Date.UTC(2026, 0, 1));
  scheduler = new Scheduler({ clock, random: systemRandom, log: line => logged.push(line) });
  events = [];
  logged.length = 0;
});
afterEach(() => scheduler.close());

const add = (expression: string, config: Partial<ScheduleConfig> = {}) =>
  scheduler.add({
    name: 'rerender',
    arn: 'arn:aws:scheduler:us-east-1:000000000000:schedule/default/rerender',
    expression,
    invoke: async event => {
      events.push(event);
    },
    ...config,
  });

describe('a rate', () => {
  test('runs at once, as in the real one, and then every so often', async () => {
    add('rate(5 minutes)');
    await clock.advance(0);
    expect(events).toHaveLength(1);
    await clock.advance(minutes(5) - 1);
    expect(events).toHaveLength(1);
    await clock.advance(1);
    expect(events).toHaveLength(2);
    await clock.advance(minutes(10));
    expect(events).toHaveLength(4);
  });

  test('does not wait for a run that hangs, nor stop at one that fails', async () => {
    add('rate(1 minute)', { invoke: async () => await new Promise(() => events.push('hangs')) });
    add('rate(1 minute)', { name: 'logs', invoke: () => Promise.reject(new Error('no queue')) });
    await clock.advance(minutes(1));
    expect(events).toEqual(['hangs', 'hangs']);
    expect(logged).toEqual(['logs: no queue', 'logs: no queue']);
  });

  test('does not run while it is disabled, nor after close()', async () => {
    add('rate(1 hour)', { name: 'off', state: 'DISABLED' });
    await clock.advance(minutes(60));
    expect(events).toEqual([]);
    add('rate(1 hour)');
    await clock.advance(0);
    scheduler.close();
    await clock.advance(minutes(120));
    expect(events).toHaveLength(1);
  });
});

test('close() leaves no timer that would keep the process up', async () => {
  const timers = () => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length;
  const before = timers();
  const own = new Scheduler({ clock: systemClock, random: systemRandom });
  const schedule = {
    name: 'yearly',
    arn: 'arn',
    expression: 'cron(0 0 1 1 ? *)',
    invoke: async () => undefined,
  };
  own.add(schedule);
  expect(timers()).toBe(before + 1);
  own.close();
  expect(timers()).toBe(before);
});

describe('the times of', () => {
  const iso = (time: number | undefined) =>
    time === undefined ? undefined : new Date(time).toISOString().slice(0, 16);
  test.each([
    // From the examples of https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
    ['cron(15 10 * * ? *)', '2026-01-01T00:00', ['2026-01-01T10:15', '2026-01-02T10:15']],
    ['cron(0 18 ? * MON-FRI *)', '2026-01-02T18:01', ['2026-01-05T18:00', '2026-01-06T18:00']],
    ['cron(0 8 1 * ? *)', '2026-01-15T00:00', ['2026-02-01T08:00', '2026-03-01T08:00']],
    ['cron(0/10 * ? * 2-6 *)', '2026-01-02T23:51', ['2026-01-05T00:00', '2026-01-05T00:10']],
    ['cron(0 0 1,15 JAN,JUL ? *)', '2026-01-02T00:00', ['2026-01-15T00:00', '2026-07-01T00:00']],
    ['cron(30 4 ? * SUN *)', '2026-01-01T00:00', ['2026-01-04T04:30', '2026-01-11T04:30']],
    ['cron(0 0 29 2 ? *)', '2026-01-01T00:00', ['2028-02-29T00:00', '2032-02-29T00:00']],
    ['cron(0 0 1 1 ? 2027)', '2026-01-01T00:00', ['2027-01-01T00:00', undefined]],
    ['rate(2 days)', '2026-01-01T00:00', ['2026-01-01T00:00', '2026-01-03T00:00']],
  ])('%s after %s', (expression, from, expected) => {
    const start = Date.parse(`${from}Z`);
    const next = parseExpression(expression, start);
    const first = next(start);
    const second = first === undefined ? undefined : next(first + 1);
    expect([iso(first), iso(second)]).toEqual(expected);
  });

  test.each([
    ['at(2026-01-01T00:00:00)', 'The local scheduler does not model the schedule "at(2026-01-01T00:00:00)".'],
    ['rate(0 minutes)', 'The rate "0 minutes" is not of the form "5 minutes".'],
    ['rate(5 seconds)', 'The rate "5 seconds" is not of the form "5 minutes".'],
    ['cron(0 0 * * *)', 'The cron expression "0 0 * * *" has not six fields.'],
    ['cron(0 0 * * * *)', 'either the day of the month or that of the week must be "?"'],
    ['cron(0 0 L * ? *)', 'The local scheduler does not model "L" in a cron expression.'],
    ['cron(0 0 ? * 2#1 *)', 'The local scheduler does not model "2#1" in a cron expression.'],
    ['cron(60 0 * * ? *)', 'The local scheduler does not model "60" in a cron expression.'],
    ['cron(0/0 0 * * ? *)', 'The local scheduler does not model "0/0" in a cron expression.'],
  ])('%s: refused in one sentence', (expression, message) => {
    expect(() => add(expression)).toThrow(message);
  });
});

describe('the event', () => {
  test('is the Input of the target, with what it asks for filled in', async () => {
    add('rate(1 hour)', {
      input: '{"due":"<aws.scheduler.scheduled-time>","try":<aws.scheduler.attempt-number>}',
    });
    await clock.advance(0);
    expect(events).toEqual([{ due: '2026-01-01T00:00:00Z', try: 1 }]);
  });

  test('says who sent it, where the target has no Input', async () => {
    add('cron(30 0 * * ? *)');
    await clock.advance(minutes(30));
    expect(events).toEqual([
      {
        version: '0',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        'detail-type': 'Scheduled Event',
        source: 'aws.scheduler',
        account: '000000000000',
        time: '2026-01-01T00:30:00Z',
        region: 'us-east-1',
        resources: ['arn:aws:scheduler:us-east-1:000000000000:schedule/default/rerender'],
        detail: '{}',
      },
    ]);
  });
});

test('run() runs a schedule now, and answers or rejects as its target does', async () => {
  add('rate(1 day)', { state: 'DISABLED', invoke: async () => 'done' });
  expect(await scheduler.run('rerender')).toBe('done');
  await expect(scheduler.run('other')).rejects.toThrow('There is no schedule other.');
});

test('a time zone is refused in one sentence', () => {
  expect(() => add('rate(1 day)', { timezone: 'Europe/Berlin' })).toThrow(
    'Schedule rerender: the local scheduler knows no time zone but UTC.',
  );
});
