import { describe, expect, test } from '@jest/globals';
import { OF_A_PERSON, type Patience, Waiting, WITHOUT_SCRIPTS } from '../../../core/audit/waiting.ts';
import { systemClock } from '../../../core/clock.ts';

/** When it is over, in seconds, for whoever looks every so many seconds. */
function overAfter(
  patience: Patience,
  {
    lookS = 0.5,
    said,
    busyUntilS = 0,
  }: { lookS?: number; said(seconds: number): string; busyUntilS?: number },
): number {
  let now = 0;
  const waiting = new Waiting(patience, { ...systemClock, now: () => now });
  do now += lookS * 1000;
  while (!waiting.isOver(said(now / 1000), now / 1000 <= busyUntilS));
  return now / 1000;
}

const always = () => 'A';
const changesAt =
  (...at: number[]) =>
  (seconds: number) =>
    String(at.filter(each => each <= seconds).length);

describe('a person', () => {
  test.each<[what: string, looks: Parameters<typeof overAfter>[1], seconds: number]>([
    ['waits six seconds for a page that never changes', { said: always }, 6],
    ['waits four more after what comes late', { said: changesAt(5) }, 9],
    ['and after each change', { said: changesAt(5, 8, 11) }, 15],
    ['waits for what is on its way', { said: always, busyUntilS: 7 }, 11],
    ['takes a page that always changes as it is', { said: String }, 20],
    ['takes a page that never gets all as it is', { said: always, busyUntilS: Number.POSITIVE_INFINITY }, 20],
    [
      'has seen little on a machine that lets nobody look: five times as long',
      { lookS: 5, said: always },
      30,
    ],
    ['and does not take its pauses for quiet', { lookS: 5, said: changesAt(25) }, 45],
  ])('%s', (_, looks, seconds) => {
    expect(overAfter(OF_A_PERSON, looks)).toBe(seconds);
  });
});

test('without scripts a second without a change is enough', () => {
  expect(overAfter(WITHOUT_SCRIPTS, { said: always, busyUntilS: 3 })).toBe(4);
});
