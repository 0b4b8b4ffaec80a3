import { expect, test } from '@jest/globals';
import { systemClock } from '../../../../core/clock.ts';
import { DeadlinePassed, Deadlines } from '../../../../local/services/cloudfront/deadlines.ts';
import { HandClock } from '../../hand-clock.ts';

test('what takes longer than it may is told so, and what came in time is not', async () => {
  const clock = new HandClock();
  const deadlines = new Deadlines(clock);
  const late = deadlines.within(5_000, new Promise(() => undefined)).catch(error => error);
  const inTime = deadlines.within(5_000, clock.sleep(4_000));
  await clock.advance(6_000);
  expect(await late).toBeInstanceOf(DeadlinePassed);
  await expect(inTime).resolves.toBeUndefined();
});

test('once nothing has a limit any more, no timer is left that would keep the process up', async () => {
  const timers = () => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length;
  const before = timers();
  const deadlines = new Deadlines(systemClock);
  let finish: () => void = () => undefined;
  const work = new Promise<void>(resolve => {
    finish = resolve;
  });
  const limited = deadlines.within(60_000, work);
  expect(timers()).toBe(before + 1);
  finish();
  await limited;
  await work.finally(); // what follows the end of the work has been done
  expect(timers()).toBe(before);
});
